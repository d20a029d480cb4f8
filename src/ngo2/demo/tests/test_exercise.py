"""The lists of early 2020 as posts: their numbers; places and organisations are those of the readers."""

from collections import Counter
from datetime import date

import pytest

from ngo2.demo.readers import exercise, hubei, offers
from ngo2.exchange.kinds import KINDS, NEED, OFFER, SUBKINDS
from ngo2.exchange.units import UNITS


@pytest.fixture(scope="module")
def needed():
    tally = Counter()
    return list(exercise.needs(tally)), dict(tally)


@pytest.fixture(scope="module")
def offered():
    tally = Counter()
    return list(exercise.offered(tally)), dict(tally)


def test_one_need_per_institution_with_what_it_asked_for(needed):
    posts, tally = needed
    assert tally == {
        "rows": 235,
        "joined": 8,
        "lines": 5405,
        "listed, not asked": 3223,
        "left empty": 22,
        "asked": 2139,
        "asked twice": 21,
        "with a quantity": 267,
        "posts": 218,
        "asked for nothing": 9,
    }
    assert tally["lines"] == sum(
        tally[part] for part in ("listed, not asked", "left empty", "asked", "asked twice")
    )
    assert len(posts) == tally["posts"] == tally["rows"] - tally["joined"] - tally["asked for nothing"]
    assert sum(len(post.lines) for post in posts) == tally["asked"]
    assert all(post.side == NEED and post.lines and post.title_zh for post in posts)


def test_a_count_is_a_quantity_and_a_tick_is_none(needed):
    post = next(post for post in needed[0] if post.external_id == "yichangshi-1")
    counts = {line.item: line.quantity for line in post.lines}
    assert counts["医用外科口罩"] == 30000
    assert counts["手部皮肤消毒液"] == 5000
    post = next(post for post in needed[0] if post.external_id == "enshitujiazumiaozuzizhizhou-1")
    assert [(line.item, line.quantity) for line in post.lines][:2] == [
        ("普通医用口罩", None),
        ("医用外科口罩", None),
    ]
    assert post.lines[0].text == "YY/T 0969-2013"


def test_one_offer_per_line_with_a_name(offered):
    posts, tally = offered
    assert tally == {
        "rows": 601,
        "blank name": 115,
        "joined": 9,
        "posts": 486,
        "logistical": 4,
        "factory": 20,
        "travel_hotel": 462,
    }
    assert len({post.external_id for post in posts}) == len(posts) == tally["rows"] - tally["blank name"]
    assert Counter(post.subkind for post in posts) == {"venue": 462, "medical": 20, "transport": 4}
    assert all(post.side == OFFER for post in posts)


def test_rooms_of_hotels_are_read_out_of_their_remarks(offered):
    rooms = {post.external_id: line.quantity for post in offered[0] for line in post.lines if line.quantity}
    assert rooms == {
        "travel_hotel-273": 184,
        "travel_hotel-274": 204,
        "travel_hotel-441": 159,
        "travel_hotel-457": 40,
    }


def test_days_that_cannot_be_right_are_not_taken(offered):
    """factory-4 has 2018 and factory-5 has 2017: dates of certificates. Midnight in China is the day before in UTC."""
    days = {post.external_id: post.from_day for post in offered[0]}
    assert (days["factory-4"], days["factory-5"]) == (None, None)
    assert days["logistical-5"] == date(2020, 1, 25)
    assert Counter(days.values())[None] == 15


def test_posts_belong_to_the_organisations_of_the_readers_and_stand_where_they_do(needed, offered):
    for posts, reader in ((needed[0], hubei), (offered[0], offers)):
        known = {row.external_id: row.facts for row in reader.read()}
        assert {post.organisation for post in posts} <= set(known)
        for post in posts:
            if post.side == NEED:
                assert post.division == known[post.organisation]["division"]["code"]
            assert post.kind in KINDS
            assert SUBKINDS[post.subkind].key == post.kind
            assert all(line.unit == "" or line.unit in UNITS for line in post.lines)
            assert post.source_url == "" or post.source_url.startswith("http")
