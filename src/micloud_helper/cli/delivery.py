"""Where a document goes: which format was meant, and standard output or a file."""

import sys
from collections.abc import Iterable
from datetime import date
from io import StringIO
from pathlib import Path

from micloud_helper.catalogue import Catalogue
from micloud_helper.errors import OutputError, Problem, UsageError
from micloud_helper.loader import FIRST_DAY, LAST_DAY
from micloud_helper.loader.nodes import redact
from micloud_helper.loader.reader import closest_match
from micloud_helper.render import FORMATS, Format, Rendered
from micloud_helper.render.ascii import in_ascii

__all__ = [
    "as_bytes",
    "chosen_format",
    "one_of",
    "print_or_write",
    "print_text",
    "say_to_stdout",
    "terminal_width",
    "the_day",
]


WIDEST = 200
"""Columns beyond which lines are no longer read, and a mistyped size would cost gigabytes."""


def chosen_format(name: str | None, output: str | None) -> Format:
    """Find the format: the one named, else by the file's suffix, else terminal on a terminal and text in a pipe.

    Raises UsageError for an unknown name or suffix, for two that contradict each other, and for a file without either.
    """
    path = None if output in (None, "-") else Path(output or "")
    by_suffix = None
    if path is not None:
        known = {format.suffix: format for format in FORMATS.values() if format.suffix}
        by_suffix = known.get(path.suffix.lower())
    if name is not None and name not in FORMATS:
        guess = closest_match(name, FORMATS)
        facts = {"word": redact(name), "offered": ", ".join(FORMATS), **({"meant": guess} if guess else {})}
        raise UsageError(Problem("unknown_format", facts))
    if name is not None:
        if by_suffix and by_suffix.name != name:
            raise UsageError(Problem("format_and_suffix", {"word": name, "suffix": by_suffix.suffix}))
        return FORMATS[name]
    if path is not None and by_suffix is None:
        suffixes = ", ".join(format.suffix for format in FORMATS.values() if format.suffix)
        raise UsageError(
            Problem("unknown_suffix", {"word": redact(path.suffix) if path.suffix else "–", "offered": suffixes})
        )
    on_screen = output is None and sys.stdout is not None and sys.stdout.isatty()
    return by_suffix or FORMATS["terminal" if on_screen else "text"]


def terminal_width() -> int:
    """Tell how wide the terminal is, or would be."""
    from shutil import get_terminal_size

    return min(get_terminal_size((80, 24)).columns, WIDEST)


def as_bytes(document: Rendered, width: int, *, styled: bool = False) -> bytes:
    """Turn a document into what is written: bytes as they are, text as UTF-8, a terminal page laid out at `width`."""
    if isinstance(document, bytes):
        return document
    return (document if isinstance(document, str) else _laid_out(document, width, styled)).encode()


def _laid_out(document: Rendered, width: int, styled: bool) -> str:
    from rich.console import Console

    page = StringIO()
    Console(file=page, width=width, force_terminal=styled, highlight=False).print(document)
    return page.getvalue()


def say_to_stdout(document: Rendered, format: Format, width: int | None = None) -> bool:
    """Write to standard output; False, and nothing written, when its encoding cannot take all characters.

    Raises UsageError for bytes on a terminal, OutputError when the output is full or gone.
    """
    if sys.stdout is None:
        raise OutputError(Problem("stdout_closed", {"reason": "–"}))
    if format.binary and sys.stdout.isatty():
        raise UsageError(Problem("binary_to_terminal", {"word": format.name}))
    data = as_bytes(document, width or terminal_width(), styled=sys.stdout.isatty())
    if format.name in ("terminal", "text"):
        try:
            data = data.decode().encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            return False
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        sys.stdout = None  # a second try at exit would fail again, in English
        raise OutputError(Problem("stdout_closed", {"reason": error.strerror or ""})) from error
    return True


def print_text(text: str) -> None:
    """Write a page to standard output, spelt in ASCII where it takes nothing else."""
    if not say_to_stdout(text, FORMATS["text"]):
        say_to_stdout(in_ascii(text), FORMATS["text"])


def print_or_write(text: str, output: str | None, *, force: bool, words: Catalogue) -> None:
    """Write a page to a file, or to standard output where none is named. Raises OutputError."""
    if output in (None, "-"):
        print_text(text)
        return
    from micloud_helper import export

    export.write(Path(output or ""), text.encode(), force=force)
    sys.stderr.write(words.message("cli.wrote", path=output) + "\n")


def the_day(written: str | None) -> date:
    """Read `--today`; without it, ask the clock. Raises UsageError."""
    try:
        day = date.today() if written is None else date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(Problem("bad_day")) from error
    if written is not None and (day.isoformat() != written or not FIRST_DAY <= day <= LAST_DAY):
        raise UsageError(Problem("bad_day"))
    return day


def one_of(option: str, given: str, offered: Iterable[str]) -> str:
    """Take one of a few words. Raises UsageError, with the nearest as a hint."""
    known = tuple(offered)
    if given in known:
        return given
    guess = closest_match(given, known)
    facts = {"option": option, "offered": ", ".join(known), **({"meant": guess} if guess else {})}
    raise UsageError(Problem("bad_parameter", facts))
