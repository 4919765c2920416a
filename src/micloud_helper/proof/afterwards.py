"""What must hold for everything that may come about after a plan: it leads to another plan, or to a question."""

from collections.abc import Iterator

from micloud_helper.answers import asked, happen
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import Values
from micloud_helper.errors import AnswersError
from micloud_helper.guide import Guide
from micloud_helper.happenings import awaited, offered
from micloud_helper.proof.rules import Broken
from micloud_helper.routing import decide


def broken_afterwards(plan: Checklist) -> Iterator[Broken]:
    """Give every rule that a happening, or a document that comes in, breaks on this plan."""
    guide, answers = plan.guide, plan.answers
    for it in offered(plan):
        values, missing = asked(guide, happen(guide, answers, it.sets, it.asks).values)
        if missing is None and values == answers.values:
            yield "happening_without_effect", {"happening": it.id, "route": plan.route.id}
        elif missing is None:
            yield from _without_plan(guide, values, it.id)
    for document in (it.document for it in awaited(plan)):
        values, missing = asked(guide, happen(guide, answers, document.arrived).values)
        rule = document.status_rule(values)
        if rule is None or rule.status != "ready":
            yield "arrival_not_ready", {"document": document.id, "status": rule.status if rule else "–"}
        elif missing is None:
            yield from _without_plan(guide, values, document.id)


def _without_plan(guide: Guide, values: Values, happening: str) -> Iterator[Broken]:
    try:
        decide(guide, values)
    except AnswersError as error:
        yield "happening_fails", {"happening": happening, "reason": error.problems[0].code}
