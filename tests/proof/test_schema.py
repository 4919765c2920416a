"""The JSON Schema and the loader agree: what one accepts the other does, on every fixture and on damaged ones."""

import json
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from micloud_helper.errors import GuideError
from micloud_helper.loader import read_guide, read_resource
from micloud_helper.loader.nodes import ABSENT, Node
from micloud_helper.loader.reader import Reader, Refused
from micloud_helper.proof.schema import guide_schema

GUIDES = Path(__file__).parents[1] / "data/guides"
STEPS = Path(__file__).parents[2] / "data/steps.yaml"
VALID = Draft202012Validator(guide_schema())

ONLY_THE_LOADER_SEES = {
    # what refers to something else in the file
    "unknown_address", "unknown_document", "unknown_language", "unknown_on_screen", "unknown_placeholder",
    "unknown_question", "unknown_source", "unknown_step", "unknown_value", "language_missing", "on_screen_differs",
    "on_screen_not_quoted", "on_screen_unused", "step_unused", "placeholders_differ", "placeholder_not_here",
    "question_too_late", "condition_on_date", "id_twice", "reserved_id", "need_unsettled", "last_route_conditional",
    "address_too_long", "contradiction_one_question", "setting_on_date", "one_answer_only", "list_expected",
    "stands_alone",
    "phrase_never", "phrase_too_late", "phrase_unused", "phrase_without_default",
    # what is written, before it means anything
    "alias", "anchor", "tag", "second_document", "key_not_a_word", "not_yaml", "not_utf8",
    "strange_character", "brace_open", "quote_open", "too_deep",
}  # fmt: skip
SOME_OF_THEM = {"value_twice", "unknown_key", "no_such_day", "duplicate_key"}
"""Codes of which the schema sees some: not a document needed twice, a stray language or the 31st of November."""

A_DATE_IS_A_TEXT = {"implicit_date"}
"""Editors take a date for a text; only the loader wants quotes round one where a text is meant."""


def data_of(node: Node) -> Any:
    """Give what an editor would see: JSON data, dates as they are written."""
    if node.kind == "mapping":
        return {key.text: data_of(value) for key, value in node.entries}
    if node.kind == "list":
        return [data_of(item) for item in node.items]
    if node.kind == "absent":
        return None
    kinds = {"int": int if re.fullmatch(r"\d+", node.text) else float, "float": float, "bool": bool, "null": type(None)}
    made = {int: lambda: int(node.text), float: lambda: 0.5, bool: lambda: True, type(None): lambda: None}
    kind = kinds.get(node.implicit or "")
    return made[kind]() if kind else node.text


def problems(data: bytes) -> set[str]:
    try:
        read_guide(data, "guide.yaml")
    except GuideError as error:
        return {problem.code for problem in error.problems}
    return set()


@pytest.mark.parametrize("path", [STEPS, *sorted(GUIDES.glob("good/*.yaml"))], ids=lambda path: path.stem)
def test_good_guides_fit_the_schema(path: Path) -> None:
    """What the loader accepts, the schema accepts."""
    data = path.read_bytes() if path.exists() else read_resource("steps.yaml")
    assert [error.message for error in VALID.iter_errors(data_of(Reader(path.name).compose(data)))] == []


@pytest.mark.parametrize("path", sorted((GUIDES / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_guides_do_not(path: Path) -> None:
    """What the loader refuses the schema refuses, unless it takes the whole file, or its letters, to see it."""
    codes = problems(path.read_bytes())
    root = ABSENT
    with suppress(Refused):
        root = Reader(path.name).compose(path.read_bytes())
    if VALID.is_valid(data_of(root)):
        assert codes <= ONLY_THE_LOADER_SEES | SOME_OF_THEM or path.stem in A_DATE_IS_A_TEXT


OTHERS = [0, 7, 5000, True, None, [], {}, "", "word", ["word"], {"id": "A", "en": "B"}, [[]]]


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def damaged(data: Any, path: tuple[Any, ...], dice: random.Random) -> Any:
    """Give a copy with one place gone, renamed, or holding something of another kind."""
    copy = json.loads(json.dumps(data))
    within = copy
    for key in path[:-1]:
        within = within[key]
    how = dice.choice(["delete", "rename", "replace"])
    if how == "delete":
        del within[path[-1]]
    elif how == "rename" and isinstance(within, dict):
        within[f"{path[-1]}x"] = within.pop(path[-1])
    else:
        within[path[-1]] = dice.choice(OTHERS)
    return copy


@pytest.mark.parametrize("seed", range(8))
def test_they_agree_on_damaged_guides(seed: int) -> None:
    """Damaged in one place by lot: what the schema refuses the loader refuses, and the other way round."""
    dice = random.Random(seed)
    root = Reader("minimal.yaml").compose((GUIDES / "good/minimal.yaml").read_bytes())
    data = data_of(root)
    for path in dice.sample(list(places(data)), 60):
        mutant = damaged(data, path, dice)
        codes = problems(json.dumps(mutant).encode())
        if not VALID.is_valid(mutant):
            assert codes, (path, mutant)
        else:
            assert codes <= ONLY_THE_LOADER_SEES | SOME_OF_THEM, (path, codes)


def test_the_shipped_schema_is_current() -> None:
    """The file for editors is what the program makes."""
    assert json.loads(read_resource("schema/guide.schema.json")) == guide_schema()
    Draft202012Validator.check_schema(guide_schema())
