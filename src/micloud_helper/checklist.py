"""The records of a plan: route, documents, steps and dates as facts, without language, layout or masking."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from micloud_helper.answers import Answers
from micloud_helper.conditions import Value
from micloud_helper.guide import (
    Address,
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
    Variant,
    Warning,
)


class DocumentPlan(NamedTuple):
    """A document on this sheet; `required` when the route counts it among its needs.

    `because` names the questions whose answers led to the status.
    """

    document: Document
    status: DocumentStatus
    required: bool
    how: tuple[Item, ...]
    check: tuple[Item, ...]
    because: tuple[str, ...]


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
    """An answer that, were it to come true, opens a nearer route or takes off documents that must be obtained."""

    question: Question
    option: Option
    opens: Route | None
    removes: tuple[str, ...]


class Checklist(NamedTuple):
    """The whole plan for one person on one day. `answers` holds only those active on this path.

    `because` names the questions whose answers led to the route; `phases` hold only the steps that apply. `facts` are
    the answers with `route`, `timing` and `typed`, as the conditions of items compare them.
    """

    guide: Guide
    answers: Answers
    today: date
    route: Route
    because: tuple[str, ...]
    fallback: Route | None
    readiness: Readiness
    documents: tuple[DocumentPlan, ...]
    phases: tuple[Phase, ...]
    dates: Dates | None
    warnings: tuple[Warning, ...]
    contacts: tuple[Contact, ...]
    facts: Mapping[str, Value]
    variant: Variant | None = None
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Give the sources that anything on the sheet cites, in the guide's order."""
        guide, route = self.guide, self.route
        citing: list[Item | Contact | Contradiction | Address | Route] = [route, *self.warnings, *self.contacts]
        citing += [item for document in self.documents for item in (*document.how, *document.check)]
        citing += [step for phase in self.phases for step in phase.steps]
        citing += [*self.contradictions, *(guide.addresses[id] for id in route.addresses)]
        cited = {source for item in citing for source in item.sources}
        if guide.answer_window and self.dates:
            cited.update(guide.answer_window.sources)
        return tuple(source for id, source in guide.sources.items() if id in cited)


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
