"""The sheet as a picture for a phone in a chat: one column, as long as it needs, read without zooming."""

from micloud_helper.checklist import Checklist
from micloud_helper.render import Options
from micloud_helper.render.pdf import ACCESSIBLE, lay_out, layout_data
from micloud_helper.sheet import Sheet

PHONE, SIZE, PIXELS_PER_INCH = "phone", 13.0, 1080 / 420 * 72
"""A page 420 points wide, a little more than a phone: type small enough to stay short, and read without zooming."""


def render(sheet: Sheet, checklist: Checklist, options: Options) -> bytes:
    """Draw the sheet."""
    document = lay_out(layout_data(sheet, checklist), PHONE, SIZE).document
    document.written(**ACCESSIBLE)  # refuses what has no glyph
    return document.written(format="png", ppi=PIXELS_PER_INCH)
