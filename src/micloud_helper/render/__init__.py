"""From a sheet to a document: one table of formats, one module each, imported when it is used.

A renderer returns the document; it never prints or writes.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:  # the table of formats is read long before there is a sheet
    from micloud_helper.checklist import Checklist
    from micloud_helper.sheet import Sheet

Paper: TypeAlias = Literal["a4", "letter"]


WIDTH = 72
"""Columns of a text where no width is asked for."""


class Options(NamedTuple):
    """How to lay out: `width` in columns for text, `ascii` for outputs that take nothing more, `paper` for PDF.

    `large` asks for letters that can be read across a counter, in PDF and HTML; `styled` for bold and colours.
    """

    width: int | None = None
    ascii: bool = False
    paper: Paper = "a4"
    large: bool = False
    styled: bool = False


class Format(NamedTuple):
    """A row of the table. `suffix` is empty where the format is no file, the module of its name renders it.

    `masked` hides what was typed in unless asked otherwise: such a document is made to be passed on. `options` names
    those of the layout that change it.
    """

    name: str
    suffix: str
    options: tuple[str, ...]
    binary: bool = False
    masked: bool = False

    def render(self, sheet: "Sheet", checklist: "Checklist", options: Options | None = None) -> bytes:
        """Make the document. Raises UsageError or OutputError when this plan has none in this format."""
        module = import_module(f"{__name__}.{self.name}")
        document: str | bytes = module.render(sheet, checklist, options or Options())
        return document.encode() if isinstance(document, str) else document


FORMATS: Mapping[str, Format] = {
    format.name: format
    for format in (
        Format("terminal", "", ("width", "ascii")),
        Format("text", ".txt", ("width", "ascii")),
        Format("markdown", ".md", ("ascii",)),
        Format("html", ".html", ("ascii", "paper", "large")),
        Format("pdf", ".pdf", ("paper", "large"), binary=True),
        Format("png", ".png", (), binary=True, masked=True),
        Format("json", ".json", ("ascii",)),
        Format("ics", ".ics", ("ascii",)),
    )
}
"""Every format by name, in the order in which they are offered."""
