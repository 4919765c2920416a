"""Line mode through a pipe: a transcript that makes sense, and the same plan as an answers file."""

from pathlib import Path

import pytest
import yaml

from conftest import EXAMPLES, Run
from micloud_helper.guide import Guide

TODAY = ("--today", "2026-11-23")


def lines(guide: Guide, answers: dict[str, object]) -> str:
    """What somebody types to give these answers, by number, in the order in which they are asked."""
    typed = []
    for question in guide.questions.values():
        value = answers.get(question.id)
        if question.kind == "date" and value:
            typed.append(f"{value:%d/%m/%Y}")
        elif value:
            options = list(question.options)
            picked = value if isinstance(value, list) else [value]
            typed.append(" ".join(str(options.index(str(id)) + 1) for id in picked))
    return "\n".join(typed) + "\n"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_pipe_gives_the_plan_of_the_answers_file(run: Run, guide: Guide, path: Path, language: str) -> None:
    """Typed line by line, the same answers give the same bytes."""
    answers = yaml.safe_load(path.read_text())
    piped = run("--plain", "--lang", language, *TODAY, stdin=lines(guide, answers))
    from_file = run("--answers", str(path), "--lang", language, *TODAY)
    assert (piped.status, from_file.status) == (0, 0)
    assert piped.raw == from_file.raw


def test_details_through_a_pipe_are_those_of_the_file(run: Run, guide: Guide, tmp_path: Path) -> None:
    """Two IMEIs, a code, a number and a note, as people write them, come out the same."""
    answers = yaml.safe_load((EXAMPLES[0]).read_text()) | {"lock_code": "noted"}
    given = {
        "imei": ["490154203237518", "260531793113837"],
        "lock_code_text": "A-77",
        "sms_number_text": "+62 812 3456 7890",
        "reference": "nota no. 5, toko",
    }
    file = tmp_path / "answers.yaml"
    file.write_text(yaml.safe_dump({**answers, **given}))
    typed = "49 015420 323751 8, IMEI2: 260531793113837\nA-77\n0812 3456 7890\nnota no. 5, toko\n\n"
    piped = run("--plain", "--lang", "id", *TODAY, stdin=lines(guide, answers) + typed)
    assert piped.raw == run("--answers", str(file), "--lang", "id", *TODAY).raw
    assert piped.status == 0
    assert "+62 812-3456-7890" in piped.out


def test_a_transcript_makes_sense_without_the_screen(run: Run, guide: Guide) -> None:
    """Question, reason, choices, what was typed and what it means follow each other; nothing moves a cursor."""
    ran = run("--plain", "--lang", "id", *TODAY, stdin="3\n\n")
    holder = guide.questions["holder"]
    labels = [option.label["id"] for option in holder.options.values()]
    expected = ["Pertanyaan 1 dari sekitar 15", holder.ask["id"], holder.why["id"],
                *(f"{number}. {label}" for number, label in enumerate(labels, 1)),
                "Jawaban (1-3): 3", f"Jawaban Anda: {labels[2]}"]  # fmt: skip
    told = ran.err.splitlines()
    start = told.index(expected[0])
    assert told[start : start + len(expected)] == expected
    assert "\x1b" not in ran.err
    assert guide.routes["hand_in"].title["id"] in ran.out


def test_words_do_what_keys_do(run: Run, guide: Guide) -> None:
    """Help, back, language and quit are words of either language, taken at every prompt."""
    holder, screen = guide.questions["holder"], guide.questions["screen"]
    ran = run("--plain", "--lang", "id", *TODAY, stdin="bantuan\nhelp\nback\n1\nkembali\n\nlanguage\nsave\nkeluar\n")
    told = ran.err.splitlines()
    assert all(told.count(text["id"]) == 2 for text in holder.help)
    assert "Ini pertanyaan pertama; tidak ada yang sebelumnya." in told
    assert f"Jawaban (1-3, Enter saja = {holder.options['owner'].label['id']}): " in told
    assert told.index(screen.ask["id"]) < told.index(screen.ask["en"])
    assert ran.status == 130
    assert "Stopped." in ran.err


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9", "“9” bukan salah satu pilihannya. Ketik satu nomor dari 1 sampai 3."),
        ("", "Pilih satu dulu: ketik nomor dari 1 sampai 3."),
        ("1 2", "Di sini hanya satu jawaban. Ketik satu nomor saja."),
    ],
)
def test_an_error_follows_the_answer_it_belongs_to(run: Run, typed: str, sentence: str) -> None:
    """What was wrong is said right after it was typed, then the prompt comes again, not the whole question."""
    told = run("--plain", "--lang", "id", *TODAY, stdin=f"{typed}\n3\n").err.splitlines()
    place = told.index(sentence)
    assert told[place - 1] == f"Jawaban (1-3): {typed}"
    assert told[place + 1] == "Jawaban (1-3): 3"


def test_typed_mistakes_get_their_own_message(run: Run, guide: Guide) -> None:
    """In a pipe, too, a date, an IMEI and a landline are refused with the reason, and asked again."""
    answers = {"holder": "owner", "screen": "dark", "account": "previous_owner", "progress": "rejected",
               "applied_route": "unlock", "applied_on": ""}  # fmt: skip
    rest = "31/02/2026\n20 Nov\n6 1\n1\n1\n1\n1\n1\n4901542032375178\n490154203237518\n021 5551234\n\n\n"
    ran = run("--plain", "--lang", "id", *TODAY, stdin=lines(guide, answers).replace("\n\n", "\n") + rest)
    assert ran.status == 0
    for sentence in ("Hari itu tidak ada di kalender.", "tidak bisa digabung dengan yang lain", "16 angka, ini IMEISV",
                     "telepon rumah atau layanan"):  # fmt: skip
        assert sentence in ran.err
    assert "Jawaban Anda: Jumat, 20 November 2026" in ran.err


def test_a_pipe_that_ends_too_early_is_told_so(run: Run) -> None:
    """Missing answers are an error of their own, not a plan and not a traceback."""
    ran = run("--plain", "--lang", "en", *TODAY, stdin="1\n2\n")
    assert (ran.status, ran.out) == (4, "")
    assert "The piped answers ended before every question was answered." in ran.err


def test_a_pipe_that_ends_after_a_mistake_is_not_a_plan(run: Run, guide: Guide) -> None:
    """A detail that could not be taken is not left out silently because nobody corrects it."""
    answers = yaml.safe_load(EXAMPLES[0].read_text())
    ran = run("--plain", "--lang", "en", *TODAY, stdin=lines(guide, answers) + "4901542032375178\n")
    assert (ran.status, ran.out) == (4, "")
    assert "16 digits, this is an IMEISV" in ran.err


def test_without_a_terminal_and_without_plain_nothing_is_asked(run: Run) -> None:
    """A pipe is not taken for a person: one sentence names the way out."""
    ran = run("--lang", "en", *TODAY, stdin="1\n2\n")
    assert (ran.status, ran.out) == (2, "")
    assert "--answers" in ran.err
    assert "Question 1" not in ran.err


def test_bytes_that_are_no_text_are_no_crash(run: Run) -> None:
    """What is not UTF-8 is an answer like any other wrong one."""
    ran = run("--plain", "--lang", "en", *TODAY, stdin=b"\xff\xfe\x00\n3\n")
    assert ran.status == 0
    assert "is not one of the choices" in ran.err


def test_what_could_not_be_taken_is_not_repeated(run: Run, guide: Guide) -> None:
    """In the transcript of a pipe no wrong IMEI, and no code in the place of an answer, stands at all."""
    answers = yaml.safe_load(EXAMPLES[0].read_text())
    typed = "kode 884199\n" + lines(guide, answers) + "490154203237519\n490154203237518\n\n\n\n"
    ran = run("--plain", "--lang", "en", *TODAY, stdin=typed)
    assert ran.status == 0
    assert "“…” is not one of the choices." in ran.err
    assert "884199" not in ran.err
    assert "490154203237519" not in ran.err
    assert "Your answer: 49 015420 323751 8" in ran.err
