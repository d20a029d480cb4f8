"""Squares of the globe at several sizes, so that "near me" is a few terms of the index. Pure."""

from math import asin, ceil, cos, floor, radians, sin, sqrt

SIZES = {5.0: 0.05, 25.0: 0.25, 100.0: 1.0, 500.0: 5.0}  # kilometres: degrees of one square
_KM_A_DEGREE = 111.195
_MOST = 400  # squares of one circle; near a pole there would be more


def cells_of(lat: float, lng: float) -> list[str]:
    return [_name(size, floor(lat / size), floor(lng / size)) for size in SIZES.values()]


def cells_around(lat: float, lng: float, km: float) -> list[str]:
    """All squares that a circle touches; [] where they would be too many (at the poles)."""
    size = next((size for most, size in SIZES.items() if km <= most), 5.0)
    tall = km / _KM_A_DEGREE
    wide = tall / max(cos(radians(min(abs(lat) + tall, 89.9))), 0.01)
    rows = range(floor((lat - tall) / size), floor((lat + tall) / size) + 1)
    first, last = floor((lng - wide) / size), floor((lng + wide) / size)
    around = ceil(360 / size)
    columns = {(column + around // 2) % around - around // 2 for column in range(first, last + 1)}
    if len(rows) * len(columns) > _MOST:
        return []
    return [_name(size, row, column) for row in rows for column in sorted(columns)]


def kilometres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """On a globe (haversine)."""
    up, across = radians(other_lat - lat), radians(other_lng - lng)
    half = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))


def _name(size: float, row: int, column: int) -> str:
    return f"{size}/{row}/{column}"
