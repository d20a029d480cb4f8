"""QR codes as SVG inside the page: nothing is fetched, no inline style (CSP)."""

import segno
from django.utils.safestring import SafeString


def drawn(text: str) -> SafeString:
    """Dark on light in every colour scheme, with the border that scanners need; the page gives its size."""
    made = segno.make(text, error="m", micro=False)
    svg = made.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    return SafeString(svg)  # made of the text only, which segno turns into a path
