"""Needs and offers stand on the map."""

from ngo2.exchange.map_layer import NEEDS, OFFERS
from ngo2.kernel.maps.layers import layers


def contribute() -> None:
    layers.add(NEEDS, OFFERS)
