"""From answers to a checklist: route, fallback, documents, steps and dates. Pure: the day is given.

The rules are those of the guide file; the order among applications is fixed here: fewest things to obtain,
then fewest to prepare, then the guide's order; a refused route comes last.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from micloud_helper.answers import Answers, asked
from micloud_helper.checklist import (
    Change,
    Checklist,
    Dates,
    DocumentPlan,
    PhasePlan,
    Readiness,
    Reason,
)
from micloud_helper.conditions import Value, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Document, Guide, Item, Route, Ruling, Source
from micloud_helper.workdays import span

__all__ = ["changes", "plan"]

ENDS_THE_SEARCH = frozenset({"stop", "finish", "wait", "self_service"})
EFFORT = {"ready": 0, "prepare": 1, "obtain": 2, "unavailable": 3}
DISTANCE = {"finish": 0, "self_service": 1, "wait": 2, "application": 3, "contact": 4, "stop": 5}
"""How far a route of each kind is from a phone that works."""


class Standing(NamedTuple):
    """How an application stands: for every need the document that meets it best, and that document's ruling."""

    route: Route
    met_by: tuple[tuple[Document, Ruling], ...]
    refused: bool

    @property
    def possible(self) -> bool:
        """Tell whether every need can be met."""
        return all(ruling.status != "unavailable" for _, ruling in self.met_by)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Give the sort key: refused last, then by what has to be obtained, then by what has to be prepared."""
        statuses = [ruling.status for _, ruling in self.met_by]
        return (self.refused, statuses.count("obtain"), statuses.count("prepare"))


class Decision(NamedTuple):
    """The chosen route, the one after it, and how the applications stood."""

    route: Route
    fallback: Route | None
    chosen: Standing | None
    standings: tuple[Standing, ...]


def plan(guide: Guide, answers: Answers, *, today: date) -> Checklist:
    """Make the checklist for complete answers; answers that do not count on this path are left aside.

    Raises AnswersError when an answer is missing, or a date leads out of the calendar.
    """
    values, missing = asked(guide, answers.values)
    if missing is not None:
        raise AnswersError(Problem("answer_missing", {"question": missing.id}))
    decision = _decide(guide, values)
    try:
        dates = _dates(guide, decision.route, values, today)
    except OverflowError as error:
        raise AnswersError(Problem("date_out_of_range")) from error
    facts: dict[str, Value] = {**values, "route": decision.route.id, "timing": _timing(decision.route, dates, today)}
    documents = tuple(_documents(guide, decision, facts))
    phases = tuple(
        PhasePlan(phase, steps)
        for phase in decision.route.phases
        if (steps := tuple(step for step in phase.steps if step.when.holds(facts)))
    )
    warnings = tuple(warning for warning in guide.warnings.values() if warning.when.holds(facts))
    contacts = tuple(contact for contact in guide.contacts.values() if contact.when.holds(facts))
    cited = [item.sources for plan in documents for item in (*plan.how, *plan.check)]
    cited += [step.sources for phase in phases for step in phase.steps]
    cited += [item.sources for item in (decision.route, *warnings, *contacts)]
    cited += [guide.addresses[id].sources for id in decision.route.addresses]
    cited += [guide.window.sources] if guide.window and dates else []
    return Checklist(
        guide=guide,
        answers=Answers(values=values, details=answers.details),
        today=today,
        route=decision.route,
        because=tuple(_reasons(guide, _route_reasons(guide, decision, values), values)),
        fallback=decision.fallback,
        readiness=_readiness(decision),
        documents=documents,
        phases=phases,
        dates=dates,
        warnings=warnings,
        contacts=contacts,
        sources=_cited(guide, cited),
        facts=facts,
    )


def changes(checklist: Checklist) -> tuple[Change, ...]:
    """Find the single answers that, were they different, would open a nearer route or shorten what is missing.

    Only options with an `if_so` text are tried, and only where no further question would open.
    """
    guide, values = checklist.guide, checklist.answers.values
    here = _distance(checklist.route, checklist.readiness)
    found = []
    for question in guide.questions.values():
        for option in question.options.values() if question.id in values else ():
            value: Value = (option.id,) if question.kind == "choices" else option.id
            if option.if_so is None or value == values[question.id]:
                continue
            counted, missing = asked(guide, {**values, question.id: value})
            if missing is not None:
                continue
            decision = _decide(guide, counted)
            readiness = _readiness(decision)
            if _distance(decision.route, readiness) < here:
                opens = decision.route if decision.route is not checklist.route else None
                gone = () if opens else tuple(d for d in checklist.readiness.missing if d not in readiness.missing)
                if opens or gone:
                    found.append(Change(question=question, option=option, opens=opens, removes=gone))
    return tuple(found)


def _distance(route: Route, readiness: Readiness) -> tuple[int, int, int]:
    return DISTANCE[route.kind], len(readiness.blocked_by), len(readiness.missing)


def _decide(guide: Guide, values: Values) -> Decision:
    applications: list[Standing] = []
    contact: Route | None = None
    for route in guide.routes.values():
        if route.kind in ENDS_THE_SEARCH:
            if route.when.holds(values):
                return Decision(route, None, None, ())
        elif route.kind == "contact":
            contact = contact or (route if route.when.holds(values) else None)
        elif route.when.holds(values):
            applications.append(_standing(guide, route, values))
    ranked = sorted((standing for standing in applications if standing.possible), key=lambda s: s.rank)
    order = [standing.route for standing in ranked] + ([contact] if contact else [])
    if not order:  # the loader demands a contact route without condition, so only a broken guide gets here
        raise AnswersError(Problem("no_route"))
    fallback = order[1] if len(order) > 1 else None
    return Decision(order[0], fallback, ranked[0] if ranked else None, tuple(applications))


def _standing(guide: Guide, route: Route, values: Values) -> Standing:
    met_by = []
    for need in route.needs:
        choices = [(guide.documents[id], ruling) for id in need if (ruling := _ruling(guide.documents[id], values))]
        met_by.append(min(choices, key=lambda choice: EFFORT[choice[1].status]))
    return Standing(route, tuple(met_by), route.refused is not None and route.refused.holds(values))


def _ruling(document: Document, values: Values) -> Ruling:
    for ruling in document.rulings:
        if ruling.when.holds(values):
            return ruling
    raise AnswersError(Problem("no_status", {"document": document.id}))


def _readiness(decision: Decision) -> Readiness:
    if decision.chosen is None:
        out = (need for standing in decision.standings for need in standing.met_by)
        blocked = (document.id for document, ruling in out if ruling.status == "unavailable")
        return Readiness(blocked_by=tuple(dict.fromkeys(blocked)))
    met_by = decision.chosen.met_by
    missing = [(document.id, ruling.status) for document, ruling in met_by if ruling.status != "ready"]
    return Readiness(
        ready=len(met_by) - len(missing),
        needed=len(met_by),
        missing=tuple(id for id, _ in missing),
        blocked_by=tuple(id for id, status in missing if status == "obtain"),
    )


def _documents(guide: Guide, decision: Decision, facts: Values) -> Iterator[DocumentPlan]:
    route = decision.route
    met_by = zip(route.needs, _met(decision), strict=True)
    required = {id for need, (_, met) in met_by for id in _equals(guide, need, met, facts)}
    listed = {id for need in route.needs for id in need} | set(route.lists)
    for document in guide.documents.values():
        if document.id not in listed:
            continue
        ruling = _ruling(document, facts)
        yield DocumentPlan(
            document=document,
            status=ruling.status,
            required=document.id in required,
            how=_applying(ruling.how, facts),
            check=_applying(document.check, facts) if ruling.status != "unavailable" else (),
            because=tuple(_reasons(guide, ruling.when.reasons(facts), facts)),
        )


def _met(decision: Decision) -> tuple[tuple[Document, Ruling], ...]:
    return decision.chosen.met_by if decision.chosen else ()


def _equals(guide: Guide, need: tuple[str, ...], met: Ruling, facts: Values) -> Iterator[str]:
    """Name the documents of a need that meet it equally well: those are required, a worse one is not."""
    for id in need:
        if _ruling(guide.documents[id], facts).status == met.status:
            yield id


def _applying(items: Iterable[Item], facts: Values) -> tuple[Item, ...]:
    return tuple(item for item in items if item.when.holds(facts))


def _route_reasons(guide: Guide, decision: Decision, values: Values) -> Iterator[str]:
    """Name what led to the route: its own condition, and what put the other applications behind it."""
    yield from decision.route.when.reasons(values)
    if decision.route.kind in ENDS_THE_SEARCH:
        return
    own = {document.id for document, _ in _met(decision)}
    for route in guide.routes.values():
        if route.kind == "application" and not route.when.holds(values):
            yield from route.when.reasons(values)
    for other in decision.standings:
        if other.route is decision.route:
            continue
        if other.refused and other.route.refused is not None:
            yield from other.route.refused.reasons(values)
        worst = "obtain" if other.possible else "unavailable"
        for document, ruling in other.met_by:
            if ruling.status == worst and document.id not in own:
                yield from ruling.when.reasons(values)


def _reasons(guide: Guide, questions: Iterable[str], values: Values) -> Iterator[Reason]:
    wanted = set(questions)
    for question in guide.questions.values():
        if question.id in wanted:
            yield Reason(question, values[question.id])


def _dates(guide: Guide, route: Route, values: Values, today: date) -> Dates | None:
    window = guide.window
    if window is None or route.kind not in ("wait", "application"):
        return None
    answer = values.get(window.sent_on)
    applied_on = answer if isinstance(answer, date) else None
    retry_from = applied_on + timedelta(days=window.retry_after_days) if applied_on else None
    if route.kind == "wait":
        sent_on = applied_on or today
    else:
        sent_on = max(today, retry_from) if retry_from else today
    earliest, latest, estimated = span(sent_on, window.working_days, window.country, window.categories)
    return Dates(
        applied_on=applied_on,
        sent_on=sent_on,
        reply_earliest=earliest,
        reply_latest=latest,
        retry_from=retry_from,
        estimated=estimated,
    )


def _timing(route: Route, dates: Dates | None, today: date) -> tuple[str, ...]:
    """Say, in the words conditions may use, how today lies to the dates."""
    if dates is None or dates.applied_on is None:
        return ()
    found = ["future"] if dates.applied_on > today else []
    if route.kind == "wait":
        found.append("in_window" if today <= dates.reply_latest else "overdue")
    elif dates.retry_from and today < dates.retry_from:
        found.append("too_early")
    return tuple(found)


def _cited(guide: Guide, cited: Iterable[Iterable[str]]) -> tuple[Source, ...]:
    wanted = {source for sources in cited for source in sources}
    return tuple(source for source in guide.sources.values() if source.id in wanted)
