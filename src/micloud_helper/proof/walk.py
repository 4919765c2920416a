"""Walks the whole answer space, by classes of answers that nothing in the guide tells apart."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

from micloud_helper.conditions import Condition, Is, Value, Values
from micloud_helper.guide import Guide, Question
from micloud_helper.proof.elements import elements
from micloud_helper.workdays import span

__all__ = ["Classes", "all_conditions", "classes_of", "walk"]

Classes: TypeAlias = dict[str, tuple[Value, ...]]
"""For every question one answer per class, the first of it in the guide's order."""


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
        kinds: dict[tuple[bool, ...], Value] = {}
        for answer in _answers(guide, question, today):
            if isinstance(answer, date):
                kinds.setdefault(_lies(guide, answer, today), answer)
            else:
                kinds.setdefault(tuple(it.holds({id: answer}) for it in comparisons[id]), answer)
        found[id] = tuple(kinds.values())
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


def walk(
    guide: Guide, classes: Classes, seen: Callable[[Question, bool], None] | None = None
) -> Iterator[dict[str, Value]]:
    """Give every complete set of answers once, sharing what they have in common: depth first.

    `seen` is told of each decision whether a question is asked.
    """
    questions = tuple(guide.questions.values())

    def deeper(index: int, counted: dict[str, Value]) -> Iterator[dict[str, Value]]:
        for place in range(index, len(questions)):
            question = questions[place]
            asked = question.when.holds(counted)
            if seen is not None:
                seen(question, asked)
            if asked:
                for answer in classes[question.id]:
                    yield from deeper(place + 1, {**counted, question.id: answer})
                return
        yield counted

    return deeper(0, {})
