"""The built-in guide keeps its contract for every set of answers: the planner against a second telling of it."""

import random
from datetime import date

import pytest
from contract import TODAY, Expected, answer_sets, expected, window

from micloud_helper.answers import Answers, asked
from micloud_helper.checklist import Checklist
from micloud_helper.guide import Guide
from micloud_helper.planner import plan
from micloud_helper.proof.space import all_conditions, classes_of, count


def seen(checklist: Checklist) -> Expected:
    """Read off a checklist what the contract speaks about."""
    dates = checklist.dates
    return Expected(
        route=checklist.route.id,
        fallback=checklist.fallback and checklist.fallback.id,
        statuses={item.document.id: item.status for item in checklist.documents},
        ready=checklist.readiness.ready,
        needed=checklist.readiness.needed,
        dates=dates and (dates.applied_on, dates.reply_earliest, dates.reply_latest, dates.retry_from),
    )


def disagreements(guide: Guide, pick: random.Random | None) -> list[tuple[dict[str, object], Expected, Expected]]:
    """Plan every set and give the first few where the planner and the contract differ."""
    found = []
    for answers in answer_sets(pick):
        active, missing = asked(guide, answers)
        assert (active, missing) == (answers, None), "another question is asked than the contract says"
        got, wanted = seen(plan(guide, Answers(values=answers), today=TODAY)), expected(answers)
        if got != wanted:
            found.append((answers, got, wanted))
    return found[:3]


def test_every_plan_is_the_contracts(guide: Guide) -> None:
    """Route, fallback, statuses, readiness and dates; where no rule looks, the answer is drawn by lot."""
    assert disagreements(guide, random.Random(5)) == []


@pytest.mark.slow
def test_every_plan_is_the_contracts_in_full(guide: Guide) -> None:
    """The same for all of the answers, nothing drawn."""
    assert disagreements(guide, None) == []


def test_the_guide_asks_no_more_than_the_contract(guide: Guide) -> None:
    """The guide's own walk and the contract's come to the same number of sets, counted by the guide's classes."""
    classes = classes_of(guide, all_conditions(guide), TODAY)
    holders, days = len(classes["holder"]), len(classes["applied_on"])
    gathered = 7 * (2 * 3 + 1) * (4 * (6 + 14 * 2)) * 3
    own, previous = 4 * gathered + 3 * 3, gathered
    lone = 3 * 2 * 2  # approved, once for each screen, account and route
    before = lone + 3 * 2 * 2 * days  # … and waiting, for each route and day
    assert count(guide, classes, 10**7) == 1 + (holders - 1) * (3 + before + (1 + 2 * days) * (own + previous))


@pytest.mark.contract  # what the oldest calendars we accept must know
@pytest.mark.parametrize(
    ("sent", "earliest", "latest"),
    [
        (date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 26)),
        (date(2026, 11, 27), date(2026, 12, 2), date(2026, 12, 2)),
        (date(2026, 12, 22), date(2026, 12, 25), date(2026, 12, 29)),
        (date(2027, 3, 5), date(2027, 3, 10), date(2027, 3, 18)),
    ],
)
def test_the_window_of_the_facts(sent: date, earliest: date, latest: date) -> None:
    """The second telling knows the examples the facts give."""
    assert window(sent) == (earliest, latest)


def test_the_paid_unlock_warning_stands_on_every_way(guide: Guide) -> None:
    """Whoever still has a locked phone of their own is warned of those who sell unlocking."""
    for answers in ({"holder": "owner", "screen": "google"}, *islice_by_route(guide)):
        sheet = plan(guide, Answers(values=answers), today=TODAY)
        assert {"paid_unlockers", "paid_unlockers_elsewhere"} & {warning.id for warning in sheet.warnings}, (
            sheet.route.id
        )


def islice_by_route(guide: Guide) -> list[dict[str, object]]:
    """Give one set of answers for every route but the one for finders."""
    found: dict[str, dict[str, object]] = {}
    for answers in answer_sets(random.Random(1)):
        found.setdefault(expected(answers).route, answers)
    assert set(found) == set(guide.routes)
    return [answers for route, answers in found.items() if route != "hand_in"]


def first(**wanted: str) -> dict[str, object]:
    """Give the first set of answers that leads to `unlock` and has the wanted answers."""
    sets = (answers for answers in answer_sets(random.Random(1)) if wanted.items() <= answers.items())
    return next(answers for answers in sets if expected(answers).route == "unlock")


def test_a_missing_label_carries_a_warning(guide: Guide) -> None:
    """With the label gone, the sheet for `unlock` says something that the one with a label does not."""
    answers = first(box="at_hand")
    with_label = plan(guide, Answers(values=answers), today=TODAY)
    without = plan(guide, Answers(values={**answers, "box": "label_missing"}), today=TODAY)
    assert {it.id for it in without.warnings} - {it.id for it in with_label.warnings}


def test_the_previous_owner_comes_first(guide: Guide) -> None:
    """On somebody else's account, `unlock` begins with another step than on one's own."""
    begins = {
        account: plan(guide, Answers(values=first(account=account)), today=TODAY).phases[0].steps[0]
        for account in ("own", "previous_owner")
    }
    assert "account" in {it.question for it in begins["previous_owner"].when.comparisons()}
    assert begins["own"] is not begins["previous_owner"]
