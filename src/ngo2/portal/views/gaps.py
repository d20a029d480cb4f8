"""Where something is missing: a table and its picture, for whoever decides where to go next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from ngo2.exchange.queries.divisions import open_by_division
from ngo2.kernel.charts.tilegrid import Tile, tile_grid
from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.packs import causes, home, pack
from ngo2.kernel.ui import access, pages
from ngo2.lib.refusals import Hidden
from ngo2.organisations import directory, gaps, queries, words
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.gaps import Gap


@dataclass(frozen=True)
class Line:
    name: str
    url: str
    list_url: str
    gap: Gap
    state: str
    needs: int
    offers: int


class Asked(NamedTuple):
    """`shade`: what the picture shows, a key of `SHADES`."""

    cause: str = ""
    shade: str = ""

    def address(self, path: str) -> str:
        said = {name: value for name, value in (("cause", self.cause), ("shade", self.shade)) if value}
        return f"{path}?{urlencode(said)}" if said else path


class Shade(NamedTuple):
    """What a square of the picture counts, and in which words."""

    label: object
    count: Callable[[Gap], int]
    told: Callable[[int], str]
    legend: object


@access.public
@require_safe
@pages.cached("organisations", "posts")
def overview(request: HttpRequest, code: str = "") -> HttpResponse:
    """Of the home country, or of one division of it."""
    country = home()
    place = directory.find_place(country, code)
    if place is None or place.choices:
        raise Hidden("division")
    asked = _read(request)
    found = gaps.gaps(
        country,
        place.code,
        queries.counted_by_division(country, asked.cause),
        open_by_division(country, asked.cause),
    )
    if not found:
        raise Hidden("division")
    here = reverse("portal:gaps_in", args=[place.code]) if place.code else reverse("portal:gaps")
    context = {
        "canonical": settings.NGO2_SITE_URL + here,
        "place": place,
        "title": _title(place),
        "trail": [(_("Where something is missing"), reverse("portal:gaps")), (place.name, "")]
        if place.code
        else [],
        "lines": [_line(country, one, asked) for one in found],
        "grid": "" if place.code else _grid(country, found, asked),
        "shades": [] if place.code else _shades(here, asked),
        "legend": SHADES[asked.shade].legend,
        "level": directory.level_name(place),
        "nobody": sum(one.nobody for one in found),
        "no_donor": sum(one.no_donor for one in found),
        "unmet": sum(1 for one in gaps.smallest(country, found) if _needs(one) and not one.donors),
        "smallest": sum(one.smallest for one in found),
        "causes": [("", _("All causes")), *((one.code, one.label(words.language())) for one in causes.top())],
        "cause": asked.cause,
        "shade": asked.shade,
        "here": here,
        "downloads": [(one.name, one.label) for one in offered(False)],
    }
    return render(request, "portal/gaps.html", context)


def _read(request: HttpRequest) -> Asked:
    cause, shade = request.GET.get("cause", "")[:40], request.GET.get("shade", "")
    return Asked(cause if causes.get(cause) else "", shade if shade in SHADES else "")


def _title(place: Place) -> str:
    if place.code:
        return _("Where something is missing in %(place)s") % {"place": place.name}
    return _("Where something is missing")


def _line(country: str, gap: Gap, asked: Asked) -> Line:
    list_url = directory.address(
        reverse("organisations:area", args=[country, gap.code]), Filters(cause=asked.cause)
    )
    url = Asked(asked.cause).address(reverse("portal:gaps_in", args=[gap.code])) if gap.below else ""
    name = words.place_names(country, [gap.code])[0]
    return Line(name, url, list_url, gap, _state(gap), _needs(gap), _offers(gap))


def _state(gap: Gap) -> str:
    return {
        gaps.NOBODY: _("nobody yet"),
        gaps.NO_DONOR: _("organisations, no donor"),
        gaps.ONLY_DONORS: _("donors, no organisation"),
        gaps.BOTH: _("organisations and donors"),
    }[gap.state]


def _missing(gap: Gap) -> int:
    return gap.nobody + gap.no_donor


def _needs(gap: Gap) -> int:
    return gap.beside[0] if gap.beside else 0


def _offers(gap: Gap) -> int:
    return gap.beside[1] if gap.beside else 0


SHADES = {
    "": Shade(
        gettext_lazy("Gaps"),
        _missing,
        lambda n: ngettext("%(name)s: %(n)s place with a gap", "%(name)s: %(n)s places with a gap", n),
        gettext_lazy(
            "The darker, the more places with a gap. A picture of the provinces, not of their borders."
        ),
    ),
    "needs": Shade(
        gettext_lazy("Open needs"),
        _needs,
        lambda n: ngettext("%(name)s: %(n)s open need", "%(name)s: %(n)s open needs", n),
        gettext_lazy(
            "The darker, the more needs stand open. A picture of the provinces, not of their borders."
        ),
    ),
    "offers": Shade(
        gettext_lazy("Open offers"),
        _offers,
        lambda n: ngettext("%(name)s: %(n)s open offer", "%(name)s: %(n)s open offers", n),
        gettext_lazy(
            "The darker, the more offers stand open. A picture of the provinces, not of their borders."
        ),
    ),
}


def _shades(here: str, asked: Asked) -> list[tuple[object, str, bool]]:
    return [
        (shade.label, asked._replace(shade=key).address(here), key == asked.shade)
        for key, shade in SHADES.items()
    ]


def _grid(country: str, found: list[Gap], asked: Asked) -> str:
    """Shade and number are what is chosen: by itself the divisions without a donor or without anybody."""
    by_code, shade = {one.code: one for one in found}, SHADES[asked.shade]

    def label(tile: Tile, count: int | None) -> str:
        name = words.place_names(country, [tile.code])[0]
        return shade.told(count or 0) % {"name": name, "n": f"{count or 0:,}"}

    def link(tile: Tile) -> str | None:
        path = reverse("portal:gaps_in", args=[tile.code])
        return Asked(asked.cause).address(path) if tile.code in by_code else None

    counts = {code: shade.count(one) for code, one in by_code.items()}
    return tile_grid(pack(country).tile_grid, counts, link, label)
