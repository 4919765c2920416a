"""What the terminal can show, and what stands on it for one prompt, in lines that fit the window."""

import locale
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from micloud_helper.catalogue import Catalogue
from micloud_helper.prompts.prompt import Prompt
from micloud_helper.render.ascii import in_ascii

SMALLEST = (32, 10)
WIDEST_TEXT = 78
NO_BREAK = "\N{NO-BREAK SPACE}"
Line = tuple[str, str]
"""A style and a line of text."""

SPARE = 4
"""Rows beside question, reason, choices and keys: two for a notice, one empty, one for what follows."""


def columns_and_rows() -> tuple[int, int]:
    """Measure the terminal the conversation is on."""
    try:
        columns, rows = os.get_terminal_size(sys.stderr.fileno())
    except (OSError, ValueError):
        return shutil.get_terminal_size()
    return columns or 80, rows or 24


def must_be_plain() -> bool:
    """Tell whether this terminal takes lines only: a dumb or tiny one, or one of the streams goes elsewhere."""
    columns, rows = columns_and_rows()
    dumb = sys.platform != "win32" and os.environ.get("TERM", "dumb").lower() in ("", "dumb", "unknown")
    elsewhere = not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    return dumb or elsewhere or columns < SMALLEST[0] or rows < SMALLEST[1]


def needs_ascii() -> bool:
    """Tell whether letters beyond ASCII could come out wrong: the stream or the locale is not UTF-8."""
    encodings = [sys.stderr.encoding or "ascii"]
    if sys.platform != "win32":
        encodings.append(locale.getencoding())
    return any(name.lower().replace("-", "") != "utf8" for name in encodings)


def shown(text: str) -> str:
    """Spell a text with the signs this terminal has, without control characters."""
    clean = "".join(letter for letter in text if letter.isprintable() or letter == NO_BREAK)
    return in_ascii(clean) if needs_ascii() else clean


def wrapped(text: str, *, width: int = 0, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines that fit, at most 78 wide; `first` and `rest` stand before the lines."""
    room = max(min((width or columns_and_rows()[0]) - 1, WIDEST_TEXT), len(first) + 1, len(rest) + 1)
    lines = textwrap.wrap(shown(text), room, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(NO_BREAK, " ") for line in lines] or [first.rstrip()]


@dataclass
class Screen:
    """The lines of one prompt, in a window of whatever size it has now. `helping` when help is open."""

    prompt: Prompt
    catalogue: Catalogue
    helping: bool = False

    def choices(self, pointed: int = 0, picked: Sequence[str] = ()) -> list[Line]:
        """Give the lines of all choices: numbers, the pointer, and a box where several can be picked."""
        lines: list[Line] = []
        for index, (id, label) in enumerate(self.prompt.choices.items()):
            box = ("[x] " if id in picked else "[ ] ") if self.prompt.kind == "choices" else ""
            number = str(index + 1).rjust(len(str(len(self.prompt.choices))))
            first = f" {'>' if index == pointed else ' '} {number}. {box}"
            width = columns_and_rows()[0] - 1  # one column is left for the scroll bar
            style = "class:highlighted" if index == pointed else "class:text"
            texts = wrapped(label, width=width, first=first, rest=" " * len(first))
            lines += [(f"{style} [SetCursorPosition]" if index == pointed else style, texts[0])]
            lines += [(style, text) for text in texts[1:]]
        return lines

    def below(self, error: str, typed: str | None) -> list[Line]:
        """Give what stands under the answer: a remark, then what is wrong, or else what is understood so far."""
        remark = _lines(self.prompt.remark, "class:notice", first="* ", rest="  ")
        if error:
            return [*remark, *_lines(error, "class:notice", first="! ", rest="  ")]
        hint = self.prompt.read(typed)[1] if self.prompt.read and typed else ""
        if typed == "" and self.prompt.optional:
            hint = self.catalogue.message("prompts.may_skip")
        return [*remark, *_lines(hint, first="   ", rest="   ")]

    def keys(self) -> list[Line]:
        """Name the keys, as many to a line as fit; a key and what it does stay together."""
        prompt, count = self.prompt, len(self.prompt.choices)
        chord = "_text" if prompt.kind == "text" else ""
        pick = "pick" if count < 10 else "pick_long"
        picks = {"choices": ["pick_many", "go_on"], "text": ["go_on"]}
        names = [*picks.get(prompt.kind, [pick]), "back"]
        if prompt.help:
            names.append("close_help" if self.helping else "help")
        if prompt.language:
            names.append(f"language{chord}")
        if prompt.may_save:
            names.append(f"save{chord}")
        if prompt.takes_code:
            names.append("code")
        facts = {"numbers": prompt.numbers, "language": prompt.language}
        items = [shown(self.catalogue.message(f"prompts.keys.{name}", **facts)) for name in names]
        unbroken = "  ".join(item.replace(" ", NO_BREAK) for item in items)
        lines = textwrap.wrap(unbroken, columns_and_rows()[0] - 1, break_long_words=False, break_on_hyphens=False)
        return [("class:keys", line.replace(NO_BREAK, " ")) for line in lines]

    def above(self) -> tuple[list[Line], list[Line]]:
        """Give the lines above the answer, and those to print before where the window is too low for all of them."""
        progress, question = _lines(self.prompt.progress), _lines(self.prompt.question, "class:question")
        help = self.prompt.help if self.helping else ()
        reason = [*_lines(self.prompt.why), *(line for text in help for line in _lines(text, first="- ", rest="  "))]
        if len([*progress, *question, *reason, *self.choices(), *self.keys()]) + SPARE <= columns_and_rows()[1]:
            return [*progress, *question, *reason, ("", "")], []
        return question, [*progress, *reason, ("", "")]


def _lines(text: str, style: str = "", *, first: str = "", rest: str = "") -> list[Line]:
    return [(style, line) for line in wrapped(text, first=first, rest=rest)] if text else []


def framed(texts: Sequence[str]) -> list[str]:
    """Give paragraphs in a frame."""
    width = min(columns_and_rows()[0], WIDEST_TEXT) - 4
    lines = [line for text in texts for line in wrapped(text, width=width + 1)]
    corners, across, down = ("++++", "-", "|") if needs_ascii() else ("┌┐└┘", "─", "│")
    edge = across * (width + 2)
    rows = [f"{down} {line.ljust(width)} {down}" for line in lines]
    return [corners[0] + edge + corners[1], *rows, corners[2] + edge + corners[3]]
