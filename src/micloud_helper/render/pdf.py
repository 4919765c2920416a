"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from dataclasses import asdict
from functools import cache, partial
from typing import Any, NamedTuple

from micloud_helper.checklist import Checklist
from micloud_helper.errors import OutputError, Problem, UnprintableError
from micloud_helper.loader import resource_path
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.sheet import Sheet

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
SIZES = (11.0, 10.0, 9.25, 8.75, 8.25)
"""Sizes of type in points, largest first; smaller ones do not survive a photocopier."""
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}
NO_GLYPH = "could not be displayed with font"
"""What typst says, of accessible PDF only, where other formats would show an empty frame."""


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


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    return compiled(fitted(sheet, checklist, options, SIZES), **ACCESSIBLE)


def fitted(sheet: Sheet, checklist: Checklist, options: Options, sizes: tuple[float, ...]) -> Laid:
    """Lay the sheet out on as few pages as `sizes` (in points, largest first) allow, in the largest size that does.

    Raises OutputError without typst.
    """
    data = json.dumps(_data(sheet, checklist), default=asdict)
    laid = cache(partial(lay_out, json.dumps(data), PAPERS[options.paper]))
    first = laid(sizes[0])
    for pages in range(1, first.pages):
        for size in sizes[1:]:
            # smaller letters need less width and less height, so no less room than the square says
            if first.filled * (size / first.size) ** 2 <= pages and laid(size).pages <= pages:
                return laid(size)
    return laid(sizes[0], parted=True) if first.half_empty else first


def lay_out(data: str, paper: str, size: float, *, parted: bool = False) -> Laid:
    """Lay the sheet out in one size of type; `parted` begins what is to be known in the second column."""
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


def _data(sheet: Sheet, checklist: Checklist) -> dict[str, Any]:
    blanks = {name: (f"{{{name}}}",) * len(sheet.languages) for name in ("page", "pages")}
    return {
        "languages": sheet.languages,
        "today": checklist.today.isoformat(),
        "route": sheet.route,
        "because": sheet.because,
        "sections": sheet.sections,
        "codes": {link.url: qr_svg(link.url) for link in sheet.section("addresses").entries},
        "page": sheet.heading("page", **blanks),
    }
