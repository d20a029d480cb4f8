"""Settings of the base layer that would show a wrong or an unlawful map."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from ngo2.kernel.maps import base
from ngo2.kernel.packs import home


@register()
def base_layer(app_configs: Any, **options: Any) -> list[CheckMessage]:
    return [Error(words, id=f"maps.E{number:03}") for number, words in _faults()]


def _faults() -> Iterator[tuple[int, str]]:
    if settings.NGO2_MAP_DATUM not in base.DATUMS:
        yield (
            1,
            "NGO2_MAP_DATUM must be wgs84 or gcj02. Tiles of Baidu (bd09) lie on a grid of their own: choose others.",
        )
    chosen = settings.NGO2_MAP_BASE
    if chosen.startswith("https://"):
        if not all(part in chosen for part in ("{z}", "{x}", "{y}")):
            yield (
                2,
                "NGO2_MAP_BASE must hold {z}, {x} and {y}, as in https://tiles.example.org/{z}/{x}/{y}.png.",
            )
        if not settings.NGO2_MAP_ATTRIBUTION:
            yield 3, "NGO2_MAP_ATTRIBUTION must say whose map NGO2_MAP_BASE shows."
        if home() == "CN" and not settings.NGO2_MAP_APPROVAL:
            yield (
                4,
                "NGO2_MAP_APPROVAL must hold the approval number (审图号) of the map that NGO2_MAP_BASE shows.",
            )
    elif chosen and not base.file().is_file():
        yield 5, f"NGO2_MAP_BASE names no file: {chosen}. Give the path of a PMTiles file, or leave it empty."
