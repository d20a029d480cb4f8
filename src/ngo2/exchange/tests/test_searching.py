"""Needs and offers are found by words, by place, by who posted them and by their number; and not after they end."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ngo2.exchange import kinds, tasks
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.map_layer import LAYERS
from ngo2.exchange.models import Post
from ngo2.exchange.services import close_post, extend_post, publish_post
from ngo2.exchange.tests.conftest import WUHAN, telling
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.maps import services as maps
from ngo2.kernel.maps import tables
from ngo2.kernel.maps.models import Standing
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import STAFF

OFFER = {
    "side": kinds.OFFER,
    "subkind": "advice",
    "text": "可以帮忙看账。每周两小时。",
    "items": (Item("财务咨询", 8, "hour"),),
    "where": Where(kinds.REMOTE, "CN"),
}


@pytest.fixture
def offer(company, erin):
    return publish_post(person_actor(erin), company, told=telling(**OFFER))


@pytest.fixture
def indexed(need, offer, follow):
    follow()


def found(client, typed, **more):
    cache.clear()
    page = client.get("/search/", {"q": typed, **more})
    return [re.sub("</?mark>", "", str(line.title)) for line in page.context.get("lines") or ()]


@pytest.mark.parametrize(
    "typed",
    [
        "二手电脑", "绘本", "電腦", "diannao", "宜州 电脑", "Yizhou computers", "电脑与手机 宜州",
        "Computers and phones",
    ],
)  # fmt: skip
def test_a_need_is_found_by_its_words_its_things_and_its_place(client, indexed, need, typed):
    assert found(client, typed)[0] == need.title


def test_by_number_as_it_is_said_on_the_phone(client, indexed, need, offer):
    for typed in (f"需求{need.number}", f"需求 {need.pk}", f"need {need.number}", f"NEED {need.pk}"):
        assert found(client, typed)[0] == need.title, typed
    assert found(client, f"offer {offer.number}")[0] == offer.title
    assert need.title not in found(client, f"offer {offer.number}")


def test_an_organisation_comes_first_and_then_what_it_asks_for(client, indexed, group, need):
    assert found(client, group.name) == [group.name, need.title]


def test_what_is_found_is_counted_and_chosen_by_what_it_is(client, indexed, group, need, offer):
    cache.clear()
    page = client.get("/en/search/", {"q": group.name})
    told = {choice.label: (choice.count, choice.current) for choice in page.context["choices"]}
    assert told == {"Everything": (2, True), "Organisations": (1, False), "Needs": (1, False)}
    needs = page.context["choices"][2]
    assert found(client, group.name, **{"in": "needs"}) == [need.title]
    cache.clear()
    page = client.get(needs.url)
    assert [choice.label for choice in page.context["choices"] if choice.current] == ["Needs"]
    assert page.context["whole_list"].startswith("/en/needs/?q=")
    assert found(client, group.name, **{"in": "offers"}) == []
    assert found(client, group.name, **{"in": "nothing"}) == [group.name, need.title]


def test_one_kind_of_result_gives_nothing_to_choose(client, indexed):
    cache.clear()
    assert client.get("/search/", {"q": "绘本"}).context["choices"] == []


def test_E2_a_closed_post_leaves_list_tile_and_index_and_keeps_its_history(
    client,
    indexed,
    need,
    alice,
    follow,
):
    def everywhere():
        while deliver_due():
            pass
        follow()
        cache.clear()
        return (
            need.title in client.get(reverse("exchange:needs")).text,
            need.title in client.get(reverse("organisations:organisation", args=[need.organisation_id])).text,
            bool(marks_of(need)),
            need.title in found(client, "二手电脑"),
            need.title in client.get(reverse("exchange:needs"), {"q": "宜州"}).text,
        )

    for layer in LAYERS.values():
        maps.rebuild(layer)
    assert everywhere() == (True,) * 5
    close_post(person_actor(alice), need, ending="elsewhere")
    cache.clear()
    # Before any worker has run: lists ask the database, and results of the index are looked up in it.
    assert need.title not in client.get(reverse("exchange:needs")).text
    assert need.title not in found(client, "二手电脑")
    assert everywhere() == (False,) * 5
    page = client.get(reverse("exchange:post", args=[need.pk]))
    assert page.status_code == 200
    assert need.title in page.text


def marks_of(post):
    """Its rows in the tables of the map."""
    return tables.marks_of(Standing.objects.get(layer=f"{post.side}s").build, post.pk)


def test_what_is_over_leaves_and_what_is_prolonged_comes_back(client, indexed, need, alice, follow):
    Post.objects.filter(pk=need.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    assert found(client, "二手电脑") == []  # not even before the index knows
    tasks.leave_lists()
    follow()
    extend_post(person_actor(alice), need, until_day=timezone.localdate() + timedelta(days=5))
    assert found(client, "二手电脑") == []
    follow()
    assert found(client, "二手电脑") == [need.title]


def test_posts_follow_the_name_and_the_fate_of_their_organisation(
    client, indexed, need, group, alice, follow
):
    assert_facts(person_actor(alice), group, {"name_en": "Mountain Ants"}, source=STAFF)
    follow()
    assert need.title in found(client, "Mountain Ants")
    Organisation.objects.filter(pk=group.pk).update(state=Organisation.CLOSED)
    assert found(client, "二手电脑") == []


def test_the_place_of_a_hidden_group_is_told_nowhere_by_searching(client, organised, alice, follow):
    hidden = organised(alice, "某某小组", sensitivity="hidden")
    one = publish_post(
        person_actor(alice),
        hidden,
        told=telling(where=Where(kinds.COUNTRY, "CN"), text="需要三台旧电脑用来上课。"),
    )
    follow()
    assert found(client, "三台旧电脑") == [one.title]
    assert found(client, "三台旧电脑 宜州") == []


def test_the_list_finds_by_words_at_once_and_by_place_when_the_index_knows(
    client, indexed, group, alice, follow
):
    def listed(**asked):
        cache.clear()
        return [entry.pk for entry in client.get("/needs/", asked).context["entries"]]

    told = telling(
        text="需要一块新黑板。", items=(Item("黑板", 1, "piece"),), where=Where(kinds.PLACE, "CN", WUHAN)
    )
    fresh = publish_post(person_actor(alice), group, told=told)
    assert listed(q="黑板") == [fresh.pk]
    assert listed(q="heiban") == []
    follow()
    assert listed(q="heiban") == listed(q="黑板 武汉") == [fresh.pk]
    assert listed(q="黑板 广西") == []


def test_without_an_index_words_and_numbers_are_looked_through(client, need, settings):
    settings.NGO2_SEARCH_DIR = ""
    assert found(client, "二手电脑") == [need.title]
    assert need.title in found(client, f"need {need.number}")
    assert found(client, "9" * 30) == []


@pytest.mark.parametrize("n", [1, 3])
def test_results_cost_the_same_for_one_and_for_three(
    client, indexed, group, alice, follow, n, django_assert_num_queries
):
    for number in range(n - 1):
        publish_post(person_actor(alice), group, told=telling(text=f"还需要{number + 2}块黑板给孩子。"))
    follow()
    cache.clear()
    with django_assert_num_queries(3):
        client.get("/search/", {"q": "孩子", "in": "needs"})
