"""Delivers a document: what was asked for, then standard output or a file, and the system's viewer or printer."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from micloud_helper import export
from micloud_helper.catalogue import Catalogue
from micloud_helper.cli.messages import message, write_to_stderr
from micloud_helper.errors import OutputError, Problem, UsageError, readable
from micloud_helper.loader.nodes import redact
from micloud_helper.render import FORMATS, Format, Options
from micloud_helper.render.ascii import in_ascii

if TYPE_CHECKING:
    from micloud_helper.checklist import Checklist

WIDEST = 200
"""Columns beyond which lines are no longer read, and a mistyped size would cost gigabytes."""

OF_THE_INTERVIEW = ("--plain", "--save")
NOT_TOGETHER = {
    "--answers": OF_THE_INTERVIEW,
    "--code": ("--answers", "--output-dir", *OF_THE_INTERVIEW),
    "--full": ("--answers", "--code", "--output-dir", "--output"),
    "--output-dir": ("--output", "--open", "--print", *OF_THE_INTERVIEW),
}
"""Options that others make no sense beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRequest:
    """How a document should look and where it should go.

    `output` is a file name as typed, or `-` or None for standard output; `share_safe` is None where the format decides;
    `full` shows a plan on the terminal whole, and at once.
    """

    format: Format
    layout: Options
    output: str | None
    share_safe: bool | None
    force: bool
    open: bool
    print: bool
    full: bool

    @property
    def path(self) -> Path | None:
        """Give the file to write; None means standard output."""
        return None if self.output in (None, "-") else Path(self.output or "")

    @property
    def masked(self) -> bool:
        """Tell whether to hide what was typed in."""
        return self.format.masked if self.share_safe is None else self.share_safe

    def contradictions(self, options: Mapping[str, object]) -> Iterator[Problem]:
        """Find options that contradict each other or would silently do nothing. Raises UsageError.

        `options` are the values of all options by parameter name; None and False are options not given.
        """
        given = {f"--{name.replace('_', '-')}" for name, value in options.items() if value not in (None, False)}
        for other, excluded in NOT_TOGETHER.items():
            yield from (
                Problem("not_together", {"option": it, "other": other}) for it in excluded if {other, it} <= given
            )
        if "--output-dir" not in given:
            yield from (Problem("needs_output_dir", {"option": it}) for it in given & {"--jobs"})
        elif "--answers" not in given:
            yield Problem("needs_answers", {"option": "--output-dir"})
        elif not ("--format" in given and self.format.suffix):
            yield Problem("needs_format", {"offered": ", ".join(it.name for it in FORMATS.values() if it.suffix)})
        if self.path is None:
            yield from (Problem("needs_output", {"option": it}) for it in ("--open", "--print") if it in given)
        elif self.print:
            export.check_printable(self.path)
        if given & {"--answers", "--code", "--format", "--output"}:  # else the person is still to be offered a format
            for name in (f"--{it}" for it in Options._fields if f"--{it}" in given and it not in self.format.options):
                offered = ", ".join(it.name for it in FORMATS.values() if name.strip("-") in it.options)
                yield Problem("option_idle", {"option": name, "word": self.format.name, "offered": offered})


def chosen_format(name: str | None, output: str | None) -> Format:
    """Find the format: the one named, else by the file's suffix, else terminal on a terminal and text in a pipe.

    Raises UsageError for an unknown suffix, and for a name and a suffix that contradict each other.
    """
    by_suffix = {format.suffix: format for format in FORMATS.values() if format.suffix}
    suffix = Path(output or "").suffix
    found = by_suffix.get(suffix.lower())
    if name is not None:
        if found and found.name != name:
            raise UsageError(Problem("format_and_suffix", {"word": name, "suffix": found.suffix}))
        return FORMATS[name]
    if output in (None, "-"):
        on_screen = output is None and sys.stdout is not None and sys.stdout.isatty()
        return FORMATS["terminal" if on_screen else "text"]
    if found is None:
        facts = {"word": redact(suffix) if suffix else "–", "offered": ", ".join(by_suffix)}
        raise UsageError(Problem("unknown_suffix", facts))
    return found


def deliver(checklist: "Checklist", catalogues: tuple[Catalogue, ...], request: OutputRequest) -> None:
    """Put a checklist into words and give it to the person. Raises UsageError and OutputError."""
    from micloud_helper.sheet import compose

    format, layout, masked = request.format, request.layout, request.masked
    if request.path is None and format.name == "terminal":
        layout = layout._replace(width=layout.width or terminal_width(), styled=shows_styles())
    sheet = compose(checklist, catalogues, share_safe=masked)
    document = format.render(sheet, checklist, layout)
    if request.path is None and not _write_to_stdout(document, format):
        layout = layout._replace(ascii=True)
        _write_to_stdout(format.render(sheet, checklist, layout), format)
    typed = (value for values in checklist.answers.details.values() for value in values)
    if layout.ascii and not masked and not all(value.isascii() for value in typed):  # it is to be copied exactly
        write_to_stderr(catalogues[0].message("cli.ascii_changed"))
    if request.path is not None:
        _write(request.path, document, checklist, catalogues[0], request)
        open_and_print(request, catalogues[0])


def _write(path: Path, data: bytes, checklist: "Checklist", catalogue: Catalogue, request: OutputRequest) -> None:
    """Write the file, over another if the person agrees. Raises OutputError."""
    try:
        export.write(path, data, force=request.force)
    except OutputError as error:
        if error.problems[0].code != "output_exists" or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        from micloud_helper.prompts.afterwards import may_replace
        from micloud_helper.prompts.session import open_session

        session = open_session(checklist.guide, catalogue, plain=False, store=None, today=checklist.today)
        with session.held():
            if not may_replace(session, path):
                raise
        export.write(path, data, force=True)
    write_to_stderr(catalogue.message("cli.wrote", path=readable(path)))


def open_and_print(request: OutputRequest, catalogue: Catalogue) -> None:
    """Hand the file that was written to the viewer and the printer, if that was asked for. Raises OutputError."""
    if request.path and request.open:
        try:
            export.open_file(request.path)
        except OutputError as error:  # the file is there, which is what counts
            write_to_stderr(message(error.problems, catalogue))
    if request.path and request.print:
        export.print_file(request.path)


def print_text(text: str) -> None:
    """Write a page to standard output, spelt in ASCII where it takes nothing else. Raises OutputError."""
    if not _write_to_stdout(text.encode(), FORMATS["text"]):
        _write_to_stdout(in_ascii(text).encode(), FORMATS["text"])


def print_or_write(text: str, output: str | None, *, force: bool, catalogue: Catalogue) -> None:
    """Write a page to a file, or to standard output where none is named. Raises OutputError."""
    if output is None or output == "-":
        print_text(text)
    else:
        export.write(Path(output), text.encode(), force=force)
        write_to_stderr(catalogue.message("cli.wrote", path=readable(output)))


def shows_styles() -> bool:
    """Tell whether standard output shows bold and colours: a terminal, if it is not an older console of Windows."""
    styled = bool(sys.stdout and sys.stdout.isatty())
    if styled and sys.platform == "win32":
        from rich.console import detect_legacy_windows

        styled = not detect_legacy_windows()
    return styled


def terminal_width() -> int:
    """Tell how many columns the terminal has, or would have."""
    return min(get_terminal_size().columns, WIDEST)


def _write_to_stdout(data: bytes, format: Format) -> bool:
    """Write to standard output; False, and nothing written, when its encoding cannot take all characters.

    Raises UsageError for bytes on a terminal, OutputError when the output is full or gone.
    """
    if sys.stdout is None:
        raise OutputError(Problem("stdout_closed", {"reason": "–"}))
    if format.binary and sys.stdout.isatty():
        raise UsageError(Problem("binary_to_terminal", {"word": format.name}))
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
