"""The page of results and the suggestions."""

import re

import pytest
from django.core.cache import cache

from ngo2.kernel.search import limits, marks
from ngo2.kernel.search.asking import asked
from ngo2.organisations.models import Organisation

pytestmark = pytest.mark.django_db
ANT = {
    "name_zh": "山蚁乡村教育小组",
    "name_en": "Mountain Ant Village Education",
    "names_former": ["河池夜校志愿者"],
    "summary_zh": "八位老师和二十名志愿者，在河池三个县的夜校教成年人识字。",
    "division": "451200",
}


@pytest.fixture
def some(many, follow):
    many(ANT, {"name_zh": "东莞工友中心", "division": "441900"})
    follow()


def titles(page):
    return [line.title for line in page.context["lines"]]


def test_results_say_what_where_and_why(client, some):
    page = client.get("/search/", {"q": "夜校"})
    (line,) = page.context["lines"]
    assert (line.title, line.also) == ("山蚁乡村教育小组", "河池<mark>夜校</mark>志愿者")
    assert "河池市" in line.text
    assert "河池<mark>夜校</mark>志愿者" in page.text
    english = client.get("/en/search/", {"q": "成年"})
    (line,) = english.context["lines"]
    assert (line.title, line.url) == ("Mountain Ant Village Education", f"/en/organisations/{_ant().pk}/")
    assert line.also.endswith("教<mark>成年</mark>人识字。")
    assert "1 result, the best first" in english.text


def _ant():
    return Organisation.objects.get(name=ANT["name_zh"])


@pytest.mark.parametrize("typed", ["mountain ant", "山蟻", "shanyi", "syxc", "河池"])
def test_either_language_finds_the_other(client, some, typed):
    assert [_bare(title) for title in titles(client.get("/search/", {"q": typed}))] == [ANT["name_zh"]]
    assert [_bare(title) for title in titles(client.get("/en/search/", {"q": typed}))] == [ANT["name_en"]]


def _bare(text):
    return re.sub("</?mark>", "", text)


def test_nothing_found_says_what_to_try(client, some):
    page = client.get("/en/search/", {"q": "zzzzzz"})
    assert "Nothing was found" in page.text
    assert (
        'Or leaf through a list, and choose a place and a kind: <a href="/en/organisations/">Organisations</a>'
        in page.text
    )
    assert "Write fewer words" in page.text


def test_what_is_spelled_alike_says_so(client, some):
    page = client.get("/en/search/", {"q": "Moutain"})
    assert page.context["loosely"] is True
    assert "Little is written exactly so. With what is spelled or sounds alike: 1 result<" in page.text


def test_nothing_typed_says_what_can_be(client, some):
    assert "gongyi" in client.get("/en/search/").text
    assert client.get("/search/suggest/").content.strip() == b""


def test_without_an_index_names_are_looked_through(client, many):
    many(ANT)
    page = client.get("/en/search/", {"q": "山蚁"})
    assert [_bare(title) for title in titles(page)] == [ANT["name_en"]]
    assert "The search is being prepared" in page.text


def test_pages_of_thirty(client, many, follow):
    many(*({"name_zh": f"江岸书屋{n}"} for n in range(31)))
    follow()
    first, second = (client.get("/search/", {"q": "江岸", "page": n}) for n in (1, 2))
    assert (len(titles(first)), len(titles(second))) == (30, 1)
    assert len({*titles(first), *titles(second)}) == 31
    assert len(titles(client.get("/search/", {"q": "江岸", "page": "x"}))) == 30


def test_suggestions_are_a_list_of_links(client, some):
    answer = client.get("/search/suggest/", {"q": "shany"})
    assert "<html" not in answer.text
    assert f'href="/organisations/{_ant().pk}/"' in answer.text
    assert "<mark>山蚁</mark>" in answer.text
    assert 'href="/search/?q=shany"' in answer.text


def test_as_many_queries_for_three_rows_as_for_one(client, many, follow, django_assert_num_queries):
    many({"name_zh": "江岸书屋", "causes": ["reading"]})
    follow()
    client.get("/search/", {"q": "江岸"})
    cache.clear()
    with django_assert_num_queries(3):  # version of the page, rows, their causes
        assert len(titles(client.get("/search/", {"q": "江岸"}))) == 1
    many({"name_zh": "江岸学社", "causes": ["reading"]}, {"name_zh": "江岸茶馆"}, dataset="more")
    follow()
    with django_assert_num_queries(3):
        assert len(titles(client.get("/search/", {"q": "江岸"}))) == 3


def test_who_asks_too_often_waits(client, some, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 3)
    answers = [client.get("/search/suggest/", {"q": "a"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_only_reading(client, some):
    assert client.post("/search/", {"q": "a"}).status_code == 405
    assert client.post("/search/suggest/", {"q": "a"}).status_code == 405


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("臺北書店", "台北", "<mark>臺北</mark>書店"),
        ("山蚁 <b>乡村</b>", "乡村", "山蚁 &lt;b&gt;<mark>乡村</mark>&lt;/b&gt;"),
        ("“小蚂蚁”图书室", "蚂蚁图书", "“小<mark>蚂蚁</mark>”<mark>图书</mark>室"),
        ("Ｍｏｕｎｔａｉｎ Ants", "mountain ant", "<mark>Ｍｏｕｎｔａｉｎ</mark> <mark>Ant</mark>s"),
        ("The Society", "soc", "The <mark>Soc</mark>iety"),
        ("北京公益中心", "gongyi", "北京<mark>公益</mark>中心"),
        ("北京公益中心", "gyzx", "北京<mark>公益中心</mark>"),
        ("北京公益中心", "gongyizh", "北京<mark>公益中</mark>心"),
        ("乡村乡村", "乡村", "<mark>乡村</mark><mark>乡村</mark>"),
        ("<script>", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("山蚁", "别的", "山蚁"),
    ],
)
def test_marks(text, typed, shown):
    joined = shown.replace("</mark><mark>", "")
    assert marks.marked(text, asked(typed), spoken=True) in {shown, joined}


def test_an_excerpt_is_cut_around_the_first_place():
    text = "前" * 60 + "夜校" + "后" * 200
    shown = marks.excerpt(text, asked("夜校"))
    assert shown.startswith("…前")
    assert "<mark>夜校</mark>" in shown
    assert shown.endswith("后…")
    assert len(shown) < 140
    assert marks.excerpt(text, asked("别的")) == ""
