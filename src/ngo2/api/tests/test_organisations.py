"""What programs read of organisations: the public part for everybody, the whole for its own members."""

import json

import pytest

from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Membership, Organisation
from ngo2.organisations.services import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import OWNER
from ngo2.organisations.tests.test_disclosure_outputs import CITY, COUNTY, FACTS, STREET, VERY_PLACE

pytestmark = pytest.mark.django_db


def make(name, **facts):
    row = NewOrganisation({"name_zh": name, "kind": "grassroots_ngo", **facts}, name)
    return create_organisations(SYSTEM, [row], source=OWNER, dataset="api")[0].organisation


def names(answer):
    return [one["name"] for one in answer.json()["items"]]


def test_a_list_holds_what_the_public_may_see(ask):
    one = make("红十字会", name_en="Red Cross", division="420600", causes=["health"], kind="foundation")
    answer = ask("organisations?lang=en").json()
    assert answer["next"] is None
    assert answer["licence"]["url"].endswith("/open-data/")
    listed = answer["items"][0]
    assert listed.pop("point").keys() == {"lat", "lng"}
    assert listed.pop("changed_at") == listed.pop("confirmed_at")
    assert listed == {
        "id": one.pk,
        "url": f"http://localhost:8000/en/organisations/{one.pk}/",
        "name": "红十字会",
        "name_en": "Red Cross",
        "kind": {"code": "foundation", "name": "Foundation"},
        "legal_status": None,
        "causes": [{"code": "health", "name": "Health"}],
        "country": {"code": "CN", "name": "China"},
        "areas": [{"code": "420000", "name": "Hubei"}, {"code": "420600", "name": "襄阳市"}],
        "precision": "county",
        "verified_until": None,
        "freshness": {"code": "fresh", "name": "fresh"},
        "is_example": False,
    }


FILTERS = {
    "q=读书": ["襄阳读书会"],
    "area=420600": ["襄阳读书会"],
    "area=420000": ["襄阳读书会", "武汉医院"],
    "area=420000&cause=health": ["武汉医院"],
    "kind=public_institution": ["武汉医院"],
    "status=registered_association": ["襄阳读书会"],
    "country=CN": ["襄阳读书会", "武汉医院", "香港小组"],
    "country=cn&q=医院": ["武汉医院"],
    "country=HK": ["香港小组"],
    "country=GB": [],
    "q=nothing%20like%20it": [],
    "q=%00": ["襄阳读书会", "武汉医院", "香港小组"],
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters_are_those_of_the_directory(ask, query):
    make("襄阳读书会", division="420600", legal_status="registered_association")
    make("武汉医院", division="420102", kind="public_institution", causes=["health"])
    make("香港小组", country="HK")
    assert names(ask(f"organisations?{query}")) == FILTERS[query]


@pytest.mark.parametrize(
    ("query", "status"),
    [("area=999999", 404), ("area=GB-XXXX", 404), ("cause=alchemy", 404), ("kind=x", 422), ("status=x", 422),
     ("country=CHN", 422), ("limit=0", 422), ("limit=101", 422), ("limit=ten", 422), ("lang=fr", 422),
     ("cursor=a", 404), ("cursor=%F0%9F%8C%BB", 422), ("q=" + "x" * 81, 422), ("area=' OR 1=1", 422),
     ("own=true", 401), ("cursor=MTIz", 404)],
)  # fmt: skip
def test_garbage_is_refused_with_a_sentence(ask, query, status):
    answer = ask(f"organisations?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert told["status"] == status
    assert len(told["detail"]) > 10


def test_a_divided_area_is_asked_back(ask):
    answer = ask("organisations?area=130421&lang=en")  # 邯郸县, divided in 2016
    assert answer.status_code in {200, 404}
    if answer.status_code == 404:
        assert "codes" in answer.json()["detail"]


def walk(ask, between=lambda: None, query=""):
    """All pages of two, doing something between them."""
    found, cursor = [], ""
    for _page in range(50):
        answer = ask(f"organisations?limit=2&cursor={cursor}{query}").json()
        found += [one["name"] for one in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            return found
        between()
    raise AssertionError("no end")


def test_pages_hold_everything_once(ask):
    made = [make(f"小组{number}").name for number in range(7)]
    assert walk(ask) == made
    assert walk(ask, query="&q=小组") == made


def test_what_is_put_in_between_two_pages_moves_nothing(ask):
    made = [make(f"小组{number}").name for number in range(5)]
    added = []

    def put_in_and_change():
        if len(added) < 3:
            added.append(make(f"新来{len(added)}").name)
        assert_facts(SYSTEM, Organisation.objects.get(name="小组0"), {"staff": len(added)}, source=OWNER)

    assert walk(ask, put_in_and_change) == made + added


def test_what_is_closed_in_between_is_left_out_and_nothing_else(ask):
    made = [make(f"小组{number}") for number in range(6)]
    close = lambda: Organisation.objects.filter(pk=made[0].pk).update(state=Organisation.CLOSED)  # noqa: E731
    assert walk(ask, close) == [one.name for one in made]


def test_one_more_row_costs_no_more_queries(ask, django_assert_num_queries):
    make("小组0", causes=["health"])
    ask("causes")  # the first of ten minutes opens its count
    with django_assert_num_queries(5):
        ask("organisations?q=小组")
    for number in range(1, 4):
        make(f"小组{number}", causes=["health"], division="420600")
    with django_assert_num_queries(5):
        assert len(names(ask("organisations?q=小组&lang=zh"))) == 4


def test_one_organisation_tells_where_each_fact_comes_from(ask):
    one = make("红十字会", phone="0710-3521234", division="420600")
    answer = ask(f"organisations/{one.pk}").json()
    assert answer["view"] == "public"
    fact = answer["facts"]["phone"]
    assert fact["value"] == one.facts["phone"]["v"]
    assert (fact["source"], fact["confirmed"]) == ("owner", one.facts["phone"]["confirmed"])


def test_nobody_and_closed(ask):
    one = make("红十字会")
    assert ask(f"organisations/{one.pk + 1}").status_code == 404
    Organisation.objects.filter(pk=one.pk).update(state=Organisation.CLOSED)
    answer = ask(f"organisations/{one.pk}")
    assert (answer.status_code, answer.json()["status"]) == (410, 410)
    assert names(ask("organisations")) == []
    for number in ("0", "-1", "9223372036854775808", "1" * 40):
        assert ask(f"organisations/{number}").status_code in {404, 422}, number


# What may not be told


PROTECTED = [
    ({}, VERY_PLACE),
    ({"sensitivity": "sensitive", "publish_exact": True}, VERY_PLACE),
    ({"legal_status": "unregistered", "publish_exact": True}, VERY_PLACE),
    ({"sensitivity": "hidden", "publish_exact": True}, (*VERY_PLACE, *COUNTY, *CITY)),
]


def outputs(ask, one, headers=None):
    paths = [
        f"organisations/{one.pk}",
        "organisations",
        "organisations?q=向日葵",
        "organisations?area=450000",
    ]
    paths += [f"{path}{'&' if '?' in path else '?'}lang=en" for path in paths]
    return {path: json.dumps(ask(path, headers).json(), ensure_ascii=False) for path in paths}


@pytest.mark.parametrize(("facts", "secrets"), PROTECTED)
def test_M6_no_protected_place_leaves_by_the_api(ask, facts, secrets, token, charlie, dana):
    """Nor by a token of a stranger, or of the platform team, whose second step no program can do."""
    one = make("向日葵之家", **{**FACTS, **facts})
    for headers in (None, token(charlie), token(dana)):
        texts = outputs(ask, one, headers)
        assert [(path, word) for path, text in texts.items() for word in secrets if word in text] == []
        assert not any(word in text for text in texts.values() for word in ("publish_exact", '"sensitivity"'))
    if facts.get("sensitivity") == "hidden":
        assert names(ask("organisations?area=451228")) == names(ask("organisations?area=451200")) == []


def test_M6_twin_the_same_words_do_stand_where_they_may(ask):
    one = make("向日葵之家", **FACTS, publish_exact=True)
    assert STREET in outputs(ask, one)[f"organisations/{one.pk}"]


# Tokens


def test_members_with_a_token_get_the_whole_record(ask, group, token, alice, bob):
    assert_facts(SYSTEM, group, {"address": "庆远镇一号", "sensitivity": "sensitive"}, source=OWNER)
    public = ask(f"organisations/{group.pk}").json()
    assert "address" not in public["facts"]
    for member_of_it in (alice, bob):
        answer = ask(f"organisations/{group.pk}", token(member_of_it))
        assert answer.json()["view"] == "member"
        assert answer.json()["facts"]["address"]["value"] == "庆远镇一号"
        assert answer.json()["facts"]["sensitivity"]["value"] == "sensitive"
        assert answer["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer
        assert "ETag" not in answer
    assert "address" not in ask(f"organisations/{group.pk}").json()["facts"], "the answer to a token was kept"


def test_strangers_staff_and_suspended_members_get_the_public_part(
    ask, group, member, token, charlie, dana, bob
):
    others = {"charlie": charlie, "dana": dana, "bob": bob}
    headers = {name: token(person) for name, person in others.items()}
    Membership.objects.filter(person=bob).update(suspended_at="2026-01-01T00:00Z")
    for name in others:
        assert ask(f"organisations/{group.pk}", headers[name]).json()["view"] == "public", name


def test_without_the_scope_a_token_opens_nothing_more(ask, group, alice):
    from ngo2.accounts.services import make_token
    from ngo2.lib.actors import person_actor

    _row, plain = make_token(person_actor(alice), alice, name="No scope")
    headers = {"Authorization": f"Bearer {plain}"}
    assert ask(f"organisations/{group.pk}", headers).json()["view"] == "public"
    assert ask("organisations?own=true", headers).status_code == 403


def test_own_lists_only_ones_own(ask, group, token, alice, charlie):
    make("别人的")
    assert names(ask("organisations?own=true", token(alice))) == [group.name]
    assert names(ask("organisations?own=true", token(charlie))) == []
