"""Saving and coming back, on a real terminal: stopped, hung up, killed, damaged, finished."""

import json
import os
import re
import signal
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from micloud_helper.answers import Answers
from micloud_helper.guide import Guide
from micloud_helper.interview import resume, start
from micloud_helper.storage import Snapshot, Store

from .conftest import Open, Terminal
from .test_full import FILE, FIRST, REST, REVIEW, SAVE, WALK, answer, to_review

resource = pytest.importorskip("resource")

MONDAY = ("--today", "2026-11-23", "--save", "--full")
TUESDAY = ("--today", "2026-11-24", "--full")
ASKED_FIRST = "Pertanyaan 1 dari"
FOUND = "Ada jawaban tersimpan dari Senin, 23 November 2026"
SURE = "Yakin?"


def file(home: Path) -> Path:
    return home / "share" / "micloud-helper" / "answers.json"


def saved_answers(home: Path) -> dict[str, object]:
    answers: dict[str, object] = json.loads(file(home).read_text())["answers"]
    return answers


def saved(open_terminal: Open, guide: Guide, count: int) -> Terminal:
    """Answer some questions while saving, as far as the next one."""
    terminal = open_terminal(*MONDAY)
    terminal.wait(ASKED_FIRST)
    answer(terminal, guide, **dict(list(FIRST.items())[:count]))
    return terminal.wait(guide.questions[list(FIRST)[count]].ask["id"])


def resumed(open_terminal: Open, guide: Guide, count: int) -> Terminal:
    """Come back the next day, and go on."""
    terminal = open_terminal(*TUESDAY)
    terminal.wait(FOUND, f"{count} pertanyaan sudah dijawab").press("1")
    return terminal.wait(guide.questions[list(FIRST)[count]].ask["id"], f"Pertanyaan {count + 1} dari")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_by_a_signal_everything_said_is_kept(
    open_terminal: Open, guide: Guide, tmp_path: Path, number: int
) -> None:
    """However the conversation is ended, one sentence says where the answers are; it goes on there the next day."""
    terminal = saved(open_terminal, guide, 3)
    terminal.child.kill(number)
    assert terminal.status() == 130
    where = f"Jawaban Anda tersimpan di komputer ini: {file(tmp_path).parent}"
    assert where.replace(" ", "") in terminal.text().replace(" ", "")
    resumed(open_terminal, guide, 3).press("Ctrl-C")


def test_killed_at_any_question_nothing_answered_is_lost(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """Killed every few answers and resumed, the interview still comes to its end with every answer on the disk."""
    path = {**FIRST, "imei_at": "box", **REST}
    asked = [*(guide.questions[id].ask["id"] for id in path), guide.details["imei"].ask["id"]]
    terminal = open_terminal(*MONDAY).wait(ASKED_FIRST)
    for count, (id, value) in enumerate(path.items(), 1):
        if id == "imei_at":
            terminal.press("1", "Enter")
        else:
            answer(terminal, guide, **{id: value})
        terminal.wait(asked[count])
        if count in (1, 2, 6, 11):
            terminal.child.kill(signal.SIGKILL)
            terminal = open_terminal("--today", "2026-11-23").wait(f"{count} pertanyaan sudah dijawab")
            terminal.press("1")
            terminal.wait(asked[count])
    assert saved_answers(tmp_path) == {**path, "imei_at": ["box"]}
    terminal.press("Esc")
    terminal.wait(asked[-2], gone=asked[-1])  # the way back was saved too


def test_a_closed_window_is_no_loss(open_terminal: Open, guide: Guide) -> None:
    """When the terminal itself goes away, the answers are there the next day."""
    terminal = saved(open_terminal, guide, 2)
    terminal.child.close()
    resumed(open_terminal, guide, 2)


def test_nothing_is_saved_unless_one_agrees(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """Asked once, with no as the answer of the hurried; then no file appears, and the end says so."""
    terminal = open_terminal("--today", "2026-11-23")
    terminal.wait("Simpan jawaban Anda di komputer ini?", "> 1. Tidak").press("Enter")
    terminal.wait(ASKED_FIRST, "Tidak ada yang disimpan.")
    answer(terminal, guide, holder="owner", screen="dark")
    terminal.press("Ctrl-C")
    assert terminal.status() == 130
    assert "tersimpan" not in terminal.text()
    assert not file(tmp_path).exists()


def test_saving_can_begin_at_any_prompt(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """Pressing the save key is the consent: what was answered before is kept as well; in free text it is a chord."""
    terminal = open_terminal("--today", "2026-11-23")
    terminal.wait("Simpan jawaban Anda").press("Enter")
    answer(
        terminal, guide, holder="owner", screen="lost_mode", account="own", progress="waiting", applied_route="unlock"
    )
    terminal.wait(guide.questions["applied_on"].ask["id"], "Ctrl-S simpan").press("20/1", "Ctrl-S")
    terminal.wait("> 20/1", "* Tersimpan.", "micloud-helper forget")
    assert len(saved_answers(tmp_path)) == 5
    terminal.press("1", "Enter")
    terminal.wait(guide.details["reference"].ask["id"])
    assert saved_answers(tmp_path)["applied_on"] == "2026-11-20"


@pytest.mark.parametrize(("choice", "kept"), [("2", True), ("3", False)])
def test_one_may_start_anew_or_erase(
    open_terminal: Open, guide: Guide, tmp_path: Path, choice: str, kept: bool
) -> None:
    """The next start says what was found and when; starting anew replaces it, erasing removes it and says so.

    Neither happens by one key.
    """
    saved(open_terminal, guide, 2).press("Ctrl-C")
    terminal = open_terminal(*TUESDAY)
    terminal.wait(FOUND).press(choice)
    terminal.wait(SURE).press("2")
    assert len(saved_answers(tmp_path)) == 2
    terminal.wait(FOUND).press(choice)
    terminal.wait(SURE).press("1")
    terminal.wait(ASKED_FIRST)
    assert ("Dihapus: answers.json." in terminal.transcript()) != kept
    answer(terminal, guide, holder="helper")
    terminal.wait(guide.questions["screen"].ask["id"]).press("Ctrl-C")
    assert terminal.status() == 130
    assert file(tmp_path).exists() == kept
    if kept:
        assert saved_answers(tmp_path) == {"holder": "helper"}


@pytest.mark.parametrize("choice", ["2", "3"], ids=["anew", "erase"])
def test_the_next_person_sees_nothing_of_the_one_before(
    open_terminal: Open, guide: Guide, tmp_path: Path, choice: str
) -> None:
    """Who begins anew where somebody else's answers were saved finds none of them, on the screen or in the plan."""
    values = {**FIRST, "imei_at": ("box",), **REST}
    typed = {"imei": ("490154203237518",), "reference": ("Toko Jaya",)}
    state = resume(guide, Answers(values=values, details=typed), frozenset((*values, "imei")), None)
    store = Store(file(tmp_path).parent, guide)
    store.begin(Snapshot(state=state, day=date(2026, 11, 23)))
    store.close()
    terminal = open_terminal(*TUESDAY)
    terminal.wait(FOUND).press(choice)
    terminal.wait(SURE).press("1")
    terminal.wait(ASKED_FIRST)
    answer(terminal, guide, holder="finder")
    terminal.wait(REVIEW["id"]).press("1")
    terminal.wait(FILE["id"]).press("1")
    assert terminal.status() == 0
    assert not any(word in terminal.raw for word in ("490154", "203237", "Toko", "Jaya"))
    left = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert "490154203237518" not in left and "Toko Jaya" not in left


def test_what_cannot_be_used_is_set_aside(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """A damaged file, or one of another guide, is one sentence and no obstacle."""
    for version, sentence, ending in (("2018.1", "dari versi panduan lain", "old"), ("", "rusak", "damaged")):
        store = Store(file(tmp_path).parent, replace(guide, version=version))
        store.begin(Snapshot(state=start(guide), day=date(2026, 11, 23)))
        store.close()
        if not version:
            file(tmp_path).write_bytes(file(tmp_path).read_bytes().replace(b"2026-11-23", b"2026-11-24"))
        content = file(tmp_path).read_bytes()
        terminal = open_terminal(*TUESDAY)
        terminal.wait_ever(f"Jawaban tersimpan {'berasal ' if version else ''}{sentence}")
        terminal.wait("Simpan jawaban Anda").press("Enter")
        terminal.wait(ASKED_FIRST)
        assert (file(tmp_path).parent / f"answers-1.{ending}").read_bytes() == content


def test_what_was_found_cannot_be_saved_over(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """The screen about saved answers has no save key, and pressing it loses nothing."""
    saved(open_terminal, guide, 3).press("Ctrl-C")
    before = file(tmp_path).read_text()
    terminal = open_terminal(*TUESDAY)
    terminal.wait(FOUND, "Apa yang ingin Anda", gone="S simpan").press("s", "S", "Ctrl-S", "Ctrl-C")
    assert terminal.status() == 130
    assert file(tmp_path).read_text() == before


def test_nothing_answered_is_nothing_found(open_terminal: Open, guide: Guide) -> None:
    """A case that was saved before the first answer is not worth a question."""
    terminal = open_terminal(*MONDAY)
    terminal.wait(ASKED_FIRST).press("l")
    terminal.wait(guide.questions["holder"].ask["en"]).press("Ctrl-C")
    open_terminal(*TUESDAY).wait(SAVE["id"])


def test_erased_elsewhere_is_no_longer_called_saved(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """When the file is gone the next answer says so, once, and the end does not claim that anything was kept."""
    terminal = saved(open_terminal, guide, 1)
    file(tmp_path).unlink()
    answer(terminal, guide, screen="lost_mode")
    terminal.wait("Jawaban tersimpan sudah dihapus dari tempat lain").press("1")
    terminal.wait(guide.questions["progress"].ask["id"], gone="dari tempat lain").press("Ctrl-C")
    assert terminal.status() == 130
    assert "Jawaban Anda tersimpan" not in terminal.transcript()


def test_going_back_from_the_first_screen_is_no_answer(open_terminal: Open, tmp_path: Path) -> None:
    """Esc at the question whether to save says that there is nothing before it, and asks again."""
    terminal = open_terminal(*TUESDAY)
    terminal.wait(SAVE["id"]).press("Esc")
    terminal.wait(SAVE["id"], "Ini pertanyaan pertama").press("2")
    terminal.wait(ASKED_FIRST, "Tersimpan.")
    assert file(tmp_path).exists()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux takes room away from a running program")
def test_a_disk_that_fills_on_the_way_is_no_obstacle(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """The interview goes on without saving and says so once; what was saved before is still whole."""
    terminal = saved(open_terminal, guide, 2)
    resource.prlimit(terminal.child.pid, resource.RLIMIT_FSIZE, (100, 100))
    answer(terminal, guide, account="own")
    terminal.wait(
        "tidak bisa disimpan di komputer ini (berkas terlalu besar)", guide.questions["progress"].ask["id"]
    ).press("1")
    terminal.wait(guide.questions["remember"].ask["id"], gone="tidak bisa disimpan").press("Ctrl-C")
    assert terminal.status() == 130
    assert "Jawaban Anda tersimpan" not in terminal.transcript()
    assert sorted(path.name for path in file(tmp_path).parent.iterdir()) == ["answers.json", "lock"]
    resumed(open_terminal, guide, 2)


def test_a_full_disk_is_no_obstacle(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """Where nothing can be written the interview goes on, and says so once."""
    file(tmp_path).parent.parent.mkdir()
    file(tmp_path).parent.write_text("a file where the folder should be")
    terminal = open_terminal(*MONDAY)
    terminal.wait(ASKED_FIRST, "tidak bisa disimpan di komputer ini", "wawancara tetap berjalan")
    answer(terminal, guide, holder="owner", screen="dark")
    terminal.wait(guide.questions["account"].ask["id"], gone="tetap berjalan")


def test_the_next_day_shows_what_is_missing(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """Documents are ticked off as they come in, which answers for them; what is left and what is next is said."""
    terminal = open_terminal(*MONDAY)
    terminal.wait(ASKED_FIRST)
    answer(terminal, guide, **FIRST)
    terminal.wait(guide.questions["imei_at"].ask["id"]).press("1", "Enter")
    answer(terminal, guide, **{**REST, "proof": "can_ask", "sms_number": "none"})
    terminal.wait(guide.details["imei"].ask["id"]).press("Enter")
    for detail in ("imei", "lock_code_text", "reference"):
        terminal.wait(guide.details[detail].ask["id"]).press("Enter")
    terminal.wait(REVIEW["id"]).press("Enter")
    terminal.wait(FILE["id"], "S simpan").press("s")
    terminal.wait("* Tersimpan.").press("1")
    proof, number = (guide.documents[id].title["id"] for id in ("proof_of_purchase", "sms_number"))
    terminal.wait(f"{proof}:", f"{number}:", "Jawaban Anda tersimpan.", "Kode lembar:")
    assert terminal.status() == 0
    terminal = open_terminal(*TUESDAY)
    terminal.wait("Daftar Anda dari Senin, 23 November 2026", f"Masih kurang: {proof}, {number}.").press("1")
    terminal.wait("Apa saja yang sudah ada sekarang?").press("1", "Enter")
    terminal.wait_ever(f"Sekarang siap: {proof}. Masih kurang: {number}.")
    terminal.wait(FILE["id"]).press("1")
    terminal.wait(f"{number}:", "Kode lembar:")
    assert terminal.status() == 0
    assert saved_answers(tmp_path)["proof"] == "photographed"


def walked_to(terminal: Terminal) -> tuple[int, int]:
    """Read the number of the step on the screen, and that of the last one."""
    number, last = re.findall(r"Nomor (\d+) dari (\d+)", terminal.text())[0]
    return int(number), int(last)


def test_the_walk_goes_on_where_it_was_left(open_terminal: Open, guide: Guide) -> None:
    """With saving agreed, an application is gone through page by page over two days, in full and in line mode."""
    terminal = open_terminal(*MONDAY).wait(ASKED_FIRST)
    to_review(terminal, guide)
    terminal.press("Enter")
    terminal.wait(FILE["id"]).press("Enter")
    terminal.wait(WALK["id"]).press("1")
    first, _ = walked_to(terminal.wait("Nomor ", "1. Lanjut"))
    terminal.press("1").wait(f"Nomor {first + 1} dari", "3. Cukup untuk sekarang").press("3")
    assert terminal.status() == 0
    for mode, enter in (((), ()), (("--plain",), ("Enter",))):
        terminal = open_terminal(*TUESDAY, *mode)
        terminal.wait("Belum ada: tampilkan daftar saya")
        found = re.search(r"(\d)\. Belum ada: tampilkan", terminal.text())
        terminal.press(found[1] if found else "", *enter)
        terminal.wait_ever(FILE["id"]).press("1", *enter)
        terminal.wait(WALK["id"]).press("1" if not mode else "y", *enter)
        terminal.wait(f"Nomor {first + 1} dari").press("3", *enter)
        assert terminal.status() == 0


@pytest.mark.parametrize("columns", [40, 80])
def test_who_sent_the_application_after_the_walk_sees_the_plan_for_waiting(
    open_terminal: Open, guide: Guide, tmp_path: Path, columns: int
) -> None:
    """After the last page one says that it was sent and when; then the days of the answer are there, and saved."""
    terminal = open_terminal(*MONDAY, columns=columns, rows=40).wait(ASKED_FIRST)
    to_review(terminal, guide)
    terminal.press("Enter").wait(FILE["id"]).press("Enter")
    first, last = walked_to(terminal.wait("halaman demi halaman").press("1").wait("Nomor ", "1. Lanjut"))
    for number in range(first, last):
        terminal.press("1").wait(f"Nomor {number + 1} dari")
    terminal.wait("1. Selesai").press("1").wait("Permohonan buka kunci sudah saya kirim").press("1")
    terminal.wait(guide.questions["applied_on"].ask["id"][:30]).press("hari ini", "Enter")
    terminal.wait_ever("Tunggu jawaban Xiaomi").wait(FILE["id"]).press("Enter")
    terminal.wait("Kabar dijanjikan")
    assert terminal.status() == 0
    assert saved_answers(tmp_path)["applied_on"] == "2026-11-23"


def test_the_newest_plan_is_opened_and_printed_once(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """With --open and --print nothing is shown or printed before the walk that may change the plan, nor twice."""
    for name in ("xdg-open", "lp"):
        (tmp_path / name).write_text(f'#!/bin/sh\ncat "$1" >> {tmp_path / name}.seen\n')
        (tmp_path / name).chmod(0o755)
    args = ("--today", "2026-11-23", "--save", "--output", "plan.txt", "--open", "--print")
    terminal = open_terminal(*args, rows=40, PATH=f"{tmp_path}:{os.environ['PATH']}").wait(ASKED_FIRST)
    to_review(terminal, guide)
    terminal.press("Enter").wait("halaman demi halaman").press("1")
    first, last = walked_to(terminal.wait("Nomor ", "1. Lanjut"))
    for number in range(first, last):
        terminal.press("1").wait(f"Nomor {number + 1} dari")
    assert not (tmp_path / "lp.seen").exists()
    terminal.press("1").wait("Permohonan buka kunci sudah saya kirim").press("1")
    terminal.wait(guide.questions["applied_on"].ask["id"][:30]).press("hari ini", "Enter").wait("Berkas: plan.txt")
    assert terminal.status() == 0
    plan = (tmp_path / "plan.txt").read_text()
    assert guide.routes["wait"].title["id"] in plan
    assert [(tmp_path / f"{name}.seen").read_text() for name in ("xdg-open", "lp")] == [plan, plan]
