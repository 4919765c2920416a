"""The form for programs, beyond what the command line's tests hold it to."""

from reading import DETAILS, plan_of, sheet_of

from conftest import EXAMPLES
from micloud_helper.guide import Guide

LONG = next(path for path in EXAMPLES if path.stem == "recover-was-refused")


def test_two_languages_give_every_text_by_language(guide: Guide) -> None:
    """With both languages each text is a mapping; ids, days and on-screen words stay as they are."""
    one, both = (plan_of(sheet_of(guide, LONG, languages)) for languages in (("en",), ("id", "en")))
    assert (one["language"], both["language"]) == ("en", "both")
    assert set(both["route"]["title"]) == {"id", "en"}
    assert both["route"]["title"]["en"] == one["route"]["title"]
    assert both["route"]["on_screen"] == one["route"]["on_screen"] == "Kirim permohonan buka kunci"
    assert both["phases"][0]["steps"][0]["text"]["en"] == one["phases"][0]["steps"][0]["text"]
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
