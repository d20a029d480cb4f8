"""What lies under the points: by setting, our own land, rivers and lakes; a licensed provider; or a PMTiles file.

Points are kept in WGS-84 and moved to the datum of the provider in the browser, nowhere else (rules 4.3). No request
leaves this host unless a provider is configured.
"""

import gzip
from dataclasses import dataclass
from functools import cache, lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from django.conf import settings
from pmtiles.reader import Reader
from pmtiles.tile import Compression, TileType

OURS = settings.ROOT / "data" / "base_layer" / "base.pmtiles"
DATUMS = ("wgs84", "gcj02")
TYPES = {
    TileType.MVT: "application/vnd.mapbox-vector-tile",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
}


@dataclass(frozen=True)
class Base:
    """`tiles` is an address with {z}, {x} and {y}; `vector` tells how they are drawn, `size` how large, in pixels.

    `approval` is the number under which the authority has approved the map (审图号); it is always shown.
    """

    tiles: str
    vector: bool
    size: int
    deepest: int
    attribution: str
    approval: str = ""
    datum: str = "wgs84"


def provider() -> str:
    """The address of a provider's tiles, or "" when tiles come from this host."""
    chosen: str = settings.NGO2_MAP_BASE
    return chosen if chosen.startswith("https://") else ""


def file() -> Path:
    return Path(settings.NGO2_MAP_BASE) if settings.NGO2_MAP_BASE else OURS


def base() -> Base:
    attribution = settings.NGO2_MAP_ATTRIBUTION
    if template := provider():
        tiles = template.replace("{key}", settings.NGO2_MAP_KEY)
        return Base(tiles, False, 256, 18, attribution, settings.NGO2_MAP_APPROVAL, settings.NGO2_MAP_DATUM)
    header = _reader(str(file())).header()
    vector = header["tile_type"] == TileType.MVT
    stamp = int(file().stat().st_mtime)
    return Base(
        f"/map/base/{{z}}/{{x}}/{{y}}?v={stamp}",
        vector,
        512 if vector else 256,
        header["max_zoom"],
        attribution or ("Natural Earth" if file() == OURS else ""),
        settings.NGO2_MAP_APPROVAL,
        settings.NGO2_MAP_DATUM,
    )


def tile(z: int, x: int, y: int) -> tuple[bytes, str, bool]:
    """(bytes, content type, are they gzipped?) of a tile of the file; no bytes where it holds none."""
    return _tile(str(file()), z, x, y)


@lru_cache(maxsize=2000)  # the reader unpacks its directory at each call; a tile of ours weighs a few kB
def _tile(path: str, z: int, x: int, y: int) -> tuple[bytes, str, bool]:
    reader = _reader(path)
    header = reader.header()
    body = reader.get(z, x, y) or b""
    kind = TYPES.get(header["tile_type"], "application/octet-stream")
    return body, kind, bool(body) and header["tile_compression"] == Compression.GZIP


def unzipped(body: bytes) -> bytes:
    return gzip.decompress(body)


@cache
def _reader(path: str) -> Reader:
    with Path(path).open("rb") as opened:
        held = mmap(opened.fileno(), 0, access=ACCESS_READ)
    return Reader(lambda offset, length: held[offset : offset + length])
