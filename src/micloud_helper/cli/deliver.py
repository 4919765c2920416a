"""Hands a document over: on standard output or in a file, and on to the system's viewer or printer."""

import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.messages import message, write_to_stderr
from micloud_helper.cli.request import OutputRequest, path_of
from micloud_helper.errors import OutputError, Problem, UsageError, readable
from micloud_helper.render import FORMATS, Format, Rendered
from micloud_helper.render.ascii import in_ascii

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

WIDEST = 200
"""Columns beyond which lines are no longer read, and a mistyped size would cost gigabytes."""


def deliver(
    checklist: "Checklist",
    catalogues: tuple[Catalogue, ...],
    request: OutputRequest,
    *,
    ticks: frozenset[str] = frozenset(),
) -> None:
    """Put a checklist into words and give it to the person. Raises UsageError and OutputError."""
    from micloud_helper.sheet import compose

    sheet = compose(checklist, catalogues, share_safe=request.share_safe, ticks=ticks)
    document = request.format.render(sheet, checklist, request.layout)
    if request.path is not None:
        _warn_of_spelling(checklist, catalogues[0], request)
        _write_file(request.path, document, checklist, catalogues[0], request)
        return
    if not _write_to_stdout(document, request.format, request.columns):
        request = replace(request, layout=request.layout._replace(ascii=True))
        document = request.format.render(sheet, checklist, request.layout)
        _write_to_stdout(document, request.format, request.columns)
    _warn_of_spelling(checklist, catalogues[0], request)


def _write_file(
    path: Path, document: Rendered, checklist: "Checklist", catalogue: Catalogue, request: OutputRequest
) -> None:
    from micloud_helper import export

    data = _encoded(document, request.layout.width)
    try:
        export.write(path, data, force=request.force)
    except OutputError as error:
        exists = any(problem.code == "output_exists" for problem in error.problems)
        if not (exists and _agreed_to_replace(path, checklist, catalogue)):
            raise
        export.write(path, data, force=True)
    write_to_stderr(catalogue.message("cli.wrote", path=readable(path)))
    if request.open:
        try:
            export.open_file(path)
        except OutputError as error:  # the file is there, which is what counts
            write_to_stderr(message(error.problems, catalogue))
    if request.print:
        export.print_file(path)


def _agreed_to_replace(path: Path, checklist: "Checklist", catalogue: Catalogue) -> bool:
    """Ask about an existing file where somebody is there to answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    from micloud_helper.prompts import may_replace

    return may_replace(path, checklist, catalogue)


def _warn_of_spelling(checklist: "Checklist", catalogue: Catalogue, request: OutputRequest) -> None:
    """Say so when a value that is to be copied exactly could not be written exactly."""
    typed = (value for values in checklist.answers.details.values() for value in values)
    if request.layout.ascii and not request.share_safe and not all(value.isascii() for value in typed):
        write_to_stderr(catalogue.message("cli.ascii_changed"))


def print_text(text: str) -> None:
    """Write a page to standard output, spelt in ASCII where it takes nothing else. Raises OutputError."""
    if not _write_to_stdout(text, FORMATS["text"]):
        _write_to_stdout(in_ascii(text), FORMATS["text"])


def print_or_write(text: str, output: str | None, *, force: bool, catalogue: Catalogue) -> None:
    """Write a page to a file, or to standard output where none is named. Raises OutputError."""
    path = path_of(output)
    if path is None:
        print_text(text)
        return
    from micloud_helper import export

    export.write(path, text.encode(), force=force)
    write_to_stderr(catalogue.message("cli.wrote", path=readable(path)))


def terminal_width() -> int:
    """Tell how many columns the terminal has, or would have."""
    from shutil import get_terminal_size

    return min(get_terminal_size((80, 24)).columns, WIDEST)


def _write_to_stdout(document: Rendered, format: Format, width: int | None = None) -> bool:
    """Write to standard output; False, and nothing written, when its encoding cannot take all characters.

    Raises UsageError for bytes on a terminal, OutputError when the output is full or gone.
    """
    if sys.stdout is None:
        raise OutputError(Problem("stdout_closed", {"reason": "–"}))
    if format.binary and sys.stdout.isatty():
        raise UsageError(Problem("binary_to_terminal", {"word": format.name}))
    data = _encoded(document, width or terminal_width(), styled=sys.stdout.isatty())
    if format.name in ("terminal", "text"):
        try:
            data = data.decode().encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            return False
    try:
        sys.stdout.flush()
        rest = memoryview(data)
        while rest:  # unbuffered (PYTHONUNBUFFERED) it takes only what there is room for
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        sys.stdout = None  # a second try at exit would fail again, in English
        raise OutputError(Problem("stdout_closed", {"reason": error.strerror or ""})) from error
    return True


def _encoded(document: Rendered, width: int, *, styled: bool = False) -> bytes:
    """Turn a document into what is written: bytes as they are, text as UTF-8, a terminal page laid out at `width`."""
    if isinstance(document, bytes):
        return document
    return (document if isinstance(document, str) else _laid_out(document, width, styled)).encode()


def _laid_out(document: Rendered, width: int, styled: bool) -> str:
    from rich.console import Console

    page = StringIO()
    Console(file=page, width=width, force_terminal=styled, highlight=False).print(document)
    return page.getvalue()
