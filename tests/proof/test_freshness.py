"""A guide's statements go stale: so many months after it was last checked, each source needs another look."""

from datetime import date
from pathlib import Path

import pytest

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.dates import good_until, guide_is_stale
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages, read_guide
from micloud_helper.planner import plan
from micloud_helper.sheet import compose

MINIMAL = Path(__file__).parents[1] / "data/guides/good/minimal.yaml"


def checked(on: str, months: int) -> Guide:
    text = MINIMAL.read_text().replace("checked_on: 2026-11-23", f"checked_on: {on}")
    return read_guide(text.replace("recheck_months: 12", f"recheck_months: {months}").encode(), "x.yaml")


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        ("2026-11-23", 12, date(2027, 11, 23)),
        ("2026-11-23", 1, date(2026, 12, 23)),
        ("2026-11-23", 2, date(2027, 1, 23)),
        ("2027-01-31", 1, date(2027, 2, 28)),
        ("2028-02-29", 12, date(2029, 2, 28)),
        ("9999-12-31", 600, date(9999, 12, 31)),
    ],
)
def test_a_source_is_good_for_its_months(on: str, months: int, until: date) -> None:
    """The limit is the same day of a later month, or its last day; the calendar's end is no traceback."""
    guide = checked(on, months)
    assert good_until(guide, guide.sources["rules"]) == until


def test_a_guide_is_stale_the_day_after() -> None:
    """On the last day it still holds."""
    guide = checked("2026-11-23", 12)
    assert not guide_is_stale(guide, date(2027, 11, 23))
    assert guide_is_stale(guide, date(2027, 11, 24))


def test_a_sheet_of_a_stale_guide_says_so() -> None:
    """The day after, and not before, every sheet says when the guide was last checked."""
    guide = checked("2026-11-23", 12)
    for today, said in ((date(2027, 11, 23), False), (date(2027, 11, 24), True)):
        sheet = compose(plan(guide, Answers(values={"book": "found"}), today=today), (Catalogue("en", load_messages),))
        assert (
            "last reviewed on Monday, 23 November 2026; confirm on your own screen"
            in sheet.section("foot").text("notice")[0]
        ) == said
