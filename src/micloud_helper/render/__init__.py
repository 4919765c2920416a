"""From a sheet to a document: one table of formats, one module each, imported when it is used.

A renderer returns text, bytes or something rich can print; it never prints or writes.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:  # the table of formats is read long before there is a sheet
    from micloud_helper.checklist import Checklist
    from micloud_helper.sheet import Sheet

Paper: TypeAlias = Literal["a4", "letter"]


class Options(NamedTuple):
    """How to lay out: `width` in columns for text, `ascii` for outputs that take nothing more, `paper` for PDF.

    `large` asks for letters that can be read across a counter, in PDF and HTML.
    """

    width: int = 72
    ascii: bool = False
    paper: Paper = "a4"
    large: bool = False


class Printable(Protocol):
    """What a rich console can print."""

    def __rich_console__(self, console: Any, options: Any) -> Any:
        """Lay out for a terminal."""
        ...


Rendered: TypeAlias = str | bytes | Printable


class Format(NamedTuple):
    """A row of the table. `suffix` is empty where the format is no file, `module` renders it.

    `masked` hides what was typed in unless asked otherwise: such a document is made to be passed on.
    """

    name: str
    suffix: str
    media_type: str
    binary: bool
    module: str
    masked: bool = False

    def render(self, sheet: "Sheet", checklist: "Checklist", options: Options | None = None) -> Rendered:
        """Make the document. Raises UsageError or OutputError when this plan has none in this format."""
        module = import_module(f"{__name__}.{self.module}")
        document: Rendered = module.render(sheet, checklist, options or Options())
        return document


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("terminal", "", "text/plain", False, "terminal"),
        Format("text", ".txt", "text/plain", False, "text"),
        Format("markdown", ".md", "text/markdown", False, "markdown"),
        Format("html", ".html", "text/html", False, "html"),
        Format("pdf", ".pdf", "application/pdf", True, "pdf"),
        Format("png", ".png", "image/png", True, "png", masked=True),
        Format("json", ".json", "application/json", False, "json"),
        Format("ics", ".ics", "text/calendar", False, "ics"),
    )
}
"""Every format by name, in the order in which they are offered."""
