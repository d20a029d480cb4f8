"""The interactive map on a page: what its part of the template needs to be told. Pure."""

import json
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from ngo2.kernel.maps import base
from ngo2.kernel.maps.layers import Layer, layers

Box = tuple[float, float, float, float]  # south, west, north, east


class Ways(NamedTuple):
    """Addresses that lead on from a map: the list without anything chosen, a card with 0 for the number, and the cards
    of a box that is still to be named."""

    listed: str
    card: str
    cards: str


class Off(NamedTuple):
    """What a list holds and the map cannot: said in a sentence, with the list of just these where there is one."""

    sentence: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Drawn:
    """`why_not` is the sentence that stands in place of the map when it could not show the same as the list.

    `card` is the address of a card with 0 for the number, `cards` that of the cards of a box with BOX in it, `listed`
    that of the whole list, which a box narrows. `label` is read out where the map stands; `count` says how much a part
    of it shows, with {n} for the number, and `list_label` leads to the list of that.
    """

    layer: str = ""
    tiles: str = ""
    bounds: str = ""
    base: str = ""
    card: str = ""
    cards: str = ""
    listed: str = ""
    label: str = ""
    count: str = ""
    list_label: str = ""
    off: Off | None = None
    why_not: str = ""


class Tab(NamedTuple):
    label: object
    url: str
    current: bool


def tiles(layer: Layer, chosen: dict[str, str]) -> str:
    asked = {name: value for name, value in chosen.items() if value}
    return f"/map/{layer.name}/{{z}}/{{x}}/{{y}}.mvt" + (f"?{urlencode(asked)}" if asked else "")


def edges(box: Box) -> str:
    return ",".join(f"{edge:.4f}" for edge in box)


def ground() -> str:
    """The base layer, as the script reads it."""
    one = base.base()
    told = {
        "tiles": one.tiles, "vector": one.vector, "size": one.size, "deepest": one.deepest,
        "attribution": one.attribution, "approval": one.approval, "datum": one.datum,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def tabs(current: str) -> list[Tab]:
    """Every layer that has a page of its own; none where there is nothing to choose."""
    found = [Tab(one.label, reverse(one.page), one.name == current) for one in layers if one.page]
    return found if len(found) > 1 else []
