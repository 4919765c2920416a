"""The form for programs, beyond what the command line's tests hold it to."""

import random
from datetime import date, timedelta
from typing import Any

from reading import DETAILS, TODAY, plan_of, sheet_of

from conftest import EXAMPLES
from micloud_helper.answers import Answers, asked
from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Guide, Question
from micloud_helper.loader import load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.render import FORMATS
from micloud_helper.sheet import compose

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")


def test_two_languages_give_every_text_by_language(guide: Guide) -> None:
    """With both languages each text is a mapping; ids, days and on-screen words stay as they are."""
    one, both = (plan_of(sheet_of(guide, LONG, languages)) for languages in (("en",), ("id", "en")))
    assert (one["language"], both["language"]) == ("en", "both")
    assert set(both["route"]["title"]) == {"id", "en"}
    assert both["route"]["title"]["en"] == one["route"]["title"]
    assert both["route"]["on_screen"] == one["route"]["on_screen"] == "Kirim permohonan buka kunci"
    assert both["documents"][0]["how"][0]["en"] == one["documents"][0]["how"][0]
    assert both["dates"]["reply_latest"] == one["dates"]["reply_latest"] == "2026-12-30"


def test_reasons_are_ids_and_days(guide: Guide) -> None:
    """Each reason names a question and the answer as an answers file would."""
    plan = plan_of(sheet_of(guide, LONG))
    given = {reason["question"]: reason["answer"] for reason in plan["because"]}
    assert (given["progress"], given["applied_route"]) == ("rejected", "recover")
    imei = next(document for document in plan["documents"] if document["id"] == "imei")
    assert [(reason["question"], reason["answer"]) for reason in imei["because"]] == [("imei_at", ["paperwork"])]


def test_values_are_what_was_typed(guide: Guide) -> None:
    """A value is given whole, an empty place as null, and a document that cannot be had has none."""
    typed = {value["id"]: value["value"] for value in plan_of(sheet_of(guide, LONG, details=DETAILS))["values"]}
    empty = {value["id"]: value["value"] for value in plan_of(sheet_of(guide, LONG))["values"]}
    assert typed["imei"] == "260531793113837"
    assert empty == {"imei": None, "sms_number_text": None}


LONG_ENOUGH = 5
"""Answers: some who wait, most of them on the way to an application."""


def somebody(guide: Guide, dice: random.Random) -> Answers:
    """Answer every question that comes up by lot, so that there is much to say."""

    def answer(question: Question) -> Any:
        if question.kind == "date":
            return TODAY - timedelta(days=dice.randint(0, 30))
        option = dice.choice([*question.options])
        return (option,) if question.kind == "choices" else option

    values: dict[str, Any] = {}
    while len(values) < LONG_ENOUGH:
        values = {}
        while (missing := asked(guide, values)[1]) is not None:
            values[missing.id] = answer(missing)
    return Answers(values=values)


SPEAKERS = [
    tuple(Catalogue(language, load_messages) for language in languages) for languages in (("id", "en"), ("en",))
]


def document(guide: Guide, given: Answers, words: tuple[Catalogue, ...], today: date, ticks: frozenset[str]) -> str:
    checklist = plan(guide, given, today=today)
    sheet = compose(checklist, words, ticks=ticks)
    written = FORMATS["json"].render(sheet, checklist)
    assert isinstance(written, str)
    return written


def test_what_was_written_before_leaves_no_trace(guide: Guide) -> None:
    """Sheets share parts in memory; each is still the one that a fresh start makes, whatever came before it."""
    dice = random.Random(11)
    for number in range(80):
        wished = (
            somebody(guide, dice),
            dice.choice(SPEAKERS),
            TODAY + timedelta(days=dice.randint(0, 3)),
            frozenset({"box_photo"} if dice.random() < 0.3 else ()),
        )
        assert document(guide, *wished) == document(load_guide(), *wished), number
