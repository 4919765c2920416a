"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from dataclasses import asdict, fields
from typing import Any

from micloud_helper.checklist import Checklist
from micloud_helper.errors import OutputError, Problem
from micloud_helper.loader import read_resource
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.sheet import Sheet

__all__ = ["SIZES", "compiled", "fitted", "render"]

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
SIZES = (10.0, 9.5, 9.0, 8.5)
"""Type sizes in points, largest first; smaller ones do not survive a photocopier."""
COMFORTABLE = 9.5
HEADINGS = ("documents", "check", "values", "changes", "warnings", "contacts", "sources")


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    inputs = fitted(sheet, checklist, options, SIZES, otherwise=COMFORTABLE)
    return compiled(inputs, format="pdf", pdf_standards=["ua-1"])


def fitted(
    sheet: Sheet, checklist: Checklist, options: Options, sizes: tuple[float, ...], *, otherwise: float
) -> dict[str, str]:
    """Give what the layout needs, with the largest `size` of type in points at which the sheet is one page.

    Raises OutputError where typst is missing.
    """
    try:
        from typst import query
    except ImportError as error:
        raise OutputError(Problem("no_typst")) from error

    inputs = {"sheet": json.dumps(_data(sheet, checklist), default=asdict), "paper": PAPERS[options.paper]}
    for size in sizes:
        inputs["size"] = str(size)
        pages = query(read_resource(LAYOUT), "<pages>", field="value", one=True, ignore_system_fonts=True,
                      sys_inputs=inputs)  # fmt: skip
        if json.loads(pages) == 1:
            return inputs
    return {**inputs, "size": str(otherwise)}


def compiled(inputs: dict[str, str], **how: Any) -> bytes:
    """Lay out and give the document; the fonts are those that come with typst, so that it looks alike everywhere."""
    from typst import compile

    document = compile(read_resource(LAYOUT), ignore_system_fonts=True, sys_inputs=inputs, **how)
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

