"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from bisect import bisect_left
from dataclasses import asdict, fields
from typing import Any

from micloud_helper.checklist import Checklist
from micloud_helper.errors import OutputError, Problem
from micloud_helper.loader import read_resource
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.sheet import Sheet

__all__ = ["ACCESSIBLE", "SIZES", "compiled", "fitted", "render"]

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.75, 8.5, 8.25)
"""Sizes of type in points, largest first; smaller ones do not survive a photocopier."""
COMFORTABLE = 9.5
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}
NO_GLYPH = "could not be displayed with font"
"""What typst says, of accessible PDF only, where other formats would show an empty frame."""
HEADINGS = ("documents", "check", "values", "changes", "warnings", "contacts", "sources")


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    inputs = fitted(sheet, checklist, options, SIZES, otherwise=COMFORTABLE)
    return compiled(inputs, **ACCESSIBLE)


def fitted(
    sheet: Sheet, checklist: Checklist, options: Options, sizes: tuple[float, ...], *, otherwise: float
) -> dict[str, str]:
    """Give what the layout needs, with the largest `size` of type in points that makes one page.

    If none does, it is the largest that needs no more pages than `otherwise`. Raises OutputError without typst.
    """
    inputs = {"sheet": json.dumps(_data(sheet, checklist), default=asdict), "paper": PAPERS[options.paper]}
    limit = 1 if _pages(inputs, sizes[-1]) == 1 else _pages(inputs, otherwise)
    fits = bisect_left(sizes[:-1], True, key=lambda size: _pages(inputs, size) <= limit)
    return {**inputs, "size": str(sizes[fits])}


def _pages(inputs: dict[str, str], size: float) -> int:
    try:
        from typst import query
    except ImportError as error:
        raise OutputError(Problem("no_typst")) from error
    pages = query(read_resource(LAYOUT), "<pages>", field="value", one=True, ignore_system_fonts=True,
                  sys_inputs={**inputs, "size": str(size)})  # fmt: skip
    return int(json.loads(pages))


def compiled(inputs: dict[str, str], **how: Any) -> bytes:
    """Lay out and give the document; the fonts are those that come with typst, so that it looks alike everywhere.

    Raises OutputError when a character typed in is in none of them.
    """
    from typst import TypstError, compile

    try:
        document = compile(read_resource(LAYOUT), ignore_system_fonts=True, sys_inputs=inputs, **how)
    except TypstError as error:
        if NO_GLYPH not in str(error):
            raise
        raise OutputError(Problem("no_glyph")) from error
    assert isinstance(document, bytes)
    return document


def _data(sheet: Sheet, checklist: Checklist) -> dict[str, Any]:
    data: dict[str, Any] = {field.name: getattr(sheet, field.name) for field in fields(sheet) if field.name != "words"}
    headings = {key: sheet.heading(key) for key in HEADINGS} | {"dates": sheet.heading("dates.heading")}
    blanks = {name: (f"{{{name}}}",) * len(sheet.languages) for name in ("page", "pages")}
    return {
        **data,
        "today": checklist.today.isoformat(),
        "addresses": [{**asdict(link), "code": qr_svg(link.url)} for link in sheet.addresses],
        "headings": {**headings, "page": sheet.heading("page", **blanks)},
    }
