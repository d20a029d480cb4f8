"""What lies under the points: ours by default, a provider's or a file by setting; and what a page may then ask for."""

import gzip
import json
import shutil
import subprocess

import mapbox_vector_tile
import pytest
from django.conf import settings
from pmtiles.reader import MmapSource, all_tiles

from ngo2.config.settings import map_host
from ngo2.kernel.maps import base, checks
from ngo2.lib import geo

PROVIDER = {
    "NGO2_MAP_BASE": "https://tiles.example.org/{z}/{x}/{y}.png?key={key}",
    "NGO2_MAP_KEY": "abc",
    "NGO2_MAP_ATTRIBUTION": "Example Maps",
    "NGO2_MAP_APPROVAL": "GS(2026)0001号",
    "NGO2_MAP_DATUM": "gcj02",
}


@pytest.fixture
def provided(settings):
    for name, value in PROVIDER.items():
        setattr(settings, name, value)
    return settings


def faults() -> list[str]:
    return [one.id for one in checks.base_layer(None)]


def test_ours_are_land_lakes_and_rivers_without_a_border(client):
    assert base.base().attribution == "Natural Earth"
    answer = client.get("/map/base/3/6/3", headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer["Cache-Control"]
    layers = mapbox_vector_tile.decode(gzip.decompress(answer.content))
    assert set(layers) == {"land", "lake", "river", "place"}
    names = layers.pop("place")["features"]
    assert all(one["properties"] == {} for layer in layers.values() for one in layer["features"])
    assert {one["properties"]["zh"] for one in names} >= {"云南省", "广西壮族自治区"}
    assert client.get("/map/base/3/6/3").content == gzip.decompress(answer.content)


def test_a_view_of_ours_weighs_little():
    """Six tiles of 512 pixels cover a desk of 1280 x 600; the heaviest neighbours of each zoom stay below 30 kB."""
    with base.OURS.open("rb") as file:
        weights = {tile: len(body) for tile, body in all_tiles(MmapSource(file))}
    assert max(z for z, _x, _y in weights) == base.base().deepest
    views = [
        sum(weights.get((z, x + right, y + down), 0) for right in range(3) for down in range(2))
        for z, x, y in weights
    ]
    assert max(views) <= 30_000


def test_where_there_is_only_sea_there_is_nothing(client):
    assert client.get("/map/base/6/5/40").status_code == 204


@pytest.mark.parametrize("path", ["7/128/0", "-1/0/0", "17/0/0", "a/0/0"])
def test_there_is_no_such_base_tile(client, path):
    assert client.get(f"/map/base/{path}").status_code == 404


def test_M2_no_other_host_may_be_asked_unless_a_provider_is_configured(client):
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'", "data:"]
    assert map_host("") == map_host("/srv/map.pmtiles") == map_host("http://tiles.example.org/{z}") == []
    assert map_host("https://{s}.tiles.example.org/{z}/{x}/{y}.png") == ["https://*.tiles.example.org"]
    assert base.base().tiles.startswith("/map/base/")


def test_M4_the_approval_number_goes_with_the_base_layer_of_a_provider(provided, client):
    one = base.base()
    assert one == base.Base(
        "https://tiles.example.org/{z}/{x}/{y}.png?key=abc",
        False, 256, 18, "Example Maps", "GS(2026)0001号", "gcj02",
    )  # fmt: skip
    assert client.get("/map/base/3/6/3").status_code == 404
    assert faults() == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"NGO2_MAP_DATUM": "bd09"}, "maps.E001"),
        ({"NGO2_MAP_BASE": "https://tiles.example.org/all.png"}, "maps.E002"),
        ({"NGO2_MAP_ATTRIBUTION": ""}, "maps.E003"),
        ({"NGO2_MAP_APPROVAL": ""}, "maps.E004"),
        ({"NGO2_MAP_BASE": "/nowhere/map.pmtiles"}, "maps.E005"),
    ],
)
def test_a_base_layer_that_would_be_wrong_is_refused_at_start(provided, changed, fault):
    for name, value in changed.items():
        setattr(provided, name, value)
    assert faults() == [fault]


def test_a_file_of_the_operator_is_served_like_ours(settings, client, tmp_path):
    shutil.copy(base.OURS, tmp_path / "own.pmtiles")
    settings.NGO2_MAP_BASE = str(tmp_path / "own.pmtiles")
    settings.NGO2_MAP_ATTRIBUTION = "Own"
    assert base.base().attribution == "Own"
    assert client.get("/map/base/3/6/3").status_code == 200


def in_the_browser(
    points: list[tuple[float, float]], call: str = "d.shifts.gcj02(lat, lng)"
) -> list[list[float]]:
    """What the script of the map makes of points, run by Node."""
    code = (
        "import('./frontend/js/map/datum.js').then((d) => console.log(JSON.stringify("
        f"{json.dumps(points)}.map(([lat, lng]) => {call}))))"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


def test_M3_points_are_moved_to_the_datum_of_the_provider_within_a_metre():
    """Vectors of rules 4.3."""
    vectors = {
        (39.9087, 116.3975): (39.910104, 116.403744),
        (30.6586, 104.0648): (30.656177, 104.067306),
        (25.0438, 102.71): (25.040825, 102.711437),
        (34.2655, 108.9541): (34.263938, 108.958792),
    }
    for told, wanted in zip(in_the_browser(list(vectors)), vectors.values(), strict=True):
        assert geo.haversine(geo.Point(*told), geo.Point(*wanted)) < 1


def test_M3_the_browser_and_the_server_move_points_alike():
    points = [(18 + step * 0.7, 74 + step * 1.2) for step in range(50)]
    for told, (lat, lng) in zip(in_the_browser(points), points, strict=True):
        assert geo.haversine(geo.Point(*told), geo.wgs84_to_gcj02(lat, lng)) < 0.001


def test_M3_what_is_asked_about_a_provider_s_map_is_asked_in_true_degrees():
    """A view is some kilometres wide, the shift half of one: some metres are enough."""
    points = [(20 + step * 0.6, 78 + step) for step in range(50)]
    shown = in_the_browser(points)
    back = in_the_browser([(lat, lng) for lat, lng in shown], "d.back(d.shifts.gcj02, lat, lng)")
    for told, true in zip(back, points, strict=True):
        assert geo.haversine(geo.Point(*told), geo.Point(*true)) < 10
    assert in_the_browser([(1.5, 2.5)], "d.back(null, lat, lng)") == [[1.5, 2.5]]
