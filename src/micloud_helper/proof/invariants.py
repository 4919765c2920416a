"""What must hold for every plan, whatever the guide: each rule names itself and its facts when it is broken."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.guide import Guide, Route

__all__ = ["Broken", "Invariants"]

Broken: TypeAlias = tuple[str, Mapping[str, str]]
"""The code of a broken rule in `rules.yaml`, and its facts."""

NEEDS_A_WAY_ON = ("prepare", "obtain", "unavailable")


class Invariants:
    """The rules for one guide. What was looked at once (the parts that plans share) is not looked at again."""

    def __init__(self, guide: Guide) -> None:
        """Note for every route which documents belong to it."""
        self.guide = guide
        self.needed = {id: {one for need in route.needs for one in need} for id, route in guide.routes.items()}
        self.belonging = {id: needed | set(guide.routes[id].lists) for id, needed in self.needed.items()}
        self.documents: dict[int, tuple[Broken, ...]] = {}

    def broken(self, plan: Checklist) -> Iterator[Broken]:
        """Give every rule that this plan breaks."""
        route = plan.route
        if not plan.phases:
            yield "no_step", {"route": route.id}
        if route.kind != "stop" and not (plan.contacts or route.addresses or plan.fallback):
            yield "no_way_on", {"route": route.id}
        if not plan.because and any(route.when.comparisons()):
            yield "route_unexplained", {"route": route.id}
        listed = {item.document.id for item in plan.documents}
        if listed != self.belonging[route.id]:
            strange = ", ".join(sorted(listed ^ self.belonging[route.id]))
            yield "foreign_document", {"route": route.id, "documents": strange}
        for item in plan.documents:
            found = self.documents.get(id(item))
            if found is None:
                found = self.documents[id(item)] = tuple(_document(item))
            yield from found
        yield from self._readiness(plan)
        yield from self._fallback(plan)
        yield from _dates(plan)

    def _readiness(self, plan: Checklist) -> Iterator[Broken]:
        ready = plan.readiness
        needs = plan.route.needs
        statuses = {item.document.id: item.status for item in plan.documents}
        adds_up = (
            ready.needed == len(needs) and ready.ready + len(ready.missing) == ready.needed
            if needs
            else (ready.needed == ready.ready == len(ready.missing) == 0)
        )
        truly = all(statuses.get(id) in ("prepare", "obtain") for id in ready.missing)
        if not (adds_up and truly and (not needs or set(ready.blocked_by) <= set(ready.missing))):
            yield "readiness_wrong", {"route": plan.route.id}

    def _fallback(self, plan: Checklist) -> Iterator[Broken]:
        route, after = plan.route, plan.fallback
        if after is None:
            if route.kind == "application":
                yield "no_fallback", {"route": route.id}
            return
        if after is route or after.kind not in ("application", "contact"):
            yield "fallback_wrong", {"route": route.id, "fallback": after.id}
        if self._refused(route, plan) and after.kind == "application" and not self._refused(after, plan):
            yield "refused_first", {"route": route.id, "fallback": after.id}

    def _refused(self, route: Route, plan: Checklist) -> bool:
        return route.refused is not None and route.refused.holds(plan.facts)


def _document(item: DocumentPlan) -> Iterator[Broken]:
    facts = {"document": item.document.id, "status": item.status}
    if item.status in NEEDS_A_WAY_ON and not item.how:
        yield "no_how", facts
    conditional = any(any(ruling.when.comparisons()) for ruling in item.document.statuses)
    if conditional and not item.because:
        yield "status_unexplained", facts
    if item.required and item.status in ("unavailable", "maybe_asked"):
        yield "required_unavailable", facts


def _dates(plan: Checklist) -> Iterator[Broken]:
    dates = plan.dates
    expected = plan.guide.answer_window is not None and plan.route.kind in ("wait", "application")
    if expected != (dates is not None):
        yield "dates_wrong", {"route": plan.route.id}
    elif dates is not None:
        in_order = dates.sent_on < dates.reply_earliest <= dates.reply_latest
        again = (dates.applied_on is None) == (dates.retry_from is None)
        if not (in_order and again and (dates.retry_from or dates.sent_on) >= (dates.applied_on or dates.sent_on)):
            yield "dates_wrong", {"route": plan.route.id}
