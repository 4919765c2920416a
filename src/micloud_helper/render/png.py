"""The printed sheet as one picture for a chat, with letters tall enough to be read when it is enlarged."""

from micloud_helper.checklist import Checklist
from micloud_helper.render import Options
from micloud_helper.render.pdf import ACCESSIBLE, SIZES, compiled, fitted
from micloud_helper.sheet import Sheet

SMALLER = (7.0, 6.0, 5.0, 4.0, 3.0)
PIXELS_PER_LETTER = 21


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Draw the sheet on one page, in whatever size of type fits, and make up for it in pixels."""
    laid = fitted(sheet, checklist, options, SIZES + SMALLER)
    compiled(laid, **ACCESSIBLE)  # refuses what has no glyph
    return compiled(laid, format="png", ppi=PIXELS_PER_LETTER * 72 / laid.size)
