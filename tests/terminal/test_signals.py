"""Signals at any moment of a conversation: one sentence, status 130, and what was answered is saved."""

import json
import random
import signal
import time
from pathlib import Path

import pytest

from .conftest import Open

KEYS = ("1", "2", "1", "1", "4")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def stop_somewhere(open_terminal: Open, home: Path, seed: int, *args: str) -> None:
    """Answer a few questions, then send signals, one or more, within moments of the last key."""
    dice = random.Random(seed)
    enter = ["Enter"] if args else []
    terminal = open_terminal("--today", "2026-11-23", "--save", *args, language="en")
    terminal.wait_ever("Question 1 of")
    answered = dice.randrange(len(KEYS))
    for number, key in enumerate(KEYS[:answered], 2):
        terminal.press(key, *enter)
        terminal.wait_ever(f"Question {number} of")
    if dice.random() < 0.7:
        terminal.press("1", *enter)
    for _ in range(dice.choice((1, 2, 5))):
        time.sleep(dice.random() / 20)
        terminal.child.kill(dice.choice(SIGNALS))
    assert terminal.status() == 130, terminal.transcript()
    assert "Stopped." in terminal.text()
    assert not any(word in terminal.raw for word in ("Traceback", "Exception ignored"))
    file = home / "share" / "micloud-helper" / "answers.json"
    assert answered <= len(json.loads(file.read_bytes())["answers"]) <= answered + 1
    file.unlink()


@pytest.mark.parametrize("args", [(), ("--plain",)], ids=["full", "plain"])
@pytest.mark.parametrize("seed", range(6))
def test_a_signal_at_any_moment_is_one_sentence(
    open_terminal: Open, tmp_path: Path, seed: int, args: tuple[str, ...]
) -> None:
    """Nothing else appears on the screen, and no signal is lost."""
    stop_somewhere(open_terminal, tmp_path, seed, *args)


@pytest.mark.slow
@pytest.mark.parametrize("args", [(), ("--plain",)], ids=["full", "plain"])
@pytest.mark.parametrize("seed", range(10, 210))
def test_a_signal_at_any_of_many_moments_is_one_sentence(
    open_terminal: Open, tmp_path: Path, seed: int, args: tuple[str, ...]
) -> None:
    """The same at hundreds of moments."""
    stop_somewhere(open_terminal, tmp_path, seed, *args)
