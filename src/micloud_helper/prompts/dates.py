"""Reads dates as people write them; day before month, as in Indonesia."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from micloud_helper.catalogue import Catalogue

YEARS_BACK = 20
NUMERIC = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})(?:\s*[./\- ]\s*(\d{4}|\d{2}))?")
PIECES = re.compile(r"\d+|[^\W\d_]+")
WEEKDAYS = [f"dates.weekday.{number}" for number in range(1, 8)]


class DayRead(NamedTuple):
    """The day that was written, or the code of what is wrong and, where there is one, a proposal."""

    day: date | None = None
    error: str = ""
    proposal: date | None = None


def read_day(typed: str, today: date, catalogues: Sequence[Catalogue]) -> DayRead:
    """Read a date such as `22/12/2026`, `22 Desember`, `kemarin` or `3 days ago`; without a year, the last such day."""
    text = " ".join(typed.lower().replace(",", " ").split())
    if not text:
        return DayRead(error="empty")
    ago = _days_ago(text, today, catalogues)
    if ago is not None:
        return DayRead(today - timedelta(days=ago))
    if match := NUMERIC.fullmatch(text):
        first, second, third = match.groups()
        if len(first) > 2:
            return _checked(first.zfill(4), int(second), int(third or 0), today)
        return _checked(third, int(second), int(first), today)
    return _in_words(text, today, catalogues)


def _days_ago(text: str, today: date, catalogues: Sequence[Catalogue]) -> int | None:
    named = {"today": 0, "yesterday": 1, "day_before": 2, "last_week": 7, "tomorrow": -1}
    past = {f"prompts.date.{key}": days for key, days in named.items()}
    past |= {key: (today.isoweekday() - number) % 7 or 7 for number, key in enumerate(WEEKDAYS, 1)}
    if found := [days for key, days in past.items() if text in _listed(key, catalogues)]:
        return found[0]
    for days, key in ((1, "days_ago"), (7, "weeks_ago")):
        for ending in _listed(f"prompts.date.{key}", catalogues):
            count = text.removesuffix(ending).strip()
            if count in _listed("prompts.date.one", catalogues):
                count = "1"
            if text.endswith(ending) and count.isdecimal() and len(count) < 4:
                return days * int(count)
    return None


def _in_words(text: str, today: date, catalogues: Sequence[Catalogue]) -> DayRead:
    fillers = {word for key in ("prompts.date.fillers", *WEEKDAYS) for word in _listed(key, catalogues)}
    pieces = [piece for piece in PIECES.findall(text) if piece not in fillers]
    months = [month for piece in pieces if (month := _month(piece, catalogues))]
    numbers = [piece for piece in pieces if piece.isdecimal()]
    if len(months) != 1 or len(pieces) != len(numbers) + 1 or not 1 <= len(numbers) <= 2 or len(numbers[0]) > 2:
        return DayRead(error="unreadable")
    return _checked(numbers[1] if len(numbers) == 2 else None, months[0], int(numbers[0]), today)


def _month(piece: str, catalogues: Sequence[Catalogue]) -> int:
    for number in range(1, 13):
        names = _listed(f"dates.month.{number}", catalogues)
        if len(piece) >= 3 and any(name.startswith(piece) for name in names):
            return number
        if piece in _listed(f"prompts.date.month_too.{number}", catalogues):
            return number
    return 0


def _listed(key: str, catalogues: Sequence[Catalogue]) -> list[str]:
    """Give the words of a text that lists them with commas, in every language."""
    known = (catalogue.message(key) for catalogue in catalogues if catalogue.has(key))
    return [word.strip().lower() for listed in known for word in listed.split(",")]


def _checked(written: str | None, month: int, day: int, today: date) -> DayRead:
    """Take a day that exists and is near enough; `written` is its year, without its century or not."""
    year = None if written is None else int(written) + 2000 * (len(written) == 2)
    try:
        found = date(today.year if year is None else year, month, day)
        if year is None and found > today:
            found = date(today.year - 1, month, day)
    except ValueError:
        if month > 12 >= day >= 1:
            swapped = _checked(written, day, month, today)
            return DayRead(error="month_first", proposal=swapped.day) if swapped.day else swapped
        return DayRead(error="no_such_day")
    if abs(found.year - today.year) > YEARS_BACK:
        return DayRead(error="far")
    return DayRead(found)
