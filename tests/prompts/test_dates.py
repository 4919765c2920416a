"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micloud_helper.catalogue import Catalogue
from micloud_helper.loader import load_messages
from micloud_helper.prompts.typed import read_day

CATALOGUES = [Catalogue(language, load_messages) for language in ("id", "en")]
MONDAY = date(2026, 11, 23)
TUESDAY_TO_COME = date(2026, 12, 22)


@pytest.mark.parametrize(
    "typed",
    ["22/12/2026", "22-12-2026", "22.12.26", "22 12 2026", "2026-12-22", "22 Desember 2026", "22 des 2026",
     "Selasa, 22 Desember 2026", "tanggal 22 Desember 2026", "December 22, 2026", "22nd of December 2026"],
)  # fmt: skip
def test_a_full_date_is_read_in_every_form(typed: str) -> None:
    """Figures or words, Indonesian or English, with or without the weekday."""
    assert read_day(typed, MONDAY, CATALOGUES[0]) == (TUESDAY_TO_COME, "")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("22/12", date(2025, 12, 22)),
        ("22 Agt", date(2026, 8, 22)),
        ("hari ini", MONDAY),
        ("today", MONDAY),
        ("kemarin", date(2026, 11, 22)),
        ("Yesterday", date(2026, 11, 22)),
        ("kemaren", date(2026, 11, 22)),
        ("minggu lalu", date(2026, 11, 16)),
        ("last week", date(2026, 11, 16)),
        ("besok", date(2026, 11, 24)),
        ("tomorrow", date(2026, 11, 24)),
        ("kemarin lusa", date(2026, 11, 21)),
        ("3 hari lalu", date(2026, 11, 20)),
        ("3 hari yang lalu", date(2026, 11, 20)),
        ("3 hari yg lalu", date(2026, 11, 20)),
        ("3 days ago", date(2026, 11, 20)),
        ("seminggu lalu", date(2026, 11, 16)),
        ("a week ago", date(2026, 11, 16)),
        ("2 minggu lalu", date(2026, 11, 9)),
        ("Jumat", date(2026, 11, 20)),
        ("Senin", date(2026, 11, 16)),
    ],
)
def test_what_is_left_out_is_taken_from_today(typed: str, day: date) -> None:
    """Without a year, or in words, the last such day is meant."""
    assert read_day(typed, MONDAY, CATALOGUES[0]) == (day, "")


@pytest.mark.parametrize(
    ("typed", "error", "proposal"),
    [
        ("", "empty", None),
        ("12/22/2026", "month_first", TUESDAY_TO_COME),
        ("31/02/2026", "no_such_day", None),
        ("22/12/1926", "far", None),
        ("0000-12-22", "no_such_day", None),
        ("entah", "unreadable", None),
        ("5 hari", "unreadable", None),
        ("22122026", "unreadable", None),
        ("²/5/2026", "unreadable", None),
    ],
)
def test_what_is_no_date_has_a_name(typed: str, error: str, proposal: date | None) -> None:
    """Each mistake is told apart; the American order is proposed the other way round."""
    assert read_day(typed, MONDAY, CATALOGUES[0]) == (proposal, error)


@given(st.dates(date(2007, 1, 1), date(2046, 12, 31)), st.sampled_from(CATALOGUES))
def test_what_the_program_shows_it_can_read(day: date, catalogue: Catalogue) -> None:
    """A date read back to the person, typed again, is the same date."""
    assert read_day(catalogue.day(day), MONDAY, CATALOGUES[0]) == (day, "")


@given(st.text(max_size=30))
def test_anything_typed_gets_an_answer(typed: str) -> None:
    """Any text is a day or a mistake with words for it."""
    day, error = read_day(typed, MONDAY, CATALOGUES[0])
    assert bool(day) != bool(error) or error == "month_first"  # which comes with a proposal
    assert not error or CATALOGUES[0].has(f"prompts.date.{error}")
