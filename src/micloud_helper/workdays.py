"""Working days: weekends always, national holidays and joint leave on request (the `holidays` package)."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Span", "span"]

ESTIMATE_MARK = "(estimated)"
"""How the `holidays` package marks a lunar date not yet fixed, in its English names."""


class Span(NamedTuple):
    """The first and the last day an answer may come; `estimated` when a holiday counted may still move."""

    earliest: date
    latest: date
    estimated: bool


@lru_cache(maxsize=4096)
def span(sent_on: date, days: int, country: str, categories: tuple[str, ...]) -> Span:
    """Count `days` working days after `sent_on`, itself not counted: without and with the country's holidays.

    A year the package knows no holidays of one category for (joint leave is decreed year by year) is an estimate.
    Raises OverflowError when the calendar ends before the count does.
    """
    earliest = _after(sent_on, days, {})
    off, undecreed = _days_off(country, categories, sent_on.year)
    latest = _after(sent_on, days, off)
    counted = (off.get(sent_on + timedelta(days=n), "") for n in range(1, (latest - sent_on).days + 1))
    return Span(earliest, latest, undecreed or any(ESTIMATE_MARK in name for name in counted))


def _after(day: date, count: int, off: dict[date, str]) -> date:
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in off:
            count -= 1
    return day


@lru_cache(maxsize=64)
def _days_off(country: str, categories: tuple[str, ...], year: int) -> tuple[dict[date, str], bool]:
    from holidays import country_holidays

    years = (year, year + 1)
    found: dict[date, str] = {}
    undecreed = False
    for category in categories:
        of_category = country_holidays(country, years=years, categories=(category,), language="en_US")
        undecreed = undecreed or not any(day.year == year for day in of_category)
        found.update(of_category)
    return found, undecreed
