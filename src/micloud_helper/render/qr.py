"""QR codes for the official addresses and the sheet code, drawn as SVG."""

from functools import lru_cache


@lru_cache(16)  # many sheets share the addresses, and drawing one takes as long as planning twenty
def qr_svg(text: str) -> str:
    """Draw the QR code of a text, with the quiet zone that readers need."""
    import segno

    drawn: str = segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff")
    return drawn
