"""The interactive map of a list of posts: what it opens on, and which tiles show the same as the list. Pure."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngo2.exchange import filters, kinds
from ngo2.exchange.filters import Filters
from ngo2.exchange.map_layer import LAYERS
from ngo2.kernel.maps.drawing import Drawn, Off, Ways, edges, ground, tiles
from ngo2.kernel.packs import home
from ngo2.organisations.directory import Place
from ngo2.organisations.facts import places
from ngo2.organisations.mapping import bounds_of


def drawn(side: str, ways: Ways, asked: Filters, off: int) -> Drawn:
    """`off`: how many of the list stand at no point."""
    if asked.remote:
        return Drawn(why_not=_("What is done from afar stands at no place of the map: see it in this list."))
    if asked.words:
        return Drawn(
            why_not=_("The map knows kinds and places, but not this search. Take it off to see the map.")
        )
    layer, whole = LAYERS[side], replace(asked, box="")
    chosen = {"about": asked.subkind} if asked.subkind else {"kind": asked.kind}
    there = filters.address("", replace(whole, area="")).replace("?", "&")
    return Drawn(
        layer=layer.name,
        tiles=tiles(layer, chosen),
        bounds=edges(bounds_of(_place(asked.area), asked.box)),
        base=ground(),
        card=ways.card,
        cards=f"{ways.cards}?box=BOX{there}",
        listed=filters.address(ways.listed, whole),
        label=_label(side),
        count=_("On this part of the map: {n}"),
        list_label=_("See them as a list"),
        off=_off(off) if off and not asked.box else None,
    )


def _place(area: str) -> Place:
    return Place(home(), places.path(home(), area) if area else ())


def _label(side: str) -> str:
    if side == kinds.NEED:
        return _(
            "Map of needs. Arrow keys move it, plus and minus come closer and go away. The list of what it shows "
            "follows."
        )
    return _(
        "Map of offers. Arrow keys move it, plus and minus come closer and go away. The list of what it shows "
        "follows."
    )


def _off(count: int) -> Off:
    sentence = ngettext(
        "%(n)s of this list is not on the map: it is for the whole country or from afar, or its place may not be "
        "shown.",
        "%(n)s of this list are not on the map: they are for the whole country or from afar, or their places may not "
        "be shown.",
        count,
    )
    return Off(sentence % {"n": f"{count:,}"})
