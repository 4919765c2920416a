"""What the terminal can do: a full conversation or a plain one, every sign or ASCII only."""

import locale
import os
import shutil
import sys
import textwrap

from micloud_helper.render.ascii import in_ascii

SMALLEST = (32, 10)
WIDEST_TEXT = 78


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
    clean = "".join(letter for letter in text if letter.isprintable() or letter == "\N{NO-BREAK SPACE}")
    return in_ascii(clean) if needs_ascii() else clean


def wrapped(text: str, *, width: int = 0, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines that fit, at most 78 wide; `first` and `rest` stand before the lines."""
    room = max(min((width or columns_and_rows()[0]) - 1, WIDEST_TEXT), len(first) + 1, len(rest) + 1)
    lines = textwrap.wrap(shown(text), room, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] or [first.rstrip()]
