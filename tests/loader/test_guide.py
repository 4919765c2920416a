"""What the loader makes of the parts of a guide that depend on answers, and how their texts are filled in."""

from pathlib import Path

import pytest

from micloud_helper.conditions import ALWAYS, Is
from micloud_helper.guide import Guide, fill
from micloud_helper.loader import load_guide, load_messages, reader

GUIDES = Path(__file__).parents[1] / "data/guides"


@pytest.fixture(scope="module")
def umbrella() -> Guide:
    return load_guide(GUIDES / "good" / "additions.yaml")


def test_the_parts_that_depend_on_answers_are_read(umbrella: Guide) -> None:
    """Each stands in the model under the name it has in the file."""
    wait = umbrella.routes["wait"]
    assert [phase.when == ALWAYS for phase in wait.phases] == [True, False]
    assert wait.variants[0].when == Is("timing", frozenset({"patience"}))
    assert wait.variants[1].title["en"] == "Long ago, since {applied_on}"
    contradiction = umbrella.contradictions["bag_without_ticket"]
    assert {part.question for part in contradiction.when.comparisons()} == {"thing", "ticket"}
    assert (contradiction.id, contradiction.sources) == ("bag_without_ticket", ("rules",))
    assert umbrella.warnings["brokers"].when == Is("typed", frozenset({"number"}))
    assert [phrase.when == ALWAYS for phrase in umbrella.phrases["thing"]] == [False, False, True]
    assert umbrella.answer_window is not None
    assert (umbrella.answer_window.patience_days, umbrella.answer_window.long_ago_days) == (2, 90)


def test_they_may_all_be_left_out() -> None:
    """A guide without them loads as it always did."""
    guide = load_guide(GUIDES / "good/minimal.yaml")
    assert (guide.phrases, guide.contradictions) == ({}, {})
    assert all(route.variants == () for route in guide.routes.values())
    assert all(phase.when == ALWAYS for route in guide.routes.values() for phase in route.phases)
    assert guide.answer_window is not None
    assert (guide.answer_window.patience_days, guide.answer_window.long_ago_days) == (0, None)


@pytest.mark.parametrize(
    ("values", "words"),
    [({"thing": "bag"}, "the bag"), ({"thing": "umbrella"}, "the umbrella"), ({}, "the thing"), (None, "the umbrella")],
    ids=str,
)
def test_a_phrase_takes_the_first_entry_that_holds(umbrella: Guide, values: dict[str, str], words: str) -> None:
    """An answer that is missing satisfies no comparison; where there are no answers at all the last entry is taken."""
    assert fill(umbrella, umbrella.intro[0], "en", values) == f"This is about {words}."


def test_days_are_filled_in_beside_phrases(umbrella: Guide) -> None:
    """A day that is asked for and not there is an error, never a missing word."""
    text = umbrella.routes["wait"].variants[0].summary
    assert fill(umbrella, text, "id", {}, {"reply_latest": "Senin"}) == "Batasnya Senin."
    with pytest.raises(KeyError):
        fill(umbrella, text, "id", {}, {"today": "Senin"})


def test_the_programs_own_words_may_have_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language is a matter of the files of messages alone."""
    monkeypatch.setattr(reader, "read_resource", lambda name: b"a:\n  b: {id: satu, en: one, su: hiji}\n")
    assert load_messages.__wrapped__("numbers") == {"a.b": {"id": "satu", "en": "one", "su": "hiji"}}
