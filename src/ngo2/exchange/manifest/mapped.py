"""Needs and offers stand on the map, and organisations are narrowed to those that have some."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.exchange import kinds, queries
from ngo2.exchange.map_layer import NEEDS, OFFERS
from ngo2.kernel.maps.layers import layers
from ngo2.organisations.traits import Trait, traits

_BEGIN_AND_END = tuple(
    f"exchange.{what}" for what in ("published", "changed", "extended", "left_lists", "closed")
)


def contribute() -> None:
    layers.add(NEEDS, OFFERS)
    traits.add(
        _trait("needs", _("With open needs"), kinds.NEED),
        _trait("offers", _("With open offers"), kinds.OFFER),
    )


def _trait(name: str, label: object, side: str) -> Trait:
    return Trait(name, label, partial(_holders, side), _BEGIN_AND_END)


def _holders(side: str) -> Any:
    return queries.open_posts(side).order_by().values_list("organisation", flat=True)
