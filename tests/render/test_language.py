"""What the guide's language lets depend on the answers reaches every sheet: phrases, variants, contradictions."""

from dataclasses import replace

import pytest
from reading import READ, plan_of, rendered, sheet_of, squeezed

from conftest import EXAMPLES
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist
from micloud_helper.conditions import ALWAYS, Is
from micloud_helper.guide import Contradiction, Guide, Phrase, Text, Variant, fill
from micloud_helper.loader import load_messages
from micloud_helper.sheet import Sheet, compose

APPLIES = next(path for path in EXAMPLES if path.stem == "recover-was-refused")


def text(id: str, en: str) -> Text:
    return {"id": id, "en": en}


PHRASES = {
    "who": (
        Phrase(when=Is("holder", frozenset({"helper"})), text=text("pemilik itu", "the owner")),
        Phrase(text=text("Anda", "you")),
    )
}


def made_with(guide: Guide) -> tuple[Sheet, Checklist]:
    """Make a sheet whose guide uses everything."""
    _, checklist = sheet_of(guide, APPLIES)
    warning = replace(checklist.warnings[0], text=text("Bukan {who}!", "Not {who}!"))
    full = checklist._replace(
        guide=replace(guide, phrases={**guide.phrases, **PHRASES}),
        variant=Variant(
            when=ALWAYS,
            title=text("Tunggu dulu, {who}", "First wait, {who}"),
            summary=text("Mulai {retry_from}.", "From {retry_from}."),
        ),
        contradictions=(
            Contradiction(id="both", when=ALWAYS, text=text("Tidak mungkin.", "Not both."), sources=("advice",)),
        ),
        warnings=(warning, *checklist.warnings[1:]),
    )
    return compose(full, [Catalogue("en", load_messages)]), full


@pytest.mark.parametrize("format", READ)
def test_a_sheet_shows_what_the_answers_make_of_it(guide: Guide, format: str) -> None:
    """The variant's title and summary stand for the route's, the contradiction before all warnings, phrases filled."""
    document = squeezed(READ[format](rendered(format, made_with(guide))))
    assert squeezed("First wait, you") in document
    assert squeezed("From Friday, 25 December 2026.") in document
    assert squeezed(guide.routes["unlock"].summary["en"]) not in document
    assert 0 < document.index(squeezed("Not both.")) < document.index(squeezed("Not you!"))


def test_programs_find_them_by_id(guide: Guide) -> None:
    """The route keeps its id and kind; the contradiction is the first of the warnings."""
    plan = plan_of(made_with(guide))
    assert (plan["route"]["id"], plan["route"]["title"]) == ("unlock", "First wait, you")
    assert plan["route"]["summary"] == "From Friday, 25 December 2026."
    assert plan["warnings"][0] == {"id": "both", "text": "Not both."}


@pytest.mark.parametrize(("answers", "words"), [({"holder": "helper"}, "the owner"), ({}, "you"), (None, "you")])
def test_a_phrase_depends_on_the_answers_given_so_far(guide: Guide, answers: dict[str, str] | None, words: str) -> None:
    """The first entry that holds is filled in; without an answer, or without answers at all, the last."""
    filled = fill(replace(guide, phrases=PHRASES), text("x", "For {who} from {today}"), "en", answers, {"today": "now"})
    assert filled == f"For {words} from now"
