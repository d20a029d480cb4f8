"""Postcode areas of the United Kingdom: the letters a postcode begins with, as one level of divisions."""

import re
from collections.abc import Iterator

from ngo2.kernel.packs import data
from ngo2.lib.divisions import Division, Gazetteer

_POSTCODE = re.compile(r"([A-Z]{1,2})[0-9][0-9A-Z]?\s*(?:[0-9][A-Z]{2})?")


def _areas() -> Iterator[Division]:
    for area, name in data.rows("divisions/gb_postcode_areas.csv"):
        yield Division(f"GB-{area}", name, 1, "", 1974)


GAZETTEER = Gazetteer(_areas)


def postcode_area(postcode: str) -> str:
    """Division code of a postcode ("bs3 2bn" -> "GB-BS"), or "" when it is none of the United Kingdom."""
    match = _POSTCODE.fullmatch(postcode.strip().upper())
    code = f"GB-{match[1]}" if match else ""
    return code if GAZETTEER.get(code) else ""
