"""Length and area of points on the Earth, as JavaRosa and Enketo count them (a sphere of 6,378,100 m)."""

from itertools import pairwise
from math import acos, cos, nan, radians, sin

_RADIUS = 6_378_100.0
_Point = tuple[float, float]


def points(texts: list[str]) -> list[_Point] | None:
    """Latitude and longitude of geopoints, geotraces or geoshapes; None if one of them is no place on Earth."""
    found: list[_Point] = []
    for text in texts:
        for part in text.strip().strip(";").split(";"):
            numbers = part.split()
            try:
                latitude, longitude = float(numbers[0]), float(numbers[1])
            except (ValueError, IndexError):
                return None
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                return None
            found.append((latitude, longitude))
    return found


def distance(texts: list[str]) -> float:
    """Metres along the points; NaN if one is not a place."""
    line = points(texts)
    if line is None:
        return nan
    return sum(_between(a, b) for a, b in pairwise(line))


def area(texts: list[str]) -> float:
    """Square metres within the points, closed if they are not; NaN if one is not a place."""
    line = points(texts)
    if line is None:
        return nan
    if len(line) < 3:
        return 0.0
    ring = line if line[0] == line[-1] else [*line, line[0]]
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        total += radians(lon2 - lon1) * (2 + sin(radians(lat1)) + sin(radians(lat2)))
    return abs(total * _RADIUS * _RADIUS / 2)


def within(point: str, shape: str) -> bool:
    """`geofence`: whether a geopoint lies in a geoshape (ray casting on degrees)."""
    spot, ring = points([point]), points([shape])
    if not spot or not ring or len(ring) < 3:
        return False
    y, x = spot[0]
    inside = False
    for (y1, x1), (y2, x2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _between(a: _Point, b: _Point) -> float:
    if a == b:
        return 0.0
    lat1, lat2 = radians(a[0]), radians(b[0])
    turn = radians(b[1] - a[1])
    cosine = sin(lat1) * sin(lat2) + cos(lat1) * cos(lat2) * cos(turn)
    return _RADIUS * acos(max(-1.0, min(1.0, cosine)))
