from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngo2.lib import geo
from ngo2.lib.geo import Point, haversine

# WGS-84, GCJ-02, BD-09; lat, lng.
VECTORS = {
    "Beijing": ((39.9087, 116.3975), (39.910104, 116.403744), (39.916443, 116.410117)),
    "Chengdu": ((30.6586, 104.0648), (30.656177, 104.067306), (30.662222, 104.073797)),
    "Kunming": ((25.0438, 102.71), (25.040825, 102.711437), (25.047098, 102.717852)),
    "Xi'an": ((34.2655, 108.9541), (34.263938, 108.958792), (34.270263, 108.965186)),
}
in_china = st.tuples(st.floats(18, 53.6), st.floats(73.5, 135.1))


@pytest.mark.parametrize("city", VECTORS)
def test_M3_vectors_of_the_rules_within_a_metre(city):
    wgs, gcj, bd = (Point(*pair) for pair in VECTORS[city])
    for datum, expected in (("wgs84", wgs), ("gcj02", gcj), ("bd09", bd)):
        assert haversine(geo.from_wgs84(*wgs, datum), expected) < 0.2
        assert haversine(geo.to_wgs84(*expected, datum), wgs) < 0.2


def test_the_shift_is_as_long_as_measured():
    assert round(haversine(Point(*VECTORS["Beijing"][0]), Point(*VECTORS["Beijing"][1]))) == 555
    assert round(haversine(Point(*VECTORS["Chengdu"][0]), Point(*VECTORS["Chengdu"][1]))) == 361


@given(in_china)
def test_there_and_back_is_below_a_millimetre(pair):
    start = Point(*pair)
    for datum in ("gcj02", "bd09"):
        assert haversine(geo.to_wgs84(*geo.from_wgs84(*start, datum), datum), start) < 0.001


@given(in_china)
def test_the_shift_is_never_far(pair):
    assert haversine(Point(*pair), geo.wgs84_to_gcj02(*pair)) < 1500


@pytest.mark.parametrize("datum", ["unknown", "", "WGS84", "cgcs2000"])
def test_an_untold_datum_is_refused_not_guessed(datum):
    with pytest.raises(geo.DatumUnknown):
        geo.to_wgs84(39.9, 116.4, datum)
    with pytest.raises(geo.DatumUnknown):
        geo.from_wgs84(39.9, 116.4, datum)


def test_swapped_axes_are_refused_not_converted():
    with pytest.raises(geo.DatumUnknown):
        geo.to_wgs84(116.4, 39.9, "gcj02")


def test_the_datum_is_obeyed_where_the_famous_box_is_wrong():
    """Ulaanbaatar lies in the box, and a WGS-84 point there stays what it is; London too."""
    assert geo.to_wgs84(47.92, 106.92, "wgs84") == Point(47.92, 106.92)
    assert geo.to_wgs84(51.5, -0.12, "wgs84") == Point(51.5, -0.12)
    with pytest.raises(geo.DatumUnknown):
        geo.to_wgs84(51.5, -0.12, "gcj02")


@pytest.mark.parametrize(
    ("lat", "lng", "answer"),
    [(30.6, 104.0, True), (0, 0, False), (91, 0, False), (10, 181, False), (nan, 1, False), (inf, 1, False)],
)
def test_is_place(lat, lng, answer):
    assert geo.is_place(lat, lng) is answer


def test_haversine_knows_a_degree_and_the_antipode():
    assert round(haversine(Point(0, 0), Point(0, 1))) == 111_195
    assert round(haversine(Point(0, 0), Point(0, 180))) == 20_015_114
