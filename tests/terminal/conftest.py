"""A real terminal to talk to the program through: what stands on its screen, keys to press, a window to resize."""

import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from micloud_helper.guide import Guide, phrase_for
from micloud_helper.loader import load_guide

pexpect = pytest.importorskip("pexpect", reason="real terminals need pexpect, which Windows does not have")
pyte = pytest.importorskip("pyte")

PATIENCE = 20.0
KEYS = {"Esc": "\x1b", "Enter": "\r", "Down": "\x1b[B", "Up": "\x1b[A", "Ctrl-C": "\x03", "Ctrl-D": "\x04",
        "Ctrl-L": "\x0c", "Ctrl-S": "\x13", "Ctrl-U": "\x15"}  # fmt: skip


class Terminal:
    """The program running in a terminal window."""

    def __init__(
        self, home: Path, args: tuple[str, ...], env: dict[str, str], *, columns: int, rows: int, stdout: str = ""
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=5000, ratio=1)
        self.stream = pyte.Stream(self.screen)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "MICLOUD"))}
        clean |= {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        command = shlex.join([sys.executable, "-m", "micloud_helper", *args]) + f" > {stdout}" * bool(stdout)
        self.child = pexpect.spawn(
            "/bin/sh", ["-c", f"exec {command}"], env={**clean, **env}, cwd=str(home), dimensions=(rows, columns),
            encoding="utf-8", codec_errors="replace", timeout=PATIENCE,
        )  # fmt: skip
        self.raw = ""

    def lines(self) -> list[str]:
        """What stands on the screen now, line by line."""
        return [line.rstrip() for line in self.screen.display]

    def text(self) -> str:
        """What stands on the screen now, as if it had not been wrapped."""
        return _unwrapped(self.lines())

    def transcript(self) -> str:
        """Everything that was ever scrolled through the window, as if it had not been wrapped."""
        above = ["".join(line[x].data for x in range(self.screen.columns)) for line in self.screen.history.top]
        return _unwrapped([*above, *self.lines()])

    def press(self, *keys: str) -> "Terminal":
        """Press keys, by name or as text."""
        self.child.send("".join(KEYS.get(key, key) for key in keys))
        return self

    def wait(self, *texts: str, gone: str = "") -> "Terminal":
        """Wait until all texts stand on the screen, and `gone` does not."""
        return self._until(lambda: all(text in self.text() for text in texts) and (not gone or gone not in self.text()))

    def wait_ever(self, text: str) -> "Terminal":
        """Wait until a text has been on the screen, scrolled off or not."""
        return self._until(lambda: text in self.transcript())

    def status(self) -> int:
        """Wait for the end; gives the exit status."""
        self._until(lambda: self.child.flag_eof)
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as somebody who drags its corner does."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def _until(self, is_there: Callable[[], bool]) -> "Terminal":
        deadline = time.monotonic() + PATIENCE
        while not is_there():
            if time.monotonic() > deadline or not self._read():
                if is_there():
                    break
                raise AssertionError("not on the screen:\n" + "\n".join(self.lines()))
        return self

    def _read(self) -> bool:
        """Take in what the program wrote; False when it has ended."""
        try:
            written = self.child.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += written
        if "\x1b[6n" in written:
            self.child.send(f"\x1b[{self.screen.cursor.y + 1};{self.screen.cursor.x + 1}R")
        self.stream.feed(written)
        return True


def _unwrapped(lines: list[str]) -> str:
    return " ".join(" ".join(lines).replace("│", " ").split())


OWNER = {"holder": "owner", "screen": "lost_mode", "account": "own"}
"""Who answers in most of these tests."""


def _spelled_text(guide: Guide, text: str, language: str) -> str:
    words = {id: phrase_for(phrases, OWNER).text[language] for id, phrases in guide.phrases.items()}
    return re.sub(r"\{(\w+)\}", lambda name: words.get(name[1], name[0]), text)


def spelled(guide: Guide, part: Any) -> Any:
    """Spell the texts in a part of the guide as an owner reads them; dates stay open."""
    if isinstance(part, Mapping) and part.keys() == set(guide.languages):
        return {language: _spelled_text(guide, text, language) for language, text in part.items()}
    if isinstance(part, Mapping):
        return {key: spelled(guide, inner) for key, inner in part.items()}
    if isinstance(part, tuple):
        return tuple(spelled(guide, inner) for inner in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: spelled(guide, getattr(part, field.name)) for field in fields(part)})
    return part


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The built-in guide, in the words that an owner reads."""
    known = load_guide()
    return replace(
        known,
        **{name: spelled(known, getattr(known, name)) for name in ("questions", "details", "documents", "routes")},
    )


Open = Callable[..., Terminal]


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Open]:
    """Open terminals that share one home folder; those still open at the end are closed."""
    opened: list[Terminal] = []

    def _open(
        *args: str, columns: int = 80, rows: int = 24, language: str = "id", stdout: str = "", **env: str
    ) -> Terminal:
        env = {"MICLOUD_HELPER_LANG": language, **env}
        terminal = Terminal(tmp_path, args, env, columns=columns, rows=rows, stdout=stdout)
        opened.append(terminal)
        return terminal

    yield _open
    for terminal in opened:
        terminal.child.close(force=True)
