"""The interactive map of a list: what it opens on, and which tiles show the same as the list. Pure."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ngo2.kernel.maps import base
from ngo2.kernel.packs import pack
from ngo2.organisations import asks
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.map_layer import ORGANISATIONS

WORLD = (-55.0, -170.0, 75.0, 175.0)  # south, west, north, east
_PAD = {
    0: 2.5,
    1: 0.8,
    2: 0.4,
    3: 0.25,
}  # degrees around the centres of what lies below a division of this depth

_AROUND = 0.5  # degrees, of a place that something is near to


@dataclass(frozen=True)
class Drawn:
    """`why_not` is the sentence that stands in place of the map when it could not show the same as the list."""

    tiles: str = ""
    bounds: str = ""
    base: str = ""
    why_not: str = ""


def drawn(place: Place, shown: Filters) -> Drawn:
    if shown.off_map:
        return Drawn(why_not=_("None of these is on the map: see them in this list."))
    if shown.words or shown.legal_status or shown.verified:
        return Drawn(
            why_not=_(
                "The map knows causes, kinds and freshness, but not this search. Take it off to see the map."
            )
        )
    asked = {facet.name: value for facet, value in _chosen(shown) if value}
    tiles = f"/map/{ORGANISATIONS.name}/{{z}}/{{x}}/{{y}}.mvt" + (f"?{urlencode(asked)}" if asked else "")
    bounds = ",".join(f"{edge:.4f}" for edge in bounds_of(place, shown.box, shown.near))
    return Drawn(tiles, bounds, _base())


def _chosen(shown: Filters) -> list[tuple[Any, str]]:
    layer = ORGANISATIONS
    return [(layer.one, shown.kind), (layer.two, shown.grade), (layer.many, shown.cause)]


def bounds_of(place: Place, box: str = "", near: str = "") -> tuple[float, float, float, float]:
    """South, west, north and east of what a list is about, as far as we know it: centres, and some room around."""
    if near and not box and (point := asks.near_point(near, place.country)):
        return point.lat - _AROUND, point.lng - _AROUND, point.lat + _AROUND, point.lng + _AROUND
    if box:
        west, south, east, north = map(float, box.split(","))
        return south, west, north, east
    gazetteer = pack(place.country).gazetteer if place.country else None
    if gazetteer is None:
        return WORLD
    codes = [one.code for one in gazetteer.children(place.code)] or [place.code]
    points = [point for code in codes if (point := gazetteer.point(code))]
    if not points:
        return WORLD
    pad = _PAD[len(place.path)]
    lats, lngs = [point.lat for point in points], [point.lng for point in points]
    return min(lats) - pad, min(lngs) - pad, max(lats) + pad, max(lngs) + pad


def _base() -> str:
    one = base.base()
    told = {
        "tiles": one.tiles, "vector": one.vector, "size": one.size, "deepest": one.deepest,
        "attribution": one.attribution, "approval": one.approval, "datum": one.datum,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)
