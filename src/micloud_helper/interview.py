"""The interview as a pure stepper: answer, back, change; answers of a branch that was left are parked.

Questions come first, in the guide's order, then the optional details; after that `at` is None: the review.
"""

from dataclasses import dataclass, field, replace

from micloud_helper.answers import Answers, asked
from micloud_helper.conditions import Value
from micloud_helper.guide import Detail, Guide, Question

__all__ = ["Interview", "answer", "back", "change", "counting", "parked", "progress", "question_of", "start", "type_in"]


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


def answer(guide: Guide, state: Interview, value: Value) -> Interview:
    """Answer the question being asked and go on to the next one without an answer."""
    if state.at is None or state.at not in guide.questions:
        raise ValueError("no question is being asked")
    answers = state.answers.with_value(state.at, value)
    remembered = state.remembered.with_value(state.at, value)
    return _moved(guide, state, answers, state.passed, remembered)


def type_in(guide: Guide, state: Interview, typed: tuple[str, ...]) -> Interview:
    """Fill in the detail being asked, or leave it empty with an empty tuple, and go on."""
    if state.at is None or state.at not in guide.details:
        raise ValueError("no detail is being asked")
    answers = state.answers.with_detail(state.at, typed)
    remembered = state.remembered.with_detail(state.at, typed)
    return _moved(guide, state, answers, state.passed | {state.at}, remembered)


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


def parked(guide: Guide, state: Interview) -> tuple[str, ...]:
    """Name the questions and details that were answered but are not asked on this path, as far as it is known."""
    counts = counting(guide, state)
    values = (id for id in guide.questions if id in state.answers.values and id not in counts.values)
    details = (id for id in guide.details if id in state.answers.details and id not in counts.details)
    return (*values, *details)


def progress(guide: Guide, state: Interview) -> tuple[int, int]:
    """Say which question this is, counted from 1, and about how many there will be; details are not counted."""
    values, _ = asked(guide, state.answers.values)
    order = list(values)
    number = order.index(state.at) + 1 if state.at in values else len(order) + 1
    undecided = {question.id for question in guide.questions.values() if question.id not in values}
    ahead = 0
    seen = False
    for question in guide.questions.values():
        seen = seen or question.id == state.at
        depends = {comparison.question for comparison in question.when.comparisons()} & undecided
        if question.id not in values and seen and (depends or question.when.holds(values)):
            ahead += 1
    return number, max(number, len(order) + ahead)


def _moved(
    guide: Guide, state: Interview, answers: Answers, passed: frozenset[str], remembered: Answers
) -> Interview:
    at = _next(guide, answers, passed)
    return Interview(answers=answers, passed=passed, at=at, previous=state, remembered=remembered)


def _next(guide: Guide, answers: Answers, passed: frozenset[str]) -> str | None:
    _, question = asked(guide, answers.values)
    if question is not None:
        return question.id
    return next((detail.id for detail in _details(guide, answers) if detail.id not in passed), None)


def _details(guide: Guide, answers: Answers) -> tuple[Detail, ...]:
    values, _ = asked(guide, answers.values)
    return tuple(detail for detail in guide.details.values() if detail.when.holds(values))


def question_of(guide: Guide, state: Interview) -> Question | Detail | None:
    """Give the question or detail being asked; None at the review."""
    if state.at is None:
        return None
    return guide.questions.get(state.at) or guide.details[state.at]
