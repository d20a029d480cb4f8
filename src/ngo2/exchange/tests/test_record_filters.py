"""Organisations narrowed to those with open needs or offers: list, counts, map, file, feed, frame and search."""

from datetime import timedelta

import mapbox_vector_tile
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Where
from ngo2.exchange.models import Post
from ngo2.exchange.services import close_post, publish_post
from ngo2.exchange.tests.conftest import WUHAN, YIZHOU, telling
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.maps import cells
from ngo2.kernel.maps import queries as maps
from ngo2.kernel.maps import services as map_services
from ngo2.lib.actors import person_actor
from ngo2.organisations.directory import Filters, read
from ngo2.organisations.facts import places
from ngo2.organisations.map_layer import ORGANISATIONS
from ngo2.organisations.services.merging import undo_merge
from ngo2.organisations.tests.joining import join
from ngo2.organisations.traits import held


@pytest.fixture
def offer(company, erin):
    told = telling(side=kinds.OFFER, text="可以送出旧电脑。", where=Where(kinds.PLACE, "CN", WUHAN))
    return publish_post(person_actor(erin), company, told=told)


@pytest.fixture
def scene(need, offer, organised, charlie):
    """One that needs, one that offers, and one that does neither."""
    return organised(charlie, "清水河小组", YIZHOU, causes=["water"])


def listed(client, url="/organisations/", **asked):
    cache.clear()
    return {entry.name for entry in client.get(url, asked).context["entries"]}


def counts(client, **asked):
    cache.clear()
    facets = dict(client.get("/en/organisations/", asked).context["facets"])
    return {option.label: option.count for option in facets.get("Open now", [])}


def test_the_list_is_narrowed_and_says_so(client, scene, group, company):
    assert listed(client, **{"with": "needs"}) == {group.name}
    assert listed(client, **{"with": "offers"}) == {company.name}
    assert len(listed(client, **{"with": "wings"})) == 3  # what is not known counts as not chosen
    cache.clear()
    page = client.get("/en/organisations/", {"with": "needs"})
    assert page.context["chosen"] == "With open needs"
    assert page.context["total"] == 1
    assert read({"with": "needs"}) == Filters(trait="needs")


def test_counts_change_with_the_other_filters_and_are_the_lengths_of_their_lists(client, scene, group):
    assert counts(client) == {"All": None, "With open needs": 1, "With open offers": 1}
    assert counts(client, kind="company") == {"All": None, "With open offers": 1}
    assert counts(client, kind="company", **{"with": "needs"})["With open needs"] == 0
    cache.clear()
    facets = client.get("/organisations/", {"with": "needs"}).context["facets"]
    for _, options in facets:
        for option in options:
            if option.count is not None:
                cache.clear()
                assert client.get(option.url).context["total"] == option.count, option.url


def test_E2_the_filter_knows_at_once_that_a_post_is_closed(client, scene, need, alice):
    """Also for who asks whether the page is still the same."""
    address = "/organisations/?with=needs"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    close_post(person_actor(alice), need, ending="over")
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.context["total"]) == (200, 0)
    assert client.get("/en/organisations/?with=needs").text.count("Nothing fits all of this") == 1


def test_what_is_over_counts_no_more(client, scene, need):
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    assert listed(client, **{"with": "needs"}) == set()
    assert held([need.organisation_id]) == {}


def test_words_and_the_filter_together(client, scene, group, company, follow):
    follow()
    assert listed(client, q="小组") == {"山蚁乡村教育<mark>小组</mark>", "清水河<mark>小组</mark>"}
    assert listed(client, q="小组", **{"with": "needs"}) == {"山蚁乡村教育<mark>小组</mark>"}
    assert counts(client, q="小组") == {"All": None, "With open needs": 1}


def test_the_index_follows_what_is_posted_and_closed(client, scene, group, need, alice, follow):
    follow()
    close_post(person_actor(alice), need, ending="over")
    follow()
    assert listed(client, q="小组", **{"with": "needs"}) == set()
    publish_post(person_actor(alice), group, told=telling(text="还需要三块黑板给孩子。"))
    follow()
    assert len(listed(client, q="小组", **{"with": "needs"})) == 1


def spots(client, asked, at=YIZHOU):
    while deliver_due():
        pass
    maps.forget_standing()
    point = places.centre("CN", at)
    x, y = cells.cell(point.lat, point.lng)
    answer = client.get(f"/map/organisations/9/{x >> cells.BITS - 9}/{y >> cells.BITS - 9}.mvt{asked}")
    assert answer.status_code == 200
    read_ = mapbox_vector_tile.decode(answer.content)
    return sum(one["properties"].get("n", 1) for one in read_["organisations"]["features"]) if read_ else 0


def test_the_map_shows_the_same(client, scene, group, need, alice, bob, organised):
    map_services.rebuild(ORGANISATIONS)
    assert spots(client, "") == 2
    assert spots(client, "?with=needs") == spots(client, "?with=needs&kind=grassroots_ngo") == 1
    assert spots(client, "?with=needs&kind=company") == spots(client, "?with=needs&cause=water") == 0
    water = organised(bob, "清泉社", YIZHOU, causes=["water"])
    posted = publish_post(person_actor(bob), water, told=telling(text="需要三块黑板给孩子。"))
    assert spots(client, "?with=needs") == 2
    assert spots(client, "?with=needs&cause=water") == spots(client, "?with=needs&cause=environment") == 1
    close_post(person_actor(bob), posted, ending="over")
    assert spots(client, "?with=needs&cause=water") == 0
    assert client.get("/map/organisations/0/0/0.mvt?with=wings").status_code == 422
    drawn = client.get("/organisations/", {"with": "needs", "cause": "water"}).context["map"]
    assert drawn.tiles.endswith("?cause=water&with=needs")
    assert "with=needs" in drawn.cards


def test_a_record_that_takes_over_posts_takes_over_the_filter(
    client, scene, need, group, organised, bob, dana
):
    map_services.rebuild(ORGANISATIONS)
    other = organised(bob, "山蚁教育小组", WUHAN)
    assert spots(client, "?with=needs") == 1
    merge = join(person_actor(dana), other, group)
    assert (spots(client, "?with=needs"), spots(client, "?with=needs", WUHAN)) == (0, 1)
    undo_merge(person_actor(dana), merge)
    assert (spots(client, "?with=needs"), spots(client, "?with=needs", WUHAN)) == (1, 0)


def test_files_feeds_frames_and_pictures_are_narrowed_too(client, scene, group, company):
    text = b"".join(client.get("/organisations/download.csv?with=needs").streaming_content).decode(
        "utf-8-sig"
    )
    assert (group.name in text, company.name in text) == (True, False)
    page = client.get("/organisations/", {"with": "needs"})
    assert "with=needs" in page.context["feed"]
    feed = client.get(page.context["feed"]).text
    assert (group.name in feed, company.name in feed) == (True, False)
    frame, picture = page.context["embed"]
    assert "with=needs" in frame
    assert "with=needs" in picture
    shown = client.get("/embed/", {"with": "offers"}).text
    assert (group.name in shown, company.name in shown) == (False, True)


@pytest.mark.parametrize("asked", [{}, {"with": "needs"}])
def test_the_filter_costs_a_list_the_same_for_one_and_for_three(client, scene, group, alice, asked):
    def asks():
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            client.get("/organisations/", asked)
        return len(told)

    before = asks()
    for number in range(3):
        publish_post(person_actor(alice), group, told=telling(text=f"还需要{number + 2}块黑板给孩子。"))
    assert asks() == before
