"""Whatever is asked of the map: a sentence or a small tile, and few rows read for it."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngo2.kernel.maps import cells, queries, services, tables
from ngo2.kernel.maps.layers import Facet, Layer, Placed
from ngo2.organisations.map_layer import ORGANISATIONS

pytestmark = pytest.mark.django_db
KINDS, GRADES, CAUSES = ("ngo", "company"), ("fresh", "stale"), ("health", "water")
CELLS = 16 * 16  # of a tile
JUNK = {
    "9" * 30 + "/0/0.mvt": 404,
    "9" * 5000 + "/0/0.mvt": 404,
    "0/0/" + "9" * 5000 + ".mvt": 404,
    "16/65536/0.mvt": 404,
    "4/-1/0.mvt": 404,
    "%F0%9F%90%9C/0/0.mvt": 404,
    "0/0/0.mvt?kind=" + "x" * 10_000: 422,
    "0/0/0.mvt?" + "x" * 10_000 + "=1": 422,
    "0/0/0.mvt?" + "&".join("cause=health" for _nth in range(900)) + "&cause=x": 422,
    "0/0/0.mvt?" + "&".join(f"a{nth}=1" for nth in range(900)): 422,
    "0/0/0.mvt?" + "&".join(f"a{nth}=1" for nth in range(5000)): 400,
    "0/0/0.mvt?cause=" + "health," * 2000: 422,
    "0/0/0.mvt?kind[]=foundation&kind[$ne]=x": 422,
}


@pytest.mark.parametrize("path", JUNK, ids=range(len(JUNK)))
def test_junk_is_refused_before_a_point_is_looked_at(client, path):
    services.rebuild(ORGANISATIONS)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/map/organisations/{path}")
    assert answer.status_code == JUNK[path]
    assert len(answer.content) < 20_000 + 3 * len(path)  # the links to the other language hold the address
    assert len(asked) <= 2
    assert not [one["sql"] for one in asked if "maps_mark" in one["sql"] or "maps_cell" in one["sql"]]


@pytest.fixture
def crowded(monkeypatch):
    """3,000 things within the finest tile: every coarser one holds them all."""
    chance, side = random.Random(1), 360 / (1 << cells.DEEPEST)
    things = [
        Placed(ref, chance.random() * side * 0.99, chance.random() * side, chance.choice(KINDS),
               chance.choice(GRADES), tuple(chance.sample(CAUSES, chance.randrange(3))))
        for ref in range(1, 3001)
    ]  # fmt: skip
    layer = Layer(
        name="things", label="", about="things.thing", follows=(),
        placed=lambda refs: [things[ref - 1] for ref in refs],
        refs_after=lambda ref, limit: list(range(ref + 1, min(ref + limit, len(things)) + 1)),
        one=Facet("kind", lambda: KINDS), two=Facet("fresh", lambda: GRADES), many=Facet("cause", lambda: CAUSES),
    )  # fmt: skip
    services.rebuild(layer)
    return layer


@pytest.mark.parametrize("filters", [{}, {"kind": "ngo"}, {"cause": "water"}, {"fresh": "stale"},
                                     {"kind": "ngo", "fresh": "stale", "cause": "water"}], ids=str)  # fmt: skip
def test_no_tile_reads_more_rows_than_it_has_cells(crowded, filters, monkeypatch):
    execute, rows = tables.execute, []

    def counting(sql, values=()):
        found = execute(sql, values)
        rows.append(len(found))
        return found

    monkeypatch.setattr(tables, "execute", counting)
    build, wanted = queries.standing(crowded).build, queries.read(crowded, filters)
    x, y = cells.cell(0.0001, 0.0001)
    for z in range(cells.DEEPEST + 1):
        tile = queries.tile(crowded, build, z, x >> cells.BITS - z, y >> cells.BITS - z, wanted)
        assert 0 < len(tile) < CELLS * 32
    assert len(rows) == cells.DEEPEST + 1  # one question each
    assert max(rows) <= CELLS
    assert max(rows) > CELLS / 2  # there were more to be read
