"""What may have come about since a plan was made: what is offered, and what has arrived. Pure."""

from micloud_helper.checklist import Checklist, DocumentPlan
from micloud_helper.guide import Happening, StatusRule


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
