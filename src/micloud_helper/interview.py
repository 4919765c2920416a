"""The interview as a pure stepper: answer, back, change; answers of a branch that was left are parked.

Questions come first, in the guide's order, then the optional details; after that `at` is None: the review.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from micloud_helper.answers import Answers, asked
from micloud_helper.conditions import Value, Values
from micloud_helper.guide import Detail, Guide, Question

__all__ = ["Event", "Interview", "back", "change", "counting", "parked", "progress", "question_of", "start", "step"]


class Event(NamedTuple):
    """One thing the person did. `value` is the answer, or what was typed in as a tuple; `id` what it was for."""

    do: Literal["answer", "type", "back", "change"]
    id: str = ""
    value: Value = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """Where an interview stands.

    `answers` holds everything said, parked answers too; `passed` the details that were seen, filled in or not;
    `at` the id of the question or detail being asked, None at the review. `previous` is the state before the
    last move, and `remembered` what was said before going back, as a proposal: neither is part of what was said.
    """

    answers: Answers = field(default_factory=Answers)
    passed: frozenset[str] = frozenset()
    at: str | None
    previous: "Interview | None" = field(default=None, compare=False, repr=False)
    remembered: Answers = field(default_factory=Answers, compare=False, repr=False)


def start(guide: Guide) -> Interview:
    """Begin at the first question."""
    return Interview(at=_next(guide, Answers(), frozenset()))


def step(guide: Guide, state: Interview, event: Event) -> Interview:
    """Do one thing. Raises ValueError where it cannot be done: nothing of that name is being asked."""
    if event.do == "back":
        return back(state)
    if event.do == "change":
        return change(guide, state, event.id)
    if event.id != state.at or event.id not in (guide.questions if event.do == "answer" else guide.details):
        raise ValueError(f"{event.id} is not being asked")
    if event.do == "answer":
        return _moved(guide, state, state.answers.with_value(event.id, event.value), event)
    return _moved(guide, state, state.answers.with_detail(event.id, _typed(event.value)), event)


def back(state: Interview) -> Interview:
    """Undo the last move exactly; at the first question nothing changes. What was said stays as a proposal."""
    if state.previous is None:
        return state
    return replace(state.previous, remembered=state.remembered)


def change(guide: Guide, state: Interview, id: str) -> Interview:
    """Ask a question or detail again, from wherever one is; its answer stays until another is given."""
    if id not in counting(guide, state).values and id not in {detail.id for detail in _details(guide, state.answers)}:
        raise ValueError(f"{id} is not asked on this path")
    return replace(state, at=id, previous=state)


def counting(guide: Guide, state: Interview) -> Answers:
    """Give the answers that count on this path, without the parked ones."""
    values, _ = asked(guide, state.answers.values)
    open_details = {detail.id for detail in _details(guide, state.answers)}
    details = {id: typed for id, typed in state.answers.details.items() if id in open_details}
    return Answers(values=values, details=details)


def parked(guide: Guide, state: Interview) -> frozenset[str]:
    """Name what was answered but is, for all that is known, not asked on this path."""
    counted, undecided = _walk(guide, state.answers.values)
    values = {id for id in state.answers.values if id not in counted and id not in undecided}
    details = {id for id in state.answers.details if not _may_open(guide.details[id], counted, undecided)}
    return frozenset(values | details)


def progress(guide: Guide, state: Interview) -> tuple[int, int]:
    """Say which question or detail this is, counted from 1, and about how many there will be of its kind."""
    counted, undecided = _walk(guide, state.answers.values)
    if state.at in guide.details:
        open_details = [id for id, detail in guide.details.items() if _may_open(detail, counted, undecided)]
        return open_details.index(state.at or "") + 1, len(open_details)
    order = list(guide.questions)
    place = order.index(state.at) if state.at else len(order)
    return sum(id in counted for id in order[:place]) + 1, len(counted) + len(undecided)


def question_of(guide: Guide, state: Interview) -> Question | Detail | None:
    """Give the question or detail being asked; None at the review."""
    if state.at is None:
        return None
    return guide.questions.get(state.at) or guide.details[state.at]


def _moved(guide: Guide, state: Interview, answers: Answers, event: Event) -> Interview:
    passed = state.passed | {event.id} if event.do == "type" else state.passed
    remembered = (
        state.remembered.with_value(event.id, event.value)
        if event.do == "answer"
        else state.remembered.with_detail(event.id, _typed(event.value))
    )
    at = _next(guide, answers, passed)
    return Interview(answers=answers, passed=passed, at=at, previous=state, remembered=remembered)


def _typed(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _next(guide: Guide, answers: Answers, passed: frozenset[str]) -> str | None:
    _, question = asked(guide, answers.values)
    if question is not None:
        return question.id
    return next((detail.id for detail in _details(guide, answers) if detail.id not in passed), None)


def _details(guide: Guide, answers: Answers) -> tuple[Detail, ...]:
    values, _ = asked(guide, answers.values)
    return tuple(detail for detail in guide.details.values() if detail.when.holds(values))


def _walk(guide: Guide, values: Values) -> tuple[dict[str, Value], set[str]]:
    """Give the answers that count whatever is said next, and the questions of which that is still open."""
    counted: dict[str, Value] = {}
    undecided: set[str] = set()
    for question in guide.questions.values():
        if not undecided.isdisjoint(part.question for part in question.when.comparisons()):
            undecided.add(question.id)
        elif question.when.holds(counted):
            if question.id in values:
                counted[question.id] = values[question.id]
            else:
                undecided.add(question.id)
    return counted, undecided


def _may_open(detail: Detail, counted: Values, undecided: set[str]) -> bool:
    open_yet = not undecided.isdisjoint(part.question for part in detail.when.comparisons())
    return open_yet or detail.when.holds(counted)
