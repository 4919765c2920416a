"""From answers to a checklist: route, fallback, documents, steps and dates. Pure: the day is given.

The conditions are the guide's; the order among applications stands here: fewest documents to obtain come first, then
fewest to prepare, then the guide's order. A refused application comes last.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple, Protocol, TypeVar

from micloud_helper.answers import Answers, asked
from micloud_helper.checklist import Change, Checklist, Dates, DocumentPlan, Readiness
from micloud_helper.conditions import Condition, Value, Values
from micloud_helper.dates import span
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Document, DocumentStatus, Guide, Question, Route, StatusRule

FURTHER = 1_000
"""So many answers to further questions are looked at to find where another answer leads at worst."""


def plan(guide: Guide, answers: Answers, *, today: date) -> Checklist:
    """Make the checklist from the active answers. Raises AnswersError if one is missing, or a date leads too far."""
    values, missing = asked(guide, answers.values)
    if missing is not None:
        raise AnswersError(Problem("answer_missing", {"question": missing.id, "offered": ", ".join(missing.options)}))
    decision = decide(guide, values)
    route = decision.route
    sent_on = values.get(guide.answer_window.sent_on) if guide.answer_window else None
    dates = reckon_dates(guide, route, sent_on if isinstance(sent_on, date) else None, today)
    typed = tuple(id for id, it in guide.details.items() if answers.details.get(id) and it.when.holds(values))
    timing = _timing(guide, route, dates, today)
    facts: dict[str, Value] = {**values, "route": route.id, "timing": timing, "typed": typed}
    rules = {id: status_rule(guide.documents[id], facts) for need in (*route.needs, route.lists) for id in need}
    effort = {id: StatusRule.EFFORT[rules[id].status] for need in route.needs for id in need}
    required = {id for need in route.needs for id in need if effort[id] == min(effort[other] for other in need)}
    listed = (document for id, document in guide.documents.items() if id in rules)
    phases = (replace(phase, steps=_that_hold(phase.steps, facts)) for phase in _that_hold(route.phases, facts))
    return Checklist(
        guide=guide,
        answers=Answers(values=values, details=answers.details),
        today=today,
        route=route,
        because=_in_order(guide, route_reasons(guide, decision, values)),
        fallback=decision.fallback,
        readiness=decision.readiness,
        documents=tuple([_document(guide, it, rules[it.id], facts, required=it.id in required) for it in listed]),
        phases=tuple([phase for phase in phases if phase.steps]),
        dates=dates,
        warnings=_that_hold(guide.warnings.values(), facts),
        contacts=_that_hold(guide.contacts.values(), facts),
        facts=facts,
        variant=next(iter(_that_hold(route.variants, facts)), None),
        contradictions=_that_hold(guide.contradictions.values(), facts),
    )


def reckon_dates(guide: Guide, route: Route, applied_on: date | None, today: date) -> Dates | None:
    """Give the dates of a route on which an answer is waited for. Raises AnswersError beyond the calendar's end."""
    window = guide.answer_window
    if window is None or not route.has_dates:
        return None
    try:
        retry_from = applied_on + timedelta(days=window.retry_after_days) if applied_on else None
        sent_on = max(today, retry_from or today) if route.kind == "application" else applied_on or today
        earliest, latest, estimated = span(sent_on, window)
        if retry_from and route.kind == "wait":  # two dates must not contradict each other
            retry_from = max(retry_from, latest + timedelta(days=1))
    except OverflowError as error:
        raise AnswersError(Problem("date_out_of_range")) from error
    return Dates(applied_on, sent_on, earliest, latest, retry_from, estimated)


def _timing(guide: Guide, route: Route, dates: Dates | None, today: date) -> tuple[str, ...]:
    """Say, in the words conditions may use, how today stands to the dates."""
    window = guide.answer_window
    if window is None or dates is None or dates.applied_on is None:
        return ()
    found = ["future"] if dates.applied_on > today else []
    if route.kind == "wait":
        late = (today - dates.reply_latest).days
        found.append("in_window" if late <= 0 else "patience" if late <= window.patience_days else "overdue")
    elif dates.retry_from and today < dates.retry_from:
        found.append("too_early")
    if window.long_ago_days is not None and (today - dates.applied_on).days > window.long_ago_days:
        found.append("long_ago")
    return tuple(found)


def _document(guide: Guide, document: Document, rule: StatusRule, facts: Values, *, required: bool) -> DocumentPlan:
    return DocumentPlan(
        document=document,
        status=rule.status,
        required=required,
        how=_that_hold(rule.how, facts),
        check=_that_hold(document.check, facts) if rule.status != "unavailable" else (),
        because=_in_order(guide, status_reasons(document, rule, facts)),
    )


class _Conditional(Protocol):
    @property
    def when(self) -> Condition: ...


Shown = TypeVar("Shown", bound=_Conditional)


def _that_hold(items: Iterable[Shown], facts: Values) -> tuple[Shown, ...]:
    return tuple([item for item in items if item.when.holds(facts)])


def _in_order(guide: Guide, questions: Iterable[str]) -> tuple[str, ...]:
    """Name questions once, in the guide's order."""
    wanted = set(questions)
    return tuple([id for id in guide.questions if id in wanted])


class Application(NamedTuple):
    """An open application: the documents that meet its needs best, with the status rule that holds for each."""

    route: Route
    refused: bool
    met_by: Mapping[str, StatusRule]

    def documents_with(self, status: DocumentStatus) -> tuple[str, ...]:
        """Name the documents meeting the needs that have this status."""
        return tuple(id for id, rule in self.met_by.items() if rule.status == status)


class Decision(NamedTuple):
    """The chosen route and the one after it; all open `applications`, none where a route ended the search."""

    route: Route
    fallback: Route | None = None
    chosen: Application | None = None
    applications: tuple[Application, ...] = ()

    @property
    def readiness(self) -> Readiness:
        """Tell how far the needs are met; without a possible application, which documents made them impossible."""
        if self.chosen is None:
            unavailable = (id for it in self.applications for id in it.documents_with("unavailable"))
            return Readiness(blocked_by=tuple(dict.fromkeys(unavailable)))
        ready, met_by = self.chosen.documents_with("ready"), self.chosen.met_by
        return Readiness(
            ready=len(ready),
            needed=len(met_by),
            missing=tuple(id for id in met_by if id not in ready),
            blocked_by=self.chosen.documents_with("obtain"),
        )

    @property
    def distance(self) -> tuple[int, int, int]:
        """Tell how far the plan is from a phone that works: by its route, then by what is missing."""
        return self.route.DISTANCE[self.route.kind], len(self.readiness.blocked_by), len(self.readiness.missing)


def decide(guide: Guide, values: Values) -> Decision:
    """Choose the route for complete answers. Raises AnswersError when a document has no status."""
    routes = [route for route in guide.routes.values() if route.when.holds(values)]
    for route in routes:
        if route.ends_search:
            return Decision(route)
    applications = tuple(_application(guide, route, values) for route in routes if route.kind == "application")
    possible = [it for it in applications if not it.documents_with("unavailable")]
    possible.sort(key=lambda it: (it.refused, len(it.documents_with("obtain")), len(it.documents_with("prepare"))))
    contact = next(route for route in routes if route.kind == "contact")  # the last route is one without condition
    if possible:
        after = possible[1].route if len(possible) > 1 else contact
        return Decision(possible[0].route, after, possible[0], applications)
    return Decision(contact, applications=applications)


def _application(guide: Guide, route: Route, values: Values) -> Application:
    needs = ([(id, status_rule(guide.documents[id], values)) for id in need] for need in route.needs)
    met_by = dict(min(need, key=lambda it: StatusRule.EFFORT[it[1].status]) for need in needs)
    return Application(route, route.refused is not None and route.refused.holds(values), met_by)


def status_rule(document: Document, values: Values) -> StatusRule:
    """Give the rule that tells a document's status. Raises AnswersError when none holds."""
    rule = document.status_rule(values)
    if rule is None:
        raise AnswersError(Problem("no_status", {"document": document.id}))
    return rule


def route_reasons(guide: Guide, decision: Decision, values: Values) -> Iterator[str]:
    """Name the questions that led to a route: what opened it, and what closed or held back each application."""
    yield from decision.route.when.reasons(values)
    if decision.route.ends_search:
        return
    chosen, opened = decision.chosen, {it.route.id: it for it in decision.applications}
    for id, route in guide.routes.items():
        if route.kind == "application" and id not in opened:
            yield from route.when.reasons(values)
        elif route.kind == "application" and (other := opened[id]) is not chosen:
            if route.refused and other.refused:
                yield from route.refused.reasons(values)
            for obstacle in other.documents_with("unavailable") or other.documents_with("obtain"):
                if chosen is None or obstacle not in chosen.met_by:
                    yield from status_reasons(guide.documents[obstacle], other.met_by[obstacle], values)


def status_reasons(document: Document, rule: StatusRule, values: Values) -> Iterator[str]:
    """Name the questions that led to a status: by its own condition, or, without one, by those that did not hold."""
    earlier = document.statuses[: document.statuses.index(rule)]
    for one in [rule] if any(rule.when.comparisons()) else earlier:
        yield from one.when.reasons(values)


def changes(checklist: Checklist) -> tuple[Change, ...]:
    """Find the answers that, were they different, would improve the plan.

    Only options with an `if_so` text are tried. Where one opens a further question, its least helpful answer is
    assumed: nothing is promised that may not come.
    """
    guide, values = checklist.guide, checklist.answers.values
    here = decide(guide, values)
    to_obtain = here.chosen.documents_with("obtain") if here.chosen else ()
    found = []
    for question in (guide.questions[id] for id in values):
        for option in question.options.values():
            value = _with_option(question, values[question.id], option.id)
            if option.if_so is None or value == values[question.id]:
                continue
            there = _least_helpful(guide, {**values, question.id: value})
            if there is None or there.distance >= here.distance:
                continue
            opens = there.route if there.route is not here.route else None
            removes = () if opens else tuple(id for id in to_obtain if id not in there.readiness.missing)
            if opens or removes:
                found.append(Change(question, option, opens, removes))
    return tuple(found)


def _with_option(question: Question, given: Value, option: str) -> Value:
    """Give the answer that an option makes of the one given: of a list the others stay, but for what stands alone."""
    if not isinstance(given, tuple) or option == question.none:
        return (option,) if isinstance(given, tuple) else option
    return tuple(id for id in question.options if id == option or (id in given and id != question.none))


def _least_helpful(guide: Guide, values: Values) -> Decision | None:
    """Tell where these answers lead at worst; None where a date would have to be asked first, or far too much."""
    decisions: list[Decision] = []
    pending = [values]
    while pending:
        given = pending.pop()
        active, missing = asked(guide, given)
        if missing is None:
            decisions.append(decide(guide, active))
        elif missing.kind == "date" or len(decisions) + len(pending) > FURTHER:
            return None
        else:
            offered = ((id,) if missing.kind == "choices" else id for id in missing.options)
            pending += [{**given, missing.id: value} for value in offered][::-1]
    return max(decisions, key=lambda it: it.distance, default=None)
