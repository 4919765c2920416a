"""Every rule of meaning has a guide that breaks it and one that keeps it; so has every rule of the plan."""

import re
from datetime import date
from pathlib import Path

import pytest

from micloud_helper.catalogue import Catalogue
from micloud_helper.loader import load_messages
from micloud_helper.proof.check import RULES, Report, examine

GUIDES = Path(__file__).parents[1] / "data/guides"
TODAY = date(2026, 11, 23)
BAD_LINT = sorted((GUIDES / "bad").glob("lint_*.yaml"))
BAD_PLAN = sorted((GUIDES / "bad").glob("proof_*.yaml"))
GOOD = sorted((GUIDES / "good").glob("*.yaml"))


def examined(path: Path) -> Report:
    return examine(path.read_bytes(), path.name, today=TODAY)


@pytest.mark.parametrize("path", BAD_LINT, ids=lambda path: path.stem)
def test_a_doubtful_guide_is_told_where(path: Path) -> None:
    """The finding of the first line is made, and no other."""
    found = [f"{it.location.line}:{it.location.column} {it.code}" for it in examined(path).findings]
    assert path.read_text().split("\n")[0] == f"# expect {', '.join(found)}"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_guide_passes_all_rules(path: Path) -> None:
    """The same guide put right, and the whole guides, have no finding and no plan that breaks a rule."""
    report = examined(path)
    assert (report.problems, report.findings, report.counterexamples) == ((), (), ())
    assert report.sound


@pytest.mark.parametrize("path", BAD_PLAN, ids=lambda path: path.stem)
def test_a_plan_that_breaks_a_rule_is_shown(path: Path) -> None:
    """The rule of the first line is broken, with the shortest answers that break it."""
    report = examined(path)
    told = [
        f"# expect {it.code} at {{{', '.join(f'{id}: {_written(value)}' for id, value in it.answers.values.items())}}}"
        for it in report.counterexamples
    ]
    assert told == [path.read_text().split("\n")[0]]
    assert not report.sound


def _written(value: object) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)


def test_every_rule_of_meaning_has_both() -> None:
    """Adding a rule means adding its two files."""
    for rule in RULES:
        for kind in ("bad", "good"):
            assert (GUIDES / kind / f"lint_{rule.__name__}.yaml").exists(), (kind, rule.__name__)


def test_every_finding_can_be_said() -> None:
    """Both languages have words for what is wrong and what to do, with the facts the rules give."""
    reports = [examined(path) for path in (*BAD_LINT, *BAD_PLAN)]
    found = [it for report in reports for it in (*report.findings, *report.counterexamples)]
    assert {rule.__name__ for rule in RULES} <= {it.code for it in found}
    for it in found:
        for language in ("id", "en"):
            said = [
                Catalogue(language, load_messages).message(f"rules.{it.code}.{part}", **it.facts)
                for part in ("what", "fix")
            ]
            assert all(said)
            assert not re.search(r"{\w*}", "".join(said))
