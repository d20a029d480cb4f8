"""Our bytes, read by a decoder that others have written."""

import mapbox_vector_tile
from hypothesis import given
from hypothesis import strategies as st

from ngo2.kernel.maps.mvt import Spot, tile

SPOTS = st.lists(
    st.builds(
        Spot,
        n=st.integers(1, 1_000_000),
        x=st.integers(0, 4095),
        y=st.integers(0, 4095),
        ref=st.integers(1, 2**53),
    ),
    min_size=1,
    max_size=300,
)


@given(SPOTS)
def test_another_decoder_reads_what_we_wrote(spots):
    read = mapbox_vector_tile.decode(tile("organisations", spots), default_options={"y_coord_down": True})
    assert list(read) == ["organisations"]
    layer = read["organisations"]
    assert (layer["version"], layer["extent"]) == (2, 4096)
    said = [(one["geometry"]["coordinates"], one["properties"], one["id"]) for one in layer["features"]]
    assert said == [
        ([spot.x, spot.y], {} if spot.n == 1 else {"n": spot.n}, spot.ref if spot.n == 1 else 0)
        for spot in spots
    ]


def test_nothing_is_no_bytes():
    assert tile("organisations", []) == b""


def test_a_number_that_stands_twice_is_written_once():
    twice = tile("a", [Spot(300, 1, 1, 0), Spot(300, 2, 2, 0)])
    assert twice.count(b"\x22\x03\x28\xac\x02") == 1
