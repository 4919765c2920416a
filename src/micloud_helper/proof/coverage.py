"""Which answers each condition of a guide met in the whole answer space: what the planner's memory tells afterwards."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from micloud_helper.conditions import Condition, Value
from micloud_helper.decision import deciding
from micloud_helper.guide import Document, Guide, StatusRule
from micloud_helper.memo import Memo
from micloud_helper.parts import parts_of
from micloud_helper.proof.elements import Path

__all__ = [
    "Contexts", "Spot", "as_dicts", "contexts_met", "ruling_for", "spots_of_decisions", "spots_on_sheets",
]  # fmt: skip

Context: TypeAlias = tuple[tuple[str, Value], ...]
Contexts: TypeAlias = dict[Path, set[Context]]
"""The answers (and route and timing) met at a part of the guide, as far as the part looks at them."""


class Spot(NamedTuple):
    """A condition at its place, and the answers it met there, each standing for its class."""

    path: Path
    when: Condition
    met: tuple[dict[str, Value], ...]


def contexts_met(guide: Guide) -> Contexts:
    """Read from the planner's memory with what answers each part of a sheet was made."""
    parts = parts_of(guide)
    memos: dict[Path, Memo[Any]] = {("documents", id): memo for id, memo in parts.document.items()}
    memos |= {("routes", id): memo for id, memo in parts.phases.items()}
    memos |= {("warnings",): parts.warnings, ("contacts",): parts.contacts}
    return {path: {tuple(met.items()) for met in memo.contexts()} for path, memo in memos.items()}


def spots_on_sheets(guide: Guide, contexts: Contexts) -> Iterator[Spot]:
    """Give the conditions of all items, with the answers of the sheets on which the item comes into question."""
    for document in guide.documents.values():
        yield from _in_document(document, as_dicts(contexts["documents", document.id]))
    for route in guide.routes.values():
        inside = as_dicts(contexts["routes", route.id])
        for phase in route.phases:
            for number, step in enumerate(phase.steps):
                yield Spot(("routes", route.id, "phases", phase.id, "steps", number, "when"), step.when, inside)
    for kind in ("warnings", "contacts"):
        for id, one in getattr(guide, kind).items():
            yield Spot((kind, id, "when"), one.when, as_dicts(contexts[kind,]))


def _in_document(document: Document, met: tuple[dict[str, Value], ...]) -> Iterator[Spot]:
    for index, ruling in enumerate(document.statuses):
        inside = tuple(one for one in met if ruling_for(document, one) is ruling)
        for number, item in enumerate(ruling.how):
            yield Spot(("documents", document.id, "statuses", index, "how", number, "when"), item.when, inside)
    there = tuple(one for one in met if (holds := ruling_for(document, one)) and holds.status != "unavailable")
    for number, item in enumerate(document.check):
        yield Spot(("documents", document.id, "check", number, "when"), item.when, there)


def ruling_for(document: Document, met: dict[str, Value]) -> StatusRule | None:
    """Give the ruling that tells the document's status."""
    return next((ruling for ruling in document.statuses if ruling.when.holds(met)), None)


def spots_of_decisions(guide: Guide, sets: Iterable[dict[str, Value]]) -> Iterator[Spot]:
    """Give the deciding conditions with all answers there are; a question's, with those given before it."""
    order = {id: number for number, id in enumerate(guide.questions)}
    for path, when in deciding(guide):
        asks = {it.question for it in when.comparisons()}
        before = order[str(path[1])] if path[0] == "questions" else len(order)
        met = {tuple((q, a) for q, a in one.items() if q in asks and order[q] < before) for one in sets}
        yield Spot(path, when, as_dicts(met))


def as_dicts(contexts: Iterable[Context]) -> tuple[dict[str, Value], ...]:
    """Make answers out of contexts."""
    return tuple(map(dict, contexts))
