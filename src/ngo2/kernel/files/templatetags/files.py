"""`{% load files %}{% picture file alt=… %}`: a picture in the sizes we keep."""

from typing import Any

from django import template
from django.urls import reverse

from ngo2.kernel.files.models import WIDTHS, File

register = template.Library()


@register.inclusion_tag("files/picture.html")
def picture(file: File, alt: str, sizes: str = "(min-width: 60rem) 45rem, 100vw") -> dict[str, Any]:
    """`alt` says what is seen; "" when the words beside it say so already. `sizes` as in HTML."""
    narrow = [(reverse("files:copy", args=[file.pk, width]), width) for width in WIDTHS if file.width > width]
    address = reverse("files:file", args=[file.pk])
    return {
        "file": file,
        "address": address,
        "alt": alt,
        "sizes": sizes,
        "copies": [*narrow, (address, file.width)],
    }
