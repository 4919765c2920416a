"""One person's story over five days, from the first start to the approval, or to a refusal and the other route."""

import re
from pathlib import Path

import pytest

from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages

from .conftest import Open, Terminal
from .test_full import FILE, FIRST, REST, REVIEW, SAVE, answer

WINDOWS = [(80, 24, "id"), (40, 24, "en")]
SAID = load_messages("prompts")


def pick(terminal: Terminal, label: str) -> None:
    """Press the number of a choice."""
    terminal.wait(label)
    found = re.search(rf"(\d)\. {re.escape(label)}", terminal.text())
    assert found, terminal.text()
    terminal.press(found[1])


class Person:
    """Somebody who comes back day after day, with saved answers or with the code on the sheet."""

    def __init__(self, open_terminal: Open, guide: Guide, window: tuple[int, int, str], *, saves: bool) -> None:
        self.open, self.guide, self.saves = open_terminal, guide, saves
        columns, rows, self.language = window
        self.window = {"columns": columns, "rows": rows, "language": self.language}
        self.code = ""

    def say(self, key: str) -> str:
        """Give the fixed beginning of one of the program's own texts."""
        return SAID[key][self.language].split("{")[0].strip()

    def begin(self, day: str) -> Terminal:
        """Start the program, and decide about saving where it asks."""
        terminal = self.open("--today", day, **self.window)
        if not (self.saves and self.code):
            terminal.wait_ever(SAVE[self.language]).press("2" if self.saves else "1")
            terminal.wait(self.guide.questions["holder"].ask[self.language])
        return terminal

    def come_back(self, day: str) -> Terminal:
        """Start on a later day, and get to the question what has happened."""
        terminal = self.begin(day)
        if not self.saves:
            terminal.press("k")
            terminal.wait(self.say("code.ask")).press(self.code.lower().replace("-", " "), "Enter")
        return terminal.wait(self.say("back.ask"))

    def end(self, terminal: Terminal, *expected: str) -> str:
        """Read the plan's first part, want no file, and give what the last frame says."""
        terminal.wait(self.say("end.more")).press("q")
        terminal.wait(FILE[self.language]).press("1")
        offer, last = self.say("walk.offer"), self.say("end.code")
        terminal.wait_for_one(offer, last)
        if offer in terminal.text():
            terminal.press("2")
        terminal.wait(self.say("end.code"))
        assert terminal.status() == 0
        lines = terminal.lines()
        frame = lines[next(n for n, line in enumerate(lines) if line.startswith("┌")) :]
        assert len([line for line in frame if line]) <= 22
        text = " ".join(" ".join(frame).replace("│", " ").split())
        assert all(it in text for it in expected), text
        self.code = re.search(rf"{self.say('end.code')} ([0-9A-Z-]+)", text)[1]  # type: ignore[index]
        return text

    def first_day(self, proof: str, **account: str) -> str:
        """Answer everything, `account` instead of what is usually said of the account."""
        terminal = self.begin("2026-11-23")
        answer(terminal, self.guide, self.language, **{**FIRST, **account})
        terminal.wait(self.guide.questions["imei_at"].ask[self.language]).press("1", "Enter")
        answer(terminal, self.guide, self.language, **{**REST, "proof": proof})
        for detail in self.guide.details.values():
            terminal.wait(detail.ask[self.language])
            terminal.press("x", "\x7f", "Enter")
        terminal.wait(REVIEW[self.language]).press("Enter")
        return self.end(terminal, self.guide.routes["unlock"].title[self.language])

    def happening(self, id: str) -> str:
        return self.guide.happenings[id].label[self.language]


@pytest.mark.parametrize("saves", [True, False], ids=["saved", "code"])
@pytest.mark.parametrize("window", WINDOWS, ids=lambda it: f"{it[0]}-{it[2]}")
def test_from_the_first_start_to_the_approval(
    open_terminal: Open, guide: Guide, tmp_path: Path, window: tuple[int, int, str], saves: bool
) -> None:
    """Papers come in, the application is sent, nothing is new, it is approved: each day the plan is the one for it."""
    person = Person(open_terminal, guide, window, saves=saves)
    language = person.language
    person.first_day("can_ask")

    terminal = person.come_back("2026-11-24")
    pick(terminal, SAID["back.arrived"][language])
    terminal.wait(SAID["back.which"][language]).press("1", "Enter")
    terminal.wait_ever(person.say("back.ready"))
    person.end(terminal)

    terminal = person.come_back("2026-11-25")
    pick(terminal, person.happening("sent_unlock"))
    terminal.wait(guide.questions["applied_on"].ask[language]).press("25/11/2026", "Enter")
    terminal.wait_ever(person.say("back.new_route"))
    person.end(terminal, person.say("end.promised"), "30", guide.routes["wait"].title[language])

    terminal = person.come_back("2026-11-26")
    pick(terminal, SAID["back.nothing"][language])
    person.end(terminal, guide.routes["wait"].title[language])

    terminal = person.come_back("2026-11-30")
    pick(terminal, person.happening("approved"))
    person.end(terminal, guide.routes["activate"].title[language])
    assert (tmp_path / "share").exists() == saves


def test_a_refusal_leads_to_the_other_route(open_terminal: Open, guide: Guide) -> None:
    """With the answers saved nothing has to be told twice: after the refusal the other application is the plan."""
    person = Person(open_terminal, guide, WINDOWS[0], saves=True)
    person.first_day("photographed", remember="both", receive="lost")
    terminal = person.come_back("2026-11-24")
    pick(terminal, person.happening("sent_unlock"))
    terminal.wait(guide.questions["applied_on"].ask["id"]).press("24/11/2026", "Enter")
    person.end(terminal, guide.routes["wait"].title["id"])
    terminal = person.come_back("2026-11-27")
    pick(terminal, person.happening("refused"))
    person.end(terminal, guide.routes["recover"].title["id"])
