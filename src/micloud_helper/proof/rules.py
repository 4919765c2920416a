"""What must hold for every plan, whatever the guide, and what is found where it does not."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from micloud_helper.answers import Answers, asked, happen
from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.conditions import Values
from micloud_helper.errors import AnswersError, Location
from micloud_helper.guide import Guide, StatusRule
from micloud_helper.happenings import awaited, offered
from micloud_helper.routing import decide


class Finding(NamedTuple):
    """A rule of `rules.yaml` that is broken: one of meaning at a place, one of the plan by answers."""

    code: str
    facts: Mapping[str, str]
    severity: Literal["error", "warning"] = "error"
    location: Location | None = None
    answers: Answers | None = None


def broken_rules(plan: Checklist) -> Iterator[Finding]:
    """Give every rule that this plan breaks."""
    route = plan.route
    if not plan.phases:
        yield Finding("no_step", {"route": route.id})
    if route.kind != "stop" and not (plan.contacts or route.addresses or plan.fallback):
        yield Finding("no_way_on", {"route": route.id})
    if not plan.because and any(route.when.comparisons()):
        yield Finding("route_unexplained", {"route": route.id})
    listed = {item.document.id for item in plan.documents}
    belonging = {id for need in route.needs for id in need} | set(route.lists)
    if listed != belonging:
        yield Finding("foreign_document", {"route": route.id, "documents": ", ".join(sorted(listed ^ belonging))})
    for item in plan.documents:
        yield from _document(item)
    yield from _readiness(plan)
    yield from _fallback(plan)
    yield from _dates(plan)
    yield from broken_afterwards(plan)


def _document(item: DocumentPlan) -> Iterator[Finding]:
    facts = {"document": item.document.id, "status": item.status}
    if item.status in StatusRule.NEEDS_HOW and not item.how:
        yield Finding("no_how", facts)
    conditional = any(any(rule.when.comparisons()) for rule in item.document.statuses)
    if conditional and not item.because:
        yield Finding("status_unexplained", facts)
    if item.required and item.status in ("unavailable", "maybe_asked"):
        yield Finding("required_unavailable", facts)


def _readiness(plan: Checklist) -> Iterator[Finding]:
    ready, needs = plan.readiness, plan.route.needs
    statuses = {item.document.id: item.status for item in plan.documents}
    adds_up = ready.needed == len(needs) == ready.ready + len(ready.missing)
    truly_missing = all(statuses.get(id) in ("prepare", "obtain") for id in ready.missing)
    if not (adds_up and truly_missing and (not needs or set(ready.blocked_by) <= set(ready.missing))):
        yield Finding("readiness_wrong", {"route": plan.route.id})


def _fallback(plan: Checklist) -> Iterator[Finding]:
    route, after = plan.route, plan.fallback
    if after is None:
        if route.kind == "application":
            yield Finding("no_fallback", {"route": route.id})
        return
    if after is route or after.ends_search:
        yield Finding("fallback_wrong", {"route": route.id, "fallback": after.id})
    refused = [it.refused is not None and it.refused.holds(plan.facts) for it in (route, after)]
    if after.kind == "application" and refused == [True, False]:
        yield Finding("refused_first", {"route": route.id, "fallback": after.id})


def _dates(plan: Checklist) -> Iterator[Finding]:
    dates = plan.dates
    expected = plan.guide.answer_window is not None and plan.route.has_dates
    if expected != (dates is not None):
        yield Finding("dates_wrong", {"route": plan.route.id})
    elif dates is not None:
        in_order = dates.sent_on < dates.reply_earliest <= dates.reply_latest
        again = (dates.applied_on is None) == (dates.retry_from is None)
        if not (in_order and again and (dates.retry_from or dates.sent_on) >= (dates.applied_on or dates.sent_on)):
            yield Finding("dates_wrong", {"route": plan.route.id})


def broken_afterwards(plan: Checklist) -> Iterator[Finding]:
    """Give every rule that a happening, or a document that comes in, breaks on this plan."""
    guide, answers = plan.guide, plan.answers
    for it in offered(plan):
        values, missing = asked(guide, happen(guide, answers, it.sets, it.asks).values)
        if missing is None and values == answers.values:
            yield Finding("happening_without_effect", {"happening": it.id, "route": plan.route.id})
        elif missing is None:
            yield from _without_plan(guide, values, it.id)
    for document in (it.document for it in awaited(plan)):
        values, missing = asked(guide, happen(guide, answers, document.arrived).values)
        rule = document.status_rule(values)
        if rule is None or rule.status != "ready":
            yield Finding("arrival_not_ready", {"document": document.id, "status": rule.status if rule else "–"})
        elif missing is None:
            yield from _without_plan(guide, values, document.id)


def _without_plan(guide: Guide, values: Values, happening: str) -> Iterator[Finding]:
    try:
        decide(guide, values)
    except AnswersError as error:
        yield Finding("happening_fails", {"happening": happening, "reason": error.problems[0].code})
