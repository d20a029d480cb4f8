"""Where a thing is: datums, distances, precision.

Axis order: every function and `Point` of this file says lat first, in degrees, as Leaflet does.
AMap, Baidu and Tianditu write lng first: swap where their text is read, nowhere else.
A datum is told by the source, never guessed from the position: the box "out of China" of many
snippets covers Mongolia, Korea and parts of India.
"""

from collections.abc import Callable
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Final, NamedTuple

WGS84: Final = "wgs84"
GCJ02: Final = "gcj02"
BD09: Final = "bd09"
UNKNOWN: Final = "unknown"
DATUMS: Final = (WGS84, GCJ02, BD09, UNKNOWN)
# How exact a place is, from the most to the least exact.
PRECISIONS: Final = ("point", "street", "village", "county", "city", "province")

EARTH_METRES: Final = 6_371_008.8
_A = 6378137.0
_EE = 0.00669342162296594323
_X_PI = pi * 3000.0 / 180.0
_STOP = 1e-9  # degrees; 0.1 mm on the ground
_ROUNDS = 12  # 4 are enough in practice


class Point(NamedTuple):
    """Degrees, latitude first. Which datum it is in, the name of the variable or field must say."""

    lat: float
    lng: float


class DatumUnknown(ValueError):
    """The datum is not told or not defined at that place: keep the raw pair, do not convert."""


def haversine(a: Point, b: Point) -> float:
    """Metres between two points of the same datum, on a sphere (error below 0.6 %)."""
    lat1, lat2 = radians(a.lat), radians(b.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(b.lng - a.lng) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(half)))


def wgs84_to_gcj02(lat: float, lng: float) -> Point:
    _within_reach(lat, lng)
    return _shift(lat, lng)


def gcj02_to_wgs84(lat: float, lng: float) -> Point:
    """Inverse by fixed point: below 1 mm, where the usual one-step inverse errs up to 1.84 m."""
    _within_reach(lat, lng)
    return _undo(_shift, lat, lng)


def gcj02_to_bd09(lat: float, lng: float) -> Point:
    _within_reach(lat, lng)
    return _baidu(lat, lng)


def bd09_to_gcj02(lat: float, lng: float) -> Point:
    _within_reach(lat, lng)
    return _undo(_baidu, lat, lng)


def to_wgs84(lat: float, lng: float, datum: str) -> Point:
    """The point in WGS-84. Raises DatumUnknown for `unknown` and for a shifted datum outside its reach."""
    if datum == WGS84:
        return Point(lat, lng)
    if datum == GCJ02:
        return gcj02_to_wgs84(lat, lng)
    if datum == BD09:
        return gcj02_to_wgs84(*bd09_to_gcj02(lat, lng))
    raise DatumUnknown(f"cannot convert from datum {datum!r}")


def from_wgs84(lat: float, lng: float, datum: str) -> Point:
    """The point in `datum`, for the tiles of a provider. Raises DatumUnknown as `to_wgs84` does."""
    if datum == WGS84:
        return Point(lat, lng)
    if datum == GCJ02:
        return wgs84_to_gcj02(lat, lng)
    if datum == BD09:
        return gcj02_to_bd09(*wgs84_to_gcj02(lat, lng))
    raise DatumUnknown(f"cannot convert to datum {datum!r}")


def is_place(lat: float, lng: float) -> bool:
    """Degrees that exist on earth; (0, 0) is what broken phones send and is not taken for a place."""
    return -90 <= lat <= 90 and -180 <= lng <= 180 and (lat, lng) != (0, 0)


def _within_reach(lat: float, lng: float) -> None:
    """The formulas mean nothing far from China (and do not converge there); refusing is no guess."""
    if not (0 <= lat <= 58 and 70 <= lng <= 140):
        raise DatumUnknown("GCJ-02 and BD-09 are defined in and around China only")


def _undo(forward: Callable[[float, float], Point], lat: float, lng: float) -> Point:
    guess_lat, guess_lng = lat, lng
    for _ in range(_ROUNDS):
        there = forward(guess_lat, guess_lng)
        off_lat, off_lng = there.lat - lat, there.lng - lng
        guess_lat, guess_lng = guess_lat - off_lat, guess_lng - off_lng
        if max(abs(off_lat), abs(off_lng)) < _STOP:
            break
    return Point(guess_lat, guess_lng)


def _shift(lat: float, lng: float) -> Point:
    """The transform everybody knows; constants as in the domain rules (a, ee)."""
    x, y = lng - 105.0, lat - 35.0
    common = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    d_lat = common + 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    d_lng = common + 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    root = sqrt(abs(x))
    d_lat = d_lat * 2 / 3 - 100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    d_lng = d_lng * 2 / 3 + 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    magic = 1 - _EE * sin(radians(lat)) ** 2
    d_lat = d_lat * 180 / (_A * (1 - _EE) / (magic * sqrt(magic)) * pi)
    d_lng = d_lng * 180 / (_A / sqrt(magic) * cos(radians(lat)) * pi)
    return Point(lat + d_lat, lng + d_lng)


def _baidu(lat: float, lng: float) -> Point:
    z = hypot(lng, lat) + 0.00002 * sin(lat * _X_PI)
    theta = atan2(lat, lng) + 0.000003 * cos(lng * _X_PI)
    return Point(z * sin(theta) + 0.006, z * cos(theta) + 0.0065)
