"""The program's own words: every language everywhere, the same facts in each, and no key that nobody wrote."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.messages import offered_languages
from micloud_helper.loader import load_messages
from micloud_helper.loader.nodes import sanitize

ROOT = Path(__file__).parents[1]
AREAS = sorted(path.stem for path in (ROOT / "data" / "messages").glob("*.yaml"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("area", AREAS)
def test_all_languages_say_the_same_facts(area: str) -> None:
    """Every text has every language the program offers, none empty, with the same placeholders."""
    texts = load_messages(area)
    assert {"id", "en"} <= set(offered_languages())
    assert [key for key, text in texts.items() if set(text) != set(offered_languages())] == []
    for key, text in texts.items():
        assert all(words.strip() for words in text.values()), key
        facts = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in text.values()]
        assert all(other == facts[0] for other in facts), key


@pytest.mark.parametrize("area", AREAS)
def test_no_translation_is_forgotten(area: str) -> None:
    """A text of several words is not the same in two languages."""
    for key, text in load_messages(area).items():
        plain = re.sub(r"\{[^}]*\}", "", text["id"])
        if len(re.findall(r"[^\W\d_]{2,}", plain)) > 3:
            assert len(set(text.values())) == len(text), key


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                yield path, node


def keys_said() -> Iterator[tuple[Path, re.Pattern[str]]]:
    """Find the keys given to `say` and `heading`, as patterns where a part is filled in."""
    for name, prefix in (("message", ""), ("say", ""), ("heading", "sheet.")):
        for path, call in calls(name):
            key = call.args[0] if call.args else None
            if isinstance(key, ast.Constant):
                yield path, re.compile(re.escape(prefix + str(key.value)))
            elif isinstance(key, ast.JoinedStr):
                parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in key.values)
                yield path, re.compile(re.escape(prefix) + "".join(parts))


def test_every_key_said_exists() -> None:
    """No key in the code is without words."""
    known = [f"{area}.{key}" for area in AREAS for key in load_messages(area)]
    said = list(keys_said())
    assert len(said) > 50
    for path, pattern in said:
        assert any(pattern.fullmatch(key) for key in known), f"{path.name}: {pattern.pattern}"


def codes() -> Iterator[tuple[Path, str]]:
    """Find the codes of problems: what `Problem`, `report`, `unknown`, `one_of` and `references` are given."""
    for name, position in (("Problem", 0), ("report", 0), ("unknown", 0), ("one_of", -1), ("references", -1)):
        for path, call in calls(name):
            given = call.args[position] if call.args else None
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield path, given.value


def test_every_problem_has_words() -> None:
    """Each code says what happened and what to do."""
    words = load_messages("problems")
    found = list(codes())
    assert len(found) > 60
    for path, code in found:
        assert {f"{code}.what", f"{code}.fix"} <= set(words), f"{path.name}: {code}"


def test_long_numbers_are_not_repeated() -> None:
    """What a message shows of a file is printable, short, and holds no number long enough to be personal."""
    assert sanitize("IMEI490154203237518") == "IMEI####"
    assert sanitize("\x1b[31m") == "?[31m"
    assert len(sanitize("x" * 1000)) == 40


def test_a_text_that_a_new_language_lacks_comes_in_the_first() -> None:
    """Whoever adds a language sees the program run meanwhile, not a traceback."""
    javanese = Catalogue("jv", lambda area: {"yes": {"id": "Ya, {name}", "en": "Yes"}})
    assert javanese.message("any.yes", name="Sari") == "Ya, Sari"
