"""The interview without a terminal: what is asked and told, in which order, and what a guide may add to it."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from micloud_helper.catalogue import Catalogue
from micloud_helper.conditions import ALWAYS, All, Is
from micloud_helper.guide import Contradiction, Guide, Phrase
from micloud_helper.interview import active_answers
from micloud_helper.loader import load_messages
from micloud_helper.prompts.prompt import Action, Prompt, Response
from micloud_helper.prompts.questions import interview
from micloud_helper.prompts.session import Session

TODAY = date(2026, 11, 23)
BACK = Action.BACK
ENGLISH = Catalogue("en", load_messages)


class Script:
    """A prompter that answers from a list of (prompt id, answer or action), and remembers what it was asked."""

    def __init__(self, *steps: tuple[str, str | Action], piped: bool = False) -> None:
        self.steps = list(steps)
        self.piped = piped
        self.prompts: list[Prompt] = []
        self.told: list[str] = []

    def ask(self, prompt: Prompt, catalogue: Catalogue) -> Response:
        self.prompts.append(prompt)
        assert self.steps, f"nobody expected {prompt.id}: {prompt.question}"
        id, given = self.steps.pop(0)
        assert prompt.id == id
        if isinstance(given, Action):
            return Response(prompt.current, given)
        values = (given,) if prompt.kind != "choices" else tuple(given.split())
        refusal = prompt.refusal(values, catalogue)
        if refusal:
            self.told.append(refusal)
            return self.ask(prompt, catalogue)
        return Response(values)

    def tell(self, text: str) -> None:
        self.told.append(text)

    def confirm(self, id: str, question: str, answer: str, catalogue: Catalogue) -> None:
        self.told.append(f"{question} {answer}")

    def retract(self, id: str) -> None:
        self.told.append(f"retracted {id}")


class Enough(Exception):
    """The script is at its end."""


def run_script(guide: Guide, script: Script) -> Session:
    """Hold an interview until the script ends."""
    session = Session(guide, ENGLISH, script, None, TODAY)
    ask = script.ask

    def ask_or_end(prompt: Prompt, catalogue: Catalogue) -> Response:
        if not script.steps:
            script.prompts.append(prompt)
            raise Enough
        return ask(prompt, catalogue)

    script.ask = ask_or_end
    with pytest.raises(Enough):
        interview(session)
    return session


APPLIED = (("holder", "owner"), ("screen", "lost_mode"), ("account", "own"), ("progress", "waiting"))


@pytest.fixture
def doubting(guide: Guide) -> Guide:
    """The guide with a contradiction and a phrase."""
    odd = Contradiction(
        id="odd",
        when=All((Is("holder", frozenset({"helper"})), Is("account", frozenset({"previous_owner"})))),
        text={"id": "Aneh untuk {whose}.", "en": "Odd for {whose}."},
        sources=(),
    )
    whose = (
        Phrase(when=Is("holder", frozenset({"helper"})), text={"id": "HP orang lain", "en": "somebody else’s phone"}),
        Phrase(when=ALWAYS, text={"id": "HP Anda", "en": "your phone"}),
    )
    screen = replace(guide.questions["screen"], ask={"id": "Layar {whose}?", "en": "The screen of {whose}?"})
    questions = MappingProxyType({**guide.questions, "screen": screen})
    return replace(guide, contradictions={"odd": odd}, phrases={"whose": whose}, questions=questions)


HELPER = (("holder", "helper"), ("screen", "lost_mode"))


def test_texts_of_the_guide_fit_the_answers(doubting: Guide) -> None:
    """A phrase takes the words for what was answered so far, and changes with the answer."""
    script = Script(("holder", "helper"), ("screen", BACK), ("holder", "owner"), ("screen", "dark"))
    run_script(doubting, script)
    asked = [prompt.question for prompt in script.prompts if prompt.id == "screen"]
    assert asked == ["The screen of somebody else’s phone?", "The screen of your phone?"]
    assert "The screen of your phone? Nothing readable: it is dark or broken" in script.told


def test_a_contradiction_is_pointed_out_at_once(doubting: Guide) -> None:
    """As soon as the second answer is given, either of the two can be changed; what follows is asked as usual."""
    script = Script(*HELPER, ("account", "previous_owner"), ("contradiction", "holder"), ("holder", "owner"))
    session = run_script(doubting, script)
    told = script.prompts[3]
    assert told.question == "Odd for somebody else’s phone."
    assert [choice.id for choice in told.choices] == ["holder", "account", "done"]
    assert (
        told.choices[0].label == "Change: Whose phone is it that is locked? Somebody else’s, and I am helping the owner"
    )
    assert session.state.at == "progress"
    assert active_answers(doubting, session.state).values["holder"] == "owner"


def test_a_contradiction_may_stay(doubting: Guide) -> None:
    """Who says that it is so goes on, and is not asked again until one of the answers is given again."""
    leave = ("contradiction", "done")
    script = Script(
        *HELPER, ("account", "previous_owner"), leave, ("progress", BACK), ("account", "previous_owner"), leave,
        ("progress", "waiting"), ("applied_route", "unlock"),
    )  # fmt: skip
    session = run_script(doubting, script)
    assert session.state.at == "applied_on"


def test_going_back_from_a_contradiction_asks_the_last_answer_again(doubting: Guide) -> None:
    """Esc leads to the question before, there as everywhere."""
    script = Script(*HELPER, ("account", "previous_owner"), ("contradiction", BACK), ("account", "own"))
    session = run_script(doubting, script)
    assert "retracted account" in script.told
    assert session.state.at == "progress"


def test_in_a_pipe_a_contradiction_is_only_told(doubting: Guide) -> None:
    """Nobody is there to correct anything, and no line is taken for it."""
    script = Script(*HELPER, ("account", "previous_owner"), ("progress", "waiting"), piped=True)
    run_script(doubting, script)
    assert "Odd for somebody else’s phone." in script.told


@pytest.mark.parametrize(
    ("days", "typed", "sentence"),
    [
        (30, "22/10/2026", "Thursday, 22 October 2026: that is 32 days ago. Is that right?"),
        (90, "10/01/2026", "Saturday, 10 January 2026: that is about 10 months ago. Is that right?"),
        (90, "25/08/2026", ""),
        (None, "10/01/2016", ""),
    ],
)
def test_a_day_long_ago_is_asked_about(guide: Guide, days: int | None, typed: str, sentence: str) -> None:
    """A date of application of long ago is perhaps a wrong year; it is taken when the person says so."""
    assert guide.answer_window is not None
    old = replace(guide, answer_window=replace(guide.answer_window, long_ago_days=days))
    steps = [*APPLIED, ("applied_route", "unlock"), ("applied_on", typed)]
    steps += [("proposal", "no"), ("applied_on", typed), ("proposal", "yes")] if sentence else []
    script = Script(*steps)
    session = run_script(old, script)
    assert [prompt.question for prompt in script.prompts if prompt.id == "proposal"] == [sentence] * 2 * bool(sentence)
    assert script.prompts[-1].id == "reference"
    assert isinstance(session.state.answers.values["applied_on"], date)


def test_in_a_pipe_a_day_long_ago_is_taken(guide: Guide) -> None:
    """A pipe takes what an answers file may say."""
    assert guide.answer_window is not None
    old = replace(guide, answer_window=replace(guide.answer_window, long_ago_days=10))
    steps = (*APPLIED, ("applied_route", "unlock"), ("applied_on", "10/01/2026"))
    assert run_script(old, Script(*steps, piped=True)).state.at == "reference"


TO_DETAILS = (
    ("holder", "owner"), ("screen", "lost_mode"), ("account", "own"), ("progress", "not_applied"),
    ("remember", "nothing"), ("imei_at", "box"), ("lock_code", "noted"), ("box", "photographed"),
    ("obtained", "shop"), ("proof", "photographed"), ("sms_number", "free"),
)  # fmt: skip


def test_a_changed_answer_says_what_becomes_of_others(guide: Guide) -> None:
    """Answers that are not needed any more are counted once, and once more when they are used again."""
    details = (("imei", ""), ("lock_code_text", ""), ("sms_number_text", ""), ("reference", ""))
    script = Script(
        *TO_DETAILS, *details, ("review", "progress"), ("progress", "approved"), ("review", "progress"),
        ("progress", "not_applied"), ("review", BACK), ("reference", "A 1"),
    )  # fmt: skip
    session = run_script(guide, script)
    assert [prompt.remark for prompt in script.prompts if prompt.id == "review"] == [
        "",
        "7 of your answers are not needed on this path any more; they are kept in case you change back.",
        "7 of your earlier answers are used again.",
        "",
    ]
    assert session.state.answers.details == {"reference": ("A 1",)}


def test_back_from_an_answer_being_changed_leaves_it(guide: Guide) -> None:
    """Who changes nothing after all is back at the review."""
    details = (("imei", ""), ("lock_code_text", ""), ("sms_number_text", ""), ("reference", ""))
    script = Script(*TO_DETAILS, *details, ("review", "progress"), ("progress", BACK))
    session = run_script(guide, script)
    assert session.state.at is None
    assert active_answers(guide, session.state).values["progress"] == "not_applied"


def test_the_first_question_has_none_before_it(guide: Guide) -> None:
    """Going back there says so, and asks it again."""
    script = Script(("holder", BACK))
    run_script(guide, script)
    assert [(prompt.id, bool(prompt.remark)) for prompt in script.prompts] == [("holder", False), ("holder", True)]


def test_a_typed_value_keeps_its_draft(guide: Guide) -> None:
    """A proposal that is declined brings the line back as it was typed, with what is wrong with it."""
    script = Script(*TO_DETAILS, ("imei", "4901542032375178"), ("proposal", "no"), ("imei", Action.LANGUAGE))
    run_script(guide, script)
    again = script.prompts[-1]
    assert again.current == ("4901542032375178",)
    assert "16 angka, ini IMEISV" in again.error
