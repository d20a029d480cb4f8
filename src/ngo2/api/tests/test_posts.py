"""Needs and offers for programs: what the public may read, page by page, and what became of one."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from ngo2.exchange import endings, kinds
from ngo2.exchange.cleaning import Item, Where
from ngo2.exchange.models import Post
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    close_post,
    confirm_delivery,
    publish_post,
    release_contact,
)
from ngo2.exchange.tests.conftest import WUHAN, YIZHOU, telling
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ants(organised, alice):
    return organised(alice, "山蚁乡村教育小组", name_en="Mountain Ants", phone="0778-2260217")


@pytest.fixture
def company(organised, erin):
    return organised(erin, "金利科技有限公司", WUHAN, kind="company", legal_status="registered_business")


@pytest.fixture
def post(ants):
    def make(record=ants, **told):
        cache.clear()
        return publish_post(SYSTEM, record, told=telling(**told))

    return make


def titles(answer):
    return [one["title"] for one in answer.json()["items"]]


def test_a_need_in_the_list(ask, post, ants):
    made = post(title="需要二手电脑")
    answer = ask("needs?lang=en").json()
    assert answer["next"] is None
    listed = answer["items"][0]
    assert listed.pop("posted_at") == listed.pop("changed_at")
    assert listed == {
        "id": made.pk,
        "number": made.number,
        "side": "need",
        "url": f"http://localhost:8000/en/exchange/{made.pk}/",
        "title": "需要二手电脑",
        "kind": {"code": "material", "name": "Goods and rooms"},
        "about": {"code": "computers", "name": "Computers and phones"},
        "organisation": {
            "id": ants.pk,
            "name": "Mountain Ants",
            "url": f"http://localhost:8000/en/organisations/{ants.pk}/",
        },
        "is_example": False,
        "reach": "place",
        "country": {"code": "CN", "name": "China"},
        "areas": [
            {"code": "450000", "name": "Guangxi"},
            {"code": "451200", "name": "河池市"},
            {"code": YIZHOU, "name": "宜州区"},
        ],
        "from_day": None,
        "until_day": str(made.until_day),
        "receipt": False,
        "registered_only": False,
        "pick_up": False,
        "lines": [
            {
                "item": "笔记本电脑",
                "quantity": 20,
                "unit": {"code": "piece", "name": "pieces"},
                "promised": 0,
            },
            {"item": "绘本", "quantity": 5, "unit": {"code": "box", "name": "boxes"}, "promised": 0},
        ],
    }
    assert ask("offers").json()["items"] == []


FILTERS = {
    "": ["legal advice", "laptops in Yizhou"],
    "kind=material": ["laptops in Yizhou"],
    "about=legal": ["legal advice"],
    "kind=material&about=legal": [],
    "area=420000": [],
    f"area={YIZHOU}": ["laptops in Yizhou"],
    "area=450000&kind=human": [],
    "remote=true": ["legal advice"],
    "q=laptops": ["laptops in Yizhou"],
    "q=%00": ["legal advice", "laptops in Yizhou"],
    "organisation=0": ["legal advice", "laptops in Yizhou"],
    "organisation=9223372036854775807": [],
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters_are_those_of_the_page_and_the_newest_comes_first(ask, post, query):
    post(title="laptops in Yizhou")
    post(
        title="legal advice",
        subkind="legal",
        items=(Item("咨询", 10, "hour"),),
        where=Where(kinds.REMOTE, "CN"),
    )
    assert titles(ask(f"needs?{query}")) == FILTERS[query]


def test_those_of_one_organisation(ask, post, company):
    post(title="of the ants")
    post(company, title="of the company")
    assert titles(ask(f"needs?organisation={company.pk}")) == ["of the company"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("area=999999", 404), ("area=GB-BS", 404), ("area=' OR 1=1", 422), ("kind=x", 422), ("about=x", 422),
     ("remote=yes", 422), ("organisation=-1", 422), ("organisation=ten", 422), (f"organisation={10**30}", 422),
     ("limit=0", 422), ("limit=101", 422), ("lang=fr", 422), ("cursor=a", 404), ("cursor=%F0%9F%8C%BB", 422),
     ("q=" + "x" * 81, 422)],
)  # fmt: skip
@pytest.mark.parametrize("side", ["needs", "offers"])
def test_garbage_is_refused_with_a_sentence(ask, side, query, status):
    answer = ask(f"{side}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert len(answer.json()["detail"]) > 10


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), str(10**30), "217x", "%00"])
@pytest.mark.parametrize("side", ["needs", "offers"])
def test_a_number_that_cannot_be_is_a_problem_and_no_error(ask, side, number):
    answer = ask(f"{side}/{number}")
    assert (answer.status_code in {404, 422}, answer["Content-Type"]) == (True, "application/problem+json")


def test_pages_hold_everything_once_and_what_is_posted_meanwhile_moves_nothing(ask, post):
    for number in range(5):
        post(title=f"need number {number}")
    found, cursor = [], ""
    while True:
        answer = ask(f"needs?limit=2&cursor={cursor}").json()
        found += [one["title"] for one in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            break
        post(title="posted meanwhile")
    assert found == [f"need number {number}" for number in (4, 3, 2, 1, 0)]


def test_one_more_row_costs_no_more_queries(ask, post, django_assert_num_queries):
    post()
    ask("causes")  # the first of ten minutes opens its count
    with django_assert_num_queries(5):
        assert len(titles(ask("needs?q=电脑"))) == 1
    for _ in range(2):
        post()
    with django_assert_num_queries(5):
        assert len(titles(ask("needs?q=电脑&lang=zh"))) == 3


def test_an_answer_is_kept_until_something_changes_and_any_site_may_read_it(ask, post):
    made = post()
    for path in ("needs", f"needs/{made.pk}"):
        answer = ask(path)
        assert answer["Access-Control-Allow-Origin"] == "*"
        tag = {"If-None-Match": answer["ETag"]}
        assert ask(path, tag).status_code == 304
        close_post(SYSTEM, post(title="another one"), ending=endings.OVER)
    close_post(SYSTEM, made, ending=endings.OVER)
    assert ask(path, tag).status_code == 200


def test_one_that_ended_keeps_its_history_and_says_why(ask, post):
    made = post()
    assert ask(f"needs/{made.pk}").json()["state"] == "open"
    Post.objects.update(until_day=timezone.localdate() - timedelta(days=1))
    cache.clear()
    assert ask(f"needs/{made.pk}").json()["state"] == "over"
    close_post(SYSTEM, made, ending=endings.ELSEWHERE, note="Auntie Wang helped, 13800138000")
    answer = ask(f"needs/{made.pk}?lang=en")
    told = answer.json()
    assert (told["state"], told["ending"]) == (
        "closed",
        {"code": "elsewhere", "name": "Found in another way"},
    )
    assert told["closed_at"]
    assert "Wang" not in answer.text, "what people write about it stays on its page"
    assert ask("needs").json()["items"] == []


def test_what_is_gone_says_so(ask, post, ants):
    taken, other = post(), post()
    assert ask(f"offers/{taken.pk}").status_code == 404  # a need is no offer
    assert ask(f"needs/{other.pk + 1}").status_code == 404
    close_post(SYSTEM, taken, ending=endings.TAKEN_DOWN)
    answer = ask(f"needs/{taken.pk}")
    assert (answer.status_code, answer.json()["status"]) == (410, 410)
    Organisation.objects.filter(pk=ants.pk).update(state=Organisation.CLOSED)
    cache.clear()
    assert ask(f"needs/{other.pk}").status_code == 410
    assert ask("needs").json()["items"] == []


SAID = ("张阿姨", "13800138000", "zhang@example.org", "weixin_zhang", "0778-2260217", "一句谢谢")


def test_no_person_no_contact_and_no_word_of_an_answer_leaves(ask, post, company, erin, alice):
    """Whatever was typed into which field of the post, and whatever the two sides wrote to each other."""
    made = post(
        title="电脑，打13800138000",
        text="请联系张阿姨，电话 13800138000，zhang@example.org，微信 weixin_zhang。",
        items=(Item("笔记本电脑 微信：weixin_zhang", 20, "piece", "送到张阿姨家"),),
    )
    line = made.lines.get()
    one = ask_introduction(
        person_actor(erin),
        made,
        words="张阿姨您好，我们有电脑。",
        amounts={line.pk: 12},
        organisation=company,
    )
    agree_introduction(person_actor(alice), one, amounts={line.pk: 12})
    release_contact(person_actor(alice), one)
    for person in (alice, erin):
        confirm_delivery(person_actor(person), one, amounts={line.pk: 12}, sentence="一句谢谢，张阿姨")
    told = ask(f"needs/{made.pk}").json()
    assert told["title"] == "电脑，打…"
    assert [(each["promised"], each["arrived"]) for each in told["lines"]] == [(12, 12)]
    texts = [ask(path).text for path in ("needs", f"needs/{made.pk}", "offers", "needs?q=电脑")]
    people = (alice.name, erin.name, "金利科技")
    assert [word for word in (*SAID, *people) if any(word in text for text in texts)] == []


def test_the_twin_the_page_does_say_what_was_written(client, post):
    made = post(text="请联系张阿姨，电话 13800138000。")
    assert "张阿姨" in client.get(f"/exchange/{made.pk}/").text


def test_answers_are_as_the_description_says(ask, post):
    made = post()
    assert json.loads(ask(f"needs/{made.pk}").text).keys() == {
        *ask("needs").json()["items"][0], "state", "ending", "closed_at",
    }  # fmt: skip
