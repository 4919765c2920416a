"""The documentation does not lie: generated parts are current, links lead somewhere, commands exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import Run

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
    """Every relative link of a page names a file that is there."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    for target in targets:
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


def test_the_two_set_up_commands_are_there() -> None:
    """README's first two commands set everything up; `.ci/run` takes the second one from there."""
    commands = re.findall(r"^(python3 -m venv .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert [command.split()[-1] for command in commands] == [".venv/bin/micloud-helper", ".venv/bin/pytest"]


def test_commands_of_the_readme_exist(run: Run) -> None:
    """Every `micloud-helper COMMAND` in README is one, and its options are known."""
    text = (ROOT / "README.md").read_text()
    used = set(re.findall(r"^micloud-helper ([a-z]+)", text, re.MULTILINE))
    assert used
    for command in used:
        assert run(command, "--help").status == 0
    known = run("checklist", "--help").out + run("--help").out
    for option in set(re.findall(r"`?(--[a-z][a-z-]+)", text)) - {"--help"}:
        assert option in known, option


def test_exit_statuses_are_those_of_the_errors() -> None:
    """The table of exit statuses has one row for each class of errors."""
    from micloud_helper import errors

    classes = (found for found in vars(errors).values() if isinstance(found, type))
    owned = {found.exit_code for found in classes if issubclass(found, errors.MicloudError)}
    table = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert {int(row) for row in table} == owned | {0}


def test_the_version_of_the_guide_is_in_the_changelog() -> None:
    """Users can find when the content changed."""
    version = yaml.safe_load((ROOT / "data" / "steps.yaml").read_text())["version"]
    assert version in (ROOT / "CHANGELOG.md").read_text()
