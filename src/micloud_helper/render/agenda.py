"""The dates of a plan as an iCalendar file: apply on, expect the answer, apply again from. No personal data."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from micloud_helper.checklist import Checklist, Dates
from micloud_helper.errors import Problem, UsageError
from micloud_helper.render import Options
from micloud_helper.render.ascii import in_ascii
from micloud_helper.sheet import Lines, Sheet

if TYPE_CHECKING:
    from icalendar import Alarm, Event

__all__ = ["render"]

PRODUCT = "-//micloud-helper//micloud-helper//ID"
MORNING = time(8)


class Entry(NamedTuple):
    """A span of whole days with the days on whose mornings the calendar should ring."""

    key: str
    first: date
    last: date
    rings: tuple[date, ...]


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Write the calendar. Raises UsageError when the plan has no dates."""
    from icalendar import Calendar

    if checklist.dates is None:
        raise UsageError(Problem("no_dates", {"route": checklist.route.id}))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for entry in _entries(checklist.route.kind, checklist.dates):
        calendar.add_component(_event(entry, sheet, checklist, options))
    document: bytes = calendar.to_ical()
    return document


def _entries(kind: str, dates: Dates) -> list[Entry]:
    day_after = dates.reply_latest + timedelta(days=1)
    expect = Entry("expect", dates.reply_earliest, dates.reply_latest, (dates.reply_earliest, day_after))
    if kind != "wait":
        return [Entry("apply", dates.sent_on, dates.sent_on, (dates.sent_on,)), expect]
    again = dates.retry_from
    return [expect, Entry("apply_again", again, again, (again,))] if again else [expect]


def _event(entry: Entry, sheet: Sheet, checklist: Checklist, options: Options) -> "Event":
    from icalendar import Event

    event = Event()
    title = _said(sheet.heading(f"calendar.{entry.key}", title=sheet.route), options)
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'micloud-helper:{checklist.route.id}:{entry}')}@micloud-helper")
    event.add("dtstamp", datetime.combine(checklist.today, time(), UTC))
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))  # a calendar's last day is not part of the span
    event.add("summary", title)
    event.add("description", "\n".join(_said(lines, options) for lines in (sheet.dates_note, sheet.notice) if lines))
    event.add("transp", "TRANSPARENT")
    for day in entry.rings:
        event.add_component(_alarm(datetime.combine(day, MORNING) - datetime.combine(entry.first, time()), title))
    return event


def _alarm(after: timedelta, title: str) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", after)
    alarm.add("description", title)
    return alarm


def _said(lines: Lines, options: Options) -> str:
    said = " / ".join(lines)
    return in_ascii(said) if options.ascii else said
