"""The formats in which every dataset leaves. A new one is a module here with a FORMAT of the same shape."""

from ngo2.kernel.opendata.formats import csv, geojson, json, xlsx
from ngo2.kernel.opendata.formats.shape import Format

FORMATS: dict[str, Format] = {one.name: one for one in (csv.FORMAT, xlsx.FORMAT, geojson.FORMAT, json.FORMAT)}


def offered(has_place: bool) -> list[Format]:
    """A list that tells no place cannot be a map."""
    return [one for one in FORMATS.values() if has_place or not one.needs_place]


__all__ = ["FORMATS", "Format", "offered"]
