"""From answers to a checklist: route, fallback, documents, steps and dates. Pure: the day is given."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeVar

from micloud_helper.answers import Answers, asked
from micloud_helper.checklist import Checklist, Dates, DocumentPlan, PhasePlan, Reason
from micloud_helper.conditions import Value, Values
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Address, Contact, Contradiction, Document, Guide, Item, Phase, Route, Source, Variant
from micloud_helper.routing import decide, route_reasons, status_reasons, status_rule
from micloud_helper.workdays import span

Conditional = TypeVar("Conditional", bound=Item | Contact | Contradiction | Phase | Variant)


def plan(guide: Guide, answers: Answers, *, today: date) -> Checklist:
    """Make the checklist for complete answers; inactive ones are left aside.

    Raises AnswersError when an answer is missing, or a date leads out of the calendar.
    """
    values, missing = asked(guide, answers.values)
    if missing is not None:
        raise AnswersError(Problem("answer_missing", {"question": missing.id, "offered": ", ".join(missing.options)}))
    decision = decide(guide, values)
    route, listed = decision.route, decision.documents
    dates = _dates(guide, route, values, today)
    typed = tuple(id for id, it in guide.details.items() if answers.details.get(id) and it.when.holds(values))
    timing = _timing(guide, route, dates, today)
    facts: dict[str, Value] = {**values, "route": route.id, "timing": timing, "typed": typed}
    phases = (PhasePlan(phase, _that_hold(phase.steps, facts)) for phase in _that_hold(route.phases, facts))
    checklist = Checklist(
        guide=guide,
        answers=Answers(values=values, details=answers.details),
        today=today,
        route=route,
        because=_reasons(guide, route_reasons(guide, decision, values), values),
        fallback=decision.fallback,
        readiness=decision.readiness,
        documents=tuple(
            [_document(guide, guide.documents[id], listed[id], facts) for id in guide.documents if id in listed]
        ),
        phases=tuple([phase for phase in phases if phase.steps]),
        dates=dates,
        warnings=_that_hold(guide.warnings.values(), facts),
        contacts=_that_hold(guide.contacts.values(), facts),
        sources=(),
        facts=facts,
        variant=next(iter(_that_hold(route.variants, facts)), None),
        contradictions=_that_hold(guide.contradictions.values(), facts),
    )
    return checklist._replace(sources=tuple(_sources(checklist)))


def _dates(guide: Guide, route: Route, values: Values, today: date) -> Dates | None:
    window = guide.answer_window
    if window is None or not route.has_dates:
        return None
    answer = values.get(window.sent_on)
    applied_on = answer if isinstance(answer, date) else None
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


def _document(guide: Guide, document: Document, required: bool, facts: Values) -> DocumentPlan:
    rule = status_rule(document, facts)
    return DocumentPlan(
        document=document,
        status=rule.status,
        required=required,
        how=_that_hold(rule.how, facts),
        check=_that_hold(document.check, facts) if rule.status != "unavailable" else (),
        because=_reasons(guide, status_reasons(document, rule, facts), facts),
    )


def _that_hold(items: Iterable[Conditional], facts: Values) -> tuple[Conditional, ...]:
    return tuple([item for item in items if item.when.holds(facts)])


def _reasons(guide: Guide, questions: Iterable[str], values: Values) -> tuple[Reason, ...]:
    """Give the answers to some questions, in the guide's order."""
    wanted = set(questions)
    return tuple([Reason(question, values[id]) for id, question in guide.questions.items() if id in wanted])


def _sources(checklist: Checklist) -> Iterator[Source]:
    """Give the sources that anything on the sheet cites, in the guide's order."""
    guide, route = checklist.guide, checklist.route
    citing: list[Item | Contact | Contradiction | Address | Route] = [route, *checklist.warnings, *checklist.contacts]
    citing += [item for document in checklist.documents for item in (*document.how, *document.check)]
    citing += [step for phase in checklist.phases for step in phase.steps]
    citing += [*checklist.contradictions, *(guide.addresses[id] for id in route.addresses)]
    cited = {source for item in citing for source in item.sources}
    if guide.answer_window and checklist.dates:
        cited.update(guide.answer_window.sources)
    return (source for id, source in guide.sources.items() if id in cited)
