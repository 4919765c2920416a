"""QR codes for the official addresses, drawn as SVG."""


def qr_svg(url: str) -> str:
    """Draw the QR code of an address, with the quiet zone that readers need."""
    import segno

    drawn: str = segno.make(url, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff")
    return drawn
