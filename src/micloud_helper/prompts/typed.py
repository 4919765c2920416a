"""Values that are typed: each slip has its own message, a likely cure is proposed, nothing is guessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Detail
from micloud_helper.identifiers import check_values, group_imei, imei_digits
from micloud_helper.prompts.asking import Ask
from micloud_helper.prompts.conversation import Build, Conversation
from micloud_helper.prompts.days import read_day

__all__ = ["Said", "ask_day", "ask_values", "of_detail", "spoken"]

Said: TypeAlias = Callable[[Catalogue], str]
"""A sentence in the language spoken now."""


def spoken(detail: Detail, typed: str) -> str:
    """Write a value so that it can be read aloud and compared."""
    return " ".join(group_imei(typed)) if detail.check == "imei" else typed


def ask_day(talk: Conversation, framed: Build, kept: date | None) -> date | None:
    """Ask for a date up to today; one that was perhaps meant has to be confirmed. None when going back."""
    speakers = [talk.words.in_language(language) for language in talk.guide.languages]
    draft = f"{kept:%d/%m/%Y}" if kept else ""
    error: Said | None = None

    def build(words: Catalogue) -> Ask:
        def reading(typed: str) -> str:
            day = read_day(typed, talk.today, speakers).day
            return words.message("prompts.understood", reading=words.day(day)) if day else ""

        return replace(
            framed(words), current=(draft,) if draft else (), error=error(words) if error else "", reading=reading
        )

    while (reply := talk.put(build)) is not None:
        draft, found, error = reply[0], read_day(reply[0], talk.today, speakers), None
        day = found.day or found.proposal
        if day and day > talk.today and not talk.prompter.piped:  # a pipe takes what an answers file may say
            error = _of_date("future")
        elif found.day:
            return found.day
        elif day is None or talk.prompter.piped:
            error = _of_date(found.slip)
        elif talk.agrees("day", _of_date("meant", day)):
            return day
    return None


def ask_values(talk: Conversation, detail: Detail, framed: Build, kept: tuple[str, ...]) -> tuple[str, ...] | None:
    """Ask for a detail, several values parted by commas; empty when skipped, None when going back."""
    draft = ", ".join(spoken(detail, typed) for typed in kept)
    error: Said | None = None

    def build(words: Catalogue) -> Ask:
        current = (draft,) if draft else ()
        ask = replace(framed(words), current=current, error=error(words) if error else "")
        return replace(ask, reading=lambda typed: _read(detail, typed, words))

    while (reply := talk.put(build)) is not None:
        draft = reply[0]
        checked = check_values(detail.check, draft, detail.many)
        wrong = next((result for result in checked if result.slip), None)
        values = tuple(result.value for result in checked)
        if wrong is None and len(set(values)) == len(values) <= detail.many:
            return values
        slip = wrong.slip if wrong else "twice" if len(set(values)) < len(values) else "count"
        error = of_detail(detail, slip)
        proposal = wrong.proposal if wrong and len(checked) == 1 and not talk.prompter.piped else ""
        if 0 < len(proposal.split()) <= detail.many and talk.agrees("proposal", _meant(detail, proposal), error):
            return tuple(proposal.split())
    return None


def _read(detail: Detail, typed: str, words: Catalogue) -> str:
    """Say, while somebody types, how far the value has come."""
    checked = check_values(detail.check, typed, detail.many) if detail.check != "text" else []
    if checked and all(result.value for result in checked):
        return words.message(
            "prompts.understood", reading=", ".join(spoken(detail, result.value) for result in checked)
        )
    digits = imei_digits(typed)
    if detail.check == "text" or not digits:
        return ""
    return words.message(f"prompts.detail.digits.{detail.check}", count=len(digits))


def _of_date(key: str, day: date | None = None) -> Said:
    def said(words: Catalogue) -> str:
        example = words.message("prompts.date.example")
        return words.message(f"prompts.date.{key}", example=example, day=words.day(day) if day else "")

    return said


def of_detail(detail: Detail, slip: str) -> Said:
    """Make the message about a slip in a detail, without its name: it is what the person is looking at."""

    def said(words: Catalogue) -> str:
        label = detail.label[words.language]
        what, fix = (
            words.message(f"problems.detail_{slip}.{part}", question=label, limit=detail.many).removeprefix(
                f"{label}: "
            )
            for part in ("what", "fix")
        )
        return f"{what[:1].upper()}{what[1:]} {fix}"

    return said


def _meant(detail: Detail, proposal: str) -> Said:
    shown = ", ".join(spoken(detail, value) for value in proposal.split())
    return lambda words: words.message("prompts.detail.propose", value=shown)
