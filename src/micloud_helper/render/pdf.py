"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from typing import Any, NamedTuple

from micloud_helper.checklist import Checklist
from micloud_helper.errors import OutputError, Problem, UnprintableError
from micloud_helper.loader import resource_path
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.sheet import Sheet

__all__ = ["ACCESSIBLE", "COMFORTABLE", "SIZES", "Laid", "compiled", "fitted", "render"]

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.75, 8.5, 8.25)
"""Sizes of type in points, largest first; smaller ones do not survive a photocopier."""
COMFORTABLE = 9.5
FRAME, LETTERS, MIDDLE = 0.15, 8_300, 9.0
"""What part of a page is filled where there are no words, and how many letters fill a whole one, in the middle size;
this and the next three were found by trying."""
HOPELESS = 8.3
"""Where the letters ask for less than this size, most sheets need two pages: the largest size shows it at once."""
GROWTH = 1.5
"""The room that words take grows with this power of the size of type: the codes stay as they are."""
AT_MOST = 1.1
"""What by these guesses fills so many pages could still fit on one."""
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}
NO_GLYPH = "could not be displayed with font"
"""What typst says, of accessible PDF only, where other formats would show an empty frame."""
HEADINGS = ("documents", "check", "values", "changes", "warnings", "contacts", "sources")


class Laid(NamedTuple):
    """The sheet in one size of type: its `pages`, and how many the words would fill if only the end were left empty.

    `half_empty` says that the second column is. `compiler` still knows the layout of `source`, so
    that writing it out is quick.
    """

    compiler: Any
    source: dict[str, bytes]
    size: float
    pages: int
    filled: float
    half_empty: bool

    def filled_at(self, size: float) -> float:
        """Guess how many pages the words would fill in another size of type."""
        return self.filled * float((size / self.size) ** GROWTH)


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    return compiled(fitted(sheet, checklist, options, SIZES, otherwise=COMFORTABLE), **ACCESSIBLE)


def fitted(sheet: Sheet, checklist: Checklist, options: Options, sizes: tuple[float, ...], *, otherwise: float) -> Laid:
    """Lay the sheet out in the largest size of type, in points, that makes one page.

    If none does, it is the largest that needs no more pages than `otherwise`. Raises OutputError without typst.
    """
    data = json.dumps(_data(sheet, checklist), default=_as_mapping)
    laid = cache(partial(_laid, json.dumps(data), PAPERS[options.paper]))
    likely = MIDDLE / (FRAME + sheet.length / LETTERS) ** (1 / GROWTH)
    begin = next((at for at, size in enumerate(sizes) if HOPELESS < likely >= size), 0)
    found = _on_one_page(laid, sizes, begin)
    if found is None:
        largest = laid(sizes[0])
        fewest = largest.pages if largest.pages == 2 else laid(otherwise).pages
        found = next(it for it in map(laid, sizes) if it.pages <= fewest)
    return laid(sizes[0], parted=True) if found.half_empty and found.size == sizes[0] else found


def _on_one_page(laid: Callable[[float], Laid], sizes: tuple[float, ...], at: int) -> Laid | None:
    """Walk from a likely place among the sizes to the largest that makes one page: each layout takes long."""
    last = len(sizes) - 1
    while (here := laid(sizes[at])).pages > 1:
        if at == last or here.filled_at(sizes[last]) > AT_MOST:
            return None
        at = next((lower for lower in range(at + 1, last) if here.filled_at(sizes[lower]) <= 1), last)
    while at > 0 and laid(sizes[at]).filled_at(sizes[at - 1]) <= 1 and laid(sizes[at - 1]).pages == 1:
        at -= 1
    return laid(sizes[at])


def _laid(data: str, paper: str, size: float, *, parted: bool = False) -> Laid:
    try:
        from typst import Compiler
    except ImportError as error:
        raise OutputError(Problem("no_typst")) from error
    call = f'sheet-of(json(bytes({data})), {size}pt, "{paper}", {str(parted).lower()})'
    layout = resource_path(LAYOUT)
    # a file by name: typst numbers nameless ones for good, and stops at the 65,536th
    source = {"main.typ": f'#import "{layout.name}": sheet-of\n#{call}'.encode()}
    compiler = Compiler(source, root=layout.parent, font_paths=_fonts())
    found = json.loads(compiler.query("<laid>", field="value", one=True))
    return Laid(compiler, source, size, found["pages"], found["filled"], found["half_empty"])


@cache
def _fonts() -> Any:
    """Give only the fonts that come with typst, so that the sheet looks alike everywhere."""
    from typst import Fonts

    return Fonts(include_system_fonts=False)


def compiled(laid: Laid, **how: Any) -> bytes:
    """Write the document out. Raises UnprintableError when a character typed in is in none of the fonts."""
    from typst import TypstError

    try:
        document = laid.compiler.compile(laid.source, **how)
    except TypstError as error:
        if NO_GLYPH not in str(error):
            raise
        raise UnprintableError(Problem("no_glyph")) from error
    assert isinstance(document, bytes)
    return document


def _as_mapping(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _data(sheet: Sheet, checklist: Checklist) -> dict[str, Any]:
    data = {name: value for name, value in sheet._asdict().items() if name != "words"}
    headings = {key: sheet.heading(key) for key in HEADINGS} | {"dates": sheet.heading("dates.heading")}
    blanks = {name: (f"{{{name}}}",) * len(sheet.languages) for name in ("page", "pages")}
    return {
        **data,
        "today": checklist.today.isoformat(),
        "addresses": [{**_as_mapping(link), "code": qr_svg(link.url)} for link in sheet.addresses],
        "headings": {**headings, "page": sheet.heading("page", **blanks)},
    }
