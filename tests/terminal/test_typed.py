"""Values typed on a real terminal: what is understood shows at once, and mistakes are caught before they are copied."""

import time

import pytest

from micloud_helper.guide import Guide

from .conftest import Open
from .test_full import REVIEW, answer, begin, to_details

IMEI = "49 015420 323751 8"
NEXT = "Kode kuncinya apa?"


@pytest.mark.parametrize("columns", [32, 80])
def test_a_second_reading_is_compared_digit_by_digit(open_terminal: Open, guide: Guide, columns: int) -> None:
    """The places that differ are named and bracketed; a misread one is not offered as right."""
    terminal = begin(open_terminal, guide, columns=columns, rows=24)
    to_details(terminal, guide)
    terminal.press("4901542")
    terminal.wait("7 dari 15 angka").press("03237518")
    terminal.wait(f"Terbaca: {IMEI}").press("Enter")
    terminal.wait(f"IMEI: {IMEI}. Lanjut bagaimana?").press("2")
    terminal.wait("sekali lagi, dari label").press("490154203327518", "Enter")
    terminal.wait("berbeda di angka ke-10, 11.", "Yang pertama: 49 015420 3[2][3]751 8", "49 015420 3[3][2]751 8")
    terminal.press("2")
    terminal.wait("sekali lagi, dari label", gone="berbeda di angka").press("490154203237518", "Enter")
    terminal.wait("Kedua pembacaan sama.", "> 1. Sudah, lanjut").press("Enter")
    terminal.wait(NEXT).press("Esc")
    terminal.wait(f"> {IMEI}", "IMEI-nya berapa?")


def test_two_imeis_and_a_proposal(open_terminal: Open, guide: Guide) -> None:
    """A likely cure has to be confirmed; the second IMEI must be another one."""
    terminal = begin(open_terminal, guide)
    to_details(terminal, guide)
    terminal.press("4901542032375178", "Enter")
    terminal.wait(f"Maksud Anda {IMEI}?", "16 angka, ini IMEISV").press("2")
    terminal.wait("! 16 angka", "> 4901542032375178").press("Enter")
    terminal.wait(f"Maksud Anda {IMEI}?").press("1")
    terminal.wait("Lanjut bagaimana?").press("3")
    terminal.wait("IMEI yang kedua?").press("490154203237518", "Enter")
    terminal.wait("IMEI ini sama dengan yang pertama.").press("Ctrl-U", "IMEI2: 260531793113837", "Enter")
    terminal.wait(f"IMEI: {IMEI}, 26 053179 311383 7. Lanjut bagaimana?").press("1")
    terminal.wait(NEXT, f"> {IMEI}, 26 053179 311383 7")


def test_two_imeis_at_once_have_to_differ(open_terminal: Open, guide: Guide) -> None:
    """Pasted side by side they are taken as two; the same one twice is refused, run together as well."""
    terminal = begin(open_terminal, guide)
    to_details(terminal, guide)
    number = IMEI.replace(" ", "")
    terminal.press(f"{number} {number}", "Enter")
    terminal.wait("sama dua kali").press("Ctrl-U", number * 2, "Enter")
    terminal.wait(f"Maksud Anda {IMEI}?").press("2")
    terminal.wait("! 30 angka").press("Ctrl-U", f"{number} / 260531793113837")
    terminal.wait(f"Terbaca: {IMEI}, 26 053179 311383 7").press("Enter")
    terminal.wait(f"IMEI: {IMEI}, 26 053179 311383 7. Lanjut bagaimana?")


def test_the_line_takes_no_key_that_is_not_named(open_terminal: Open, guide: Guide) -> None:
    """Searching in lines typed before, in English, is not a thing here."""
    terminal = begin(open_terminal, guide)
    to_details(terminal, guide)
    terminal.press("4901", "\x12", "5")
    terminal.wait("> 49015", "5 dari 15 angka", gone="search")


def test_a_phone_number_is_shown_as_it_is_written_here(open_terminal: Open, guide: Guide) -> None:
    """It is read while one types; a landline is refused with the reason, and nothing has to be given."""
    terminal = begin(open_terminal, guide)
    to_details(terminal, guide)
    terminal.press("Enter")
    terminal.wait(NEXT).press("Enter")
    terminal.wait(guide.details["sms_number_text"].ask["id"], "Enter saja: dilewati.").press("021 5551234", "Enter")
    terminal.wait("! Ini telepon rumah atau layanan").press("Ctrl-U", "+62 0812 3456 7890")
    terminal.wait("Terbaca: 0812-3456-7890", gone="telepon rumah").press("Enter")
    terminal.wait_ever("> 0812-3456-7890 ")
    terminal.wait(guide.details["reference"].ask["id"]).press("Enter")
    terminal.wait(REVIEW["id"], "Nomor untuk SMS → 0812-3456-7890", "IMEI → dikosongkan")


def test_a_date_is_read_back_before_it_is_taken(open_terminal: Open, guide: Guide) -> None:
    """The weekday shows at once; the American order is asked about, a day ahead and Enter alone are refused."""
    terminal = begin(open_terminal, guide)
    answer(
        terminal, guide, holder="owner", screen="lost_mode", account="own", progress="waiting", applied_route="unlock"
    )
    terminal.wait(guide.questions["applied_on"].ask["id"])
    time.sleep(0.6)
    terminal.press("Enter")
    terminal.wait("! Tanggalnya diperlukan. Tulis misalnya 20/11/2026, 20 November").press("12/22/2025", "Enter")
    terminal.wait("Maksud Anda Senin, 22 Desember 2025?").press("2")
    terminal.wait("> 12/22/2025").press("Ctrl-U", "entah", "Enter")
    terminal.wait("! Tanggal itu belum terbaca").press("Ctrl-U", "besok")
    terminal.wait("Terbaca: Selasa, 24 November 2026").press("Enter")
    terminal.wait("! Tanggalnya harus sudah lewat.", "> besok").press("Ctrl-U", "kemarin")
    terminal.wait("Terbaca: Minggu, 22 November 2026").press("Enter")
    terminal.wait_ever("> Minggu, 22 November 2026 ")
