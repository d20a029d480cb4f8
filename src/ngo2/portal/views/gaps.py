"""Where something is missing: a table and its picture, for whoever decides where to go next."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ngo2.kernel.charts.tilegrid import Tile, tile_grid
from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.packs import causes, home, pack
from ngo2.kernel.ui import access, pages
from ngo2.lib.refusals import Hidden
from ngo2.organisations import directory, gaps, queries, words
from ngo2.organisations.directory import Filters
from ngo2.organisations.gaps import Gap


@dataclass(frozen=True)
class Line:
    name: str
    url: str
    list_url: str
    gap: Gap
    state: str


@access.public
@require_safe
@pages.cached("organisations")
def overview(request: HttpRequest, code: str = "") -> HttpResponse:
    """Of the home country, or of one division of it."""
    country = home()
    place = directory.find_place(country, code)
    if place is None or place.choices:
        raise Hidden("division")
    cause = request.GET.get("cause", "")[:40]
    cause = cause if causes.get(cause) else ""
    found = gaps.gaps(country, place.code, queries.counted_by_division(country, cause))
    if not found:
        raise Hidden("division")
    here = reverse("portal:gaps_in", args=[place.code]) if place.code else reverse("portal:gaps")
    context = {
        "canonical": settings.NGO2_SITE_URL + here,
        "place": place,
        "title": _title(place.name if place.code else ""),
        "trail": [(_("Where something is missing"), reverse("portal:gaps")), (place.name, "")]
        if place.code
        else [],
        "lines": [_line(country, one, cause) for one in found],
        "grid": "" if place.code else _grid(country, found, cause),
        "level": directory.level_name(place),
        "nobody": sum(one.nobody for one in found),
        "no_donor": sum(one.no_donor for one in found),
        "smallest": sum(one.smallest for one in found),
        "causes": [("", _("All causes")), *((one.code, one.label(words.language())) for one in causes.top())],
        "cause": cause,
        "here": here,
        "downloads": [(one.name, one.label) for one in offered(False)],
    }
    return render(request, "portal/gaps.html", context)


def _title(name: str) -> str:
    return (
        _("Where something is missing in %(place)s") % {"place": name}
        if name
        else _("Where something is missing")
    )


def _line(country: str, gap: Gap, cause: str) -> Line:
    list_url = directory.address(
        reverse("organisations:area", args=[country, gap.code]), Filters(cause=cause)
    )
    url = _asked(reverse("portal:gaps_in", args=[gap.code]), cause) if gap.below else ""
    return Line(words.place_names(country, [gap.code])[0], url, list_url, gap, _state(gap))


def _state(gap: Gap) -> str:
    return {
        gaps.NOBODY: _("nobody yet"),
        gaps.NO_DONOR: _("organisations, no donor"),
        gaps.ONLY_DONORS: _("donors, no organisation"),
        gaps.BOTH: _("organisations and donors"),
    }[gap.state]


def _grid(country: str, found: list[Gap], cause: str) -> str:
    """Shade and number are the divisions without a donor or without anybody."""
    by_code = {one.code: one for one in found}

    def label(tile: Tile, count: int | None) -> str:
        name = words.place_names(country, [tile.code])[0]
        told = ngettext("%(name)s: %(n)s place with a gap", "%(name)s: %(n)s places with a gap", count or 0)
        return told % {"name": name, "n": f"{count or 0:,}"}

    counts = {code: one.nobody + one.no_donor for code, one in by_code.items()}
    return tile_grid(
        pack(country).tile_grid,
        counts,
        lambda tile: (
            _asked(reverse("portal:gaps_in", args=[tile.code]), cause) if tile.code in by_code else None
        ),
        label,
    )


def _asked(path: str, cause: str) -> str:
    return f"{path}?cause={cause}" if cause else path
