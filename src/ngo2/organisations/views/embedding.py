"""The HTML that other sites put on their pages to show a list of ours."""

from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from ngo2.organisations import directory
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.views.places import full_title, place_url

WIDTH, HEIGHT = 640, 560  # pixels of a frame when nobody says


def frame_code(place: Place, shown: Filters, width: int = WIDTH, height: int = HEIGHT) -> str:
    """HTML that others put on their pages."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" loading="lazy" title="{}"></iframe>',
        settings.NGO2_SITE_URL + reverse("organisations:embed") + _query(place, shown),
        width,
        height,
        full_title(place, shown),
    )


def picture_code(place: Place, shown: Filters) -> str:
    return format_html(
        '<a href="{}"><img src="{}" alt="{}" width="400"></a>',
        settings.NGO2_SITE_URL + directory.address(place_url(place.country, place.code), shown),
        settings.NGO2_SITE_URL + reverse("organisations:embed_picture") + _query(place, shown),
        full_title(place, shown),
    )


def _query(place: Place, shown: Filters) -> str:
    asked = directory.address("", replace(shown, country="", area="")).removeprefix("?")
    where = urlencode([(key, value) for key, value in (("in", place.country), ("code", place.code)) if value])
    said = "&".join(part for part in (where, asked) if part)
    return f"?{said}" if said else ""
