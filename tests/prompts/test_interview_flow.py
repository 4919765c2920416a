"""The interview without a terminal: what is asked and told, in which order, and what a guide may add to it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import DATA, EXAMPLES
from micloud_helper.catalogue import Catalogue
from micloud_helper.guide import Guide
from micloud_helper.interview import active_answers
from micloud_helper.loader import load_answers, load_guide, load_messages
from micloud_helper.planner import plan
from micloud_helper.prompts.afterwards import pages_of, show_last_screen, walk
from micloud_helper.prompts.prompt import Action, Prompt, Response
from micloud_helper.prompts.questions import interview
from micloud_helper.prompts.session import Session
from micloud_helper.sheet import compose

TODAY = date(2026, 11, 23)
BACK: tuple[Action] = ("back",)
LANGUAGE: tuple[Action] = ("language",)
ENGLISH = Catalogue("en", load_messages)


class Script:
    """A prompter that answers from a list of (prompt id, answer or action), and remembers what it was asked."""

    def __init__(self, *steps: tuple[str, str | tuple[Action]], piped: bool = False) -> None:
        self.steps = list(steps)
        self.piped = piped
        self.prompts: list[Prompt] = []
        self.told: list[str] = []

    def ask(self, prompt: Prompt, catalogue: Catalogue) -> Response:
        self.prompts.append(prompt)
        assert self.steps, f"nobody expected {prompt.id}: {prompt.question}"
        id, given = self.steps.pop(0)
        assert prompt.id == id
        if isinstance(given, tuple):
            return prompt.current, given[0]
        values = (given,) if prompt.kind != "choices" else tuple(given.split())
        refusal = prompt.refusal(values, catalogue)
        if refusal:
            self.told.append(refusal)
            return self.ask(prompt, catalogue)
        return values, None

    def tell(self, text: str) -> None:
        self.told.append(text)

    def confirm(self, id: str, question: str, answer: str, catalogue: Catalogue) -> None:
        self.told.append(f"{question} {answer}")

    def retract(self, id: str | None) -> None:
        self.told.append(f"retracted {id}")

    by_line = True

    def frame(self, texts: list[str]) -> None:
        self.told += texts


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


@pytest.fixture(scope="module")
def umbrella() -> Guide:
    """A small guide with phrases, a contradiction and a limit to how long ago one applied."""
    return load_guide(DATA / "guides" / "good" / "additions.yaml")


NO_TICKET = (("thing", "bag"), ("ticket", "gone"))
SENT = (("thing", "umbrella"), ("ticket", "kept"), ("asked", "sent"))


def test_texts_of_the_guide_fit_the_answers(umbrella: Guide) -> None:
    """A phrase takes the words for what was answered so far, and changes with the answer."""
    script = Script(("thing", "bag"), ("ticket", BACK), ("thing", "umbrella"), ("ticket", "kept"))
    run_script(umbrella, script)
    asked = [prompt.question for prompt in script.prompts if prompt.id == "ticket"]
    assert asked == [f"Do you still have the ticket for {thing}?" for thing in ("the bag", "the umbrella")]
    assert "Do you still have the ticket for the umbrella? I have it" in script.told


def test_a_contradiction_is_pointed_out_at_once(umbrella: Guide) -> None:
    """As soon as the second answer is given, either of the two can be changed; what follows is asked as usual."""
    script = Script(*NO_TICKET, ("contradiction", "thing"), ("thing", "umbrella"))
    session = run_script(umbrella, script)
    told = script.prompts[2]
    assert told.question == "the bag always has a ticket."
    assert [*told.choices] == ["thing", "ticket", "done"]
    assert told.choices["thing"] == "Change: What is lost? → Bag"
    assert session.state.at == "asked"
    assert active_answers(umbrella, session.state).values == {"thing": "umbrella", "ticket": "gone"}


def test_a_contradiction_may_stay(umbrella: Guide) -> None:
    """Who says that it is so goes on, and is not asked again until one of the answers is given again."""
    leave = ("contradiction", "done")
    script = Script(*NO_TICKET, leave, ("asked", BACK), ("ticket", "gone"), leave, ("asked", "unsent"))
    assert run_script(umbrella, script).state.at == "number"


def test_going_back_from_a_contradiction_asks_the_last_answer_again(umbrella: Guide) -> None:
    """Esc leads to the question before, there as everywhere."""
    script = Script(*NO_TICKET, ("contradiction", BACK), ("ticket", "kept"))
    session = run_script(umbrella, script)
    assert "retracted ticket" in script.told
    assert session.state.at == "asked"


def test_in_a_pipe_a_contradiction_is_only_told(umbrella: Guide) -> None:
    """Nobody is there to correct anything, and no line is taken for it."""
    script = Script(*NO_TICKET, ("asked", "unsent"), piped=True)
    run_script(umbrella, script)
    assert "the bag always has a ticket." in script.told


@pytest.mark.parametrize(
    ("days", "typed", "sentence"),
    [
        (30, "22/10/2026", "Thursday, 22 October 2026: that is 32 days ago. Is that right?"),
        (90, "10/01/2026", "Saturday, 10 January 2026: that is about 10 months ago. Is that right?"),
        (90, "25/08/2026", ""),
        (None, "10/01/2016", ""),
    ],
)
def test_a_day_long_ago_is_asked_about(umbrella: Guide, days: int | None, typed: str, sentence: str) -> None:
    """A date of application of long ago is perhaps a wrong year; it is taken when the person says so."""
    assert umbrella.answer_window is not None
    guide = replace(umbrella, answer_window=replace(umbrella.answer_window, long_ago_days=days))
    steps = [*SENT, ("asked_on", typed)]
    steps += [("proposal", "no"), ("asked_on", typed), ("proposal", "yes")] if sentence else []
    script = Script(*steps)
    session = run_script(guide, script)
    assert [prompt.question for prompt in script.prompts if prompt.id == "proposal"] == [sentence] * 2 * bool(sentence)
    assert session.state.at == "number"
    assert isinstance(session.state.answers.values["asked_on"], date)


def test_in_a_pipe_a_day_long_ago_is_taken(umbrella: Guide) -> None:
    """A pipe takes what an answers file may say."""
    assert run_script(umbrella, Script(*SENT, ("asked_on", "10/01/2026"), piped=True)).state.at == "number"


def test_a_changed_answer_says_what_becomes_of_others(umbrella: Guide) -> None:
    """Answers that are not needed any more are counted once, and once more when they are used again."""
    script = Script(
        *SENT, ("asked_on", "yesterday"), ("number", ""), ("review", "asked"), ("asked", "unsent"),
        ("review", "asked"), ("asked", "sent"), ("review", BACK), ("number", "A 1"),
    )  # fmt: skip
    session = run_script(umbrella, script)
    assert [prompt.remark for prompt in script.prompts if prompt.id == "review"] == [
        "",
        "Answers not needed any more: 1. They are kept in case you change back.",
        "Earlier answers used again: 1.",
        "",
    ]
    assert session.state.answers.details == {"number": ("A 1",)}


def test_back_from_an_answer_being_changed_leaves_it(umbrella: Guide) -> None:
    """Who changes nothing after all is back at the review."""
    script = Script(*SENT, ("asked_on", "yesterday"), ("number", ""), ("review", "ticket"), ("ticket", BACK))
    session = run_script(umbrella, script)
    assert session.state.at is None
    assert active_answers(umbrella, session.state).values["ticket"] == "kept"


def test_the_first_question_has_none_before_it(umbrella: Guide) -> None:
    """Going back there says so, and asks it again."""
    script = Script(("thing", BACK))
    run_script(umbrella, script)
    assert [(prompt.id, bool(prompt.remark)) for prompt in script.prompts] == [("thing", False), ("thing", True)]


TO_DETAILS = (
    ("holder", "owner"), ("screen", "lost_mode"), ("account", "own"), ("progress", "not_applied"),
    ("remember", "nothing"), ("imei_at", "box"), ("lock_code", "noted"), ("box", "photographed"),
    ("obtained", "shop"), ("proof", "photographed"), ("sms_number", "free"),
)  # fmt: skip


def test_a_typed_value_keeps_its_draft(guide: Guide) -> None:
    """A proposal that is declined brings the line back as it was typed, with what is wrong with it."""
    script = Script(*TO_DETAILS, ("imei", "4901542032375178"), ("proposal", "no"), ("imei", LANGUAGE))
    run_script(guide, script)
    again = script.prompts[-1]
    assert again.current == ("4901542032375178",)
    assert "16 angka, ini IMEISV" in again.error


def test_a_typed_imei_is_kept_before_anything_more_is_asked(guide: Guide) -> None:
    """Whoever is interrupted while comparing it finds it typed in."""
    script = Script(*TO_DETAILS, ("imei", "490154203237518"))
    session = run_script(guide, script)
    assert script.prompts[-1].question == "IMEI: 49 015420 323751 8. How shall we go on?"
    assert (session.state.at, session.state.answers.details) == ("imei", {"imei": ("490154203237518",)})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_walk_and_the_last_frame_have_the_numbers_of_the_sheet(guide: Guide, language: str, path: Path) -> None:
    """One number means one thing: whoever looks from the screen to the paper finds the same step under it."""
    catalogue = Catalogue(language, load_messages)
    checklist = plan(guide, load_answers(guide, path), today=TODAY)
    sheet = compose(checklist, (catalogue,))
    steps = [step for phase in sheet.phases for step in phase.entries]
    script = Script(*[("walk", "on")] * len(steps))
    session = Session(guide, catalogue, script, None, TODAY)
    assert walk(session, lambda it: pages_of(checklist, it))
    words = {"id": "Nomor {} dari {}: ", "en": "Number {} of {}: "}[language]
    for prompt, step in zip(script.prompts, steps, strict=True):
        assert prompt.progress.startswith(words.format(step.number, steps[-1].number))
        assert prompt.question == step.text[0]
    show_last_screen(session, checklist, "")
    word = {"id": "Berikutnya, nomor ", "en": "Next, number "}[language]
    shown = [line.removeprefix(word).split(": ", 1) for line in script.told if line.startswith(word)]
    numbered = {str(it.number): it.text[0] for it in (*sheet.section("missing").entries, *steps)}
    assert shown and all(text.startswith(numbered[number]) for number, text in shown)
