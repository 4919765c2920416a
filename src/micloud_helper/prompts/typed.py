"""Typed values: dates and details. Each mistake has its own message, a likely cure is proposed, nothing is guessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from micloud_helper.conditions import Value
from micloud_helper.guide import Detail, Question
from micloud_helper.identifiers import (
    Checked,
    check_imei,
    check_values,
    differing_places,
    group_imei,
    imei_digits,
    marked_imei,
)
from micloud_helper.prompts.dates import read_day
from micloud_helper.prompts.prompt import Choice, Prompt, Reading
from micloud_helper.prompts.session import Session

Make = Callable[[], Prompt]


def spoken(detail: Detail, typed: str) -> str:
    """Write a value so that it can be read aloud and compared."""
    return " ".join(group_imei(typed)) if detail.check == "imei" else typed


def ask_day(session: Session, question: Question, make: Make, kept: Value) -> Value | None:
    """Ask for a date up to today; None when going back."""
    draft = f"{kept:%d/%m/%Y}" if isinstance(kept, date) else ""
    return _ask_typed(session, make, lambda typed: _day_reading(session, question, typed), draft)


def ask_detail(session: Session, detail: Detail, make: Make, kept: tuple[str, ...]) -> tuple[str, ...] | None:
    """Ask for a detail, several values parted by commas; empty when left out, None when going back.

    An IMEI can be compared with a second reading, and a second one added.
    """
    values = _ask_values(session, detail, make, kept)
    while values and detail.check == "imei" and not session.prompter.piped:
        answers = session.state.answers.with_detail(detail.id, values)
        session.keep(state=replace(session.state, answers=answers))  # on the disk before anything more is asked
        choice = _what_with(session, detail, values)
        if choice == "done":
            break
        if choice == "compare":
            values = _compared(session, detail, make, values)
        elif choice == "second":
            values = (*values, *_second(session, detail, make, values))
        else:
            values = _ask_values(session, detail, make, values)
    return values


def _ask_typed(session: Session, make: Make, read: Callable[[str], Reading], draft: str) -> Value | None:
    """Ask for a line until it can be taken as it is, or as proposed; None when going back."""
    declined = False

    def prompt() -> Prompt:
        error = read(draft).error if declined else ""
        return replace(make(), current=(draft,) if draft else (), error=error, read=read)

    def question() -> str:
        return read(draft).question

    def why() -> str:
        return read(draft).error

    while (response := session.ask(prompt)) is not None:
        draft = response[0]
        reading = read(draft)
        if reading.value is not None:
            return reading.value
        if session.agrees("proposal", question, why):
            return reading.proposal
        declined = True
    return None


def _day_reading(session: Session, question: Question, typed: str) -> Reading:
    catalogues = [session.catalogue.in_language(language) for language in session.guide.languages]
    found, piped = read_day(typed, session.today, catalogues), session.prompter.piped
    day = found.day or found.proposal
    understood = session.message("prompts.understood", reading=session.catalogue.day(found.day)) if found.day else ""
    if day and day > session.today and not piped:  # a pipe takes what an answers file may say
        return Reading(error=_date_message(session, "future"), understood=understood)
    if found.day and (age := _long_ago(session, question, found.day)) and not piped:
        confirm = session.message("prompts.date.long_ago", day=session.catalogue.day(found.day), age=age)
        return Reading(proposal=found.day, question=confirm, understood=understood)
    if found.day:
        return Reading(value=found.day, understood=understood)
    if day and not piped:
        meant = session.message("prompts.date.meant", day=session.catalogue.day(day))
        return Reading(proposal=day, question=meant, error=_date_message(session, found.error))
    return Reading(error=_date_message(session, found.error))


def _long_ago(session: Session, question: Question, day: date) -> str:
    """Say how long ago a day of applying is, if that is longer than usual; else nothing."""
    window, days = session.guide.answer_window, (session.today - day).days
    if window is None or window.sent_on != question.id or days <= (window.long_ago_days or days):
        return ""
    unit, count = ("months", days // 30) if days >= 60 else ("days", days)
    return session.message(f"prompts.date.age.{unit}", count=count)


def _date_message(session: Session, key: str) -> str:
    """Say what is wrong with a date; the examples are days that can be taken."""
    day = session.today - timedelta(days=3)
    month = session.message(f"dates.month.{day.month}")
    example = session.message("prompts.date.example", figures=f"{day:%d/%m/%Y}", day=day.day, month=month)
    return session.message(f"prompts.date.{key}", example=example)


def _ask_values(session: Session, detail: Detail, make: Make, kept: tuple[str, ...]) -> tuple[str, ...] | None:
    draft = ", ".join(spoken(detail, typed) for typed in kept)
    values = _ask_typed(session, make, lambda typed: _detail_reading(session, detail, typed), draft)
    return values if isinstance(values, tuple) else None


def _detail_reading(session: Session, detail: Detail, typed: str, other: tuple[str, ...] = ()) -> Reading:
    """Read the values of a detail; `other` are those given already."""
    checked = check_values(detail.check, typed, detail.many)
    values = (*other, *(result.value for result in checked))
    wrong = next((result for result in checked if result.error), None)
    understood = _understood(session, detail, checked, typed)
    if wrong is None and len(set(values)) == len(values) <= detail.many:
        return Reading(value=values, understood=understood)
    code = wrong.error if wrong else "twice" if len(set(values)) < len(values) else "count"
    same = code == "twice" and other
    error = session.message("prompts.error.twice") if same else _detail_message(session, detail, code)
    proposal = tuple(wrong.proposal.split()) if wrong and len(checked) == 1 and not session.prompter.piped else ()
    if not 0 < len(proposal) <= detail.many - len(other):
        return Reading(error=error, understood=understood)
    shown = ", ".join(spoken(detail, value) for value in proposal)
    question = session.message("prompts.detail.propose", value=shown)
    return Reading(proposal=(*other, *proposal), question=question, error=error, understood=understood)


def _understood(session: Session, detail: Detail, checked: list[Checked], typed: str) -> str:
    """Say, while somebody types, how far the value has come."""
    if detail.check == "text":
        return ""
    if checked and all(result.value for result in checked):
        reading = ", ".join(spoken(detail, result.value) for result in checked)
        return session.message("prompts.understood", reading=reading)
    digits = imei_digits(typed)
    return session.message(f"prompts.detail.digits.{detail.check}", count=len(digits)) if digits else ""


def _detail_message(session: Session, detail: Detail, code: str) -> str:
    """Say what is wrong with a detail, without its name: it is what the person is looking at."""
    label = session.text(detail.label)
    what = session.message(f"problems.detail_{code}.what", question=label).removeprefix(f"{label}: ")
    fix = session.message(f"problems.detail_{code}.fix", limit=detail.many)
    return f"{what[:1].upper()}{what[1:]} {fix}"


def _what_with(session: Session, detail: Detail, values: tuple[str, ...]) -> str:
    def make() -> Prompt:
        ids = ["done", "compare", *(["second"] if len(values) < detail.many else []), "retype"]
        shown = ", ".join(spoken(detail, value) for value in values)
        return Prompt(
            id="imei",
            kind="choice",
            question=session.message("prompts.detail.imei_is", value=shown),
            choices=tuple(Choice(id, session.message(f"prompts.detail.{id}")) for id in ids),
            current=("done",),
        )

    response = session.ask(make)
    return response[0] if response else "retype"


def _second(session: Session, detail: Detail, make: Make, values: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for the second IMEI, which must not be the first; empty when there is none."""

    def prompt() -> Prompt:
        return replace(make(), id="second", question=session.message("prompts.detail.second_ask"))

    found = _ask_typed(session, prompt, lambda typed: _detail_reading(session, detail, typed, values), "")
    return found[len(values) :] if isinstance(found, tuple) else ()


def _compared(session: Session, detail: Detail, make: Make, values: tuple[str, ...]) -> tuple[str, ...]:
    """Ask for a second reading and compare it digit by digit; gives the values that are right."""

    def prompt() -> Prompt:
        question, why = session.message("prompts.detail.reading_ask"), session.message("prompts.detail.reading_why")
        return replace(make(), id="reading", question=question, why=why)

    def read(typed: str) -> Reading:
        digits = imei_digits(typed)
        if len(digits) == len(values[0]) or not typed.strip():
            return Reading(value=(digits,))
        return Reading(error=_detail_message(session, detail, check_imei(typed).error))

    while isinstance(found := _ask_typed(session, prompt, read, ""), tuple) and found[0]:
        if found[0] in values:
            session.remark(session.message("prompts.detail.same"))
            return values
        if (right := _right_ones(session, values, found[0])) is not None:
            return right
    return values


def _right_ones(session: Session, values: tuple[str, ...], digits: str) -> tuple[str, ...] | None:
    """Show where a reading differs from the value nearest to it; gives the right values, None to read once more."""
    nearest = min(values, key=lambda value: len(differing_places(value, digits)))
    places = differing_places(nearest, digits)
    well_formed = bool(check_imei(digits).value)

    def make() -> Prompt:
        first = session.message("prompts.detail.first_reading", value=marked_imei(nearest, places))
        other = session.message("prompts.detail.other_reading", value=marked_imei(digits, places))
        misread = session.message("prompts.detail.other_wrong", value=marked_imei(digits, places))
        return Prompt(
            id="differ",
            kind="choice",
            question=session.message("prompts.detail.differ", places=", ".join(map(str, places))),
            why="" if well_formed else misread,
            choices=(
                Choice("first", first),
                *([Choice("other", other)] if well_formed else []),
                Choice("again", session.message("prompts.detail.again")),
            ),
        )

    response = session.ask(make)
    if response == ("other",):
        return tuple(digits if value == nearest else value for value in values)
    return values if response == ("first",) else None
