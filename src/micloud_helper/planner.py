"""From answers to a checklist: route, fallback, documents, steps and dates. Pure: the day is given."""

from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from micloud_helper.answers import Answers, asked, steering
from micloud_helper.checklist import Change, Checklist, Dates, Readiness
from micloud_helper.conditions import Value, Values
from micloud_helper.decision import choose, decisive, remembering
from micloud_helper.errors import AnswersError, Problem
from micloud_helper.guide import Guide, Route
from micloud_helper.memo import Memo
from micloud_helper.parts import parts_of, reasons
from micloud_helper.workdays import span

__all__ = ["changes", "plan", "plan_counted"]

DISTANCE = {"finish": 0, "self_service": 1, "wait": 2, "application": 3, "contact": 4, "stop": 5}
"""How far a route of each kind is from a phone that works."""

FURTHER = 1_000
"""So many answers to further questions are looked at to say what another answer would change."""

Outcome: TypeAlias = tuple[Route, Readiness]


def plan(guide: Guide, answers: Answers, *, today: date) -> Checklist:
    """Make the checklist for complete answers; answers that do not count on this path are left aside.

    Raises AnswersError when an answer is missing, or a date leads out of the calendar.
    """
    values, missing = asked(guide, answers.values)
    if missing is not None:
        raise AnswersError(Problem("answer_missing", {"question": missing.id, "offered": ", ".join(missing.options)}))
    return plan_counted(guide, Answers(values=values, details=answers.details), today=today)


def plan_counted(guide: Guide, answers: Answers, *, today: date) -> Checklist:
    """Make the checklist for answers of which all count and none is missing; `plan` is for any others."""
    values = answers.values
    parts = parts_of(guide)
    choice = choose(guide, values)
    route = choice.route
    try:
        dates = _dates(guide, route, values, today)
    except OverflowError as error:
        raise AnswersError(Problem("date_out_of_range")) from error
    facts: dict[str, Value] = {**values, "route": route.id, "timing": _timing(route, dates, today)}
    needed = choice.documents
    documents = [parts.document[id](facts, needed[id]) for id in guide.documents if id in needed]
    phases, warnings, contacts = parts.phases[route.id](facts), parts.warnings(facts), parts.contacts(facts)
    cited = phases.sources.union(warnings.sources, contacts.sources, *(document.sources for document in documents))
    if guide.answer_window and dates:
        cited = cited.union(guide.answer_window.sources)
    return Checklist(
        guide=guide,
        answers=answers,
        today=today,
        route=route,
        because=reasons(guide, choice.questions, values),
        fallback=choice.fallback,
        readiness=choice.readiness,
        documents=tuple(part.told for part in documents),
        phases=phases.told,
        dates=dates,
        warnings=warnings.told,
        contacts=contacts.told,
        sources=tuple(source for source in guide.sources.values() if source.id in cited),
        facts=facts,
    )


def changes(checklist: Checklist) -> tuple[Change, ...]:
    """Find the single answers that, were they different, would open a nearer route or shorten what is missing.

    Only options with an `if_so` text are tried. Where one opens a further question, its least helpful answer is
    assumed: nothing is promised that may not come.
    """
    guide = checklist.guide
    return _changes_of(guide)(decisive(guide, checklist.answers.values))


@lru_cache(maxsize=4)
def _changes_of(guide: Guide) -> Memo[tuple[Change, ...]]:
    return remembering(guide, _changes)


def _changes(guide: Guide, values: Values) -> tuple[Change, ...]:
    route, ready = _outcome(guide, values)
    here = _distance((route, ready))
    found = []
    for question in guide.questions.values():
        for option in question.options.values() if question.id in values else ():
            value: Value = (option.id,) if question.kind == "choices" else option.id
            if option.if_so is None or value == values[question.id]:
                continue
            other = {**values, question.id: value}
            there = _least_helpful(guide, other) if question.id in steering(guide) else _outcome(guide, other)
            if there is not None and _distance(there) < here:
                opens = there[0] if there[0] is not route else None
                gone = () if opens else tuple(id for id in ready.missing if id not in there[1].missing)
                if opens or gone:
                    found.append(Change(question=question, option=option, opens=opens, removes=gone))
    return tuple(found)


def _least_helpful(guide: Guide, values: Values) -> Outcome | None:
    """Tell where these answers lead at worst; None where a date would have to be asked first, or far too much."""
    outcomes: list[Outcome] = []
    pending = [values]
    while pending:
        given = pending.pop()
        counted, missing = asked(guide, given)
        if missing is None:
            outcomes.append(_outcome(guide, counted))
        elif missing.kind == "date" or len(outcomes) + len(pending) > FURTHER:
            return None
        else:
            offered = ((id,) if missing.kind == "choices" else id for id in missing.options)
            pending += [{**given, missing.id: value} for value in offered][::-1]
    return max(outcomes, key=_distance)


def _outcome(guide: Guide, counted: Values) -> Outcome:
    choice = choose(guide, counted)
    return choice.route, choice.readiness


def _distance(outcome: Outcome) -> tuple[int, int, int]:
    route, ready = outcome
    return DISTANCE[route.kind], len(ready.blocked_by), len(ready.missing)


def _dates(guide: Guide, route: Route, values: Values, today: date) -> Dates | None:
    window = guide.answer_window
    if window is None or route.kind not in ("wait", "application"):
        return None
    answer = values.get(window.sent_on)
    applied_on = answer if isinstance(answer, date) else None
    retry_from = applied_on + timedelta(days=window.retry_after_days) if applied_on else None
    sent_on = max(today, retry_from or today) if route.kind == "application" else applied_on or today
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
