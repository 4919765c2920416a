"""Line mode on a real terminal: chosen, or taken by itself where the full prompts would not work."""

from pathlib import Path

import pytest

from micloud_helper.guide import Guide

from .conftest import Open, Terminal

TODAY = ("--today", "2026-11-23")
SAVE = "Simpan jawaban Anda di komputer ini?"


def declined(terminal: Terminal) -> Terminal:
    terminal.wait_ever(SAVE)
    terminal.wait("Jawaban (y/t, Enter saja = Tidak):").press("t", "Enter")
    return terminal.wait("Jawaban (1-3):")


@pytest.mark.parametrize(
    ("args", "window", "env"),
    [
        (("--plain",), {}, {}),
        ((), {}, {"MICLOUD_HELPER_PLAIN": "1"}),
        ((), {}, {"TERM": "dumb"}),
        ((), {}, {"TERM": ""}),
        ((), {"columns": 30, "rows": 24}, {}),
        ((), {"columns": 80, "rows": 8}, {}),
    ],
)
def test_where_only_lines_work_lines_are_used(
    open_terminal: Open, guide: Guide, args: tuple[str, ...], window: dict[str, int], env: dict[str, str]
) -> None:
    """Asked for, on a dumb terminal and in a tiny window, not one control code is written until the plan."""
    terminal = open_terminal(*TODAY, *args, **window, **env)
    declined(terminal).press("1", "Enter")
    terminal.wait_ever("Jawaban Anda: Punya saya sendiri")
    terminal.wait("Jawaban (1-6):").press("keluar", "Enter")
    assert terminal.status() == 130
    assert "\x1b" not in terminal.raw
    assert all(
        text["id"] in terminal.transcript() for text in (guide.questions["screen"].ask, guide.questions["screen"].why)
    )


def test_a_number_that_was_not_shown_is_no_yes(open_terminal: Open) -> None:
    """Whether to save is asked with y or n: a number does not save anything."""
    terminal = open_terminal(*TODAY, "--plain")
    terminal.wait_ever(SAVE)
    terminal.wait("(y/t, Enter saja = Tidak):").press("2", "Enter")
    terminal.wait_ever("Ketik y untuk ya, atau t untuk tidak.")
    terminal.press("t", "Enter")
    terminal.wait("Jawaban (1-3):")


def test_a_code_in_the_wrong_place_is_not_repeated(open_terminal: Open) -> None:
    """What could not be taken stands on the screen once, where it was typed: it may be a lock code."""
    terminal = declined(open_terminal(*TODAY, "--plain"))
    terminal.press("kunci-8841", "Enter")
    terminal.wait_ever("“…” bukan salah satu pilihannya.")
    assert terminal.transcript().count("8841") == 1


def test_the_plan_can_go_elsewhere_while_one_answers(open_terminal: Open, guide: Guide, tmp_path: Path) -> None:
    """With standard output in a file the conversation stays on the terminal, line by line; the file has the plan."""
    terminal = open_terminal(*TODAY, "--output", "-", stdout="plan.txt")
    declined(terminal).press("3", "Enter")
    terminal.wait("Enter saja = Sudah benar").press("Enter")
    assert terminal.status() == 0
    plan = (tmp_path / "plan.txt").read_text()
    assert guide.routes["hand_in"].title["id"] in plan
    assert SAVE not in plan


def test_ctrl_c_and_ctrl_d_end_it(open_terminal: Open) -> None:
    """Both are one sentence and status 130, in line mode too."""
    for key in ("Ctrl-C", "Ctrl-D"):
        terminal = declined(open_terminal(*TODAY, "--plain"))
        terminal.press(key)
        assert terminal.status() == 130
        assert "Dihentikan." in terminal.text()


def test_answers_are_kept_and_documents_ticked_in_lines(open_terminal: Open, guide: Guide) -> None:
    """Saving, resuming, the review, a file and ticks are there in line mode as well."""
    typed = ["1", "2", "1", "1", "4", "1", "1", "1", "1", "4", "3"]
    terminal = open_terminal(*TODAY, "--plain")
    terminal.wait_ever(SAVE)
    terminal.wait("(y/t, Enter saja = Tidak):").press("ya", "Enter")
    for number, line in enumerate(typed, 1):
        terminal.wait_ever(f"Pertanyaan {number} dari")
        terminal.press(line, "Enter")
    terminal.wait("Tambahan 1 dari 3").press("Ctrl-C")
    assert terminal.status() == 130
    terminal = open_terminal(*TODAY, "--plain")
    terminal.wait("Ada jawaban tersimpan dari Senin, 23 November 2026", "Enter saja = Lanjutkan dari sana").press(
        "Enter"
    )
    for number in (1, 2, 3):
        terminal.wait_ever(f"Tambahan {number} dari 3")
        terminal.wait("Ketik di sini").press("Enter")
    terminal.wait("Enter saja = Sudah benar").press("Enter")
    terminal.wait("Enter = lanjut, q = cukup:").press("q", "Enter")
    terminal.wait("Simpan daftar ini sebagai berkas?").press("Enter")
    terminal.wait_ever("Kode lembar:")
    assert terminal.status() == 0
    terminal = open_terminal(*TODAY, "--plain")
    terminal.wait("Apa yang terjadi sejak itu?").press("1", "Enter")
    terminal.wait("Apa saja yang sudah ada sekarang?").press("2", "Enter")
    terminal.wait("Nomor barunya berapa?").press("Enter")
    terminal.wait_ever("Sekarang siap:")
    terminal.wait("Enter = lanjut, q = cukup:").press("Enter")
    terminal.wait("Bagian 2 dari").press("q", "Enter")
    terminal.wait("Simpan daftar ini sebagai berkas?").press("Enter")
    terminal.wait("Jawaban Anda tersimpan.")
    assert terminal.status() == 0
    plan = terminal.transcript()
    assert not any(sign in plan for sign in "╭│└_")
