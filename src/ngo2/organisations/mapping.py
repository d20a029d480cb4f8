"""The interactive map of a list: what it opens on, and which tiles show the same as the list. Pure."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.kernel.maps.drawing import Box, Drawn, Off, Ways, edges, ground, tiles
from ngo2.kernel.packs import pack
from ngo2.organisations import asks, directory
from ngo2.organisations.directory import Filters, Place
from ngo2.organisations.map_layer import ORGANISATIONS

WORLD: Box = (-55.0, -170.0, 75.0, 175.0)
_PAD = {
    0: 2.5,
    1: 0.8,
    2: 0.4,
    3: 0.25,
}  # degrees around the centres of what lies below a division of this depth

_AROUND = 0.5  # degrees, of a place that something is near to


def drawn(place: Place, ways: Ways, shown: Filters) -> Drawn:
    """A box takes the place of a circle."""
    if shown.off_map:
        return Drawn(why_not=_("None of these is on the map: see them in this list."))
    if shown.words or shown.legal_status or shown.verified:
        return Drawn(
            why_not=_(
                "The map knows causes, kinds and freshness, but not this search. Take it off to see the map."
            )
        )
    unboxed = replace(shown, box="", near="")
    asked = directory.address("", replace(unboxed, country="", area="")).replace("?", "&")
    return Drawn(
        layer=ORGANISATIONS.name,
        tiles=tiles(ORGANISATIONS, _chosen(shown)),
        bounds=edges(bounds_of(place, shown.box, shown.near)),
        base=ground(),
        card=ways.card,
        cards=f"{ways.cards}?box=BOX{asked}",
        listed=directory.address(ways.listed, unboxed),
        label=_(
            "Map of organisations. Arrow keys move it, plus and minus come closer and go away. The list of what it "
            "shows follows."
        ),
        count=_("In this part of the map: {n}"),
        list_label=_("List what this part of the map shows"),
    )


def off_map(count: int, url: str) -> Off | None:
    if not count:
        return None
    sentence = ngettext(
        "%(n)s organisation of this list is not on the map: we do not know its place, or it may not be shown.",
        "%(n)s organisations of this list are not on the map: we do not know their places, or they may not be shown.",
        count,
    )
    return Off(sentence % {"n": f"{count:,}"}, _("List what is not on the map"), url)


def _chosen(shown: Filters) -> dict[str, str]:
    layer = ORGANISATIONS
    chosen = {layer.one.name: shown.kind, layer.two.name: shown.grade, layer.many.name: shown.cause}
    return chosen | ({layer.beside.name: shown.trait} if layer.beside else {})


def bounds_of(place: Place, box: str = "", near: str = "") -> Box:
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
