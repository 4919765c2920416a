"""Walks the whole answer space, by classes of answers that nothing in the guide tells apart."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

from micloud_helper.conditions import All, AnyOf, Condition, Is, Not, Value
from micloud_helper.guide import Guide, Question
from micloud_helper.proof.elements import elements
from micloud_helper.workdays import span

__all__ = ["Classes", "all_conditions", "classes_of", "count", "walk"]

Classes: TypeAlias = dict[str, dict[Value, tuple[Value, ...]]]
"""For every question the classes of its answers: the first one in the guide's order stands for all in it."""


def all_conditions(guide: Guide) -> Iterator[Condition]:
    """Give every condition of a guide."""
    for _, value in elements(guide):
        if isinstance(value, (Is, All, AnyOf, Not)):
            yield value


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
    window = guide.answer_window
    if window is None or window.sent_on != question.id:
        return (today,)
    days = [today - timedelta(days=back) for back in range(-1, max(60, window.retry_after_days + 1))]
    return tuple(days)


def _lies(guide: Guide, day: date, today: date) -> tuple[bool, ...]:
    """Tell how a date of sending lies to today: ahead, too early to apply again, answer still to be expected."""
    window = guide.answer_window
    if window is None:
        return ()
    latest = span(day, window.working_days, window.country, window.categories).latest
    return day > today, day + timedelta(days=window.retry_after_days) > today, latest >= today


def walk(guide: Guide, classes: Classes) -> Iterator[dict[str, Value]]:
    """Give every complete set of answers once, depth first: sets share what they begin with."""
    questions = tuple(guide.questions.values())

    def deeper(at: int, counted: dict[str, Value]) -> Iterator[dict[str, Value]]:
        for place in range(at, len(questions)):
            question = questions[place]
            if question.when.holds(counted):
                for answer in classes[question.id]:
                    yield from deeper(place + 1, {**counted, question.id: answer})
                return
        yield counted

    return deeper(0, {})


def count(guide: Guide, classes: Classes, limit: int) -> int:
    """Count the sets of the walk without walking: questions that no later condition asks about only multiply.

    Gives up at more than `limit` different beginnings, and says `limit` + 1 then.
    """
    order = {id: number for number, id in enumerate(guide.questions)}
    last_use = {
        it.question: order[id] for id, question in guide.questions.items() for it in question.when.comparisons()
    }
    ways: dict[tuple[tuple[str, Value], ...], int] = {(): 1}
    for id, question in guide.questions.items():
        further: dict[tuple[tuple[str, Value], ...], int] = {}
        for beginning, number in ways.items():
            counted = dict(beginning)
            for answer in classes[id] if question.when.holds(counted) else (None,):
                after = counted if answer is None else {**counted, id: answer}
                key = tuple((one, given) for one, given in after.items() if last_use.get(one, -1) > order[id])
                further[key] = further.get(key, 0) + number
            if len(further) > limit:
                return limit + 1
        ways = further
    return sum(ways.values())
