"""GeoJSON (RFC 7946): longitude first, WGS-84. A row without a point that may be shown has the geometry null."""

from collections.abc import Iterable, Iterator
from typing import Any

from ngo2.kernel.opendata.datasets import Place, Row
from ngo2.kernel.opendata.formats.json import about, listed, texts
from ngo2.kernel.opendata.formats.shape import Format
from ngo2.kernel.opendata.heads import Head


def write(head: Head, rows: Iterable[Row]) -> Iterator[bytes]:
    if head.place is None:
        raise ValueError(f"{head.title} tells no place: it cannot be a map")
    place = head.place
    yield f'{{"type":"FeatureCollection","about":{texts(about(head))},"features":['.encode()
    yield from listed(_feature(row, place) for row in rows)
    yield b"\n]}\n"


def _feature(row: Row, place: Place) -> dict[str, Any]:
    """How exact the point is stays in the properties, under the key of its column."""
    lat, lng = row.get(place.lat), row.get(place.lng)
    point = None if lat is None or lng is None else {"type": "Point", "coordinates": [lng, lat]}
    properties = {key: value for key, value in row.items() if key not in {place.lat, place.lng}}
    return {"type": "Feature", "id": row.get("id"), "geometry": point, "properties": properties}


FORMAT = Format("geojson", "GeoJSON", "application/geo+json", write, needs_place=True)
