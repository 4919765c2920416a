"""A guide about something else entirely works without a line of Python: nothing of the built-in one lives in code."""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

from conftest import Run
from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import DAYS, ContactKind, DetailCheck, DocumentStatus, Guide, QuestionKind, RouteKind, Timing
from micloud_helper.loader import load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.proof.schema import guide_schema
from micloud_helper.sheet import compose

BANK_CARD = Path(__file__).parents[1] / "data/guides/good/bank-card.yaml"
PACKAGE = Path(__file__).parents[2] / "src/micloud_helper"
TODAY = date(2026, 11, 23)

SENT = TODAY - timedelta(days=3)
CASES = {
    ("return_it", None): {"card": "somebody"},
    ("block", None): {"card": "swallowed", "blocked": "open"},
    ("wait", None): {"card": "lost", "blocked": "done", "asked": "waiting", "asked_on": SENT},
    ("branch", "hotline"): {"card": "lost", "blocked": "done", "asked": "not_yet", "proof": ("identity", "book")},
    ("stolen", "hotline"): {"card": "stolen", "blocked": "done", "asked": "refused", "asked_on": SENT,
                            "proof": ("passport",), "police": "unreported"},
    ("hotline", None): {"card": "lost", "blocked": "done", "asked": "not_yet", "proof": ("nothing",)},
}  # fmt: skip


def test_every_route_of_the_second_guide_is_planned() -> None:
    """Each case comes to its route and fallback, and its sheet is written in both languages."""
    guide = load_guide(BANK_CARD)
    assert {route for route, _ in CASES} == set(guide.routes)
    for (route, fallback), answers in CASES.items():
        checklist = plan(guide, Answers(values=answers), today=TODAY)
        assert (checklist.route.id, checklist.fallback and checklist.fallback.id) == (route, fallback)
        for language in guide.languages:
            sheet = compose(checklist, (Catalogue(language, load_messages),))
            assert sheet.route == (guide.routes[route].title[language],)


def test_the_program_runs_it(run: Run, tmp_path: Path) -> None:
    """From the command line to the sheet, with the other guide's own words and nothing of a phone."""
    answers = tmp_path / "answers.yaml"
    answers.write_text("card: lost\nblocked: done\nasked: not_yet\nproof: [identity, book]\naccount: '12345'\n")
    ran = run("checklist", "--guide", str(BANK_CARD), "--answers", str(answers), "--lang", "en", "--format", "text")
    assert ran.status == 0, ran.err
    assert "A new card at the branch" in ran.out
    assert "12345" in ran.out
    assert "Xiaomi" not in ran.out
    assert "IMEI" not in ran.out


def test_python_knows_no_id_of_the_built_in_guide(guide: Guide) -> None:
    """No string in the code is the id of a question, option, document, route or step that has more than one word."""
    ids = {*guide.questions, *guide.documents, *guide.routes, *guide.contacts, *guide.addresses, *guide.warnings}
    ids |= {option for question in guide.questions.values() for option in question.options}
    ids |= {step.id for route in guide.routes.values() for phase in route.phases for step in phase.steps}
    kinds = (QuestionKind, RouteKind, DocumentStatus, DetailCheck, ContactKind, Timing)
    of_the_language = {name for kind in kinds for name in get_args(kind)}
    schema = guide_schema()
    of_the_language |= {key for part in (schema, *schema["$defs"].values()) for key in part.get("properties", ())}
    of_the_language |= {*DAYS}
    found = {
        f"{path.name}: {node.value}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in ids - of_the_language and "_" in node.value
    }
    assert found == set()
