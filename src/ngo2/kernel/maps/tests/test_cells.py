"""Whole numbers for places: against the formula of the projection, and as an order."""

from math import atan, degrees, pi, sinh

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngo2.kernel.maps import cells

LAT = st.floats(-cells.NORTH, cells.NORTH)
LNG = st.floats(-180, 179.9999999)


def back(x: float, y: float) -> tuple[float, float]:
    """The inverse of web mercator, from its own formula."""
    return degrees(atan(sinh(pi * (1 - 2 * y / cells.SIDE)))), x / cells.SIDE * 360 - 180


@given(LAT, LNG)
def test_a_cell_holds_its_point(lat, lng):
    x, y = cells.cell(lat, lng)
    north, west = back(x, y)
    south, east = back(x + 1, y + 1)
    assert west - 1e-9 <= lng <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(st.integers(0, cells.SIDE - 1), st.integers(0, cells.SIDE - 1))
def test_morton_codes_are_the_bits_in_turn(x, y):
    slow = sum(((x >> bit & 1) << 2 * bit) | ((y >> bit & 1) << 2 * bit + 1) for bit in range(cells.BITS))
    assert cells.morton(x, y) == slow


@given(LAT, LNG, st.integers(0, cells.DEEPEST))
def test_a_tile_is_one_range_of_points_and_of_cells(lat, lng, z):
    x, y = cells.cell(lat, lng)
    code, tile = cells.morton(x, y), (z, x >> cells.BITS - z, y >> cells.BITS - z)
    first, after = cells.points_of(*tile)
    assert first <= code < after
    level = z + 4
    first, after = cells.range_of(*tile, level)
    assert first <= cells.at_level(code, level) < after
    assert after - first == 16 * 16


@given(LAT, LNG, st.integers(0, 26))
def test_a_coarser_cell_is_the_finer_one_without_its_last_two_bits(lat, lng, level):
    code = cells.morton(*cells.cell(lat, lng))
    assert cells.at_level(code, level + 1) >> 2 == cells.at_level(code, level)


@pytest.mark.parametrize(
    ("lat", "lng"), [(90, 0), (-90, 0), (0, 180), (0, -180), (85.06, 179.9999999999), (0, 0)]
)
def test_the_edges_of_the_world_are_cells(lat, lng):
    x, y = cells.cell(lat, lng)
    assert 0 <= x < cells.SIDE
    assert 0 <= y < cells.SIDE


@pytest.mark.parametrize(("z", "x", "y"), [(-1, 0, 0), (17, 0, 0), (2, 4, 0), (2, 0, 4), (0, -1, 0)])
def test_what_is_no_tile(z, x, y):
    assert not cells.is_tile(z, x, y)
