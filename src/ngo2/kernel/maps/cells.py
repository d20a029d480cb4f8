"""Where a point lies on the square map of the web, as whole numbers. Pure.

A place is a cell of the web-mercator square at `BITS` halvings of each side (0.15 m at the equator). Its Morton code
(Z-order: the bits of x and y in turn, y before x) keeps neighbours together, so that every tile is one contiguous
range of codes. A cell of a coarser level carries a leading 1, so that codes of all levels share one column.

Web mercator: EPSG:3857, latitudes to ±85.0511°. Z-order: Morton, A Computer Oriented Geodetic Data Base (1966).
"""

from math import asinh, pi, radians, tan
from typing import Final, NamedTuple

BITS: Final = 28
SIDE: Final = 1 << BITS
DEEPEST: Final = 16  # zoom of the finest tiles: one of their 4,096 units is one cell
NORTH: Final = 85.05112877980659


class Cell(NamedTuple):
    x: int  # eastwards from the antimeridian
    y: int  # southwards from the northern edge


def cell(lat: float, lng: float) -> Cell:
    """The finest cell that holds a point in degrees of WGS-84. What lies nearer to a pole stands at the edge."""
    lat = min(max(lat, -NORTH), NORTH)
    x = int((lng + 180.0) / 360.0 * SIDE)
    y = int((1.0 - asinh(tan(radians(lat))) / pi) / 2.0 * SIDE)
    return Cell(min(max(x, 0), SIDE - 1), min(max(y, 0), SIDE - 1))


def morton(x: int, y: int) -> int:
    return _spread(x) | _spread(y) << 1


def at_level(code: int, level: int) -> int:
    """The cell of a coarser level that holds the finest cell `code`."""
    return 1 << 2 * level | code >> 2 * (BITS - level)


def range_of(z: int, x: int, y: int, level: int) -> tuple[int, int]:
    """First code and the one after the last, of the cells of `level` within a tile."""
    step = 2 * (level - z)
    first = 1 << 2 * level | morton(x, y) << step
    return first, first + (1 << step)


def points_of(z: int, x: int, y: int) -> tuple[int, int]:
    """The same for the codes of points, which carry no leading 1."""
    step = 2 * (BITS - z)
    first = morton(x, y) << step
    return first, first + (1 << step)


def is_tile(z: int, x: int, y: int) -> bool:
    return 0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z


def _spread(n: int) -> int:
    """Put a 0 between the bits of a number of at most 32 bits."""
    n = (n | n << 16) & 0x0000FFFF0000FFFF
    n = (n | n << 8) & 0x00FF00FF00FF00FF
    n = (n | n << 4) & 0x0F0F0F0F0F0F0F0F
    n = (n | n << 2) & 0x3333333333333333
    return (n | n << 1) & 0x5555555555555555
