"""Make data/base_layer/base.pmtiles from Natural Earth: land, lakes and rivers, simplified for each zoom.

Beside them stand the names of provinces, cities and counties from our own gazetteer.

    PYTHONPATH=src .venv/bin/python tools/base_layer.py FOLDER

FOLDER holds ne_50m_land.geojson, ne_50m_lakes.geojson and ne_50m_rivers_lake_centerlines.geojson.

No border is drawn, on purpose: docs/how-to/law-china.md. A tile is shown at 512 pixels, so that one view
asks for few of them; what is smaller than a pixel or two is left out.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from math import asinh, pi, radians, tan
from pathlib import Path

import mapbox_vector_tile
from ngo2.kernel.packs import pack
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from shapely import STRtree, box, get_parts, make_valid, transform
from shapely.geometry import MultiLineString, MultiPolygon, Point, shape
from shapely.geometry.base import BaseGeometry

OUT = Path(__file__).resolve().parents[1] / "data" / "base_layer" / "base.pmtiles"
DEEPEST = 6  # 1:50 million says nothing more on finer tiles
EXTENT = 1024  # half a screen pixel of a tile of 512
BUFFER = 1 / 64  # of a tile, so that no edge shows
NORTH = 85.05112877980659
LAYERS = {
    "land": ("ne_50m_land.geojson", 0, MultiPolygon),
    "lake": ("ne_50m_lakes.geojson", 1, MultiPolygon),
    "river": ("ne_50m_rivers_lake_centerlines.geojson", 2, MultiLineString),
}


def main() -> None:
    folder = Path(sys.argv[1])
    names = list(_names())
    shapes = {name: list(_shapes(folder / file)) for name, (file, *_) in LAYERS.items()}
    with write(str(OUT)) as writer:
        for tile_id, body in sorted(_tiles(shapes, names)):
            writer.write_tile(tile_id, body)
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_zoom": 0,
                "max_zoom": DEEPEST,
                "min_lon_e7": -1800000000,
                "min_lat_e7": -850511287,
                "max_lon_e7": 1800000000,
                "max_lat_e7": 850511287,
                "center_zoom": 3,
                "center_lon_e7": 1050000000,
                "center_lat_e7": 350000000,
            },
            {
                "attribution": "Natural Earth",
                "vector_layers": [
                    *({"id": name, "fields": {}} for name in LAYERS),
                    {"id": "place", "fields": {"zh": "String", "en": "String", "rank": "Number"}},
                ],
            },
        )
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes")


def _shapes(path: Path) -> Iterator[BaseGeometry]:
    """On the unit square of web mercator, y southwards."""
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if feature["geometry"]:
            yield transform(make_valid(shape(feature["geometry"])), _projected)


def _projected(points):  # type: ignore[no-untyped-def] # an array of shapely's
    made = points.copy()
    for row, (lng, lat) in enumerate(points):
        lat = min(max(lat, -NORTH), NORTH)
        made[row] = (lng + 180) / 360, (1 - asinh(tan(radians(lat))) / pi) / 2
    return made


def _names() -> Iterator[tuple[Point, dict[str, str | int]]]:
    """Where a place is, and what it is called; rank 1 is a province, 2 a city, 3 a county."""
    own = pack("CN")
    for line in own.gazetteer.descendants(""):
        if point := own.gazetteer.point(line.code):
            said: dict[str, str | int] = {"zh": line.name, "rank": line.level}
            if english := own.english.get(line.code):
                said["en"] = english
            yield transform(Point(point.lng, point.lat), _projected), said


def _tiles(
    shapes: dict[str, list[BaseGeometry]], names: list[tuple[Point, dict[str, str | int]]]
) -> Iterator[tuple[int, bytes]]:
    """Names of the finest rank stand on the finest tiles only."""
    for z in range(DEEPEST + 1):
        pixel = 1 / 2**z / 512
        drawn = {}
        for name, (_file, first, _kind) in LAYERS.items():
            if z >= first:
                simple = (make_valid(one.simplify(pixel, preserve_topology=True)) for one in shapes[name])
                kept = [one for one in simple if not one.is_empty and _is_seen(one, pixel)]
                drawn[name] = (kept, STRtree(kept))
        called = [one for one in names if one[1]["rank"] <= (1 if z < 4 else 2 if z < DEEPEST else 3)]
        for x in range(2**z):
            for y in range(2**z):
                if body := _tile(drawn, called, z, x, y):
                    yield zxy_to_tileid(z, x, y), body


def _is_seen(one: BaseGeometry, pixel: float) -> bool:
    west, north, east, south = one.bounds
    return max(east - west, south - north) > 2 * pixel


def _parts(one: BaseGeometry) -> Iterator[BaseGeometry]:
    """What making valid and cutting left of it: also lines and points, which nobody wants here."""
    for part in get_parts(one):
        if part.geom_type.startswith(("Multi", "Geometry")):
            yield from _parts(part)
        else:
            yield part


def _tile(
    drawn: dict[str, tuple[list[BaseGeometry], STRtree]],
    names: list[tuple[Point, dict[str, str | int]]],
    z: int,
    x: int,
    y: int,
) -> bytes:
    side = 1 / 2**z
    west, north = x * side, y * side
    frame = box(
        west - BUFFER * side, north - BUFFER * side, west + (1 + BUFFER) * side, north + (1 + BUFFER) * side
    )
    layers = []
    for name, (kept, tree) in drawn.items():
        kind = LAYERS[name][2]
        single = kind.__name__.removeprefix("Multi")
        cut = (kept[index].intersection(frame) for index in tree.query(frame))
        parts = [
            part for one in cut for part in _parts(one) if part.geom_type == single and not part.is_empty
        ]
        if parts:  # one feature a layer: nothing is told apart
            layers.append({"name": name, "features": [{"geometry": kind(parts), "properties": {}}]})
    inside = [
        {"geometry": point, "properties": said}
        for point, said in names
        if west <= point.x < west + side and north <= point.y < north + side
    ]
    if inside:
        layers.append({"name": "place", "features": inside})
    if not layers:
        return b""
    options = {
        "quantize_bounds": (west, north, west + side, north + side),
        "extents": EXTENT,
        "y_coord_down": True,
    }
    return gzip.compress(mapbox_vector_tile.encode(layers, default_options=options), 9, mtime=0)


if __name__ == "__main__":
    main()
