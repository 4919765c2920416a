"""What may have come about since a plan was made: on every plan of the built-in guide it leads to another one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from conftest import DATA
from micloud_helper.answers import Answers, asked, happen
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist, awaited, came_in, offered
from micloud_helper.conditions import Value, Values
from micloud_helper.guide import Guide
from micloud_helper.loader import load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.proof.space import classes_of, deciding_conditions, walk
from micloud_helper.sheet import compose

TODAY = date(2026, 11, 23)
LEADS_TO = {
    "sent_unlock": {"wait"},
    "sent_recover": {"wait"},
    "sent_again": {"wait"},
    "approved": {"activate"},
    "refused": {"unlock", "recover", "self_service", "previous_owner", "contact"},
    "receives_again": {"self_service"},
    "receives_no_more": {"unlock", "recover", "contact"},
}
"""The routes that each happening of the built-in guide can lead to, told a second time."""


@pytest.fixture(scope="module")
def plans(guide: Guide) -> list[Checklist]:
    """Every plan of the built-in guide that is decided in its own way."""
    classes = classes_of(guide, deciding_conditions(guide).values(), TODAY)
    return [plan(guide, Answers(values=values), today=TODAY) for values in walk(guide, classes)]


def completed(guide: Guide, values: Values, which: int = 0) -> Answers:
    """Answer what is asked now and was not before, always by the first option, or by another one."""
    answers = Answers(values=values)
    while (missing := asked(guide, answers.values)[1]) is not None:
        options = [*missing.options]
        value: Value = TODAY
        if options:
            value = (options[which],) if missing.kind == "choices" else options[which]
        answers = Answers(values={**answers.values, missing.id: value})
    return answers


def after_happenings(plans: list[Checklist]) -> Iterator[tuple[str, Checklist, Checklist]]:
    for before in plans:
        guide = before.guide
        for it in offered(before):
            after = happen(guide, before.answers, it.sets, it.asks)
            for which in (0, -1):
                yield it.id, before, plan(guide, completed(guide, after.values, which), today=TODAY)


def test_every_happening_leads_on_from_every_plan(plans: list[Checklist]) -> None:
    """Each is offered somewhere, changes the answers it says and no other, and leads where one would expect."""
    reached: dict[str, set[str]] = {id: set() for id in LEADS_TO}
    for id, before, after in after_happenings(plans):
        happening = before.guide.happenings[id]
        reached[id].add(after.route.id)
        assert all(after.answers.values[question] == value for question, value in happening.sets.items())
        touched = {*happening.sets, *happening.asks}
        kept = [it for it in before.answers.values if it in after.answers.values and it not in touched]
        assert all(before.answers.values[it] == after.answers.values[it] for it in kept)
    assert all(reached[id] and reached[id] <= LEADS_TO[id] for id in LEADS_TO), reached


def test_every_document_that_comes_in_is_ready(plans: list[Checklist]) -> None:
    """Ticked, it is ready on the plan made of the answers then, wherever it is still listed."""
    for before in plans:
        for it in awaited(before):
            values = happen(before.guide, before.answers, it.document.arrived).values
            after = plan(before.guide, completed(before.guide, values), today=TODAY)
            assert {"ready"} >= {one.status for one in after.documents if one.document is it.document}


def test_the_day_of_sending_is_asked_anew(guide: Guide) -> None:
    """Who sent another application gives its day, whatever the day of the one before was."""
    refused: dict[str, Value] = {"progress": "rejected", "applied_route": "unlock", "applied_on": date(2026, 11, 2)}
    happening = guide.happenings["sent_recover"]
    after = happen(guide, Answers(values={**refused, "holder": "owner"}), happening.sets, happening.asks)
    assert after.values == {"holder": "owner", "progress": "waiting", "applied_route": "recover"}
    assert list(after.values) == ["holder", "progress", "applied_route"]


def test_what_came_in_is_named(guide: Guide) -> None:
    """Papers that came in are named, and nothing where nothing is new; what else came about leads to another route."""
    values = {**completed(guide, {"holder": "owner"}).values, "box": "at_hand", "camera": "available"}
    before = plan(guide, completed(guide, {**values, "receive": "lost"}), today=TODAY)
    arrived = happen(guide, before.answers, guide.documents["box_photo"].arrived)
    after = plan(guide, completed(guide, arrived.values), today=TODAY)
    assert came_in(before, before) == ()
    if before.route is after.route:
        assert came_in(before, after) == ("box_photo",)
    approved = plan(guide, completed(guide, {**values, "progress": "approved"}), today=TODAY)
    assert before.route is not approved.route


def test_what_stands_in_the_file_is_in_the_model() -> None:
    """Happenings and arrivals are read as the answers they set, a list as a list."""
    guide = load_guide(DATA / "guides/good/happenings.yaml")
    assert guide.documents["slip"].arrived == {"papers": ("slip",)}
    reported = guide.happenings["reported"]
    assert (reported.sets, reported.asks) == ({"report": "sent"}, ("sent_on",))
    assert guide.happenings["turned_up"].asks == ()


@pytest.mark.parametrize(("day", "now"), [(2, False), (3, False), (4, False), (5, True)])
def test_nobody_is_told_to_wait_and_to_apply_now(guide: Guide, day: int, now: bool) -> None:
    """In the days of patience after the promised one, 2 December, the sheet does not say that one may apply again."""
    known = completed(guide, {"holder": "owner", "account": "own", "progress": "waiting", "applied_route": "unlock"})
    answers = replace(known, values={**known.values, "applied_on": date(2026, 11, 27)})
    sheet = compose(plan(guide, answers, today=date(2026, 12, day)), (Catalogue("id", load_messages),))
    assert ("Boleh mengirim lagi sekarang." in [it.text[0] for it in sheet.section("dates").entries]) == now
