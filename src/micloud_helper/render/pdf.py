"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from dataclasses import asdict
from functools import cache, partial
from typing import NamedTuple

from micloud_helper.checklist import Checklist
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.render.typesetting import Document, typeset
from micloud_helper.sheet import Sheet

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
COLUMN, COLUMNS = (14.0, 12.5), (12.5, 11.0, 10.5, 10.0, 9.5)
"""Sizes of type in points, largest first: over the whole width of the page, and in two columns."""
MARGIN = 1.17
"""A size of type is tried that is reckoned to need up to a sixth more: a second column, and gaps, save some room."""
LARGE = 16.0
"""The size that can be read across a counter."""
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}


class Laid(NamedTuple):
    """A sheet laid out: on how many `pages`, and how many it would fill if only the end were left empty."""

    document: Document
    size: float
    columns: int
    pages: int
    filled: float


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    return fitted(sheet, checklist, options).document.written(**ACCESSIBLE)


def fitted(sheet: Sheet, checklist: Checklist, options: Options) -> Laid:
    """Lay the sheet out on as few pages as the sizes of type allow, in the largest size that does.

    Raises OutputError without typst.
    """
    data = layout_data(sheet, checklist)
    laid = cache(partial(lay_out, data, PAPERS[options.paper]))
    ways = [(LARGE, 1)] if options.large else candidates(sheet)
    first = laid(*ways[0])
    for pages in range(1, first.pages):
        last = first
        for size, columns in ways[1:]:
            # smaller letters need less width and less height: the room of the square, or a little less
            if last.filled * (size / last.size) ** 2 <= pages * MARGIN:
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
    document = typeset(LAYOUT, f'sheet-of(json(bytes({data})), {size}pt, "{paper}", {columns})')
    return Laid(document, size, columns, **document.value("laid"))


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
