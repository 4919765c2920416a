"""What may have come about since a plan was made: what is offered, what has arrived, and what it changed. Pure."""

from typing import NamedTuple

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.guide import Happening, StatusRule


def offered(checklist: Checklist) -> tuple[Happening, ...]:
    """Give the happenings that may have come about on this plan, in the guide's order."""
    return tuple(it for it in checklist.guide.happenings.values() if it.when.holds(checklist.facts))


def awaited(checklist: Checklist) -> tuple[DocumentPlan, ...]:
    """Give the documents that are not there yet and may be ticked off as having come in."""
    values = checklist.answers.values
    return tuple(
        it
        for it in checklist.documents
        if it.status in StatusRule.NEEDS_HOW and it.document.arrived and it.document.arrived.keys() <= values.keys()
    )


class Difference(NamedTuple):
    """What is different between two plans for the same person.

    `route` when another one was chosen; `came_in` names documents, required now, that are ready only now; `dates` when
    the day of the answer is another.
    """

    route: bool
    came_in: tuple[str, ...]
    dates: bool


def difference(before: Checklist, after: Checklist) -> Difference:
    """Compare an earlier plan with a new one."""
    ready = {it.document.id for it in before.documents if it.status == "ready"}
    came_in = (it.document.id for it in after.documents if it.status == "ready" and it.document.id not in ready)
    known = {it.document.id for it in before.documents}
    latest = [plan.dates and plan.dates.reply_latest for plan in (before, after)]
    return Difference(
        route=before.route is not after.route or before.variant is not after.variant,
        came_in=tuple(id for id in came_in if id in known),
        dates=latest[0] != latest[1],
    )
