"""The column of open needs and offers where something is missing."""

import csv
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Where
from ngo2.exchange.queries.divisions import open_by_division
from ngo2.exchange.services import close_post, publish_post
from ngo2.exchange.tests.conftest import HECHI, WUHAN, YIZHOU, telling
from ngo2.lib.actors import person_actor

pytestmark = pytest.mark.django_db
GUANGXI, HUBEI = "450000", "420000"


@pytest.fixture(autouse=True)
def fresh_pages():
    cache.clear()


def lines(client, path="/en/gaps/", **asked):
    cache.clear()
    page = client.get(path, asked)
    return page, {line.gap.code: (line.needs, line.offers) for line in page.context["lines"]}


def test_open_needs_and_offers_stand_beside_the_gaps(client, need, company, group, alice, erin):
    offer = telling(side=kinds.OFFER, text="可以送出旧电脑。", where=Where(kinds.PLACE, "CN", WUHAN))
    publish_post(person_actor(erin), company, told=offer)
    publish_post(
        person_actor(alice),
        group,
        told=telling(text="还需要三块黑板给孩子。", where=Where(kinds.COUNTRY, "CN")),
    )
    page, told = lines(client)
    assert {code: both for code, both in told.items() if any(both)} == {GUANGXI: (1, 0), HUBEI: (0, 1)}
    assert "Open needs" in page.text
    assert "In 1 place needs stand open and no donor is there." in page.text
    assert lines(client, f"/en/gaps/{GUANGXI}/")[1][HECHI] == (1, 0)
    _page, told = lines(client, f"/en/gaps/{HECHI}/")
    assert told[YIZHOU] == (1, 0)
    close_post(person_actor(alice), need, ending="over")
    assert not any(any(both) for code, both in lines(client)[1].items() if code != HUBEI)


def test_needs_are_counted_where_nobody_is_and_where_a_donor_is_they_meet(
    client,
    need,
    group,
    organised,
    alice,
    erin,
):
    """A need for a county in which its organisation does not stand."""
    elsewhere = telling(text="还需要三块黑板给孩子。", where=Where(kinds.PLACE, "CN", "451221"))
    publish_post(person_actor(alice), group, told=elsewhere)
    page, told = lines(client, f"/gaps/{HECHI}/")
    assert told["451221"] == (1, 0)
    assert page.context["unmet"] == 2
    organised(erin, "宜州某公司", YIZHOU, kind="company")
    assert lines(client, f"/gaps/{HECHI}/")[0].context["unmet"] == 1


def test_a_cause_narrows_the_needs_too(client, organised, alice):
    water = organised(alice, "清水河小组", YIZHOU, causes=["water"])
    publish_post(person_actor(alice), water, told=telling())
    assert lines(client, cause="environment")[1][GUANGXI] == (1, 0)
    assert lines(client, cause="health")[1][GUANGXI] == (0, 0)


def test_a_need_of_a_hidden_group_is_counted_at_its_province(organised, alice):
    hidden = organised(alice, "某某小组", sensitivity="hidden")
    publish_post(person_actor(alice), hidden, told=telling(where=Where(kinds.PLACE, "CN", YIZHOU)))
    assert [tuple(one) for one in open_by_division("CN")] == [((GUANGXI,), (1, 0))]


def test_the_picture_shows_what_is_chosen(client, need):
    page, _told = lines(client, shade="needs")
    assert "广西" in page.text or "Guangxi" in page.text
    assert "Guangxi: 1 open need" in page.text
    assert "The darker, the more needs stand open" in page.text
    assert [current for _label, _url, current in page.context["shades"]] == [False, True, False]
    assert "open offers" in lines(client, shade="offers")[0].text
    assert lines(client, shade="nothing")[0].context["shade"] == ""
    kept = lines(client, shade="needs", cause="health")[0]
    assert all("cause=health" in url for _label, url, _current in kept.context["shades"])


def test_the_file_holds_the_same(client, need):
    text = b"".join(client.get("/open-data/gaps.csv").streaming_content).decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(text.splitlines())}
    assert (rows[YIZHOU]["open_needs"], rows[YIZHOU]["open_offers"]) == ("1", "0")
    assert sum(int(row["open_needs"] or 0) for row in rows.values() if row["code"].isdigit()) == 1


@pytest.mark.parametrize("n", [1, 3])
def test_the_table_costs_the_same_for_one_need_and_for_three(
    client, need, group, alice, n, django_assert_num_queries
):
    for number in range(n - 1):
        publish_post(person_actor(alice), group, told=telling(text=f"还需要{number + 2}块黑板给孩子。"))
    cache.clear()
    with django_assert_num_queries(3):
        client.get("/gaps/")


def test_a_need_that_is_over_is_counted_no_more(client, need):
    type(need).objects.filter(pk=need.pk).update(until_day=timezone.localdate() - timedelta(days=1))
    assert open_by_division("CN") == []
