"""What kind of document was asked for, where it should go, and which options contradict each other."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from micloud_helper.errors import Problem, UsageError
from micloud_helper.loader.nodes import redact
from micloud_helper.render import FORMATS, Format, Options

USED_BY = {
    "--width": ("terminal", "text"),
    "--ascii": ("terminal", "text", "markdown", "html", "json", "ics"),
    "--paper": ("html", "pdf", "png"),
}
"""Options of layout, with the formats that they change."""

OF_THE_INTERVIEW = ("--plain", "--save")
OF_ONE_DOCUMENT = ("--output", "--open", "--print")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRequest:
    """How a document should look and where it should go.

    `output` is a file name as typed, or `-` or None for standard output; `columns` is the width asked for, if any.
    """

    format: Format
    layout: Options
    output: str | None
    columns: int | None
    share_safe: bool
    force: bool
    open: bool
    print: bool

    @property
    def path(self) -> Path | None:
        """Give the file to write; None means standard output."""
        return path_of(self.output)


def path_of(output: str | None) -> Path | None:
    """Read `--output`; nothing and `-` mean standard output."""
    return None if output in (None, "-") else Path(output or "")


def chosen_format(name: str | None, output: str | None) -> Format:
    """Find the format: the one named, else by the file's suffix, else terminal on a terminal and text in a pipe.

    Raises UsageError for an unknown suffix, and for a name and a suffix that contradict each other.
    """
    path = path_of(output)
    by_suffix = {format.suffix: format for format in FORMATS.values() if format.suffix}
    suffix = path.suffix.lower() if path else ""
    if name is not None:
        if suffix in by_suffix and by_suffix[suffix].name != name:
            raise UsageError(Problem("format_and_suffix", {"word": name, "suffix": suffix}))
        return FORMATS[name]
    if path is None:
        on_screen = output is None and sys.stdout is not None and sys.stdout.isatty()
        return FORMATS["terminal" if on_screen else "text"]
    if suffix not in by_suffix:
        word = redact(path.suffix) if path.suffix else "–"
        raise UsageError(Problem("unknown_suffix", {"word": word, "offered": ", ".join(by_suffix)}))
    return by_suffix[suffix]


def check_options(request: OutputRequest, values: Mapping[str, object]) -> None:
    """Refuse options that contradict each other or would silently do nothing. Raises UsageError.

    `values` are the options as given, by name; None and False are options not given.
    """
    given = {name for name, value in values.items() if value not in (None, False)}
    many = "--output-dir" in given
    for other, excluded in (("--answers", OF_THE_INTERVIEW), ("--output-dir", OF_ONE_DOCUMENT + OF_THE_INTERVIEW)):
        for name in excluded:
            if other in given and name in given:
                raise UsageError(Problem("not_together", {"option": name, "other": other}))
    if "--jobs" in given and not many:
        raise UsageError(Problem("needs_output_dir", {"option": "--jobs"}))
    if many and "--answers" not in given:
        raise UsageError(Problem("needs_answers", {"option": "--output-dir"}))
    if many and not ("--format" in given and request.format.suffix):
        offered = ", ".join(format.name for format in FORMATS.values() if format.suffix)
        raise UsageError(Problem("needs_format", {"offered": offered}))
    for name in ("--open", "--print"):
        if name in given and request.path is None:
            raise UsageError(Problem("needs_output", {"option": name}))
    if request.print and request.path is not None:
        from micloud_helper.export import check_printable

        check_printable(request.path)
    if given & {"--answers", "--format", "--output"}:  # else the person is still to be offered a format
        _check_layout(request.format.name, given)


def _check_layout(format: str, given: set[str]) -> None:
    for name, formats in USED_BY.items():
        if name in given and format not in formats:
            raise UsageError(Problem("option_idle", {"option": name, "word": format, "offered": ", ".join(formats)}))
