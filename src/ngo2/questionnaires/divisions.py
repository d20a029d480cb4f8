"""The list of places that a question for a place opens: provinces, cities, counties of today. Pure."""

import csv
import io
from collections.abc import Iterator
from functools import cache

from ngo2.kernel.packs import pack
from ngo2.lib.divisions import Division, Gazetteer

Row = tuple[str, str, str, str]
_COUNTY = 3


@cache
def divisions_csv() -> bytes:
    """Columns name (the code), label, parent and level. There is always something to choose on every level."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("name", "label", "parent", "level"))
    gazetteer = pack("CN").gazetteer
    if gazetteer is not None:
        writer.writerows(_rows(gazetteer))
    return file.getvalue().encode()


def _rows(gazetteer: Gazetteer) -> Iterator[Row]:
    for province in gazetteer.children():
        yield province.code, province.name, "", "province"
        below = gazetteer.children(province.code)
        if below and all(one.level >= _COUNTY for one in below):  # Beijing has districts and no cities
            whole = f"{province.code[:2]}0100"
            yield whole, province.name, province.code, "city"
            yield from ((one.code, one.name, whole, "county") for one in below)
        elif below:
            yield from _cities(gazetteer, province, below)
        else:
            yield province.code, province.name, province.code, "city"


def _cities(gazetteer: Gazetteer, province: Division, cities: list[Division]) -> Iterator[Row]:
    for city in cities:
        yield city.code, city.name, province.code, "city"
        counties = gazetteer.children(city.code)
        # A city without counties stands for itself there, or a required question could never be answered.
        yield from ((one.code, one.name, city.code, "county") for one in counties or [city])
