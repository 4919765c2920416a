"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from dataclasses import asdict
from typing import NamedTuple

from micloud_helper.checklist import Checklist
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.render.typesetting import Document, typeset
from micloud_helper.sheet import Sheet

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
WIDE, DENSE = (14.0, 12.5, 11.0), (10.0, 9.5)
"""Sizes of type in points, largest first; the layout sets the dense ones in two columns, if there is one language."""
LARGE = 16.0
"""The size that can be read across a counter."""
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}


class Laid(NamedTuple):
    """A sheet laid out, and on how many pages."""

    document: Document
    size: float
    pages: int


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    return fitted(sheet, checklist, options).document.written(**ACCESSIBLE)


def fitted(sheet: Sheet, checklist: Checklist, options: Options) -> Laid:
    """Lay the sheet out on as few pages as the sizes of type allow, in the largest size that does.

    Raises OutputError without typst.
    """
    data, fewest = layout_data(sheet, checklist), None
    for size in (LARGE,) if options.large else sizes_for(checklist):
        laid = lay_out(data, PAPERS[options.paper], size)
        if fewest is None or laid.pages < fewest.pages:
            fewest = laid
        if laid.pages == 1:
            break
    assert fewest is not None  # there is a size
    return fewest


def sizes_for(checklist: Checklist) -> tuple[float, ...]:
    """Give the sizes that a sheet can have; an application has too much to say for the large ones."""
    return DENSE if checklist.route.kind == "application" else (*WIDE, *DENSE)


def lay_out(data: str, paper: str, size: float) -> Laid:
    """Lay the sheet out in one size of type."""
    document = typeset(LAYOUT, f'sheet-of(json(bytes({data})), {size}pt, "{paper}")')
    return Laid(document, size, document.value("pages"))


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
