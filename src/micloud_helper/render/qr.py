"""QR codes for the official addresses and the sheet code, drawn as SVG."""


def qr_svg(text: str) -> str:
    """Draw the QR code of a text, with the quiet zone that readers need."""
    import segno

    drawn: str = segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff")
    return drawn
