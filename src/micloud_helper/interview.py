"""The interview as a pure stepper: answer, go back, change an answer; answers of a branch that was left stay, inactive.

Questions come first, in the guide's order, then the optional details; after that nothing is asked: the review.
"""

from dataclasses import dataclass, field, replace

from micloud_helper.answers import Answers, asked
from micloud_helper.conditions import Value
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
    active, following = _path(guide, state)
    return state if at in active else replace(state, at=following)


def answer(guide: Guide, state: Interview, value: Value) -> Interview:
    """Answer what is being asked, a detail with a tuple (empty: left out). Raises ValueError at the review."""
    if state.at is None:
        raise ValueError("nothing is being asked")
    if state.at in guide.questions:
        answers = replace(state.answers, values={**state.answers.values, state.at: value})
    else:
        answers = state.answers.with_detail(state.at, value if isinstance(value, tuple) else (str(value),))
    return resume(guide, answers, state.visited | {state.at}, None)


def back(guide: Guide, state: Interview) -> Interview:
    """Ask the question before again; an answer being changed stays as it was. At the first question nothing changes."""
    active, following = _path(guide, state)
    if state.at in state.visited:
        return replace(state, at=following)
    order = [*guide.questions, *guide.details]
    place = order.index(state.at) if state.at else len(order)
    before = next((id for id in reversed(order[:place]) if id in active), None)
    return state if before is None else replace(state, visited=state.visited - {before}, at=before)


def change(guide: Guide, state: Interview, id: str) -> Interview:
    """Ask a question or detail again; its answer stays until another is given. Raises ValueError for one not active."""
    if id not in _path(guide, state)[0]:
        raise ValueError(f"{id} is not asked on this path")
    return replace(state, at=id)


def active_answers(guide: Guide, state: Interview) -> Answers:
    """Give the answers that count on this path, without the inactive ones."""
    active, _ = _path(guide, state)
    values = {id: state.answers.values[id] for id in guide.questions if id in active}
    return Answers(values=values, details={id: it for id, it in state.answers.details.items() if id in active})


def inactive(guide: Guide, state: Interview) -> frozenset[str]:
    """Name what was answered but is, for all that is known, not asked on this path."""
    answered = state.visited & {*state.answers.values, *state.answers.details}
    return answered.difference(_possible(guide, state))


def progress(guide: Guide, state: Interview) -> tuple[int, int]:
    """Say which question or detail this is, counted from 1, and about how many there will be of its kind."""
    kind = guide.details if state.at in guide.details else guide.questions
    ids = [id for id in _possible(guide, state) if id in kind]
    return (ids.index(state.at) if state.at else len(ids)) + 1, len(ids)


def _path(guide: Guide, state: Interview) -> tuple[set[str], str | None]:
    """Name what was visited and is asked on this path, and what is to be asked next; None for the review."""
    given = {id: value for id, value in state.answers.values.items() if id in state.visited}
    values, question = asked(guide, given)
    details = [id for id, detail in guide.details.items() if detail.when.holds(values)]
    following = question.id if question else next((id for id in details if id not in state.visited), None)
    return {*values, *state.visited.intersection(details)}, following


def _possible(guide: Guide, state: Interview) -> list[str]:
    """Name what is asked on this path, or may be, whatever is answered next to what is still open."""
    counted: dict[str, Value] = {}
    possible: list[str] = []
    entries: list[Question | Detail] = [*guide.questions.values(), *guide.details.values()]
    for entry in entries:
        # a question that may be asked and is not answered for certain leaves everything open that depends on it
        depends = any(part.question in possible and part.question not in counted for part in entry.when.comparisons())
        if depends or entry.when.holds(counted):
            possible.append(entry.id)
            if entry.id in state.visited & state.answers.values.keys() and not depends:
                counted[entry.id] = state.answers.values[entry.id]
    return possible
