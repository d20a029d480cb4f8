"""Needs and offers on the map: where they stand, and that they go at once."""

import json
from dataclasses import replace
from datetime import timedelta

import mapbox_vector_tile
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ngo2.exchange import kinds, tasks
from ngo2.exchange.cleaning import Item, Terms, Where
from ngo2.exchange.map_layer import LAYERS, NEEDS, shown_point
from ngo2.exchange.models import Post
from ngo2.exchange.services import change_post, close_post, extend_post, import_posts, publish_post
from ngo2.exchange.services.posts import NewPost
from ngo2.exchange.tests.conftest import HECHI, WUHAN, YIZHOU, telling
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.maps import cells, queries, services
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.geo import Point
from ngo2.organisations.facts import places
from ngo2.organisations.services import assert_facts
from ngo2.organisations.services.merging import undo_merge
from ngo2.organisations.sources import STAFF
from ngo2.organisations.tests.joining import join

DOOR = {"lat": 24.4912345, "lng": 108.6512345, "crs": "wgs84", "precision": "point"}
HERE = places.centre("CN", YIZHOU)


@pytest.fixture(autouse=True)
def mapped(db):
    for layer in LAYERS.values():
        services.rebuild(layer)
    queries.forget_standing()


def work() -> None:
    while deliver_due():
        pass
    queries.forget_standing()
    cache.clear()


def tile(client, lat, lng, z=10, layer="needs", asked=""):
    """The single points and the numbers of the clusters of a tile."""
    work()
    x, y = cells.cell(lat, lng)
    url = f"/map/{layer}/{z}/{x >> cells.BITS - z}/{y >> cells.BITS - z}.mvt{asked}"
    answer = client.get(url)
    assert answer.status_code == 200, url
    read = mapbox_vector_tile.decode(answer.content)
    return [one["properties"].get("n") or one["id"] for one in read[layer]["features"]] if read else []


def exact_point(one: Post) -> tuple[float, float] | None:
    found = [(row.lat, row.lng) for row in LAYERS[one.side].placed([one.pk])]
    return found[0] if found else None


def test_a_post_for_a_place_stands_at_its_centre_and_others_at_no_point(client, need, group, alice):
    assert tile(client, HERE.lat, HERE.lng) == [need.pk]
    assert tile(client, HERE.lat, HERE.lng, layer="offers") == []
    for where in (Where(kinds.COUNTRY, "CN"), Where(kinds.REMOTE, "CN")):
        one = publish_post(person_actor(alice), group, told=telling(where=where, text="需要一台打印机。"))
        assert exact_point(one) is None
    assert tile(client, HERE.lat, HERE.lng, z=0) == [need.pk]
    wuhan = places.centre("CN", WUHAN)
    change_post(person_actor(alice), need, told=telling(where=Where(kinds.PLACE, "CN", WUHAN)))
    assert tile(client, HERE.lat, HERE.lng) == []
    assert tile(client, wuhan.lat, wuhan.lng) == [need.pk]


@pytest.mark.parametrize(
    ("facts", "where", "point"),
    [
        ({"publish_exact": True}, YIZHOU, "door"),
        ({"publish_exact": True}, HECHI, "centre"),  # for another place than its own
        ({}, YIZHOU, "centre"),
        ({"publish_exact": True, "legal_status": "unregistered"}, YIZHOU, "centre"),
        ({"publish_exact": True, "sensitivity": "sensitive"}, YIZHOU, "centre"),
        ({"publish_exact": True, "sensitivity": "hidden"}, YIZHOU, "none"),
        ({"publish_exact": True, "sensitivity": "hidden"}, "450000", "none"),
    ],
)
def test_M6_a_true_point_that_may_not_be_shown_is_in_no_tile(organised, alice, facts, where, point):
    one = organised(alice, "山蚁小组", point=DOOR, **facts)
    post = publish_post(person_actor(alice), one, told=telling(where=Where(kinds.PLACE, "CN", where)))
    centre = places.centre("CN", where)
    assert (
        exact_point(post)
        == {
            "door": (DOOR["lat"], DOOR["lng"]),
            "centre": (centre.lat, centre.lng),
            "none": None,
        }[point]
    )


def test_the_point_is_never_finer_than_the_record_shows():
    """Whatever the record holds: only the point that it shows itself, and only for its own place."""
    place, door = ("CN", "450000", HECHI, YIZHOU), (DOOR["lat"], DOOR["lng"])
    assert shown_point(place, place, "exact", door) == Point(*door)
    assert shown_point(place, place, "exact", (None, None)) == HERE
    assert shown_point(place, place, "county", door) == HERE
    assert shown_point(place, place, "province", door) is None
    assert shown_point(("CN", "450000", HECHI, ""), place, "exact", door) == places.centre("CN", HECHI)
    assert shown_point(("CN", "", "", ""), place, "county", door) is None


@pytest.mark.parametrize("z", [0, 4, 9, 12, 16])
def test_E2_a_closed_post_leaves_every_tile_at_once(client, need, alice, z):
    assert tile(client, HERE.lat, HERE.lng, z) == [need.pk]
    close_post(person_actor(alice), need, ending="over")
    for asked in (
        "",
        "?kind=material",
        "?about=computers",
        "?freshness=fresh",
        "?kind=material&about=computers",
    ):
        assert tile(client, HERE.lat, HERE.lng, z, asked=asked) == []
    assert client.get(reverse("exchange:post", args=[need.pk])).status_code == 200


def test_a_post_whose_time_is_over_leaves_by_the_daily_job_and_comes_back_when_it_is_prolonged(
    client, need, alice
):
    assert tile(client, HERE.lat, HERE.lng) == [need.pk]
    assert tasks.leave_lists() == 0
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    assert tasks.leave_lists() == 1
    assert tile(client, HERE.lat, HERE.lng) == []
    assert tasks.leave_lists() == 0  # each of them once
    assert Entry.objects.filter(verb="exchange.left_lists").count() == 1
    extend_post(person_actor(alice), need, until_day=timezone.localdate() + timedelta(days=20))
    assert tile(client, HERE.lat, HERE.lng) == [need.pk]
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() - timedelta(days=2))
    assert tasks.leave_lists() == 1  # the new last day


def test_what_was_prolonged_meanwhile_is_not_told_to_be_over(need, monkeypatch):
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    stale = Post.objects.select_related("organisation").get(pk=need.pk)
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() + timedelta(days=9))
    assert not tasks._tell_left(stale)
    assert not Entry.objects.filter(verb="exchange.left_lists").exists()


def test_posts_follow_their_organisation(client, need, group, alice, dana):
    """Moved to a door, hidden, and back."""
    told = {"point": DOOR, "publish_exact": True}
    assert_facts(person_actor(alice), group, told, source=STAFF)
    assert tile(client, DOOR["lat"], DOOR["lng"], 16) == [need.pk]
    assert_facts(person_actor(alice), group, {"sensitivity": "hidden"}, source=STAFF)
    assert tile(client, DOOR["lat"], DOOR["lng"], 0) == []
    assert_facts(person_actor(alice), group, {"sensitivity": "sensitive"}, source=STAFF)
    assert tile(client, DOOR["lat"], DOOR["lng"], 16) == []
    assert tile(client, HERE.lat, HERE.lng) == [need.pk]


def test_posts_of_a_record_that_was_joined_stay_and_come_back(client, need, group, organised, bob, dana):
    """The post goes to the record that stays, whose exact point is shown, and back with its own."""
    door = {"point": DOOR, "publish_exact": True}
    merge = join(person_actor(dana), organised(bob, "山蚁教育小组", **door), group)
    assert tile(client, DOOR["lat"], DOOR["lng"], 16) == [need.pk]
    undo_merge(person_actor(dana), merge)
    assert tile(client, DOOR["lat"], DOOR["lng"], 16) == []
    assert tile(client, HERE.lat, HERE.lng) == [need.pk]


def test_a_list_of_the_past_costs_the_map_nothing(client, group):
    told = replace(telling(), terms=Terms(timezone.localdate()))
    day = timezone.localdate() - timedelta(days=900)
    import_posts(SYSTEM, [NewPost(group, told, "1", day, day)], dataset="past")
    entry = Entry.objects.get(verb="exchange.imported")
    assert NEEDS.changed_by(entry) == []


def test_the_map_and_the_list_of_a_part_of_it_hold_the_same(client, need, group, alice):
    wuhan = places.centre("CN", WUHAN)
    far = publish_post(
        person_actor(alice),
        group,
        told=telling(
            where=Where(kinds.PLACE, "CN", WUHAN), subkind="books", items=(Item("绘本", 3, "copy"),)
        ),
    )
    publish_post(
        person_actor(alice), group, told=telling(where=Where(kinds.COUNTRY, "CN"), text="教室里还缺课桌椅。")
    )
    work()

    def listed(**asked):
        return [entry.pk for entry in client.get("/needs/", asked).context["entries"]]

    around = f"{HERE.lng - 0.1:.4f},{HERE.lat - 0.1:.4f},{HERE.lng + 0.1:.4f},{HERE.lat + 0.1:.4f}"
    both = f"{HERE.lng - 0.1:.4f},{HERE.lat - 0.1:.4f},{wuhan.lng + 0.1:.4f},{wuhan.lat + 0.1:.4f}"
    assert listed(box=around) == [need.pk]
    assert listed(box=both) == [far.pk, need.pk]
    assert listed(box=both, about="books") == [far.pk]
    assert len(listed(box="not,a,box")) == 3


def test_cards_lead_to_the_posts(client, need, group, alice):
    work()
    card = client.get(reverse("exchange:card", args=[need.pk]))
    assert reverse("exchange:post", args=[need.pk]) in card.text
    assert "Shown at the centre" in client.get(f"/en/exchange/{need.pk}/card/").text
    box = f"{HERE.lng - 0.001:.4f},{HERE.lat - 0.001:.4f},{HERE.lng + 0.001:.4f},{HERE.lat + 0.001:.4f}"
    for n in range(9):
        publish_post(
            SYSTEM, group, told=telling(text=f"需要{n + 2}块黑板。", items=(Item("黑板", n + 2, "piece"),))
        )
    work()
    several = client.get("/en/exchange/cards/need/", {"box": box})
    assert len(several.context["entries"]) == 8
    assert "All that stand here" in several.text
    assert client.get("/exchange/cards/offer/", {"box": box}).status_code == 404
    assert client.get("/exchange/cards/need/").status_code == 422
    assert client.get("/exchange/cards/pet/", {"box": box}).status_code == 404
    assert client.get(f"/exchange/{10**30}/card/").status_code == 404
    close_post(person_actor(alice), need, ending="over")
    cache.clear()
    assert client.get(reverse("exchange:card", args=[need.pk])).status_code == 404


def test_the_pages_of_the_map_offer_all_layers(client, need):
    work()
    for path, current in (
        ("/en/map/", "Organisations"),
        ("/en/map/needs/", "Needs"),
        ("/en/map/offers/", "Offers"),
    ):
        page = client.get(path)
        tabs = [(str(tab.label), tab.url, tab.current) for tab in page.context["map_tabs"]]
        assert [url for _, url, _ in tabs] == ["/en/map/", "/en/map/needs/", "/en/map/offers/"]
        assert [label for label, _, chosen in tabs if chosen] == [current]
    cache.clear()
    page = client.get("/en/map/needs/")
    assert [entry.pk for entry in page.context["entries"]] == [need.pk]  # the whole list, without any script
    drawn = page.context["map"]
    assert (drawn.layer, drawn.tiles) == ("needs", "/map/needs/{z}/{x}/{y}.mvt")
    assert json.loads(drawn.base)["datum"] == "wgs84"


def test_the_map_of_a_list_shows_the_same_or_says_why_not(client, need, group, alice):
    publish_post(
        person_actor(alice), group, told=telling(where=Where(kinds.COUNTRY, "CN"), text="教室里还缺课桌椅。")
    )
    work()
    page = client.get("/en/needs/", {"kind": "material"}).context["map"]
    assert page.tiles.endswith("?kind=material")
    assert page.off.sentence.startswith("1 of this list is not on the map")
    assert "data-map" not in client.get("/en/needs/", {"about": "books"}).text  # an empty list has no map
    about = client.get("/en/needs/", {"about": "computers"}).context["map"]
    assert (about.tiles.rpartition("?")[2], about.listed) == ("about=computers", "/en/needs/?about=computers")
    assert "stands at no place" in client.get("/en/needs/", {"remote": "yes"}).context["map"].why_not
    assert "not this search" in client.get("/en/needs/", {"q": "电脑"}).context["map"].why_not


@pytest.mark.parametrize("n", [1, 3])
def test_the_map_costs_a_list_the_same_for_one_and_for_three(
    client, need, group, django_assert_num_queries, n
):
    for number in range(n - 1):
        publish_post(SYSTEM, group, told=telling(text=f"需要{number + 2}块黑板。"))
    work()
    with django_assert_num_queries(QUERIES):
        client.get("/map/needs/")


QUERIES = 7
