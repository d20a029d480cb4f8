"""Tiles over HTTP: what is in them, what is refused, and that nothing is told which the page does not tell."""

import gzip
from uuid import uuid4

import mapbox_vector_tile
import pytest

from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.maps import cells, queries, services
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.map_layer import ORGANISATIONS
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import STAFF, Source

DOOR = {"lat": 24.7512345, "lng": 108.2012345, "crs": "wgs84", "precision": "point"}
EXACT = {"publish_exact": True, "legal_status": "registered_association", "division": "451200"}


@pytest.fixture
def mapped(db):
    services.rebuild(ORGANISATIONS)
    queries.forget_standing()


def imported(**facts) -> Organisation:
    row = NewOrganisation({"name_zh": "山蚁乡村教育小组", "kind": "grassroots_ngo", **facts}, str(uuid4()))
    return create_organisations(SYSTEM, [row], source=Source("import", "A list"), dataset="test")[
        0
    ].organisation


def work() -> None:
    while deliver_due():
        pass


def address(lat: float, lng: float, z: int, asked: str = "") -> str:
    x, y = cells.cell(lat, lng)
    return f"/map/organisations/{z}/{x >> cells.BITS - z}/{y >> cells.BITS - z}.mvt{asked}"


def read(client, url: str) -> list[dict]:
    queries.forget_standing()
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vnd.mapbox-vector-tile")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer
    tile = mapbox_vector_tile.decode(answer.content, default_options={"y_coord_down": True})
    return tile["organisations"]["features"] if tile else []


def all_tiles(client, lat: float, lng: float) -> list[list[int]]:
    """Where the only thing of the map stands at every zoom, in finest cells, near a point."""
    found = []
    for z in range(cells.DEEPEST + 1):
        x, y = cells.cell(lat, lng)
        for one in read(client, address(lat, lng, z)):
            px, py = one["geometry"]["coordinates"]
            unit = cells.BITS - z - 12
            found.append(
                [((x >> cells.BITS - z << 12) + px) << unit, ((y >> cells.BITS - z << 12) + py) << unit]
            )
    return found


def test_a_record_is_on_the_map_within_a_second_of_its_change(client, mapped):
    one = imported(point=DOOR, **EXACT)
    work()
    (feature,) = read(client, address(24.7512345, 108.2012345, 0))
    assert (feature["id"], feature["properties"]) == (one.pk, {})


def test_M6_a_coarsened_point_is_in_no_tile(client, mapped):
    """Unregistered: the centre of the county at every zoom, in none the door."""
    one = imported(point=DOOR, division="451200", legal_status="unregistered", publish_exact=True)
    work()
    door = cells.cell(DOOR["lat"], DOOR["lng"])
    centre = cells.cell(one.shown_lat, one.shown_lng)
    assert max(abs(centre[0] - door[0]), abs(centre[1] - door[1])) > 1000  # there is something to leak
    told = all_tiles(client, one.shown_lat, one.shown_lng)
    assert len(told) == cells.DEEPEST + 1
    for z, (x, y) in enumerate(told):
        unit = 1 << cells.BITS - z - 12
        assert abs(x - centre[0]) < unit
        assert abs(y - centre[1]) < unit
    assert read(client, address(DOOR["lat"], DOOR["lng"], 14)) == []


def test_a_hidden_record_is_on_no_map(client, mapped):
    imported(point=DOOR, sensitivity="hidden", **EXACT)
    seen = imported(point=DOOR, **EXACT)
    work()
    (feature,) = read(client, address(24.7512345, 108.2012345, 0))
    assert feature["id"] == seen.pk


def test_a_record_that_becomes_hidden_leaves_every_tile(client, mapped, dana):
    one = imported(point=DOOR, **EXACT)
    work()
    assert read(client, address(24.7512345, 108.2012345, 16))
    assert_facts(person_actor(dana), one, {"sensitivity": "hidden"}, source=STAFF)
    work()
    assert all_tiles(client, 24.7512345, 108.2012345) == all_tiles(client, DOOR["lat"], DOOR["lng"]) == []


def test_nothing_stands_at_0_0(client, mapped):
    one = imported(name_en="Nowhere")
    Organisation.objects.filter(pk=one.pk).update(shown_lat=0.0, shown_lng=0.0)
    work()
    assert read(client, "/map/organisations/0/0/0.mvt") == []


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 3),
        ("?kind=foundation", 1),
        ("?cause=health", 2),  # one of them by a narrower cause
        ("?cause=health&kind=foundation", 1),
        ("?freshness=unconfirmed", 3),
        ("?kind=foundation&cause=health&freshness=unconfirmed", 1),
        ("?kind=media", 0),
    ],
)
def test_any_combination_of_filters(client, mapped, asked, count):
    from ngo2.kernel.packs import causes

    below = causes.children("health")[0].code
    imported(point=DOOR, causes=["health"], **EXACT | {"kind": "foundation"})
    imported(point=DOOR, causes=[below], **EXACT)
    imported(point=DOOR, **EXACT)
    work()
    for z in (0, 4, 12, 16):
        found = read(client, address(DOOR["lat"], DOOR["lng"], z, asked))
        assert sum(one["properties"].get("n", 1) for one in found) == count


def test_the_second_asking_is_answered_304(client, mapped, django_assert_num_queries):
    imported(point=DOOR, **EXACT)
    work()
    queries.forget_standing()
    url = address(24.7512345, 108.2012345, 4)
    first = client.get(url)
    with django_assert_num_queries(0):
        second = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    imported(point=DOOR, **EXACT)
    work()
    queries.forget_standing()
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_who_takes_gzip_gets_it(client, mapped):
    imported(point=DOOR, **EXACT)
    work()
    queries.forget_standing()
    url = address(24.7512345, 108.2012345, 4)
    zipped = client.get(url, headers={"accept-encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == client.get(url).content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("0/0/1.mvt", 404),
        ("17/0/0.mvt", 404),
        ("4/16/0.mvt", 404),
        ("99999999999999999999/0/0.mvt", 404),
        ("-1/0/0.mvt", 404),
        ("a/b/c.mvt", 404),
        ("0/0/0.mvt?kind=nothing", 422),
        ("0/0/0.mvt?kind=ngo'%20OR%201=1--", 422),
        ("0/0/0.mvt?cause=%00", 422),
        ("0/0/0.mvt?cause=%ED%A0%80", 422),
        ("0/0/0.mvt?freshness=" + "x" * 10_000, 422),
        ("0/0/0.mvt?colour=red", 422),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(client, mapped, path, status):
    answer = client.get(f"/map/organisations/{path}")
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_there_is_no_such_layer(client, mapped):
    assert client.get("/map/nothing/0/0/0.mvt").status_code == 404
    assert client.get("/map/nothing.json").status_code == 404


def test_other_programs_are_told_where_the_tiles_are(client, mapped):
    told = client.get("/map/organisations.json?kind=foundation").json()
    assert told["tiles"] == ["http://localhost:8000/map/organisations/{z}/{x}/{y}.mvt?kind=foundation"]
    assert told["vector_layers"] == [{"id": "organisations", "fields": {"n": "Number"}}]
