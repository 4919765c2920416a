"""Typed values: dates, day before month as in Indonesia, and details. A likely cure is proposed, nothing is guessed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import Value
from micloud_helper.guide import Detail, Question
from micloud_helper.identifiers import check_imei, check_values, differing_places, group_imei, imei_digits, marked_imei
from micloud_helper.prompts.prompt import Message, Reading, Wording
from micloud_helper.prompts.session import Session

YEARS_BACK = 20
NUMERIC = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})(?:\s*[./\- ]\s*(\d{4}|\d{2}))?")
PIECES = re.compile(r"\d+|[^\W\d_]+")
WEEKDAYS = [f"dates.weekday.{number}" for number in range(1, 8)]


def spoken(detail: Detail, values: tuple[str, ...]) -> tuple[str, ...]:
    """Write values so that they can be read aloud and compared."""
    return tuple(" ".join(group_imei(value)) for value in values) if detail.check == "imei" else values


def ask_typed(session: Session, entry: Question | Detail, prompt: dict[str, Any], kept: Value) -> Value | None:
    """Ask for a date up to today, or for a detail (empty when left out); None when going back.

    An IMEI can be compared, and a second one added.
    """
    if isinstance(entry, Question):
        draft = f"{kept:%d/%m/%Y}" if isinstance(kept, date) else ""
        return _ask_line(session, prompt, partial(_day_reading, session, entry), draft)
    read = partial(_detail_reading, session, entry)
    values = _ask_line(session, prompt, read, ", ".join(spoken(entry, kept if isinstance(kept, tuple) else ())))
    while isinstance(values, tuple) and values and entry.check == "imei" and not session.prompter.piped:
        answers = session.state.answers.with_detail(entry.id, values)
        session.keep(state=replace(session.state, answers=answers))  # on the disk before anything more is asked
        choices = ("done", "compare", *(["second"] if len(values) < entry.many else []), "retype")
        choice = session.pick(
            "imei", Message("prompts.detail.imei_is", value=spoken(entry, values)),
            choices={id: Message(f"prompts.detail.{id}") for id in choices}, current=("done",),
        )  # fmt: skip
        if choice == "done":
            break
        if choice == "compare":
            values = _compared(session, entry, prompt, values)
        elif choice == "second":
            second = {**prompt, "id": "second", "question": Message("prompts.detail.second_ask")}
            values = _ask_line(session, second, partial(read, other=values), "") or values
        else:
            return ask_typed(session, entry, prompt, values)
    return values


def _ask_line(session: Session, prompt: dict[str, Any], read: Callable[[str], Reading], draft: str) -> Value | None:
    """Ask for a line until it can be taken as it is, or as proposed; None when going back."""
    error: Wording = ""
    while (response := session.ask(
        **prompt, kind="text", current=(draft,) if draft else (), error=error, read=read
    )) is not None:  # fmt: skip
        draft = response[0]
        reading = read(draft)
        if not reading.question or session.agrees("proposal", reading.question, reading.error):
            return reading.value
        error = reading.error
    return None


def _day_reading(session: Session, question: Question, typed: str) -> Reading:
    (day, wrong), piped = read_day(typed, session.today, session.catalogue), session.prompter.piped
    understood = Message("prompts.understood", reading=day) if day and not wrong else ""
    if day and day > session.today and not piped:  # a pipe takes what an answers file may say
        return Reading(error=_date_message(session.today, "future"), understood=understood)
    confirm: Wording = ""
    if day is None or wrong:
        confirm = Message("prompts.date.meant", day=day) if day and not piped else ""
        return Reading(day if confirm else None, _date_message(session.today, wrong), confirm)
    window, days = session.guide.answer_window, (session.today - day).days
    if window and window.sent_on == question.id and days > (window.long_ago_days or days) and not piped:
        unit, count = ("months", days // 30) if days >= 60 else ("days", days)
        confirm = Message("prompts.date.long_ago", day=day, age=Message(f"prompts.date.age.{unit}", count=count))
    return Reading(value=day, question=confirm, understood=understood)


def _date_message(today: date, key: str) -> Message:
    """Say what is wrong with a date; the examples are days that can be taken."""
    day = today - timedelta(days=3)
    month = Message(f"dates.month.{day.month}")
    example = Message("prompts.date.example", figures=f"{day:%d/%m/%Y}", day=day.day, month=month)
    return Message(f"prompts.date.{key}", example=example)


def _detail_reading(session: Session, detail: Detail, typed: str, other: tuple[str, ...] = ()) -> Reading:
    """Read the values of a detail; `other` are those given already."""
    checked = check_values(detail.check, typed, detail.many)
    new = tuple(result.value for result in checked)
    values = (*other, *new)
    wrong = next((result for result in checked if result.error), None)
    understood: Wording = ""
    if detail.check != "text" and new and all(new):
        understood = Message("prompts.understood", reading=spoken(detail, new))
    elif detail.check != "text" and (digits := imei_digits(typed)):
        understood = Message(f"prompts.detail.digits.{detail.check}", count=len(digits))
    if wrong is None and len(set(values)) == len(values) <= detail.many:
        return Reading(value=values, understood=understood)
    code = wrong.error if wrong else "twice" if len(set(values)) < len(values) else "count"
    same = code == "twice" and other
    error = Message("prompts.error.twice") if same else partial(_detail_message, session, detail, code)
    proposal = tuple(wrong.proposal.split()) if wrong and len(checked) == 1 and not session.prompter.piped else ()
    if not 0 < len(proposal) <= detail.many - len(other):
        return Reading(error=error, understood=understood)
    question = Message("prompts.detail.propose", value=spoken(detail, proposal))
    return Reading((*other, *proposal), error, question, understood)


def _detail_message(session: Session, detail: Detail, code: str) -> str:
    """Say what is wrong with a detail, without its name: it is what the person is looking at."""
    label = session.text(detail.label)
    what = session.catalogue.message(f"problems.detail_{code}.what", question=label).removeprefix(f"{label}: ")
    fix = session.catalogue.message(f"problems.detail_{code}.fix", limit=detail.many)
    return f"{what[:1].upper()}{what[1:]} {fix}"


def _compared(session: Session, detail: Detail, prompt: dict[str, Any], values: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for a second reading and show where it differs from the nearest value; gives the values that are right."""

    def read(typed: str) -> Reading:
        digits = imei_digits(typed)
        if len(digits) == len(values[0]) or not typed.strip():
            return Reading(value=digits)
        return Reading(error=partial(_detail_message, session, detail, check_imei(typed).error))

    question, why = Message("prompts.detail.reading_ask"), Message("prompts.detail.reading_why")
    again = {**prompt, "id": "reading", "question": question, "why": why}
    while digits := str(_ask_line(session, again, read, "") or ""):
        if digits in values:
            session.remark(Message("prompts.detail.same"))
            return values
        nearest = min(values, key=lambda value: len(differing_places(value, digits)))
        places = differing_places(nearest, digits)
        first, other = marked_imei(nearest, places), marked_imei(digits, places)
        wrong: Wording = Message("prompts.detail.other_wrong", value=other)
        choices = {"first": Message("prompts.detail.first_reading", value=first)}
        if check_imei(digits).value:
            choices["other"], wrong = Message("prompts.detail.other_reading", value=other), ""
        picked = session.pick(
            "differ", Message("prompts.detail.differ", places=places), why=wrong,
            choices=choices | {"again": Message("prompts.detail.again")},
        )  # fmt: skip
        if picked == "first":
            return values
        if picked == "other":
            return tuple(digits if value == nearest else value for value in values)
    return values


def read_day(typed: str, today: date, catalogue: Catalogue) -> tuple[date | None, str]:
    """Read a date such as `22/12/2026`, `22 Desember`, `kemarin` or `3 days ago`; without a year, the last such day.

    Words may be in any language. Gives the day and the code of what is wrong; with both, the day is only a proposal.
    """
    text = " ".join(typed.lower().replace(",", " ").split())
    if not text:
        return None, "empty"
    ago = _days_ago(text, today, catalogue)
    if ago is not None:
        return today - timedelta(days=ago), ""
    if match := NUMERIC.fullmatch(text):
        first, second, third = match.groups()
        if len(first) > 2:
            return _checked(first.zfill(4), int(second), int(third or 0), today)
        return _checked(third, int(second), int(first), today)
    fillers = {word for key in ("prompts.date.fillers", *WEEKDAYS) for word in _listed(key, catalogue)}
    pieces = [piece for piece in PIECES.findall(text) if piece not in fillers]
    months = [month for piece in pieces if (month := _month(piece, catalogue))]
    numbers = [piece for piece in pieces if piece.isdecimal()]
    if len(months) != 1 or len(pieces) != len(numbers) + 1 or not 1 <= len(numbers) <= 2 or len(numbers[0]) > 2:
        return None, "unreadable"
    return _checked(numbers[1] if len(numbers) == 2 else None, months[0], int(numbers[0]), today)


def _days_ago(text: str, today: date, catalogue: Catalogue) -> int | None:
    named = {"today": 0, "yesterday": 1, "day_before": 2, "last_week": 7, "tomorrow": -1}
    past = {f"prompts.date.{key}": days for key, days in named.items()}
    past |= {key: (today.isoweekday() - number) % 7 or 7 for number, key in enumerate(WEEKDAYS, 1)}
    if found := [days for key, days in past.items() if text in _listed(key, catalogue)]:
        return found[0]
    for days, key in ((1, "days_ago"), (7, "weeks_ago")):
        for ending in _listed(f"prompts.date.{key}", catalogue):
            count = text.removesuffix(ending).strip()
            if count in _listed("prompts.date.one", catalogue):
                count = "1"
            if text.endswith(ending) and count.isdecimal() and len(count) < 4:
                return days * int(count)
    return None


def _month(piece: str, catalogue: Catalogue) -> int:
    for number in range(1, 13):
        begins = any(name.startswith(piece) for name in _listed(f"dates.month.{number}", catalogue))
        if (begins and len(piece) >= 3) or piece in _listed(f"prompts.date.month_too.{number}", catalogue):
            return number
    return 0


def _listed(key: str, catalogue: Catalogue) -> list[str]:
    """Give the words of a text that lists them with commas, in every language."""
    area, _, name = key.partition(".")
    listed = catalogue.area(area).get(name, {}).values()
    return [word.strip().lower() for words in listed for word in words.split(",")]


def _checked(written: str | None, month: int, day: int, today: date) -> tuple[date | None, str]:
    """Take a day that exists and is near enough; `written` is its year, without its century or not."""
    year = None if written is None else int(written) + 2000 * (len(written) == 2)
    try:
        found = date(today.year if year is None else year, month, day)
        if year is None and found > today:
            found = date(today.year - 1, month, day)
    except ValueError:
        if month > 12 >= day >= 1:
            swapped, wrong = _checked(written, day, month, today)
            return (swapped, "month_first") if swapped else (None, wrong)
        return None, "no_such_day"
    if abs(found.year - today.year) > YEARS_BACK:
        return None, "far"
    return found, ""
