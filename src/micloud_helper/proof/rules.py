"""What must hold for every plan, whatever the guide, and what is found where it does not."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from micloud_helper.answers import Answers, asked, happen
from micloud_helper.checklist import Checklist, awaited, offered
from micloud_helper.errors import Location
from micloud_helper.guide import StatusRule


class Finding(NamedTuple):
    """A rule of `rules.yaml` that is broken: one of meaning at a place, one of the plan by answers."""

    code: str
    facts: Mapping[str, str]
    severity: Literal["error", "warning"] = "error"
    location: Location | None = None
    answers: Answers | None = None


def broken_rules(plan: Checklist) -> Iterator[Finding]:
    """Give every rule that this plan breaks."""
    route, after, ready = plan.route, plan.fallback, plan.readiness
    statuses = {it.document.id: it.status for it in plan.documents}
    foreign = statuses.keys() ^ {id for need in (*route.needs, route.lists) for id in need}
    yield from _broken(
        {"route": route.id, "documents": ", ".join(sorted(foreign))},
        no_step=not plan.phases,
        no_way_on=route.kind != "stop" and not (plan.contacts or route.addresses or after),
        route_unexplained=not plan.because and any(route.when.comparisons()),
        foreign_document=bool(foreign),
    )
    for item in plan.documents:
        yield from _broken(
            {"document": item.document.id, "status": item.status},
            no_how=item.status in StatusRule.NEEDS_HOW and not item.how,
            status_unexplained=not item.because and any(any(it.when.comparisons()) for it in item.document.statuses),
            required_unavailable=item.required and item.status in ("unavailable", "maybe_asked"),
        )
    adds_up = ready.needed == len(route.needs) == ready.ready + len(ready.missing)
    truly_missing = all(statuses.get(id) in ("prepare", "obtain") for id in ready.missing)
    blocked = not route.needs or set(ready.blocked_by) <= set(ready.missing)
    refused = [it.refused is not None and it.refused.holds(plan.facts) for it in (route, after) if it]
    yield from _broken(
        {"route": route.id, "fallback": after.id if after else ""},
        readiness_wrong=not (adds_up and truly_missing and blocked),
        no_fallback=after is None and route.kind == "application",
        fallback_wrong=after is not None and (after is route or after.ends_search),
        refused_first=after is not None and after.kind == "application" and refused == [True, False],
        dates_wrong=not _dates_right(plan),
    )
    yield from broken_afterwards(plan)


def _broken(facts: Mapping[str, str], **rules: bool) -> Iterator[Finding]:
    return (Finding(code, facts) for code, broken in rules.items() if broken)


def _dates_right(plan: Checklist) -> bool:
    dates = plan.dates
    if dates is None:
        return plan.guide.answer_window is None or not plan.route.has_dates
    in_order = dates.sent_on < dates.reply_earliest <= dates.reply_latest
    again = (dates.applied_on is None) == (dates.retry_from is None)
    later = (dates.retry_from or dates.sent_on) >= (dates.applied_on or dates.sent_on)
    return plan.guide.answer_window is not None and plan.route.has_dates and in_order and again and later


def broken_afterwards(plan: Checklist) -> Iterator[Finding]:
    """Give every rule that a happening, or a document that comes in, breaks on this plan."""
    guide, answers = plan.guide, plan.answers
    for it in offered(plan):
        values, missing = asked(guide, happen(guide, answers, it.sets, it.asks).values)
        if missing is None and values == answers.values:
            yield Finding("happening_without_effect", {"happening": it.id, "route": plan.route.id})
    for document in (it.document for it in awaited(plan)):
        values, _ = asked(guide, happen(guide, answers, document.arrived).values)
        rule = document.status_rule(values)
        if rule is None or rule.status != "ready":
            yield Finding("arrival_not_ready", {"document": document.id, "status": rule.status if rule else "–"})
