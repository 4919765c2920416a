"""Which prompter asks: the full one where the console can do it, lines where it cannot or the person prefers them."""

import io
import sys
from datetime import date

import pytest

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import UsageError
from micloud_helper.guide import Guide
from micloud_helper.loader import load_messages
from micloud_helper.prompts.full import FullPrompter
from micloud_helper.prompts.lines import LinePrompter
from micloud_helper.prompts.session import Prompter, open_session

ENGLISH = Catalogue("en", load_messages)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that there is a terminal that could do everything."""
    stdin = io.StringIO()
    stdin.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr("micloud_helper.prompts.session.must_be_plain", lambda: False)
    monkeypatch.setattr("micloud_helper.prompts.full.create_input", lambda: None)
    monkeypatch.setattr("micloud_helper.prompts.full.create_output", lambda stdout: stdout)


def prompter(guide: Guide, *, plain: bool = False) -> Prompter:
    return open_session(guide, ENGLISH, plain=plain, store=None, today=date(2026, 11, 23)).prompter


def test_a_console_that_cannot_do_it_takes_lines(
    guide: Guide, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the console's own error is, the person reads one sentence and goes on."""
    assert isinstance(prompter(guide), FullPrompter)

    def no_console(stdout: object) -> None:
        raise RuntimeError("No Windows console found. Are you running cmd.exe?")

    monkeypatch.setattr("micloud_helper.prompts.full.create_output", no_console)
    assert isinstance(prompter(guide), LinePrompter)
    assert capsys.readouterr().err == "This screen only works line by line, so that is how we go on.\n"


@pytest.mark.parametrize(("value", "lines"), [("1", True), ("yes", True), ("0", False), ("", False)])
def test_the_environment_remembers_line_mode(
    guide: Guide, terminal: None, monkeypatch: pytest.MonkeyPatch, value: str, lines: bool
) -> None:
    """Like --plain, for whoever needs it always."""
    monkeypatch.setenv("MICLOUD_HELPER_PLAIN", value)
    assert isinstance(prompter(guide), LinePrompter) == lines


def test_without_a_terminal_nothing_is_asked(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only whoever asks for lines is read from a pipe."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(UsageError, match="no_terminal"):
        prompter(guide)
    assert isinstance(prompter(guide, plain=True), LinePrompter)
