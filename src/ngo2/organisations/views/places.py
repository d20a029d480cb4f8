"""Addresses and titles of places in the directory."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ngo2.kernel.maps.drawing import Ways
from ngo2.organisations import directory
from ngo2.organisations.directory import Filters, Place


def place_url(country: str, code: str = "") -> str:
    if not country:
        return reverse("organisations:directory")
    if not code:
        return reverse("organisations:country", args=[country])
    return reverse("organisations:area", args=[country, code])


def file_url(ending: str, country: str = "", code: str = "") -> str:
    """The list of a place as a file of one format."""
    if not country:
        return reverse("organisations:directory_file", args=[ending])
    if not code:
        return reverse("organisations:country_file", kwargs={"country": country, "ending": ending})
    return reverse("organisations:area_file", kwargs={"country": country, "code": code, "ending": ending})


def feed_url(country: str = "", code: str = "") -> str:
    """What is new in a place, for feed readers."""
    if not country:
        return reverse("organisations:feed")
    if not code:
        return reverse("organisations:country_feed", kwargs={"country": country})
    return reverse("organisations:area_feed", kwargs={"country": country, "code": code})


def map_ways(here: str) -> Ways:
    """From the map of the list at `here`."""
    return Ways(here, reverse("organisations:card", args=[0]), reverse("organisations:cards"))


def trail(place: Place) -> list[tuple[str, str]]:
    """Breadcrumbs: the page itself has no address."""
    if not place.country:
        return []
    steps = directory.trail(place)
    above = [(label, place_url(country, code)) for label, country, code in steps[:-1]]
    return [(_("Directory"), place_url("")), *above, (steps[-1][0], "")]


def title(place: Place) -> str:
    return (
        _("Organisations in %(place)s") % {"place": place.name} if place.country else _("All organisations")
    )


def full_title(place: Place, shown: Filters) -> str:
    """For a list that stands elsewhere, without the filters beside it."""
    return " · ".join((title(place), *directory.chosen(shown)))
