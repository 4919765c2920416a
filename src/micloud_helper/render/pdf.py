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
COLUMN, COLUMNS = (14.0, 12.5), (12.5, 11.0, 10.5, 10.0, 9.5)
"""Sizes of type in points, largest first: over the whole width of the page, and in two columns."""
SAVED, GAPS = 0.7, 0.95
"""What part of the room is needed at least: in two columns fewer lines end early; gaps under whole blocks can close."""
LARGE = 16.0
"""The size that can be read across a counter."""
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}
NO_GLYPH = "could not be displayed with font"
"""What typst says, of accessible PDF only, where other formats would show an empty frame."""


class Laid(NamedTuple):
    """A sheet laid out: on how many `pages`, and how many it would fill if only the end were left empty.

    `compiler` still knows the layout of `source`, so that writing it out is quick.
    """

    compiler: Any
    source: dict[str, bytes]
    size: float
    columns: int
    pages: int
    filled: float


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    return compiled(fitted(sheet, checklist, options), **ACCESSIBLE)


def fitted(sheet: Sheet, checklist: Checklist, options: Options) -> Laid:
    """Lay the sheet out on as few pages as the sizes of type allow, in the largest size that does.

    Raises OutputError without typst.
    """
    data = layout_data(sheet, checklist)
    laid = cache(partial(lay_out, data, PAPERS[options.paper]))
    if options.large:
        return laid(LARGE, 1)
    ways = candidates(sheet)
    first = laid(*ways[0])
    for pages in range(1, first.pages):
        last = first
        for size, columns in ways[1:]:
            # smaller letters need less width and less height: the room of the square, or a little less
            least = last.filled * (size / last.size) ** 2 * (SAVED if columns > last.columns else GAPS)
            if least <= pages:
                last = laid(size, columns)
                if last.pages <= pages:
                    return last
    return first


def candidates(sheet: Sheet) -> list[tuple[float, int]]:
    """List sizes of type with the number of columns; where two languages stand side by side there is only one."""
    columns = 2 if len(sheet.languages) == 1 else 1
    return [*((size, 1) for size in COLUMN), *((size, columns) for size in COLUMNS)]


def lay_out(data: str, paper: str, size: float, columns: int) -> Laid:
    """Lay the sheet out in one size of type."""
    try:
        from typst import Compiler
    except ImportError as error:
        raise OutputError(Problem("no_typst")) from error
    call = f'sheet-of(json(bytes({data})), {size}pt, "{paper}", {columns})'
    layout = resource_path(LAYOUT)
    # a file by name: typst numbers nameless ones for good, and stops at the 65,536th
    source = {"main.typ": f'#import "{layout.name}": sheet-of\n#{call}'.encode()}
    compiler = Compiler(source, root=layout.parent, font_paths=_fonts())
    found = json.loads(compiler.query("<laid>", field="value", one=True))
    return Laid(compiler, source, size, columns, found["pages"], found["filled"])


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


def layout_data(sheet: Sheet, checklist: Checklist) -> str:
    """Write what the layout needs as a typst string of JSON."""
    page = {name: (f"{{{name}}}",) * len(sheet.languages) for name in ("page", "pages")}
    coded = [link.url for link in sheet.section("addresses").entries if link.status != "unverified"]
    coded += [entry.value for entry in sheet.section("code").entries]
    data = {
        "languages": sheet.languages,
        "today": checklist.today.isoformat(),
        "route": sheet.route,
        "sections": sheet.sections,
        "codes": {text: qr_svg(text) for text in coded},
        "page": sheet.heading("page", **page),
        "continued": sheet.heading("continued", heading=("{heading}",) * len(sheet.languages)),
    }
    return json.dumps(json.dumps(data, default=asdict))
