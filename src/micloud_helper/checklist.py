"""The records of a plan: route, documents, steps and dates as facts, without language, layout or masking."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.conditions import Value
from micloud_helper.guide import (
    Contact,
    Contradiction,
    Document,
    DocumentStatus,
    Guide,
    Happening,
    Item,
    Option,
    Phase,
    Question,
    Route,
    Source,
    StatusRule,
    Step,
    Variant,
    Warning,
)


class Reason(NamedTuple):
    """An answer that led here."""

    question: Question
    answer: Value


class DocumentPlan(NamedTuple):
    """A document on this sheet; `required` when the route counts it among its needs."""

    document: Document
    status: DocumentStatus
    required: bool
    how: tuple[Item, ...]
    check: tuple[Item, ...]
    because: tuple[Reason, ...]


class PhasePlan(NamedTuple):
    """A phase with the steps that apply."""

    phase: Phase
    steps: tuple[Step, ...]


class Readiness(NamedTuple):
    """How far the needs of the route are met.

    `blocked_by` names, of an application, what of the `missing` must be obtained from elsewhere; of a route without
    needs, what cannot be had and so made every application impossible.
    """

    ready: int = 0
    needed: int = 0
    missing: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()


class Dates(NamedTuple):
    """The answer window; `sent_on` is the day it counts from, `estimated` when a holiday in it may still move."""

    applied_on: date | None
    sent_on: date
    reply_earliest: date
    reply_latest: date
    retry_from: date | None
    estimated: bool


class Change(NamedTuple):
    """An answer that, were it to come true, opens a nearer route or takes documents off the missing list."""

    question: Question
    option: Option
    opens: Route | None
    removes: tuple[str, ...]


class Checklist(NamedTuple):
    """The whole plan for one person on one day. `answers` holds only those active on this path.

    `facts` are the answers with `route`, `timing` and `typed`, as the conditions of items compare them.
    """

    guide: Guide
    answers: Answers
    today: date
    route: Route
    because: tuple[Reason, ...]
    fallback: Route | None
    readiness: Readiness
    documents: tuple[DocumentPlan, ...]
    phases: tuple[PhasePlan, ...]
    dates: Dates | None
    warnings: tuple[Warning, ...]
    contacts: tuple[Contact, ...]
    sources: tuple[Source, ...]
    facts: Mapping[str, Value]
    variant: Variant | None = None
    contradictions: tuple[Contradiction, ...] = ()


def offered(checklist: Checklist) -> tuple[Happening, ...]:
    """Give the happenings that may have come about on this plan, in the guide's order."""
    return tuple(it for it in checklist.guide.happenings.values() if it.when.holds(checklist.facts))


def awaited(checklist: Checklist) -> tuple[DocumentPlan, ...]:
    """Give the documents that are not there yet and may be ticked off as having come in."""
    needed = (it for it in checklist.documents if it.status in StatusRule.NEEDS_HOW and it.document.arrived)
    return tuple(it for it in needed if it.document.arrived.keys() <= checklist.answers.values.keys())


def came_in(before: Checklist, after: Checklist) -> tuple[str, ...]:
    """Name the documents that stand on both plans and are ready only on the second."""
    waited_for = {it.document.id for it in before.documents if it.status != "ready"}
    return tuple(it.document.id for it in after.documents if it.status == "ready" and it.document.id in waited_for)
