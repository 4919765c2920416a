"""The sheet on paper, by typst: one page where it fits. The layout is `data/sheet.typ`; the sheet goes in as data."""

import json
from dataclasses import asdict, fields
from functools import cache, partial
from math import sqrt
from tempfile import gettempdir
from typing import Any, NamedTuple

from micloud_helper.checklist import Checklist
from micloud_helper.errors import OutputError, Problem
from micloud_helper.loader import read_resource
from micloud_helper.render import Options
from micloud_helper.render.qr import qr_svg
from micloud_helper.sheet import Sheet

__all__ = ["ACCESSIBLE", "SIZES", "Laid", "compiled", "fitted", "render"]

LAYOUT = "sheet.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.75, 8.5, 8.25)
"""Sizes of type in points, largest first; smaller ones do not survive a photocopier."""
COMFORTABLE = 9.5
LETTERS = 980_000
"""Letters a page holds times the square of the size of type: a guess to begin with, found by trying."""
ACCESSIBLE = {"format": "pdf", "pdf_standards": ["ua-1"]}
NO_GLYPH = "could not be displayed with font"
"""What typst says, of accessible PDF only, where other formats would show an empty frame."""
HEADINGS = ("documents", "check", "values", "changes", "warnings", "contacts", "sources")


class Laid(NamedTuple):
    """The sheet laid out in one size of type; `compiler` still knows the layout, so that writing it out is quick."""

    compiler: Any
    size: float
    pages: int


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Make a tagged, accessible PDF, on one page if a readable size of type allows it."""
    return compiled(fitted(sheet, checklist, options, SIZES, otherwise=COMFORTABLE), **ACCESSIBLE)


def fitted(sheet: Sheet, checklist: Checklist, options: Options, sizes: tuple[float, ...], *, otherwise: float) -> Laid:
    """Lay the sheet out in the largest size of type, in points, that makes one page.

    If none does, it is the largest that needs no more pages than `otherwise`. Raises OutputError without typst.
    """
    inputs = {"sheet": json.dumps(_data(sheet, checklist), default=asdict), "paper": PAPERS[options.paper]}
    laid = cache(partial(_laid, inputs))

    def largest(pages: int) -> Laid:
        """Walk to it from the size that is likely: each step costs as much as all the rest."""
        likely = sqrt(pages * LETTERS / len(inputs["sheet"]))
        at = next((index for index, size in enumerate(sizes) if size <= likely), len(sizes) - 1)
        while at < len(sizes) - 1 and laid(sizes[at]).pages > pages:
            at += 1
        while at > 0 and laid(sizes[at]).pages <= pages and laid(sizes[at - 1]).pages <= pages:
            at -= 1
        return laid(sizes[at])

    on_one = largest(1)
    return on_one if on_one.pages == 1 else largest(laid(otherwise).pages)


def _laid(inputs: dict[str, str], size: float) -> Laid:
    try:
        from typst import Compiler
    except ImportError as error:
        raise OutputError(Problem("no_typst")) from error
    # only the fonts that come with typst, so that the sheet looks alike everywhere
    compiler = Compiler(
        read_resource(LAYOUT), root=gettempdir(), ignore_system_fonts=True, sys_inputs={**inputs, "size": str(size)}
    )
    return Laid(compiler, size, int(json.loads(compiler.query("<pages>", field="value", one=True))))


def compiled(laid: Laid, **how: Any) -> bytes:
    """Write the document out. Raises OutputError when a character typed in is in none of the fonts."""
    from typst import TypstError

    try:
        document = laid.compiler.compile(read_resource(LAYOUT), **how)
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
