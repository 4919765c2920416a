"""The dates of a plan as an iCalendar file: apply on, expect the answer, apply again from. No personal data."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from itertools import takewhile
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from micloud_helper.checklist import Checklist
from micloud_helper.errors import Problem, UsageError
from micloud_helper.render import Options
from micloud_helper.render.ascii import in_ascii
from micloud_helper.sheet import Sheet, Translations

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//micloud-helper//micloud-helper//ID"
MORNING = time(8)
NOTES = 4_096
"""So many cases are told apart by the person's own note; too few to find out what it says."""


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
    event, kind, dates = partial(_event, sheet, checklist, options), checklist.route.kind, checklist.dates
    first, last = dates.reply_earliest, dates.reply_latest
    if kind == "application":
        calendar.add_component(event("apply", dates.sent_on, dates.sent_on, apply=dates.sent_on))
    calendar.add_component(event("expect", first, last, expect=first, overdue=last + timedelta(days=1)))
    if kind == "wait" and (again := dates.retry_from):
        calendar.add_component(event("apply_again", again, again, apply_again=again))
    document: bytes = calendar.to_ical()
    return document


def _event(
    sheet: Sheet, checklist: Checklist, options: Options, key: str, first: date, last: date, **rings: date
) -> "Event":
    """Make an entry for whole days; `rings` are the mornings of an alarm, by the key of what it says."""
    from icalendar import Alarm, Event

    def say(key: str) -> str:
        sent_on = checklist.dates and checklist.dates.sent_on
        return _line(sheet.heading(f"calendar.{key}", title=sheet.route, sent_on=sent_on), options)

    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'micloud-helper:{_case(sheet, checklist)}:{key}')}@micloud-helper")
    event.add("sequence", (checklist.today - date(1970, 1, 1)).days)
    event.add("dtstamp", datetime.combine(checklist.today, time(), UTC))
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # a calendar's last day is not part of the span
    event.add("summary", say(key))
    notes = (sheet.section("dates").text("estimated"), sheet.section("foot").text("notice"))
    event.add("description", "\n".join(_line(note, options) for note in notes if note))
    event.add("transp", "TRANSPARENT")
    for name, day in rings.items():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", datetime.combine(day, MORNING) - datetime.combine(first, time()))
        alarm.add("description", say(name))
        event.add_component(alarm)
    return event


def _case(sheet: Sheet, checklist: Checklist) -> str:
    """Tell a case from others by what stays when plans change: answers before the first that may move, and notes.

    Notes count as they stand on the sheet, so that a masked one says nothing.
    """
    guide, answers = checklist.guide, checklist.answers
    moving = {id for it in guide.happenings.values() for id in (*it.sets, *it.asks)}
    moving |= {id for id, question in guide.questions.items() if question.kind == "date"}
    first = [str(answers.values.get(id)) for id in takewhile(lambda it: it not in moving, guide.questions)]
    notes = [it.value for it in sheet.section("values").entries if guide.details[it.id].document is None]
    number = int.from_bytes(sha256(repr(notes).encode()).digest()[:4]) % NOTES
    return f"{' '.join(first)} {number}"


def _line(text: Translations, options: Options) -> str:
    line = " / ".join(text)
    return in_ascii(line) if options.ascii else line
