"""Reckons with dates: when an answer may come, counted in working days, and how long a source may be trusted.

Weekends are never working days; a country's holidays and joint leave are those of the `holidays` package.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

from micloud_helper.errors import GuideError, Problem
from micloud_helper.guide import AnswerWindow, Guide, Source

ESTIMATE_MARK = "(estimated)"
"""How the `holidays` package marks a lunar date not yet fixed, in its English names."""


def span(sent_on: date, window: AnswerWindow) -> tuple[date, date, bool]:
    """Count the window's working days after `sent_on`, itself not counted: without and with the country's holidays.

    Gives both days, and whether the second is an estimate: a holiday counted may still move, or a year has no holidays
    of one category yet (joint leave is decreed year by year).
    Raises OverflowError when the calendar ends before the count does, GuideError when there is no such calendar.
    """
    earliest = _after(sent_on, window.working_days, {})
    off, undecreed = _days_off(window.holidays.country, window.holidays.categories, sent_on.year)
    latest = _after(sent_on, window.working_days, off)
    open_years = undecreed & {sent_on.year, latest.year}
    counted = (off.get(sent_on + timedelta(days=n), "") for n in range(1, (latest - sent_on).days + 1))
    return earliest, latest, bool(open_years) or any(ESTIMATE_MARK in name for name in counted)


def _after(day: date, count: int, off: dict[date, str]) -> date:
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in off:
            count -= 1
    return day


@lru_cache(maxsize=64)  # one year of a calendar takes as long to work out as ten plans
def _days_off(country: str, categories: tuple[str, ...], year: int) -> tuple[dict[date, str], set[int]]:
    """Give the days off of a year and the next, and which of the two lack the days of a category."""
    found: dict[date, str] = {}
    undecreed: set[int] = set()
    for category in categories:
        try:
            of_category = calendar_of(country)(years=(year, year + 1), categories=(category,), language="en_US")
        except (AttributeError, ValueError) as error:
            raise GuideError(Problem("unknown_calendar", {"country": country, "category": category})) from error
        undecreed |= {year, year + 1} - {day.year for day in of_category}
        found.update(of_category)
    return found, undecreed


@lru_cache  # a module is loaded once
def calendar_of(country: str) -> Callable[..., dict[date, str]]:
    """Find a country's calendar as `import` would, but without its 250 neighbours: they cost half of a short run."""
    import holidays

    loader: Any = getattr(holidays, country)
    spec = PathFinder.find_spec(loader.module_name, [str(Path(holidays.__file__).with_name("countries"))])
    if spec is None or spec.loader is None:
        return loader  # type: ignore[no-any-return]  # another version of the package may keep its countries elsewhere
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, loader.entity_name)  # type: ignore[no-any-return]


def good_until(guide: Guide, source: Source) -> date:
    """Give the last day on which a source need not be looked at again."""
    years, month = divmod(guide.checked_on.month - 1 + source.recheck_months, 12)
    year = min(guide.checked_on.year + years, date.max.year)
    return date(year, month + 1, min(guide.checked_on.day, monthrange(year, month + 1)[1]))


def guide_is_stale(guide: Guide, today: date) -> bool:
    """Tell whether any source of the guide is past its limit."""
    return any(good_until(guide, source) < today for source in guide.sources.values())
