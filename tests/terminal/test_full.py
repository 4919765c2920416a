"""The full prompts on a real terminal, as a person sees them."""

import time
from pathlib import Path

import pytest

from micloud_helper.guide import Guide, Question, fill
from micloud_helper.render.ascii import in_ascii

from .conftest import Open, Terminal, pexpect

TODAY = ("--today", "2026-11-23", "--full")
WINDOWS = [(32, 10, "id"), (40, 20, "en"), (120, 40, "id")]
SAVE = {"id": "Simpan jawaban Anda di komputer ini?", "en": "Keep your answers on this computer?"}
FILE = {"id": "Simpan daftar ini sebagai berkas?", "en": "Keep this checklist as a file?"}
WALK = {"id": "Syaratnya lengkap.", "en": "Everything is ready."}
REVIEW = {"id": "Periksa jawaban Anda.", "en": "Check your answers."}


def numbers(question: Question, *ids: str) -> list[str]:
    return [str(list(question.options).index(id) + 1) for id in ids]


def begin(open_terminal: Open, guide: Guide, language: str = "id", **window: int) -> Terminal:
    """Start, decline to save, and wait for the first question."""
    terminal = open_terminal(*TODAY, language=language, **window)
    terminal.wait_ever(SAVE[language]).press("Enter")
    return terminal.wait(guide.questions["holder"].ask[language], gone=SAVE[language])


def answer(terminal: Terminal, guide: Guide, language: str = "id", **answers: str) -> None:
    """Answer questions with the number of the option, each when it is on the screen."""
    for id, option in answers.items():
        terminal.wait(guide.questions[id].ask[language])
        terminal.wait_ever(guide.questions[id].why[language])
        terminal.press(*numbers(guide.questions[id], option))
        terminal.wait_ever(f"> {fill(guide, guide.questions[id].options[option].label, language, {'holder': 'owner'})}")


FIRST = {"holder": "owner", "screen": "lost_mode", "account": "own", "progress": "not_applied", "remember": "nothing"}
REST = {"lock_code": "noted", "box": "photographed", "obtained": "shop", "proof": "photographed", "sms_number": "free"}


def to_details(terminal: Terminal, guide: Guide, language: str = "id") -> None:
    """Answer everything up to the first detail, the IMEI."""
    answer(terminal, guide, language, **FIRST)
    terminal.wait(guide.questions["imei_at"].ask[language]).press("1", "Enter")
    answer(terminal, guide, language, **REST)
    terminal.wait(guide.details["imei"].ask[language])
    time.sleep(0.6)  # so long an Enter belongs to the number before


def to_review(terminal: Terminal, guide: Guide, language: str = "id") -> None:
    """Skip the details."""
    to_details(terminal, guide, language)
    for detail in guide.details.values():
        terminal.wait(detail.ask[language]).press("Enter")
    terminal.wait(REVIEW[language])


@pytest.mark.parametrize(("columns", "rows", "language"), WINDOWS)
def test_the_whole_way_at_every_size(open_terminal: Open, guide: Guide, language: str, columns: int, rows: int) -> None:
    """From the first question to the plan: every question, reason and choice can be read whole, in any window."""
    terminal = begin(open_terminal, guide, language, columns=columns, rows=rows)
    to_review(terminal, guide, language)
    terminal.press("Enter")
    terminal.wait(FILE[language]).press("Enter")
    terminal.wait(WALK[language]).press("2")
    assert terminal.status() == 0
    assert guide.routes["unlock"].title[language] in terminal.transcript()


@pytest.mark.parametrize(("columns", "rows"), [(32, 10), (32, 12), (80, 24)])
def test_a_long_list_can_be_walked_to_its_end(open_terminal: Open, guide: Guide, columns: int, rows: int) -> None:
    """Whatever is pointed at is shown whole, with its question and the keys, however low the window is."""
    terminal = begin(open_terminal, guide, columns=columns, rows=rows)
    answer(terminal, guide, holder="owner")
    screen = guide.questions["screen"]
    for number, option in enumerate(screen.options.values(), 1):
        terminal.wait(f"> {number}.", *option.label["id"].split(" / "), screen.ask["id"], "Esc kembali")
        terminal.press("Down")


def test_back_works_at_every_kind_of_prompt(open_terminal: Open, guide: Guide) -> None:
    """Esc, which every screen names, leads back from a list, several choices, a date, free text and the review."""
    language = "en"
    ask = {
        **{id: question.ask[language] for id, question in guide.questions.items()},
        "imei": guide.details["imei"].ask[language],
    }
    terminal = begin(open_terminal, guide, language)
    for first in ({"holder": "owner"}, {"screen": "lost_mode"}, {"account": "own"}, {"progress": "rejected"}):
        answer(terminal, guide, language, **first)
    answer(terminal, guide, language, applied_route="recover")
    terminal.wait(ask["applied_on"], "Esc").press("32/13", "Esc")
    terminal.wait(ask["applied_route"], "Esc", gone=ask["applied_on"]).press("Esc")
    terminal.wait(ask["progress"], gone=ask["applied_route"]).press(
        *numbers(guide.questions["progress"], "not_applied")
    )
    answer(terminal, guide, language, remember="nothing")
    terminal.wait(ask["imei_at"], "Esc").press("Esc")
    terminal.wait(ask["remember"], gone=ask["imei_at"]).press("Enter")
    terminal.wait(ask["imei_at"]).press("1", "Enter")
    answer(terminal, guide, language, **REST)
    terminal.wait(ask["imei"], "Esc").press("12345", "Esc")
    terminal.wait(ask["sms_number"], gone=ask["imei"]).press("Enter")
    for detail in guide.details.values():
        terminal.wait(detail.ask[language], "Esc").press("Enter")
    terminal.wait(REVIEW[language], "Esc").press("Esc")
    terminal.wait(detail.ask[language], "Esc", gone=REVIEW[language])


def test_going_back_keeps_what_was_said(open_terminal: Open, guide: Guide) -> None:
    """The answer one comes back to is the one pointed at, no longer shown as given; Enter keeps it."""
    terminal = begin(open_terminal, guide)
    answer(terminal, guide, holder="helper", screen="dark")
    terminal.wait(guide.questions["account"].ask["id"]).press("Esc")
    terminal.wait("> 6. Tidak terbaca").press("Esc")
    terminal.wait("> 2. Punya orang lain", gone="> Punya orang lain").press("Esc")
    terminal.wait("Ini pertanyaan pertama", "> 2. Punya orang lain").press("Enter")
    terminal.wait("> 6. Tidak terbaca")


def test_one_key_switches_the_language_in_place(open_terminal: Open, guide: Guide) -> None:
    """The question stays, with what was picked or typed; everything after is in the other language, the plan too."""
    imei_at = guide.questions["imei_at"]
    terminal = begin(open_terminal, guide)
    answer(terminal, guide, **FIRST)
    terminal.wait(imei_at.ask["id"], "L English").press("2")
    terminal.wait("> 2. [x]").press("l")
    terminal.wait(imei_at.ask["en"], f"> 2. [x] {imei_at.options['sticker'].label['en']}", gone=imei_at.ask["id"])
    terminal.press("Enter")
    answer(terminal, guide, "en", **REST)
    terminal.wait(guide.details["imei"].ask["en"]).press("49015", "Ctrl-L")
    terminal.wait(guide.details["imei"].ask["id"], "> 49015", "5 dari 15 angka").press("Ctrl-U", "Ctrl-L")
    for detail in guide.details.values():
        terminal.wait(detail.ask["en"]).press("Enter")
    terminal.wait(REVIEW["en"]).press("Enter")
    terminal.wait(FILE["en"])
    assert guide.routes["unlock"].title["en"] in terminal.transcript()


def test_help_opens_and_closes(open_terminal: Open, guide: Guide) -> None:
    """The question mark opens where to look, and takes it away again."""
    terminal = begin(open_terminal, guide)
    for text in guide.questions["holder"].help:
        assert text["id"] not in terminal.text()
    terminal.press("?")
    terminal.wait(*(text["id"] for text in guide.questions["holder"].help), "? tutup bantuan").press("?")
    terminal.wait("? bantuan", gone=guide.questions["holder"].help[0]["id"])


def test_a_number_typed_with_enter_does_not_answer_two_questions(open_terminal: Open, guide: Guide) -> None:
    """The Enter behind a number is not taken for the next answer; half a second later, it is."""
    terminal = begin(open_terminal, guide)
    terminal.press("1", "Enter")
    terminal.wait(guide.questions["screen"].ask["id"])
    time.sleep(0.6)
    assert guide.questions["account"].ask["id"] not in terminal.wait("Pertanyaan 2").text()
    terminal.press("Enter")
    terminal.wait(guide.questions["account"].ask["id"])


def test_the_one_that_stands_alone_clears_the_others(open_terminal: Open, guide: Guide) -> None:
    """Several places can be ticked, by number or space; “nowhere” goes with none of them; one at least is needed."""
    terminal = begin(open_terminal, guide)
    answer(terminal, guide, **FIRST)
    terminal.wait("1. [ ]")
    time.sleep(0.6)
    terminal.press("Enter")
    terminal.wait("! Tandai paling sedikit satu").press("1", "Down", " ")
    terminal.wait("1. [x]", "> 2. [x]", gone="!").press("6")
    terminal.wait("1. [ ]", "2. [ ]", "> 6. [x]").press("3", "Enter")
    terminal.wait_ever(f"> {guide.questions['imei_at'].options['battery'].label['id']} ")


def test_a_changed_answer_asks_only_what_is_missing(open_terminal: Open, guide: Guide) -> None:
    """At the review an answer is changed: what is inactive then is counted in one line, and what is used again."""
    terminal = begin(open_terminal, guide)
    to_review(terminal, guide)
    terminal.press("3", "Enter")
    terminal.wait(guide.questions["screen"].ask["id"], '> 2. "This device is lost"').press("4")
    terminal.wait(REVIEW["id"], "9 jawaban tidak diperlukan lagi", gone=guide.questions["remember"].ask["id"])
    terminal.press("3")
    terminal.wait("> 4. Permintaan masuk dengan akun Google").press("2")
    terminal.wait("9 jawaban Anda yang tadi dipakai lagi", REVIEW["id"], guide.questions["remember"].ask["id"])


def test_a_resize_in_the_middle_loses_nothing(open_terminal: Open, guide: Guide) -> None:
    """Made narrower and wider, the window shows the same question whole, with what was begun."""
    terminal = begin(open_terminal, guide)
    to_details(terminal, guide)
    terminal.press("49015")
    for columns, rows in ((40, 20), (32, 10), (120, 40)):
        terminal.wait("> 49015", "5 dari 15 angka")
        terminal.resize(columns, rows)
        terminal.wait("> 49015", "5 dari 15 angka", guide.details["imei"].ask["id"], "Ctrl-S simpan")


@pytest.mark.parametrize("key", ["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("answered", [0, 3])
def test_stopping_is_one_sentence(open_terminal: Open, guide: Guide, key: str, answered: int) -> None:
    """Ctrl-C or Ctrl-D ends the conversation at any question with one sentence and status 130."""
    terminal = begin(open_terminal, guide)
    answer(terminal, guide, **dict(list(FIRST.items())[:answered]))
    terminal.press(key)
    assert terminal.status() == 130
    assert "Dihentikan." in terminal.text()
    assert "Traceback" not in terminal.raw


def test_an_unfinished_paste_does_not_swallow_ctrl_c(open_terminal: Open, guide: Guide) -> None:
    """A paste of which the end never arrives takes no answer and hinders nobody from stopping."""
    terminal = begin(open_terminal, guide)
    terminal.press("\x1b[200~1\r2\r").child.expect(pexpect.TIMEOUT, timeout=0.3)
    terminal.press("Ctrl-C")
    assert terminal.status() == 130
    assert guide.questions["screen"].ask["id"] not in terminal.transcript()


def test_stopping_speaks_the_language_of_the_moment(open_terminal: Open, guide: Guide) -> None:
    """Who has switched to English is told in English that the conversation has ended."""
    terminal = begin(open_terminal, guide)
    terminal.press("l")
    terminal.wait(guide.questions["holder"].ask["en"]).press("Ctrl-C")
    assert terminal.status() == 130
    assert "Stopped." in terminal.text()


def test_without_colour_and_without_unicode(open_terminal: Open, guide: Guide) -> None:
    """With NO_COLOR no colour is set; where the terminal is not UTF-8, every sign is ASCII."""
    for env in ({"NO_COLOR": "1"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "cp1252"}):
        terminal = open_terminal(*TODAY, language="en", **env)
        terminal.wait_ever(SAVE["en"]).press("Enter")
        terminal.wait(in_ascii(guide.questions["holder"].ask["en"])).press("2")
        terminal.wait("Question 2").press("6", "?")
        terminal.wait("Only the owner", "? close help")
        if "NO_COLOR" in env:
            assert "\x1b[32m" not in terminal.raw
            assert "\x1b[38" not in terminal.raw
        else:
            assert terminal.raw.isascii()


def test_a_file_is_offered_and_never_overwritten_silently(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """The plan can be kept as a file; an existing one is replaced only after a yes."""
    (tmp_path / "mine.txt").write_text("mine")
    terminal = begin(open_terminal, guide, rows=40)
    answer(terminal, guide, holder="finder")
    terminal.wait(REVIEW["id"]).press("Enter", "Enter")
    terminal.wait(FILE["id"]).press("5")
    terminal.wait("> daftar-periksa.txt").press("Ctrl-U", "x" * 300, "Enter")
    terminal.wait("namanya terlalu panjang").press("Ctrl-U", "mine", "Enter")
    terminal.wait("mine.txt sudah ada. Ganti?", "> 2. Tidak").press("Enter")
    terminal.wait("> mine").press("Ctrl-U", "daftar-periksa", "Enter")
    assert terminal.status() == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert guide.routes["hand_in"].title["id"] in (tmp_path / "daftar-periksa.txt").read_text()


def test_the_opening_is_translated_too(open_terminal: Open) -> None:
    """L before the first answer says all of the screen in the other language; nothing of the first one stays."""
    terminal = open_terminal("--lang", "id", rows=40).wait("Hasilnya Xiaomi yang memutuskan.", "L English").press("l")
    terminal.wait("Xiaomi decides the outcome.", "Ctrl-C stops at any time", gone="memutuskan")
