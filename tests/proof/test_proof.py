"""The proof itself: the size of the space, and what a broken plan is."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.checklist import Checklist, Readiness
from micloud_helper.conditions import Value
from micloud_helper.errors import GuideError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_answers, load_guide, load_messages, read_guide, read_resource
from micloud_helper.planner import changes, plan
from micloud_helper.proof import space
from micloud_helper.proof.check import examine
from micloud_helper.proof.papers import factcheck_csv, flow_mermaid
from micloud_helper.proof.proof import Proof, broken_rules, gap_in
from micloud_helper.proof.space import all_conditions, classes_of, count, walk
from micloud_helper.sheet import compose

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 23)
SMALL = DATA / "guides/good/minimal.yaml"


@pytest.fixture(scope="module")
def proof(guide: Guide) -> Proof:
    """The built-in guide, proven."""
    made = Proof(guide, tuple(Catalogue(language, load_messages) for language in guide.languages), today=TODAY)
    made.run(lambda done, total: None)
    return made


def test_the_built_in_guide_is_proven(guide: Guide) -> None:
    """`check` finds nothing that forbids its use, and says how much it looked at."""
    told: list[tuple[int, int]] = []
    report = examine(read_resource("steps.yaml"), "steps.yaml", today=TODAY, say_progress=lambda *it: told.append(it))
    assert (report.problems, report.counterexamples) == ((), ())
    assert report.sound
    assert report.figures["sets"] > 10**6
    assert told[-1][0] == told[-1][1] <= report.figures["sets"]


def test_the_proof_knows_every_plan_by_its_parts(guide: Guide, proof: Proof) -> None:
    """Plans drawn by lot from the whole space break no rule, and no part of them escaped the proof."""
    for values in drawn(guide, proof, 3_000):
        assert_known(proof, values)


@pytest.mark.slow
def test_the_proof_knows_all_plans_by_their_parts(guide: Guide, proof: Proof, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for all of them, one after the other: more than `check` has the patience for."""
    monkeypatch.setattr(space, "LIMIT", 10**9)
    for values in walk(guide, proof.classes):
        assert_known(proof, values)


def assert_known(proof: Proof, values: dict[str, Value]) -> None:
    checklist = plan(proof.guide, Answers(values=values), today=TODAY)
    assert list(broken_rules(checklist)) == []
    assert all(proof.context(path, checklist) in proof.contexts[path] for path in proof.parts(checklist))


def drawn(guide: Guide, proof: Proof, number: int) -> Iterator[dict[str, Value]]:
    dice = random.Random(5)
    for _ in range(number):
        values: dict[str, Value] = {}
        for id, question in guide.questions.items():
            if question.when.holds(values):
                hurried = {"holder": "owner", "screen": "lost_mode", "progress": "rejected", "receive": "lost"}
                values[id] = hurried[id] if id in hurried and dice.random() < 0.8 else dice.choice([*proof.classes[id]])
        yield values


def test_a_small_guide_is_proven() -> None:
    """Its figures can be counted by hand: found; 4 days of waiting; 12 without a report, and for 4 days of refusal."""
    report = examine(SMALL.read_bytes(), "minimal.yaml", today=TODAY)
    sets = 1 + 4 + (1 + 4) * 12
    assert (report.figures["questions"], report.figures["documents"], report.figures["routes"]) == (5, 4, 4)
    assert report.figures["sets"] == sets


def test_the_walk_gives_every_set_once() -> None:
    """The counter, which does not walk, comes to the same number; no two sets are alike."""
    guide = load_guide(SMALL)
    classes = classes_of(guide, all_conditions(guide), TODAY)
    sets = [tuple(it.items()) for it in walk(guide, classes)]
    assert len(set(sets)) == len(sets) == count(guide, classes, 10**6)


def test_sheets_without_end_are_refused() -> None:
    """Few enough answers can make too many sheets, where each answer changes what is on them."""
    report = examine(yes_and_no(13, "warnings").encode(), "guide.yaml", today=TODAY)
    assert [it.code for it in report.problems] == ["too_many_sheets"]


def test_a_space_without_end_is_refused_at_once() -> None:
    """A guide that asks more than could ever be walked is told so, with the place."""
    report = examine(endless("{report: [no_report, refused]}"), "endless.yaml", today=TODAY)
    assert [it.code for it in report.problems] == ["too_many_answers"]


def yes_and_no(count: int, compared_in: str) -> str:
    """A guide with so many more questions, all compared in one route or warning, or each in a warning of its own."""
    text = "{id: Halo, en: Hello}"
    options = ", ".join(f"{id}: {{label: {text}, said: {text}}}" for id in ("a", "b"))
    questions = "".join(
        f"  q{n}: {{kind: choice, ask: {text}, why: {text}, options: {{{options}}}}}\n" for n in range(count)
    )
    every = f"{{all: [{', '.join(f'{{q{n}: a}}' for n in range(count))}]}}"
    guide = (DATA / "guides/good/tiny.yaml").read_text().replace("documents:\n", f"{questions}documents:\n", 1)
    if compared_in == "a route":
        guide = guide.replace("when: {ticket: kept}\n    needs", f"when: {every}\n    needs")
    else:
        conditions = [every] if compared_in == "a warning" else [f"{{q{n}: a}}" for n in range(count)]
        guide += "".join(f"  w{n}: {{text: {text}, when: {it}, sources: [rules]}}\n" for n, it in enumerate(conditions))
    return guide


@pytest.mark.parametrize("count", [18, 30, 400])
@pytest.mark.parametrize("compared_in", ["a route", "a warning", "warnings"])
def test_yes_and_no_without_end_is_refused_at_once(count: int, compared_in: str) -> None:
    """Whatever looks at all answers counts first, and what is too much ends in words and a status."""
    guide = yes_and_no(count, compared_in)
    assert [it.code for it in examine(guide.encode(), "guide.yaml", today=TODAY).problems] == ["too_many_answers"]
    known, english = read_guide(guide.encode(), "guide.yaml"), Catalogue("en", load_messages)
    for write in (lambda: flow_mermaid(known, english), lambda: factcheck_csv(known, [english], today=TODAY)):
        if compared_in == "a route":
            with pytest.raises(GuideError, match="too_many_answers"):
                write()
        else:
            assert write()


def test_what_another_answer_would_change_has_an_end_too() -> None:
    """Where it would open questions without end, nothing is promised, and the plan is there at once."""
    guide = read_guide(endless("{papers: nothing}"), "endless.yaml")
    values = {"book": "gone", "report": "no_report", "papers": ("slip",), "fee": "cash"}
    assert changes(plan(guide, Answers(values=values), today=TODAY)) == ()


def test_another_place_is_tried_beside_those_given() -> None:
    """Of a list answer what was picked stays: with card and slip one can report, with the card alone not."""
    text = SMALL.read_text()
    for old, new in (
        ("{is: obtain, how", "{is: unavailable, how"),
        ("[[card, slip], fee]", "[card, slip, fee]"),
        ('said: {id: "kartu', 'if_so: {id: Kartunya ada, en: The card is there}, said: {id: "kartu'),
    ):
        text = text.replace(old, new)
    guide = read_guide(text.encode(), "small.yaml")
    values = {"book": "gone", "report": "no_report", "papers": ("slip",), "fee": "cash"}
    found = changes(plan(guide, Answers(values=values), today=TODAY))
    assert [(it.option.id, it.opens and it.opens.id) for it in found] == [("card", "report")]


def endless(when: str) -> bytes:
    """Write a guide with thirty further questions of eight answers each, asked under a condition."""
    word = "{id: A, en: B}"
    options = ", ".join(f"o{n}: {{label: {word}, said: {word}}}" for n in range(8))
    question = f"{{kind: choice, ask: {word}, why: {word}, when: {when}, options: {{{options}}}}}"
    asked = "".join(f"  q{n}: {question}\n" for n in range(30))
    used = "".join(
        f"  w{n}{v}: {{text: {word}, when: {{q{n}: o{v}}}, sources: [rules]}}\n" for n in range(30) for v in range(8)
    )
    text = SMALL.read_text().replace("details:\n", asked + "details:\n")
    return text.replace("warnings:\n", "warnings:\n" + used).encode()


def test_an_unknown_calendar_is_a_problem_with_a_place() -> None:
    """A country the holidays package does not know is told by its place in the guide."""
    text = SMALL.read_text().replace("country: ID", "country: XX")
    (problem,) = examine(text.encode(), "x.yaml", today=TODAY).problems
    assert (problem.code, problem.location.line if problem.location else 0) == ("unknown_calendar", 13)


BROKEN: dict[str, Callable[[Checklist], Checklist]] = {
    "no_step": lambda it: it._replace(phases=()),
    "route_unexplained": lambda it: it._replace(because=()),
    "foreign_document": lambda it: it._replace(documents=it.documents[1:]),
    "readiness_wrong": lambda it: it._replace(readiness=Readiness(ready=4, needed=4, missing=("imei",))),
    "no_fallback": lambda it: it._replace(fallback=None),
    "fallback_wrong": lambda it: it._replace(fallback=it.route),
    "dates_wrong": lambda it: it._replace(dates=None),
    "no_how": lambda it: _first_document(it, status="obtain", how=()),
    "status_unexplained": lambda it: _first_document(it, because=()),
    "required_unavailable": lambda it: _first_document(it, status="unavailable", required=True),
}


def _first_document(plan: Checklist, **changed: object) -> Checklist:
    return plan._replace(documents=(plan.documents[0]._replace(**changed), *plan.documents[1:]))


@pytest.mark.parametrize("code", BROKEN)
def test_every_rule_of_the_plan_can_be_broken(code: str, guide: Guide) -> None:
    """A good plan breaks none of the rules; damaged in one place, it breaks that one."""
    answers = load_answers(guide, DATA / "answers/forgot-everything-bought-online.yaml")
    good = plan(guide, answers, today=TODAY)
    assert list(broken_rules(good)) == []
    assert code in {it.code for it in broken_rules(BROKEN[code](good))}


def test_a_refused_route_that_comes_first_is_noticed(guide: Guide) -> None:
    """The rule looks at both routes: the refused one may come first only where nothing else is possible."""
    answers = load_answers(guide, DATA / "answers/recover-was-refused.yaml")
    good = plan(guide, answers, today=TODAY)
    assert (good.route.id, good.fallback and good.fallback.id) == ("unlock", "recover")
    turned = good._replace(route=guide.routes["recover"], fallback=guide.routes["unlock"])
    assert "refused_first" in {it.code for it in broken_rules(turned)}


def test_no_way_on_is_noticed() -> None:
    """An ending with nobody to ask, no address and nothing after it leaves people alone."""
    guide = read_guide(SMALL.read_bytes(), "minimal.yaml")
    good = plan(guide, Answers(values={"book": "found"}), today=TODAY)
    assert "no_way_on" in {it.code for it in broken_rules(good._replace(contacts=()))}


def test_a_gap_in_a_sheet_is_named(guide: Guide) -> None:
    """An empty line, or a date nobody filled in, is found wherever it stands on the sheet."""
    answers = load_answers(guide, DATA / "answers/forgot-everything-bought-online.yaml")
    sheet = compose(plan(guide, answers, today=TODAY), (Catalogue("en", load_messages),))
    assert gap_in(sheet) == ""
    assert gap_in(sheet._replace(route=(" ",))) == "route.0"
    first = sheet.sections[0]
    entry = replace(first.entries[0], text=("Wait until {retry_from}.",))
    assert gap_in(sheet._replace(sections=(replace(first, entries=(entry,)),))) == "sections.0.entries.0.text.0"
