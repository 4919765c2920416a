"""Every failure the program knows, as facts; the words for them live in `data/messages/problems.yaml`."""

import os
import signal
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar, NamedTuple


def readable(name: str | Path) -> str:
    """Write a file name so that it can be shown anywhere: bytes that are no UTF-8, and control characters, escaped."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


class Location(NamedTuple):
    """Where something stands in a file; line and column count from 1, and 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Write the place as editors do: `file:line:column`."""
        file = readable(self.file)
        return f"{file}:{self.line}:{self.column}" if self.line else file


class Problem(NamedTuple):
    """One thing that is wrong: a code of `problems.yaml`, its facts, and the place if there is one.

    The fact `meant`, where given, becomes the hint "did you mean …?". Facts never hold personal data.
    """

    code: str
    facts: Mapping[str, str] = {}
    location: Location | None = None


class MicloudError(Exception):
    """The root of all errors that end a command with a message; each class owns its exit status."""

    exit_code: ClassVar[int] = 1
    language: str = ""
    """The language a conversation had come to when it ended; empty outside of one."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        """Take one problem, or all that were found together."""
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)


class UsageError(MicloudError):
    """The command line does not make sense."""

    exit_code = 2


class GuideError(MicloudError):
    """The guide file cannot be used."""

    exit_code = 3


class AnswersError(MicloudError):
    """Answers are missing, unknown or do not fit together."""

    exit_code = 4


class OutputError(MicloudError):
    """The document could not be written."""

    exit_code = 5


class UnprintableError(OutputError):
    """What was typed in cannot be shown in this format."""


class Stopped(MicloudError):
    """The person ended the program, or the system did by a signal."""

    exit_code = 130
    SIGNALS: ClassVar = tuple(
        getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)
    )
