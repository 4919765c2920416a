"""Finds which single other answers would open a nearer route or shorten what is missing."""

from micloud_helper.answers import asked
from micloud_helper.checklist import Change, Checklist
from micloud_helper.conditions import Value, Values
from micloud_helper.guide import Guide
from micloud_helper.routing import Decision, decide

FURTHER = 1_000
"""So many answers to further questions are looked at to find where another answer leads at worst."""


def changes(checklist: Checklist) -> tuple[Change, ...]:
    """Find the answers that, were they different, would improve the plan.

    Only options with an `if_so` text are tried. Where one opens a further question, its least helpful answer is
    assumed: nothing is promised that may not come.
    """
    guide, values = checklist.guide, checklist.answers.values
    here = decide(guide, values)
    missing = here.readiness.missing
    found = []
    for question in (guide.questions[id] for id in values):
        for option in question.options.values():
            value: Value = (option.id,) if question.kind == "choices" else option.id
            if option.if_so is None or value == values[question.id]:
                continue
            there = _least_helpful(guide, {**values, question.id: value})
            if there is None or _distance(there) >= _distance(here):
                continue
            opens = there.route if there.route is not here.route else None
            removes = () if opens else tuple(id for id in missing if id not in there.readiness.missing)
            if opens or removes:
                found.append(Change(question, option, opens, removes))
    return tuple(found)


def _least_helpful(guide: Guide, values: Values) -> Decision | None:
    """Tell where these answers lead at worst; None where a date would have to be asked first, or far too much."""
    worst: Decision | None = None
    pending, looked_at = [values], 0
    while pending:
        given = pending.pop()
        active, missing = asked(guide, given)
        if missing is None:
            decision = decide(guide, active)
            worst = decision if worst is None or _distance(decision) > _distance(worst) else worst
            looked_at += 1
        elif missing.kind == "date" or looked_at + len(pending) > FURTHER:
            return None
        else:
            offered = ((id,) if missing.kind == "choices" else id for id in missing.options)
            pending += [{**given, missing.id: value} for value in offered][::-1]
    return worst


def _distance(decision: Decision) -> tuple[int, int, int]:
    ready = decision.readiness
    return decision.route.distance, len(ready.blocked_by), len(ready.missing)
