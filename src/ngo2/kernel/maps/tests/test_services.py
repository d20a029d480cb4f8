"""The map after any series of changes is the map made anew, and what counting by hand gives."""

import hashlib
from datetime import timedelta

import pytest

from ngo2.kernel.maps import queries, services, tables
from ngo2.kernel.maps.layers import Layer
from ngo2.kernel.maps.models import Build, Waiting
from ngo2.kernel.maps.tests.reading import rows
from ngo2.kernel.maps.tests.town import Town, compare, shown_build, tiles

BOXES = (
    (-180.0, -90.0, 180.0, 90.0),
    (102.7, 25.0, 102.7, 25.0),
    (102.69, 24.99, 102.70005, 25.2),
    (-1.0, -1.0, 20.0, 1.0),
    (170.0, -90.0, -170.0, 90.0),
    (104.0, 30.0, 103.0, 31.0),  # all the way around, but for a gap
    (10.0, 10.0, 11.0, 11.0),
)


@pytest.mark.parametrize("seed", range(4))
def test_any_series_of_changes_gives_the_map_that_counting_gives(db, seed):
    town = Town(seed)
    services.rebuild(town.layer)
    for _turn in range(25):
        services.place(town.layer, town.happen())
    compare(town)
    kept = rows(shown_build(town))
    services.rebuild(town.layer)
    assert rows(shown_build(town)) == kept


def test_placing_again_changes_nothing(db):
    town = Town(7)
    services.rebuild(town.layer)
    services.place(town.layer, town.happen())
    before = rows(shown_build(town))
    services.place(town.layer, list(range(30)))
    assert rows(shown_build(town)) == before


def test_what_is_gone_leaves_no_empty_cell(db):
    town = Town(3)
    services.rebuild(town.layer)
    for _turn in range(10):
        services.place(town.layer, town.happen())
    town.things.clear()
    services.place(town.layer, list(range(30)))
    assert rows(shown_build(town)) == ([], [])


def test_a_rebuild_that_was_killed_goes_on_where_it_stopped(db, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 3)
    town = Town(5)
    for _turn in range(20):
        town.happen()
    asked = []
    placed = town.layer.placed
    watched = Layer(**{**vars(town.layer), "placed": lambda refs: asked.append(list(refs)) or placed(refs)})
    steps = services.rebuild_steps(watched)
    next(steps)
    next(steps)
    steps.close()  # as a kill does: what was committed stays
    begun = len(asked)
    assert shown_build(town) == 0
    services.rebuild(watched)
    seen = [ref for refs in asked for ref in refs]
    assert len(asked) > begun
    assert sorted(seen) == sorted(town.things)  # nothing was placed twice
    compare(town)


def test_a_box_holds_what_stands_in_it(db):
    """Also across the antimeridian, where the squares of all sizes meet, and after things have moved."""
    town = Town(11)
    services.rebuild(town.layer)
    for _turn in range(25):
        services.place(town.layer, town.happen())
    for west, south, east, north in BOXES:
        queries.forget_standing()
        asked = queries.refs_within(town.layer, west, south, east, north)
        found = [ref for (ref,) in tables.execute(asked.sql, asked.params)]
        inside = [
            one.ref
            for one in town.things.values()
            if south <= one.lat <= north
            and (west <= one.lng <= east if west <= east else one.lng >= west or one.lng <= east)
        ]
        assert sorted(found) == sorted(inside), (west, south, east, north)


def test_each_change_makes_another_version(db):
    town = Town(1)
    services.rebuild(town.layer)
    first = queries.standing(town.layer)
    services.place(town.layer, town.happen())
    queries.forget_standing()
    second = queries.standing(town.layer)
    services.rebuild(town.layer)
    queries.forget_standing()
    third = queries.standing(town.layer)
    assert first.version < second.version < third.version
    assert Build.objects.count() == 1


def test_without_a_map_a_change_waits_for_the_first_build(db):
    town = Town(1)
    services.place(town.layer, town.happen())
    assert Build.objects.count() == 0
    services.rebuild(town.layer)
    compare(town)


def test_the_bytes_are_the_same_on_both_databases(db):
    """The digest was taken on SQLite; the suite runs on PostgreSQL too."""
    town = Town(9)
    services.rebuild(town.layer)
    for _turn in range(30):
        services.place(town.layer, town.happen())
    build, digest = shown_build(town), hashlib.sha256()
    for tile in tiles(town):
        for wanted in (queries.Wanted(), queries.Wanted(one=town.layer.one.number("ngo"))):
            digest.update(queries.tile(town.layer, build, *tile, wanted))
    assert digest.hexdigest()[:16] == "02dc7efc71678394"


@pytest.fixture(autouse=True)
def no_grace(monkeypatch):
    """What is gone is cleared away at once."""
    monkeypatch.setattr(services, "GRACE", timedelta(0))


@pytest.fixture
def only(monkeypatch):
    """The given layer is the only one that the site knows."""

    def know(layer: Layer) -> None:
        monkeypatch.setattr(services, "layers", [layer])

    return know


def test_a_map_that_is_missing_is_made_by_the_worker_and_nothing_is_done_after(db, only, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 3)
    town = Town(11)
    for _turn in range(20):
        town.happen()
    only(town.layer)
    while services.tick():
        pass
    compare(town)
    assert services.is_whole(town.layer)
    assert not services.tick()


def test_what_happens_during_a_build_is_in_the_one_shown_and_in_the_next(db, only, monkeypatch):
    """Also what happens more often than is caught up with at once, and while the old one is cleared away."""
    monkeypatch.setattr(services, "CHUNK", 4)
    monkeypatch.setattr(services, "CAUGHT_UP", 3)
    town = Town(13)
    for _turn in range(20):
        town.happen()
    services.rebuild(town.layer)
    only(town.layer)
    services.begin(town.layer)
    turns = 0
    while not services.is_whole(town.layer):
        if turns < 60:
            services.place(town.layer, town.happen())
            compare(town)
        services.tick()
        turns += 1
    compare(town)
    kept = rows(shown_build(town))
    services.rebuild(town.layer)
    queries.forget_standing()
    assert rows(shown_build(town)) == kept
    ((marks,),) = tables.execute("SELECT count(DISTINCT build) FROM maps_mark")
    assert marks == 1
    assert not Waiting.objects.exists()


def test_a_build_begun_twice_is_one(db):
    town = Town(2)
    services.begin(town.layer)
    services.begin(town.layer)
    assert Build.objects.count() == 1


def test_the_old_map_is_there_until_nobody_reads_it_any_more(db, monkeypatch):
    """A process that asked a moment ago which build is shown still reads the old one."""
    monkeypatch.setattr(services, "GRACE", timedelta(seconds=10))
    town = Town(4)
    town.happen()
    services.rebuild(town.layer)
    old = shown_build(town)
    before = rows(old)
    services.rebuild(town.layer)
    assert shown_build(town) != old
    assert rows(old) == before
    monkeypatch.setattr(services, "GRACE", timedelta(0))
    assert services.step(town.layer) is not None
    assert rows(old) == ([], [])
