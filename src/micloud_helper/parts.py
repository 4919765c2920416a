"""The parts of a guide's checklists. Each depends on few answers and is made once for them: plans share parts."""

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Generic, NamedTuple, Protocol, TypeVar

from micloud_helper.checklist import DocumentPlan, PhasePlan, Reason
from micloud_helper.conditions import Condition, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Contact, Document, Guide, Item, Route, StatusRule
from micloud_helper.memo import Memo

__all__ = ["Part", "Parts", "deciding_questions", "parts_of", "reasons"]

T = TypeVar("T")
Told = TypeVar("Told", bound=Item | Contact)


class Part(NamedTuple, Generic[T]):
    """A part of the checklist and the sources it cites."""

    told: T
    sources: frozenset[str]


class Parts:
    """All parts of one guide's checklists, by document or route where there are several."""

    def __init__(self, guide: Guide) -> None:
        """Prepare the parts; nothing is made before it is asked for."""
        routes, documents = guide.routes.values(), guide.documents.values()
        self.ruling = {it.id: Memo(partial(_ruling, it), [ruling.when for ruling in it.statuses]) for it in documents}
        self.document = {it.id: Memo(partial(_document, guide, it), _conditions(it)) for it in documents}
        self.phases = {
            it.id: Memo(partial(_phases, guide, it), [step.when for phase in it.phases for step in phase.steps])
            for it in routes
        }
        self.warnings = _applying(guide.warnings.values())
        self.contacts = _applying(guide.contacts.values())


@lru_cache(maxsize=4)
def parts_of(guide: Guide) -> Parts:
    """Give the parts of a guide, the same ones every time."""
    return Parts(guide)


def reasons(guide: Guide, questions: Iterable[str], values: Values) -> tuple[Reason, ...]:
    """Give the answers to some questions, in the guide's order."""
    wanted = set(questions)
    return tuple(Reason(question, values[id]) for id, question in guide.questions.items() if id in wanted)


def _ruling(document: Document, values: Values) -> StatusRule:
    for ruling in document.statuses:
        if ruling.when.holds(values):
            return ruling
    raise AnswersError(Problem("no_status", {"document": document.id}))


def _conditions(document: Document) -> Iterator[Condition]:
    for ruling in document.statuses:
        yield ruling.when
        yield from (item.when for item in ruling.how)
    yield from (item.when for item in document.check)


def _document(guide: Guide, document: Document, facts: Values, required: bool) -> Part[DocumentPlan]:
    ruling = _ruling(document, facts)
    how = _holding(ruling.how, facts)
    check = _holding(document.check, facts) if ruling.status != "unavailable" else ()
    because = reasons(guide, deciding_questions(document, ruling, facts), facts)
    plan = DocumentPlan(
        document=document, status=ruling.status, required=required, how=how, check=check, because=because
    )
    return Part(plan, _cited((*how, *check)))


def deciding_questions(document: Document, ruling: StatusRule, facts: Values) -> Iterator[str]:
    """Name the questions that led to a status: its own condition, or why none of those before it held."""
    earlier = document.statuses[: document.statuses.index(ruling)]
    for one in [ruling] if any(ruling.when.comparisons()) else earlier:
        yield from one.when.reasons(facts)


def _phases(guide: Guide, route: Route, facts: Values) -> Part[tuple[PhasePlan, ...]]:
    phases = tuple(PhasePlan(phase, steps) for phase in route.phases if (steps := _holding(phase.steps, facts)))
    told = (step for phase in phases for step in phase.steps)
    return Part(phases, _cited((route, *told, *(guide.addresses[id] for id in route.addresses))))


def _applying(told: Iterable[Told]) -> Memo[Part[tuple[Told, ...]]]:
    everything = tuple(told)

    def make(facts: Values) -> Part[tuple[Told, ...]]:
        held = _holding(everything, facts)
        return Part(held, _cited(held))

    return Memo(make, [one.when for one in everything])


def _holding(told: Iterable[Told], facts: Values) -> tuple[Told, ...]:
    return tuple(one for one in told if one.when.holds(facts))


class _Citing(Protocol):
    @property
    def sources(self) -> tuple[str, ...]: ...


def _cited(told: Iterable[_Citing]) -> frozenset[str]:
    return frozenset(source for one in told for source in one.sources)
