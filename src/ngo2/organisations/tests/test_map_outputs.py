"""Rules 4.4 for what came with map and search: boxes, cards, frames and distances know the point that is shown only."""

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.django_db
DOOR = {"lat": 24.7512345, "lng": 108.2012345, "crs": "wgs84", "precision": "point"}
TOLD = ("24.75", "108.20")
PROTECTED = {"legal_status": "unregistered"}
CONSENTED = {"legal_status": "registered_association", "publish_exact": True}
PAGES = ("/en/organisations/", "/en/organisations/cards/", "/en/embed/")


def box(lat: float, lng: float) -> str:
    return f"{lng - 0.001:.4f},{lat - 0.001:.4f},{lng + 0.001:.4f},{lat + 0.001:.4f}"


@pytest.fixture
def made(many, follow):
    def make(**facts):
        (one,) = many({"name_zh": "山蚁小组", "name_en": "Ant", "division": "451200", "point": DOOR, **facts})
        follow()
        one.refresh_from_db()
        return one

    return make


def found_in(client, lat: float, lng: float) -> list[bool]:
    """Whether the record stands in a box of 200 m around a point: list, cards, frame."""
    cache.clear()
    return ["Ant" in client.get(page, {"box": box(lat, lng)}).text for page in PAGES]


def test_M6_no_box_around_the_door_finds_a_coarsened_record(client, made):
    one = made(**PROTECTED)
    assert found_in(client, DOOR["lat"], DOOR["lng"]) == [False] * 3
    assert found_in(client, one.shown_lat, one.shown_lng) == [True] * 3


def test_M6_twin_who_has_consented_is_found_at_the_door(client, made):
    made(**CONSENTED)
    assert found_in(client, DOOR["lat"], DOOR["lng"]) == [True] * 3


def test_M6_neither_card_nor_frame_nor_search_prints_the_door(client, made):
    one = made(**PROTECTED)
    asked = {"box": "107,24,109,26"}
    pages = [client.get(page, asked).text for page in PAGES]
    pages += [client.get(f"/en/organisations/{one.pk}/card/").text,
              client.get("/en/search/", {"q": "Ant"}).text,
              client.get("/en/search/suggest/", {"q": "Ant"}).text,
              client.get("/map/organisations.json").text]  # fmt: skip
    assert "Ant" in pages[0]
    assert [part for part in TOLD for text in pages if part in text] == []


def test_M6_the_distance_is_that_of_the_point_that_is_shown(client, made):
    made(**PROTECTED)
    at_the_door = client.get("/en/organisations/", {"near": "24.75, 108.20"})
    (entry,) = at_the_door.context["entries"]
    assert int(entry.distance.split()[0]) > 10  # the centre of the city is far from the door
    assert "Ant" in at_the_door.text


def test_M6_twin_consented_the_distance_is_that_of_the_door(client, made):
    made(**CONSENTED)
    (entry,) = client.get("/en/organisations/", {"near": "24.75, 108.20"}).context["entries"]
    assert entry.distance == "less than 1 km away"


def test_a_list_says_how_many_are_not_on_the_map_and_lists_them(client, many):
    many(
        {"name_zh": "山蚁小组", "name_en": "Ant", "country": "CN", "division": "451200", "point": DOOR},
        {"name_zh": "远山小组", "name_en": "Nowhere", "country": "CN"},
        {"name_zh": "汉江物流", "name_en": "Nowhere Either", "kind": "company", "country": "CN"},
    )
    page = client.get("/en/map/")
    assert "2 organisations of this list are not on the map" in page.text
    listed = client.get(page.context["map"].off.url)
    assert sorted(entry.name for entry in listed.context["entries"]) == ["Nowhere", "Nowhere Either"]
    assert "data-opens-map" not in listed.text  # it would be empty
    narrowed = client.get("/en/map/", {"kind": "company"})
    assert "1 organisation of this list is not on the map" in narrowed.text
    (entry,) = client.get(narrowed.context["map"].off.url).context["entries"]
    assert entry.name == "Nowhere Either"
    assert "is not on the map" not in client.get("/en/organisations/", {"box": "100,20,110,30"}).text


def test_words_among_those_that_are_not_on_the_map(client, many, follow):
    many(
        {"name_zh": "山蚁小组", "name_en": "Ant", "division": "451200", "point": DOOR},
        {"name_zh": "山蚁小组二", "name_en": "Ant Two"},
    )
    follow()
    (entry,) = client.get("/en/organisations/", {"map": "none", "q": "Ant"}).context["entries"]
    assert entry.name == "Ant Two"
