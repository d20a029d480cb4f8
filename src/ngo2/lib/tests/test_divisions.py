"""The engine, on a small invented country. Real cases: kernel/packs/tests/test_cn_divisions.py."""

import pytest

from ngo2.lib.divisions import CURRENT, RENAMED, RETIRED, Division, Gazetteer, Naming, Successor
from ngo2.lib.geo import Point


def to(*codes, year=None):
    return tuple(Successor(code, year) for code in codes)


LINES = [
    Division("10", "North Land", 1, "", 1980),
    Division("1001", "Old Town", 2, "10", 1980, 2000, RENAMED),
    Division("1001", "New Town", 2, "10", 2000),
    Division("1002", "Twin", 2, "10", 1980, 1990, RETIRED, to("1003", "1004")),
    Division("1003", "Left Twin", 2, "10", 1990),
    Division("1004", "Right Twin", 2, "10", 1990),
    Division("1005", "Ferry", 2, "10", 1980, 1985, RETIRED, to("1006")),
    Division("1006", "Bridge", 2, "10", 1985, 1995, RETIRED, (*to("1001"), *to("1003", year=1990))),
    Division("1007", "Loop", 2, "10", 1980, 1990, RETIRED, to("1008")),
    Division("1008", "Pool", 2, "10", 1990, 1991, RETIRED, to("1007")),
    Division("20", "South Land", 1, "", 1980),
    Division("2001", "Twin", 2, "20", 1980),
]


@pytest.fixture
def land():
    return Gazetteer(lambda: LINES, Naming(suffixes=(" Land", " Town")), lambda: {"1005": Point(1, 2)})


def test_nothing_is_loaded_before_it_is_needed():
    def explode():
        raise AssertionError("loaded")

    Gazetteer(explode, points=explode)


def test_walk(land):
    assert [one.code for one in land.children()] == ["10", "20"]
    assert [one.code for one in land.children("10")] == ["1001", "1003", "1004"]
    assert [one.code for one in land.path("1001")] == ["10", "1001"]
    assert [one.code for one in land.descendants("20")] == ["2001"]
    assert land.path("1002") == []
    assert land.get("1002") is None
    assert land.is_within("1001", "10") is True
    assert land.is_within("1001", "20") is False
    assert land.is_within("1002", "") is False


def test_a_number_given_again_is_told_apart_by_the_year(land):
    assert land.resolve_code("1001").retired is None
    assert land.resolve_code("1001", 2000).retired is None
    before = land.resolve_code("1001", 1999)
    assert (before.code, before.retired.name) == ("1001", "Old Town")


def test_one_becomes_two_asks_and_names_what_holds_both(land):
    answer = land.resolve_code("1002")
    assert [one.code for one in answer.current] == ["1003", "1004"]
    assert (answer.ambiguous, answer.code, answer.common.code) == (True, "", "10")


def test_a_chain_is_followed_to_its_end_and_parts_are_a_hint(land):
    answer = land.resolve_code("1006")
    assert (answer.code, [one.code for one in answer.moved]) == ("1001", ["1003"])
    assert land.resolve_code("1005").code == "1001"


def test_a_circle_ends_and_an_unknown_code_is_unknown(land):
    assert land.resolve_code("1007").current == ()
    assert land.resolve_code("1007").known is True
    assert land.resolve_code("9999").known is False


def test_names(land):
    assert land.resolve_name("North").code == "10"
    assert land.resolve_name("Old").code == "1001"
    twins = land.resolve_name("Twin")
    assert twins.code == "2001"  # today's bearer of the name before former ones
    assert [one.code for one in land.resolve_name("Twin", within="10").current] == ["1003", "1004"]
    assert land.resolve_name("").known is False


def test_centre_falls_back_to_predecessor_then_above(land):
    assert land.point("1001") == Point(1, 2)
    assert land.point("2001") is None
    assert land.point("9999") is None


def test_a_child_resolves_to_current_only():
    assert all(line.status == CURRENT for line in LINES if line.to_year is None)
