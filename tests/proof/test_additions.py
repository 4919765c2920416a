"""What else a guide may put under conditions: phases, variants, contradictions, phrases; typed details and time."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from micloud_helper.answers import Answers
from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import ALWAYS, All, AnyOf, Condition, Is, Not
from micloud_helper.guide import Contradiction, Guide, Phase, Phrase, Route, Step, Variant
from micloud_helper.loader import load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.proof.check import RULES, sentence_long
from micloud_helper.proof.papers import factcheck_csv, flow_mermaid
from micloud_helper.proof.proof import Proof

TODAY = date(2026, 11, 23)
MINIMAL = load_guide(Path(__file__).parents[1] / "data/guides/good/minimal.yaml")
ENGLISH = Catalogue("en", load_messages)
NOT_REPORTED = {"book": "gone", "report": "no_report", "papers": ("card",), "fee": "cash"}


def when(question: str, *values: str) -> Is:
    return Is(question, frozenset(values))


def text(words: str) -> dict[str, str]:
    return {"id": f"{words} (id)", "en": words}


def step(id: str, condition: Condition = ALWAYS) -> Step:
    return Step(id=id, text=text(f"Do {id}."), sources=("rules",), when=condition)


def with_route(id: str, **changed: object) -> Guide:
    return replace(MINIMAL, routes={**MINIMAL.routes, id: replace(MINIMAL.routes[id], **changed)})


def with_phases(id: str, *phases: Phase) -> Guide:
    return with_route(id, phases=(*MINIMAL.routes[id].phases, *phases))


def phase(condition: Condition, *steps: Step) -> Phase:
    return Phase(id="more", title=text("More"), steps=steps, when=condition)


def variant(condition: Condition, title: str = "Another title") -> Variant:
    return Variant(when=condition, title=text(title), summary=text("Until {reply_latest}."))


def contradicting(condition: Condition) -> Guide:
    found = Contradiction(id="odd", when=condition, text=text("One is wrong."), sources=("rules",))
    return replace(MINIMAL, contradictions={"odd": found})


def with_window(guide: Guide, **changed: int) -> Guide:
    assert guide.answer_window is not None
    return replace(guide, answer_window=replace(guide.answer_window, **changed))


def saying(*entries: tuple[str, Condition]) -> Guide:
    """Give a guide whose steps of the last route say a phrase."""
    phrases = tuple(Phrase(text=text(words), when=condition) for words, condition in entries)
    asking = Step(id="ask_whose", text={"id": "Bawa {whose}.", "en": "Take {whose}."}, sources=("rules",))
    guide = with_phases("contact", phase(ALWAYS, asking))
    return replace(guide, phrases={"whose": phrases})


def waiting(days: int) -> dict[str, object]:
    return {"book": "gone", "report": "sent", "sent_on": TODAY - timedelta(days=days)}


def refused(days: int) -> dict[str, object]:
    return {**NOT_REPORTED, "report": "refused", "sent_on": TODAY - timedelta(days=days)}


@pytest.mark.parametrize(
    ("answers", "timing"),
    [
        (waiting(-1), ("future", "in_window")),
        (waiting(5), ("in_window",)),
        (waiting(6), ("patience",)),
        (waiting(7), ("overdue",)),
        (waiting(10), ("overdue",)),
        (waiting(30), ("overdue",)),
        (waiting(31), ("overdue", "long_ago")),
        (refused(-1), ("future", "too_early")),
        (refused(6), ("too_early",)),
        (refused(7), ()),
        (refused(31), ("long_ago",)),
        (NOT_REPORTED, ()),
    ],
)
def test_today_stands_to_the_dates(answers: dict[str, object], timing: tuple[str, ...]) -> None:
    """Within the limit, a few days past it, further past it; on an application route whether it is too early."""
    guide = with_window(MINIMAL, patience_days=3, long_ago_days=30)
    assert plan(guide, Answers(values=answers), today=TODAY).facts["timing"] == timing


def test_without_patience_the_limit_is_the_limit() -> None:
    """The day after the last day is overdue, and nothing is ever long ago, where the guide does not say otherwise."""
    for days, timing in ((5, ("in_window",)), (6, ("overdue",)), (3000, ("overdue",))):
        assert plan(MINIMAL, Answers(values=waiting(days)), today=TODAY).facts["timing"] == timing


def test_a_phase_is_shown_when_its_condition_holds() -> None:
    """Its steps' own conditions count only then."""
    guide = with_phases("report", phase(when("fee", "cash"), step("pay"), step("count", when("papers", "slip"))))
    for fee, shown in (("cash", ["pay"]), ("later", None)):
        phases = plan(guide, Answers(values={**NOT_REPORTED, "fee": fee}), today=TODAY).phases
        steps = {it.id: [step.id for step in it.steps] for it in phases}
        assert steps.get("more") == shown


def test_the_first_variant_that_holds_counts() -> None:
    """Variants may ask for answers and for the timing; without any that holds there is none."""
    first, second = variant(when("timing", "overdue")), variant(when("report", "sent"))
    guide = with_route("wait", variants=(first, second))
    assert plan(guide, Answers(values=waiting(30)), today=TODAY).variant is first
    assert plan(guide, Answers(values=waiting(0)), today=TODAY).variant is second
    assert plan(guide, Answers(values=NOT_REPORTED), today=TODAY).variant is None


def test_contradictions_that_hold_are_on_the_checklist_with_their_sources() -> None:
    """They compare answers; the sources they cite are listed."""
    guide = contradicting(All((when("report", "no_report"), when("fee", "cash"))))
    rare = replace(MINIMAL.sources["rules"], id="rare")
    odd = replace(guide.contradictions["odd"], sources=("rare",))
    guide = replace(guide, contradictions={"odd": odd}, sources={**guide.sources, "rare": rare})
    checklist = plan(guide, Answers(values=NOT_REPORTED), today=TODAY)
    assert checklist.contradictions == (odd,)
    assert rare in checklist.sources
    checklist = plan(guide, Answers(values={**NOT_REPORTED, "fee": "later"}), today=TODAY)
    assert (checklist.contradictions, rare in checklist.sources) == ((), False)


def test_what_was_typed_in_is_a_fact_where_it_is_open() -> None:
    """A step for those who did not type it in goes away; a detail that is not asked for on this path does not count."""
    guide = with_phases("report", phase(ALWAYS, step("note_it", Not(when("typed", "number"))), step("go")))
    for papers, details, typed in (
        (("card",), {"number": ("A1",)}, ("number",)),
        (("card",), {}, ()),
        (("slip",), {"number": ("A1",)}, ()),
    ):
        answers = Answers(values={**NOT_REPORTED, "papers": papers}, details=details)
        checklist = plan(guide, answers, today=TODAY)
        assert checklist.facts["typed"] == typed
        assert ("note_it" in [it.id for it in checklist.phases[-1].steps]) == (not typed)


def proven(guide: Guide) -> Proof:
    proof = Proof(guide, [ENGLISH], today=TODAY)
    proof.run(lambda done, total: None)
    return proof


def findings(proof: Proof) -> list[str]:
    """Give code and path of every finding, and the code of every counterexample."""
    found = [(rule.__name__, path) for rule in RULES for path, _ in rule(proof)]
    return [*(f"{code} {'.'.join(map(str, path))}" for code, path in found), *proof.shortest]


EVERYTHING: list[Callable[[], Guide]] = [
    lambda: with_phases("report", phase(when("fee", "cash"), step("pay"), step("count", when("papers", "slip")))),
    lambda: with_window(with_phases("wait", phase(when("timing", "patience"), step("x"))), patience_days=3),
    lambda: with_route("wait", variants=(variant(when("timing", "overdue")),)),
    lambda: with_window(with_route("report", variants=(variant(when("timing", "long_ago")),)), long_ago_days=200),
    lambda: contradicting(All((when("papers", "card"), when("fee", "never")))),
    lambda: with_phases("report", phase(when("typed", "number"), step("copy"))),
    lambda: saying(("your card", when("papers", "card")), ("a friend", ALWAYS)),
]


@pytest.mark.parametrize("make", EVERYTHING)
def test_a_sound_use_has_no_finding(make: Callable[[], Guide]) -> None:
    """Each addition can be met and left out by somebody, and every sheet with it can be written."""
    assert findings(proven(make())) == []


NEVER = All((when("report", "sent"), when("papers", "card")))
DOUBTFUL: dict[str, tuple[Callable[[], Guide], Iterable[str]]] = {
    "phase_never": (
        lambda: with_phases("report", phase(when("book", "found"), step("x"))),
        ["never_true routes.report.phases.more.when"],
    ),
    "phase_always": (
        lambda: with_phases("report", phase(when("book", "gone"), step("x"))),
        ["always_true routes.report.phases.more.when"],
    ),
    "step_always_in_its_phase": (
        lambda: with_phases("report", phase(when("fee", "cash"), step("x", when("fee", "cash", "later")), step("y"))),
        ["always_true routes.report.phases.more.steps.0.when", "value_never routes.report.phases.more.steps.0.when"],
    ),
    "step_never_in_its_phase": (
        lambda: with_phases("report", phase(when("fee", "cash"), step("x", when("fee", "later")), step("y"))),
        ["never_true routes.report.phases.more.steps.0.when"],
    ),
    "variant_never": (
        lambda: with_route("wait", variants=(variant(when("timing", "too_early")),)),
        ["never_true routes.wait.variants.0.when"],
    ),
    "variant_behind_another": (
        lambda: with_route("wait", variants=(variant(when("timing", "overdue")), variant(when("timing", "overdue")))),
        ["never_true routes.wait.variants.1.when"],
    ),
    "variant_always": (
        lambda: with_route("wait", variants=(variant(when("report", "sent")),)),
        ["always_true routes.wait.variants.0.when"],
    ),
    "contradiction_never": (lambda: contradicting(NEVER), ["never_true contradictions.odd.when"]),
    "contradiction_always": (
        lambda: contradicting(AnyOf((Not(when("report", "sent")), Not(when("papers", "card"))))),
        ["always_true contradictions.odd.when"],
    ),
    "timing_never": (
        lambda: with_phases("wait", phase(when("timing", "overdue", "patience", "long_ago"), step("x"))),
        ["value_never routes.wait.phases.more.when", "value_never routes.wait.phases.more.when"],
    ),
    "typed_never": (
        lambda: with_phases("bring_back", phase(ALWAYS, step("x", when("typed", "number")), step("y"))),
        ["never_true routes.bring_back.phases.more.steps.0.when"],
    ),
    "typed_always": (
        lambda: with_phases("bring_back", phase(ALWAYS, step("x", Not(when("typed", "number"))))),
        [
            "always_true routes.bring_back.phases.more.steps.0.when",
            "value_never routes.bring_back.phases.more.steps.0.when",
        ],
    ),
    "phrase_never": (
        lambda: saying(("a", NEVER), ("b", ALWAYS)),
        ["never_true phrases.whose.0.when"],
    ),
    "phrase_behind_another": (
        lambda: saying(("a", when("papers", "card")), ("b", All((when("papers", "card"), NEVER))), ("c", ALWAYS)),
        ["never_true phrases.whose.1.when"],
    ),
    "variant_without_its_date": (
        lambda: with_route("bring_back", variants=(variant(when("book", "gone")),)),
        ["never_true routes.bring_back.variants.0.when"],
    ),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubtful_use_is_found(name: str) -> None:
    """What nobody ever sees, or everybody always does, is named by its place."""
    make, expected = DOUBTFUL[name]
    assert sorted(findings(proven(make()))) == sorted(expected)


def test_a_plan_whose_phases_are_all_hidden_is_a_counterexample() -> None:
    """Whoever comes to a route must have something to do."""
    hidden = replace(MINIMAL.routes["contact"].phases[0], when=when("fee", "later"))
    assert "no_step" in proven(with_route("contact", phases=(hidden,))).shortest


@pytest.mark.parametrize("day", [TODAY + timedelta(days=n) for n in range(7)])
def test_what_is_found_does_not_depend_on_the_day_of_the_week(day: date) -> None:
    """No limit falls on a weekend, so on a Monday none has just passed; proof and table take a day on which one has."""
    guide = with_window(with_phases("wait", phase(when("timing", "patience"), step("x"))), patience_days=1)
    proof = Proof(guide, [ENGLISH], today=day)
    proof.run(lambda done, total: None)
    assert findings(proof) == []
    assert "1. Do x." in factcheck_csv(guide, [ENGLISH], today=day)


def test_far_days_are_in_the_space() -> None:
    """Long ago, or overdue after ninety working days, is met however long it takes."""
    guide = with_window(MINIMAL, long_ago_days=3650, patience_days=30, working_days=90)
    timings = {
        plan(guide, it, today=TODAY).facts["timing"] for it in answers_of(proven(guide)) if "sent_on" in it.values
    }
    assert {"in_window", "patience", "overdue", "long_ago"} <= {word for timing in timings for word in timing}


def answers_of(proof: Proof) -> list[Answers]:
    return [Answers(values=values) for values in proof.sets]


def test_an_option_that_only_a_phrase_tells_apart_has_an_effect() -> None:
    """What changes a single word of the sheet is not without effect."""
    route: Route = MINIMAL.routes["report"]
    assert route.kind == "application"
    guide = saying(("cash", when("fee", "cash")), ("more", ALWAYS))
    assert not [it for it in findings(proven(guide)) if it.startswith("option_without_effect")]


def test_a_sentence_is_as_long_as_its_longest_phrase() -> None:
    """A placeholder counts as the words that come in its place."""
    guide = saying((" ".join(["word"] * 30), when("papers", "card")), ("short", ALWAYS))
    proof = Proof(guide, [ENGLISH], today=TODAY)
    paths = {path[:2] for path, _ in sentence_long(proof)}
    assert ("routes", "contact") in paths


def test_papers_use_the_last_entry_of_a_phrase() -> None:
    """The table and the picture know no answers; days stay placeholders."""
    guide = saying(("your card", when("papers", "card")), ("a friend", ALWAYS))
    book = replace(guide.questions["book"], ask={"id": "Di mana {whose}?", "en": "Where is {whose}?"})
    guide = replace(guide, questions={**guide.questions, "book": book})
    table = factcheck_csv(guide, [ENGLISH], today=TODAY)
    assert "Take a friend." in table
    assert "Wait until {reply_latest}." in table
    assert 'q_book["Where is a friend?"]' in flow_mermaid(guide, ENGLISH)


def test_the_table_has_a_row_for_every_variant_and_its_condition() -> None:
    """Outcomes are told apart by their variant too; steps of a conditional phase name its condition."""
    guide = with_route("wait", variants=(variant(when("timing", "overdue"), "Ask again"),))
    more = phase(when("typed", "number"), step("copy"))
    report = replace(guide.routes["report"], phases=(*guide.routes["report"].phases, more))
    table = factcheck_csv(replace(guide, routes={**guide.routes, "report": report}), [ENGLISH], today=TODAY)
    assert "Ask again" in table
    copying = next(line for line in table.splitlines() if "Do copy." in line)
    assert "Member number was typed in" in copying
