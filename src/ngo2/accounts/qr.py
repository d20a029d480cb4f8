"""QR codes as SVG inside the page: nothing is fetched, no inline style (CSP)."""

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(text: str) -> SafeString:
    """Dark on light in every colour scheme, with the border that scanners need; the page gives its size."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr-code", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 (drawn by segno: paths only, the text is not in it)
