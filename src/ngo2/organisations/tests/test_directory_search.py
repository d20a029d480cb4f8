"""The directory with the index: what is found, in which order, with which counts, near where."""

import re

import pytest
from django.core.cache import cache

from ngo2.organisations import asks, queries
from ngo2.organisations.directory import Filters
from ngo2.organisations.facts import places
from ngo2.organisations.models import Organisation
from ngo2.organisations.tests.seen import rows_of

pytestmark = pytest.mark.django_db
FACTS = (
    {"name_zh": "江岸书屋", "division": "420102", "causes": ["reading"], "legal_status": "unregistered"},
    {
        "name_zh": "襄城敬老会",
        "division": "420602",
        "causes": ["rural-education"],
        "kind": "foundation",
        "summary_zh": "也给老人读书，书屋每周开放。",
    },
    {"name_zh": "仙桃环保", "division": "429004", "causes": ["reading", "schools"]},
    {"name_zh": "东莞工友中心", "division": "441900", "name_en": "Dongguan Workers"},
    {"name_zh": "台北書店", "country": "TW"},
    {"name_en": "Bristol Books", "country": "GB", "division": "GB-BS", "causes": ["reading"]},
    {"name_zh": "云上小组", "summary_zh": "只在网上。"},
)


@pytest.fixture
def some(many, follow):
    many(*FACTS)
    follow()


def page(client, url="/organisations/", **parameters):
    cache.clear()
    return client.get(url, parameters)


def listed(client, url="/organisations/", **parameters):
    return [re.sub("</?mark>", "", name) for name in rows_of(page(client, url, **parameters))]


def test_names_come_before_descriptions_and_both_are_found(client, some):
    assert listed(client, q="书屋") == ["江岸书屋", "襄城敬老会"]
    found = page(client, q="书屋")
    assert found.context["total"] == 2
    assert [entry.also for entry in found.context["entries"]] == [
        "",
        "也给老人读书，<mark>书屋</mark>每周开放。",
    ]
    assert "<mark>书屋</mark>" in found.text
    assert "Organisations, the best match first" in page(client, "/en/organisations/", q="书屋").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("書屋", ["江岸书屋", "襄城敬老会"]),
        ("jianganshuwu", ["江岸书屋"]),
        ("ＤＯＮＧＧＵＡＮ　workers", ["东莞工友中心"]),
        ("donguan workers", ["东莞工友中心"]),
        ("台北书店", ["台北書店"]),
        ("xiangyang", ["襄城敬老会"]),  # a city, for who writes no Chinese
        ("Xiangyang foundation", ["襄城敬老会"]),
        ("襄樊市", ["襄城敬老会"]),  # a place, by a name of the past
        ("湖北 阅读与图书馆", ["仙桃环保", "江岸书屋"]),  # a place and a cause
        ("湖北 书屋", ["江岸书屋", "襄城敬老会"]),
        ("英国", ["Bristol Books"]),
    ],
)
def test_words_places_and_causes(client, some, typed, found):
    assert sorted(listed(client, q=typed)) == sorted(found)


def test_filters_and_words_together_with_counts(client, some):
    assert listed(client, "/organisations/in/CN/420100/", q="书屋") == ["江岸书屋"]
    assert listed(client, q="书屋", kind="foundation") == ["襄城敬老会"]
    assert listed(client, q="书屋", cause="education") == ["襄城敬老会", "江岸书屋"] or listed(
        client, q="书屋", cause="education"
    ) == ["江岸书屋", "襄城敬老会"]
    assert listed(client, q="书屋", status="unregistered") == ["江岸书屋"]
    context = page(client, "/organisations/in/CN/", q="书屋", kind="foundation").context
    counts = {
        option.url.rpartition("?")[2]: option.count
        for _, options in context["facets"]
        for option in options
        if option.count is not None
    }
    assert counts["q=%E4%B9%A6%E5%B1%8B&kind=grassroots_ngo"] == 1
    assert counts["q=%E4%B9%A6%E5%B1%8B&kind=foundation"] == 1
    assert [(name, count) for name, _url, count in context["below"]] == [("湖北省", 1)]


def test_the_counts_are_those_of_the_database(client, some):
    """Narrowed by words, every number is the length of the list that it leads to."""
    context = page(client, "/organisations/in/CN/", q="书").context
    for _, options in context["facets"]:
        for option in options:
            if option.count is not None:
                cache.clear()
                assert client.get(option.url).context["total"] == option.count, option.url


def test_a_file_of_the_list_holds_what_the_page_shows(client, some):
    text = b"".join(client.get("/organisations/download.csv", {"q": "书屋"}).streaming_content).decode(
        "utf-8-sig"
    )
    assert ("江岸书屋" in text, "襄城敬老会" in text, "仙桃环保" in text) == (True, True, False)


@pytest.mark.parametrize("near", ["30.65, 114.3", "30.65,114.30", "武汉", "武汉市", "Wuhan", "wuhan shi"])
def test_the_nearest_come_first(client, some, near):
    found = page(client, near=near)
    names = [re.sub("</?mark>", "", name) for name in rows_of(found)]
    assert names[:2] == ["江岸书屋", "仙桃环保"]
    assert "云上小组" not in names
    assert all("km" in entry.distance or "公里" in entry.distance for entry in found.context["entries"])


def test_the_counts_near_a_place_are_those_of_its_circle(client, many, follow):
    """Not of the squares that the circle touches: the place just outside it stands in one of them."""
    many(
        *({"name_zh": f"近处{n}", "division": "420102", "kind": "foundation"} for n in range(10)),
        {"name_zh": "远处", "division": "420100", "kind": "company"},
    )
    Organisation.objects.filter(kind="company").update(shown_lat=30.64, shown_lng=114.34)
    Organisation.objects.filter(kind="foundation").update(shown_lat=30.6, shown_lng=114.3)
    follow()
    found = page(client, "/en/organisations/in/CN/", near="30.6, 114.3")
    assert found.context["total"] == 10
    counts = dict(found.context["facets"])["Kind"]
    assert [one.count for one in counts if one.count] == [10]
    assert [count for _, _, count in found.context["below"]] == [10]


def test_the_map_of_a_list_near_a_place_opens_there(client, some):
    """Its list is that of the view, no longer of the circle."""
    found = page(client, "/en/map/", near="30.6, 114.3", kind="grassroots_ngo")
    assert found.context["map"].bounds == "30.1000,113.8000,31.1000,114.8000"
    assert found.context["map"].listed == "/en/organisations/in/CN/?kind=grassroots_ngo"


def test_near_and_words_and_filters(client, some):
    assert listed(client, q="书屋", near="32.0, 112.1") == ["襄城敬老会", "江岸书屋"]
    assert listed(client, q="书屋", near="32.0, 112.1", kind="grassroots_ngo") == ["江岸书屋"]
    english = page(client, "/en/organisations/", near="30.65, 114.3")
    assert "km away" in english.text
    assert "the nearest first" in english.text


@pytest.mark.parametrize("near", ["nowhere at all", "99, 999", "0, 0", "1e9", "x" * 500, "'; --", "30.6"])
def test_a_place_that_nobody_knows_is_said_and_nothing_is_lost(client, some, near):
    found = page(client, "/en/organisations/", near=near, q="书屋")
    assert found.status_code == 200
    assert "We do not know that place." in found.text
    assert 'value="书屋"' in found.text


@pytest.mark.parametrize(
    "narrowed", [{"kind": "company"}, {"freshness": "stale"}, {"verified": "yes"}, {"box": "0,0,1,1"}]
)
def test_nothing_found_offers_a_way_out(client, some, narrowed):
    found = page(client, "/en/organisations/", q="书屋", **narrowed)
    assert "Nothing fits all of this" in found.text
    assert 'href="/en/organisations/?q=%E4%B9%A6%E5%B1%8B"' in found.text


def test_without_an_index_names_are_looked_through(client, many):
    many(*FACTS)
    assert listed(client, q="书屋") == ["江岸书屋"]
    assert len(listed(client, near="武汉")) == 7  # nearness has to wait


def test_who_is_closed_since_is_not_shown_although_the_index_holds_it(client, some):
    Organisation.objects.filter(name="江岸书屋").update(state=Organisation.CLOSED)
    assert listed(client, q="书屋") == ["襄城敬老会"]


def test_as_many_queries_for_three_rows_as_for_one(client, many, follow, django_assert_num_queries):
    many({"name_zh": "江岸书屋", "causes": ["reading"]})
    follow()
    queries.is_named(Filters(words="江岸"))
    cache.clear()
    with django_assert_num_queries(3):
        assert len(listed(client, q="江岸")) == 1
    many({"name_zh": "江岸学社", "causes": ["reading"]}, {"name_zh": "江岸茶馆"}, dataset="more")
    follow()
    with django_assert_num_queries(3):
        assert len(listed(client, q="江岸")) == 3


def test_where_somebody_stands_is_kept_to_a_kilometre():
    assert asks.near_point("30.123456, 114.987654", "CN") == (30.12, 114.99)


@pytest.mark.parametrize(
    ("typed", "code"), [("Xi'an", "610100"), ("CHONGQING", "500000"), ("xiamen", "350200")]
)
def test_a_city_is_known_by_its_sound(typed, code):
    assert asks.near_point(typed, "CN") == places.centre("CN", code)


@pytest.mark.parametrize("typed", ["suzhou", "zzz", "é", "'"])
def test_a_sound_that_two_cities_share_or_none_has_is_no_place(typed):
    assert asks.near_point(typed, "CN") is None
