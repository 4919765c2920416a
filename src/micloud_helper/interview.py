"""The interview as a pure stepper: answer, go back, change an answer; answers of a branch that was left stay, inactive.

Questions come first, in the guide's order, then the optional details; after that nothing is asked: the review.
"""

from dataclasses import dataclass, field, replace

from micloud_helper.answers import Answers, asked
from micloud_helper.conditions import Value, Values
from micloud_helper.guide import Detail, Guide, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """Where an interview is.

    `answers` holds everything that was said, by question and detail. `visited` names what was answered, or left
    empty, and not gone back to since: what was said to anything else is only a proposal for when it is asked.
    `at` is the id of the question or detail being asked, None at the review.
    """

    answers: Answers = field(default_factory=Answers)
    visited: frozenset[str] = frozenset()
    at: str | None


def start(guide: Guide) -> Interview:
    """Begin at the first question."""
    return resume(guide, Answers(), frozenset(), None)


def resume(guide: Guide, answers: Answers, visited: frozenset[str], at: str | None) -> Interview:
    """Go on from what was said: at `at` if that is an answer being changed, else at the first thing not visited."""
    state = Interview(answers=answers, visited=visited, at=at)
    if at in visited and at in _active(guide, state):
        return state
    _, question = asked(guide, _given(state))
    if question is not None:
        return replace(state, at=question.id)
    details = (detail.id for detail in _open_details(guide, state) if detail.id not in visited)
    return replace(state, at=next(details, None))


def answer(guide: Guide, state: Interview, value: Value) -> Interview:
    """Answer what is being asked: a question, or a detail with a tuple of values (empty: left out).

    Raises ValueError at the review.
    """
    if state.at is None:
        raise ValueError("nothing is being asked")
    if state.at in guide.questions:
        answers = state.answers.with_value(state.at, value)
    else:
        answers = state.answers.with_detail(state.at, value if isinstance(value, tuple) else (str(value),))
    return resume(guide, answers, state.visited | {state.at}, None)


def back(guide: Guide, state: Interview) -> Interview:
    """Ask the question before again; an answer being changed stays as it was. At the first question nothing changes."""
    if state.at in state.visited:
        return resume(guide, state.answers, state.visited, None)
    order = [*guide.questions, *guide.details]
    place = order.index(state.at) if state.at else len(order)
    active = _active(guide, state)
    before = next((id for id in reversed(order[:place]) if id in active), None)
    return state if before is None else replace(state, visited=state.visited - {before}, at=before)


def change(guide: Guide, state: Interview, id: str) -> Interview:
    """Ask a question or detail again; its answer stays until another is given. Raises ValueError for one not active."""
    if id not in _active(guide, state):
        raise ValueError(f"{id} is not asked on this path")
    return replace(state, at=id)


def active_answers(guide: Guide, state: Interview) -> Answers:
    """Give the answers that count on this path, without the inactive ones."""
    values, _ = asked(guide, _given(state))
    active = _active(guide, state)
    return Answers(values=values, details={id: it for id, it in state.answers.details.items() if id in active})


def inactive(guide: Guide, state: Interview) -> frozenset[str]:
    """Name what was answered but is, for all that is known, not asked on this path."""
    given = _given(state)
    counted, undecided = _walk(guide, given)
    values = {id for id in given if id not in counted and id not in undecided}
    details = {id for id in state.answers.details if id in state.visited}
    return frozenset(values | {id for id in details if not _may_open(guide.details[id], counted, undecided)})


def progress(guide: Guide, state: Interview) -> tuple[int, int]:
    """Say which question or detail this is, counted from 1, and about how many there will be of its kind."""
    counted, undecided = _walk(guide, _given(state))
    if state.at in guide.details:
        open_details = [id for id, detail in guide.details.items() if _may_open(detail, counted, undecided)]
        return open_details.index(state.at or "") + 1, len(open_details)
    order = list(guide.questions)
    place = order.index(state.at) if state.at else len(order)
    return sum(id in counted for id in order[:place]) + 1, len(counted) + len(undecided)


def being_asked(guide: Guide, state: Interview) -> Question | Detail | None:
    """Give the question or detail being asked; None at the review."""
    if state.at is None:
        return None
    return guide.questions.get(state.at) or guide.details[state.at]


def _given(state: Interview) -> Values:
    return {id: value for id, value in state.answers.values.items() if id in state.visited}


def _open_details(guide: Guide, state: Interview) -> list[Detail]:
    values, _ = asked(guide, _given(state))
    return [detail for detail in guide.details.values() if detail.when.holds(values)]


def _active(guide: Guide, state: Interview) -> set[str]:
    """Name what was visited and is asked on this path."""
    values, _ = asked(guide, _given(state))
    return set(values) | {detail.id for detail in _open_details(guide, state) if detail.id in state.visited}


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
