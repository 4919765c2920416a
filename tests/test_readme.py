"""The two READMEs: the Indonesian one is in step with the English one, and what they promise is held by tests."""

import re
import tomllib
from pathlib import Path

import pytest

from micloud_helper.guide import Guide

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
READMES = [README, ROOT / "README.id.md"]
CODE = re.compile(r"`[^`]+`")

pytestmark = pytest.mark.skipif(not (ROOT / "src").is_dir(), reason="no sources here: an installed package is tested")


def blocks(path: Path) -> list[str]:
    """The headings, paragraphs, lists, tables and code blocks of a page, without comments of HTML."""
    text = re.sub(r"<!--.*?-->\n?", "", path.read_text(), flags=re.DOTALL)
    return [block.strip("\n") for block in re.split(r"\n{2,}", text) if block.strip()]


def shape(block: str) -> tuple[object, ...]:
    """What has to be the same in every language: the kind of a block, its commands, its cells, its bold and links."""
    lines = block.splitlines()
    if block.startswith("```"):
        return ("code", *(re.sub(r"\s+# .*", "", line) for line in lines))
    if block.startswith("|"):
        return ("table", *(tuple(tuple(CODE.findall(cell)) for cell in line.split("|")) for line in lines))
    kind = re.match(r"#+ |- |!\[|", block)
    items = sum(line.startswith("- ") for line in lines)
    return (kind and kind[0], items, block.count("**"), sorted(CODE.findall(block)), links(block))


def links(text: str) -> list[str]:
    """Where the links of a text lead, in whatever language, the one to the other README apart."""
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", text) if not target.startswith("README")]
    return [target.replace(".id.md", ".md") for target in targets]


def test_both_languages_are_in_step() -> None:
    """Block by block: the same headings, commands, tables, words in code, bold passages and links."""
    english, indonesian = (blocks(path) for path in READMES)
    for original, translation in zip(english, indonesian, strict=False):
        assert shape(translation) == shape(original), f"{original}\n\n{translation}"
    assert len(english) == len(indonesian)


def test_nothing_is_left_untranslated() -> None:
    """No heading, paragraph, list or table is the same in both; only names and commands are."""
    english, indonesian = (blocks(path) for path in READMES)
    assert [block for block in english if block in indonesian and not block.startswith("```")] == ["# micloud-helper"]


def test_both_lead_to_each_other() -> None:
    """Whoever opens the wrong one finds the other."""
    for path, other in zip(READMES, reversed(READMES), strict=True):
        assert f"]({other.name})" in path.read_text()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_every_promise_is_held_by_a_test(path: Path) -> None:
    """Each row of the table of promises names tests, and all of them exist."""
    table = next(block for block in blocks(path) if "::" in block)
    for row in table.splitlines()[2:]:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row.split("|")[2])
        assert named, row
        for file, test in named:
            assert f"\ndef {test}(" in (ROOT / file).read_text(), f"{file}::{test}"


def test_the_wheel_has_the_name_that_is_shown() -> None:
    """The commands for a wheel name the one that this version is built into."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert set(re.findall(r"micloud_helper-[\w.-]+\.whl", README.read_text())) == {
        f"micloud_helper-{version}-py3-none-any.whl"
    }


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_it_says_when_the_guide_was_checked(path: Path, guide: Guide) -> None:
    """The day is that of the guide that comes with it."""
    assert f" {guide.checked_on}." in path.read_text()


def test_no_address_of_a_registry_is_anywhere() -> None:
    """What is installed comes from wherever the reader's own client takes it."""
    pages = [*READMES, *(ROOT / "docs").glob("*.md"), ROOT / "pyproject.toml", *(ROOT / ".github").rglob("*.yml")]
    registry = re.compile("py" + r"pi\.org|pythonhosted|npm" + r"js\.(com|org)|index-url", re.IGNORECASE)
    assert not [page.name for page in pages if registry.search(page.read_text())]
