"""Walks the whole answer space, by classes of answers that nothing in the guide tells apart."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple, TypeAlias

from micloud_helper.conditions import Condition, Is, Value
from micloud_helper.guide import Guide, Question
from micloud_helper.proof.elements import elements
from micloud_helper.workdays import span

__all__ = ["BEGINNING", "Classes", "Start", "all_conditions", "classes_of", "starts", "walk"]

class Start(NamedTuple):
    """Where a walk begins: the answers so far, and the number of the question it goes on with."""

    at: int
    counted: dict[str, Value]


BEGINNING = Start(0, {})

Classes: TypeAlias = dict[str, dict[Value, tuple[Value, ...]]]
"""For every question the classes of its answers: the first one in the guide's order stands for all in it."""


def all_conditions(guide: Guide) -> Iterator[Condition]:
    """Give every condition of a guide."""
    for path, value in elements(guide):
        if path and path[-1] in ("when", "refused") and value is not None:
            yield value  # type: ignore[misc]  # what stands there is a condition


def classes_of(guide: Guide, conditions: Iterable[Condition], today: date) -> Classes:
    """Put answers that none of the `conditions` tells apart into one class.

    Of a list, the answers are every single option and all of them together; dates differ by how they lie to today.
    """
    comparisons: dict[str, list[Is]] = {id: [] for id in guide.questions}
    for condition in conditions:
        for comparison in condition.comparisons():
            comparisons.setdefault(comparison.question, []).append(comparison)
    found: Classes = {}
    for id, question in guide.questions.items():
        kinds: dict[tuple[bool, ...], list[Value]] = {}
        for answer in _answers(guide, question, today):
            kind = (
                _lies(guide, answer, today)
                if isinstance(answer, date)
                else tuple(it.holds({id: answer}) for it in comparisons[id])
            )
            kinds.setdefault(kind, []).append(answer)
        found[id] = {alike[0]: tuple(alike) for alike in kinds.values()}
    return found


def _answers(guide: Guide, question: Question, today: date) -> tuple[Value, ...]:
    if question.kind == "choice":
        return tuple(question.options)
    if question.kind == "choices":
        together = tuple(option for option in question.options if option != question.none)
        return (*((option,) for option in question.options), together)
    window = guide.window
    if window is None or window.sent_on != question.id:
        return (today,)
    days = [today - timedelta(days=back) for back in range(-1, max(60, window.retry_after_days + 1))]
    return tuple(days)


def _lies(guide: Guide, day: date, today: date) -> tuple[bool, ...]:
    """Tell how a date of sending lies to today: ahead, too early to apply again, answer still to be expected."""
    window = guide.window
    if window is None:
        return ()
    latest = span(day, window.working_days, window.country, window.categories).latest
    return day > today, day + timedelta(days=window.retry_after_days) > today, latest >= today


def walk(guide: Guide, classes: Classes, start: Start = BEGINNING) -> Iterator[dict[str, Value]]:
    """Give every complete set of answers that goes on from `start` once, depth first: they share their beginnings."""
    further = _further(guide, classes, start)
    if not further:
        yield start.counted
    for one in further:
        yield from walk(guide, classes, one)


def starts(guide: Guide, classes: Classes, wanted: int) -> list[Start]:
    """Cut the walk into at least `wanted` walks of their own, where the guide has that many."""
    found = [BEGINNING]
    for _ in guide.questions:
        if len(found) < wanted:
            found = [further for start in found for further in _further(guide, classes, start) or [start]]
    return found


def _further(guide: Guide, classes: Classes, start: Start) -> list[Start]:
    for index, question in enumerate(islice(guide.questions.values(), start.at, None), start.at):
        if question.when.holds(start.counted):
            return [Start(index + 1, {**start.counted, question.id: answer}) for answer in classes[question.id]]
    return []
