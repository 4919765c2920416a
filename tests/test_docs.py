"""The documentation does not lie: generated parts are current, links lead somewhere, commands exist, examples work."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import DATA, Run
from micloud_helper.answers import Answers
from micloud_helper.guide import Guide, fill
from micloud_helper.loader import load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.proof.check import examine
from micloud_helper.proof.space import classes_of, deciding_conditions, walk

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

pytestmark = pytest.mark.skipif(not (ROOT / "src").is_dir(), reason="no sources here: an installed package is tested")


def test_generated_parts_are_current() -> None:
    """`docs/generate.py` would write what is there already."""
    done = subprocess.run([sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], capture_output=True,
                          text=True, check=False, cwd=ROOT)  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), "run docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file that is there, and a heading of it."""
    for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            file, _, anchor = target.partition("#")
            other = page.parent / file if file else page
            assert other.exists(), target
            assert not anchor or anchor in anchors(other), target


def anchors(page: Path) -> set[str]:
    """Name the headings of a page as forges do in links: small letters, no punctuation, dashes for spaces."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_in_the_index() -> None:
    """`docs/README.md` leads to each page beside it, and to how to change the code."""
    index = (ROOT / "docs" / "README.md").read_text()
    pages = [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"]
    assert not [name for name in (*pages, "../CONTRIBUTING.md") if f"]({name}" not in index]


def test_the_two_set_up_commands_are_there() -> None:
    """README's first two commands set everything up; `.ci/run` takes the second one from there."""
    commands = re.findall(r"^(python3 -m venv .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert [command.split()[-1] for command in commands] == [".venv/bin/micloud-helper", ".venv/bin/pytest"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    """Every `micloud-helper COMMAND` is one, and the help has every option of such a line."""
    reference = (ROOT / "docs" / "reference.md").read_text()
    commands = set(re.findall(r"^### ([a-z]+)$", reference, re.MULTILINE))
    options = set(re.findall(r"--[a-z-]+", "".join(re.findall(r"^  -.*$", reference, re.MULTILINE))))
    for line in re.findall(r"micloud-helper((?: +[\w./-]+)+)", page.read_text()):
        first, *rest = line.split()
        assert first.startswith(("-", ".")) or first in commands, line
        assert not {word for word in (first, *rest) if word.startswith("--")} - options, line


def test_exit_statuses_are_those_of_the_errors() -> None:
    """The table of exit statuses has one row for each class of errors."""
    from micloud_helper import errors

    classes = (found for found in vars(errors).values() if isinstance(found, type))
    owned = {found.exit_code for found in classes if issubclass(found, errors.MicloudError)}
    table = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "reference.md").read_text(), re.MULTILINE)
    assert {int(row) for row in table} == owned | {0}


def test_every_variable_of_the_environment_is_in_the_reference() -> None:
    """What the program looks up by name is documented."""
    sources = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    page = (ROOT / "docs" / "reference.md").read_text()
    assert not [name for name in re.findall(r'"(MICLOUD_HELPER_\w+)"', sources) if f"`{name}`" not in page]


def test_every_key_of_the_guide_is_explained() -> None:
    """The page about the guide's language has each key that the schema knows, but those of answers and conditions."""
    text = (ROOT / "docs" / "guide-language.md").read_text()
    keys = set(keys_of(json.loads((ROOT / "data" / "schema" / "guide.schema.json").read_text())))
    assert len(keys) > 50
    assert not [key for key in keys if not re.search(rf"\b{key}\b", text)]


def keys_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from keys_of(inner)


TUTORIALS = {"en": ROOT / "docs" / "tutorial.md", "id": ROOT / "docs" / "tutorial.id.md"}


def shown_in(language: str, guide: Guide) -> set[str]:
    """Everything the program may show: its own words and those of the guide."""
    areas = sorted(path.stem for path in (ROOT / "data" / "messages").glob("*.yaml"))
    words = {text[language] for area in areas for text in load_messages(area).values()}
    for part in (*guide.questions.values(), *guide.routes.values(), *guide.happenings.values()):
        texts = [getattr(part, name, {}) for name in ("ask", "title", "label")]
        texts += [option.label for option in getattr(part, "options", {}).values()]
        words |= {fill(guide, text, language, None) for text in texts if text}
    return words


def tutorial_answers(language: str, guide: Guide) -> dict[str, Any]:
    """The answers of the tutorial's table, which has questions and answers as they are shown."""
    values: dict[str, Any] = {}
    table = re.findall(r"^ +\| \*\*(.*?)\*\* \| \*\*(.*?)\*\*", TUTORIALS[language].read_text(), re.MULTILINE)
    for asked, answered in table:
        (question,) = (it for it in guide.questions.values() if it.ask[language] == asked)
        (option,) = (id for id, it in question.options.items() if fill(guide, it.label, language, None) == answered)
        values[question.id] = (option,) if question.kind == "choices" else option
    return values


@pytest.mark.parametrize("language", TUTORIALS)
def test_the_tutorial_leads_where_it_says(guide: Guide, language: str) -> None:
    """What it says the program shows is shown, its answers lead to its route, and what happens then to the next."""
    page = TUTORIALS[language].read_text()
    assert not set(re.findall(r"\*\*([^*]+)\*\*", page)) - shown_in(language, guide)
    values = tutorial_answers(language, guide)
    found = [plan(guide, Answers(values=values), today=date(2026, 11, 23)).route]
    for happening in ("sent_unlock", "approved"):
        assert guide.happenings[happening].label[language] in page
        values |= {**guide.happenings[happening].sets, "applied_on": date(2026, 11, 25)}
        found.append(plan(guide, Answers(values=values), today=date(2026, 11, 30)).route)
    assert [route.id for route in found] == ["unlock", "wait", "activate"]
    assert [page.index(f"**{route.title[language]}**") for route in found] == sorted(
        page.index(f"**{route.title[language]}**") for route in found
    )


def test_the_tutorials_are_in_step(guide: Guide) -> None:
    """The same headings, steps, commands and answers in both languages."""
    assert tutorial_answers("id", guide) == tutorial_answers("en", guide)
    shapes = []
    for path in TUTORIALS.values():
        text = path.read_text()
        kinds = re.findall(r"^(#+ | *\d\.|```| +\|)", text, re.MULTILINE)
        shapes.append((kinds, re.findall(r"micloud-helper [^`\n]*", text.replace("--lang id", "--lang en"))))
    assert shapes[0] == shapes[1]


@pytest.fixture(scope="module")
def changed_guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built-in guide with the examples of the how-to made to it, one after the other."""
    text = (ROOT / "data" / "steps.yaml").read_text()
    for diff in re.findall(r"```diff\n(.*?)```", (ROOT / "docs" / "how-to.md").read_text(), re.DOTALL):
        before, after = ("".join(f"{line[1:]}\n" for line in diff.splitlines() if line[:1] != sign) for sign in "+-")
        assert f"\n{text}".count(f"\n{before}") == 1, f"docs/how-to.md: this no longer fits the guide\n{diff}"
        text = text.replace(before, after)
    path = tmp_path_factory.mktemp("how-to") / "guide.yaml"
    path.write_text(text)
    return path


def test_how_to_change_the_guide(run: Run, changed_guide: Path) -> None:
    """The new sentence, the new document and the new route are on the sheets, in both languages."""
    example = (DATA / "answers" / "forgot-everything-bought-online.yaml").read_text()
    for answers, expected in (
        (f"{example}warranty: lost\n", ("Foto nota atau faktur", "Photo of the receipt", "Name the shop if they ask.")),
        ("holder: owner\nscreen: other_maker\n", ("Bukan HP Xiaomi", "Write to the service of the phone’s maker.")),
    ):
        done = run("--guide", str(changed_guide), "--answers", "-", "--lang", "both", stdin=answers)
        assert done.status == 0, done.err
        assert not [text for text in expected if text not in done.out]


def test_how_to_change_the_guide_can_be_proven(changed_guide: Path) -> None:
    """There is room for another question before a guide is too large to prove."""
    guide = load_guide(changed_guide)
    assert next(walk(guide, classes_of(guide, deciding_conditions(guide).values(), date(2026, 11, 25))))


@pytest.mark.slow
def test_how_to_change_the_guide_is_proven(changed_guide: Path) -> None:
    """`check` has nothing to say about it."""
    report = examine(changed_guide.read_bytes(), "guide.yaml", today=date(2026, 11, 25))
    assert (report.sound, report.problems, report.findings) == (True, (), ())


def test_how_to_run_a_list(run: Run, tmp_path: Path) -> None:
    """The example makes what the page says: two documents, and a message about the line that is wrong."""
    page = (ROOT / "docs" / "how-to.md").read_text()
    (table,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    (tmp_path / "cases.csv").write_text(table)
    (command,) = re.findall(r"^micloud-helper (checklist .*)$", page, re.MULTILINE)
    done = run(*command.split())
    assert (done.status, "cases.csv:4:1: " in done.err) == (4, True)
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == ["000002.pdf", "000003.pdf"]


def test_the_version_of_the_guide_is_in_the_changelog() -> None:
    """Users can find when the content changed."""
    version = yaml.safe_load((ROOT / "data" / "steps.yaml").read_text())["version"]
    assert version in (ROOT / "CHANGELOG.md").read_text()
