import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.ui.models import Draft
from ngo2.lib.actors import person_actor
from ngo2.organisations import questions
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Assertion, Membership, Organisation
from ngo2.organisations.services import assert_facts
from ngo2.organisations.sources import STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ODD = "53330000501874064X"


@pytest.fixture
def mine(client, alice, group):
    """Alice's browser; every address in English."""
    client.force_login(alice)
    return client


def at(name, record, *more, query=""):
    return reverse(f"organisations:{name}", args=[record.pk, *more]) + query


def page(client, *args, **kwargs):
    response = client.get(at(*args, **kwargs))
    assert response.status_code == 200
    return response.content.decode()


def say(client, record, field, **typed):
    """Open the question, type, press; the answer of the server."""
    shown = page(client, "question", record, field)
    seen = re.search(r'name="seen" value="([^"]*)"', shown)[1]
    key = re.search(r'name="form_key" value="([^"]*)"', shown)[1]
    typed = {"seen": seen, "form_key": key, "do": "save"} | typed
    body = urlencode(typed, doseq=True)
    url = at("question", record, field)
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def value(record, field):
    record.refresh_from_db()
    return (record.facts.get(field) or {"v": "nothing"})["v"]


def test_the_overview_shows_all_that_is_known_and_asks_the_next_question(mine, group):
    text = page(mine, "edit", group)
    assert "0778 226 0217" in text
    assert text.count('class="button main"') == 1
    first = questions.first(group.facts, "CN")
    assert f'class="button main" href="{at("question", group, first.key)}"' in text
    assert re.search(r"\d+ questions wait", text)


def test_the_overview_costs_the_same_however_much_is_known(mine, group, alice, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        mine.get(at("edit", group))
    assert_facts(
        person_actor(alice), group, {"staff": 1, "wechat": "a", "email": "a@example.org", "founded": 2001}
    )
    with django_assert_max_num_queries(16):
        mine.get(at("edit", group))


@pytest.mark.parametrize("field", list(CATALOGUE))
def test_every_question_can_be_opened_and_an_empty_answer_is_asked_again(mine, group, field):
    group.facts.pop(field, None)
    group.save()
    response = say(mine, group, field)
    text = response.content.decode()
    assert response.status_code == 200
    assert "notice wrong" in text
    assert text.count("<h1") == 1
    assert value(group, field) == "nothing"


ANSWERS = {
    "name_zh": ({"answer": " 山蚁  😀 "}, "山蚁 😀"),
    "name_en": ({"answer": "=cmd()"}, "=cmd()"),
    "names_former": ({"answer": "甲\n乙"}, ["甲", "乙"]),
    "names_other": ({"language0": "za", "name0": "Cunz"}, {"za": "Cunz"}),
    "kind": ({"answer": "network"}, "network"),
    "legal_status": ({"answer": "unregistered"}, "unregistered"),
    "host": ({"answer": "南宁某基金会"}, {"name": "南宁某基金会"}),
    "register_id": ({"scheme": "GB-CHC", "number": "123"}, {"scheme": "GB-CHC", "id": "123"}),
    "founded": ({"answer": "２００９"}, 2009),
    "summary_zh": ({"answer": "八位老师\n二十名志愿者"}, "八位老师\n二十名志愿者"),
    "causes": ({"answer": ["education", "health"]}, ["education", "health"]),
    "languages": ({"answer": ["zh", "bo"]}, ["zh", "bo"]),
    "country": ({"answer": "HK"}, "HK"),
    "point": (
        {"lat": "25.040825", "lng": "102.711437", "crs": "gcj02", "precision": "street"},
        {
            "lat": 25.0438,
            "lng": 102.71,
            "crs": "gcj02",
            "raw": [25.040825, 102.711437],
            "precision": "street",
        },
    ),
    "publish_exact": ({"answer": "no"}, False),
    "sensitivity": ({"answer": "hidden"}, "hidden"),
    "staff": ({"answer": "0"}, 0),
    "budget_band": ({"answer": "50k_200k"}, "50k_200k"),
    "phone": ({"answer": "0778-2260218"}, "+867782260218"),
    "website": ({"answer": "shanyi.example.org"}, "https://shanyi.example.org"),
    "trained": (
        {"trained": "yes", "where": "南宁", "year": "2011"},
        {"trained": True, "where": "南宁", "year": 2011},
    ),
    "projects": ({"row": "new", "title": "夜校", "start": "2019"}, [{"title": "夜校", "start": 2019}]),
}


@pytest.mark.parametrize("field", list(ANSWERS))
def test_an_answer_is_saved_at_once_and_leads_on(mine, group, field):
    typed, expected = ANSWERS[field]
    response = say(mine, group, field, **typed)
    assert response.status_code == 302, re.findall(r'class="error".*', response.content.decode())
    if CATALOGUE[field].held and field in group.facts:  # others know it by that: it waits for a look
        assert response["Location"] == at("edit", group)
        assert group.assertions.get(state=Assertion.WAITING).value == expected
        return
    found = value(group, field)
    if field == "point":
        found = found | {"lat": round(found["lat"], 4), "lng": round(found["lng"], 4)}
    assert found == expected
    assert Draft.objects.count() == 0


def test_after_the_answer_comes_the_next_that_waits(mine, group):
    response = say(mine, group, "staff", answer="2")
    assert response["Location"] == at("question", group, "volunteers")
    group.refresh_from_db()
    assert response["Location"].endswith(f"/{questions.after('staff', group.facts, 'CN').key}/")


WRONG = {
    "phone": {"answer": "not a number <b>"},
    "email": {"answer": "a@b"},
    "name_zh": {"answer": "长" * 5000},
    "summary_zh": {"answer": "😀" * 5000},
    "staff": {"answer": "a few"},
    "founded": {"answer": "3009"},
    "point": {"lat": "abc", "lng": "108.6", "crs": "gcj02"},
    "causes": {"answer": ["education", "health", "x" * 30]},
    "kind": {"answer": "king"},
    "projects": {"row": "new", "summary": "No name yet", "start": "soon"},
    "finance": {"row": "new", "year": "", "income_total": "180000"},
    "division": {"place": "Nowhereshire"},
    "names_other": {"name0": "Cunz"},
}


@pytest.mark.parametrize("field", list(WRONG))
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(mine, group, alice, field):
    before = value(group, field)
    response = say(mine, group, field, **WRONG[field])
    text = response.content.decode()
    assert response.status_code == 200
    assert "notice wrong" in text
    assert value(group, field) == before
    for typed in WRONG[field].values():
        if isinstance(typed, str) and field != "kind":
            assert typed.replace("<", "&lt;").replace(">", "&gt;") in text
    again = page(mine, "question", group, field)
    kept = Draft.objects.get(person=alice).data["typed"]
    assert "You began to answer this" in again
    assert all(kept[name] == ([one] if isinstance(one, str) else one) for name, one in WRONG[field].items())
    longest = max((one for one in WRONG[field].values() if isinstance(one, str)), key=len, default="")
    if field not in {"kind", "causes"}:
        assert longest.replace("<", "&lt;").replace(">", "&gt;") in again


def test_pressing_twice_does_it_once(mine, group):
    say(mine, group, "staff", answer="2", form_key="k" * 22)
    say(mine, group, "staff", answer="2", form_key="k" * 22)
    assert Assertion.objects.filter(field="staff").count() == 1


def test_put_aside_keeps_it_on_the_server_and_discarding_forgets_it(mine, group):
    assert say(mine, group, "wechat", answer="蚂蚁", do="later")["Location"] == at("edit", group)
    assert value(group, "wechat") == "nothing"
    assert 'value="蚂蚁"' in page(mine, "question", group, "wechat")
    say(mine, group, "wechat", do="discard")
    assert 'value="蚂蚁"' not in page(mine, "question", group, "wechat")


def test_none_is_an_answer_but_not_for_what_is_needed_nor_for_the_last_name(mine, group):
    assert say(mine, group, "wechat", do="none").status_code == 302
    assert value(group, "wechat") is None
    for field in ("kind", "name_zh"):
        assert say(mine, group, field, do="none").status_code == 200
        assert value(group, field) not in (None, "nothing")
    assert "We do not have this" not in page(mine, "question", group, "kind")


def test_still_right_confirms_what_was_seen(mine, group):
    changed = group.facts["phone"]["changed"]
    say(mine, group, "phone", do="confirm", answer="something half typed")
    group.refresh_from_db()
    assert (group.facts["phone"]["v"], group.facts["phone"]["changed"]) == ("+867782260217", changed)
    assert group.facts["phone"]["confirmed"] > changed


def test_all_of_a_part_is_confirmed_but_not_what_changed_since(mine, group, bob):
    shown = page(mine, "edit", group)
    form = dict(re.findall(r'name="(seen-(?:phone|email))" value="([^"]*)"', shown))
    assert_facts(person_actor(bob), group, {"phone": "0778-2260219"})
    mine.post(at("edit", group), form | {"part": "contact"})
    group.refresh_from_db()
    assert group.assertions.filter(how="confirmed").count() == 0
    assert "Please look at these again: Phone" in page(mine, "edit", group)
    shown = page(mine, "edit", group)
    form = dict(re.findall(r'name="(seen-[a-z_]+)" value="([^"]*)"', shown))
    mine.post(at("edit", group), form | {"part": "contact"})
    assert list(group.assertions.filter(how="confirmed").values_list("field", flat=True)) == ["phone"]


def test_a_part_of_that_name_does_not_exist(mine, group):
    mine.post(at("edit", group), {"part": "everything", "seen-phone": group.facts["phone"]["changed"]})
    assert group.assertions.filter(how="confirmed").count() == 0


def test_of_two_editors_at_once_the_second_sees_both_and_loses_nothing(mine, group, bob):
    old = group.facts["phone"]["changed"]
    assert_facts(person_actor(bob), group, {"phone": "0778-2260219"})
    response = say(mine, group, "phone", answer="0778-2260218", seen=old)
    text = response.content.decode()
    assert "Somebody else answered this meanwhile" in text
    assert "0778 226 0219" in text
    assert 'value="0778-2260218"' in text
    assert value(group, "phone") == "+867782260219"
    now = re.search(r'name="seen" value="([^"]*)"', text)[1]
    assert say(mine, group, "phone", answer="0778-2260218", seen=now).status_code == 302
    assert value(group, "phone") == "+867782260218"


def test_a_draft_that_was_overtaken_says_so_when_it_is_opened(mine, group, bob):
    say(mine, group, "phone", answer="0778-2260218", do="later")
    assert_facts(person_actor(bob), group, {"phone": "0778-2260219"})
    text = page(mine, "question", group, "phone")
    assert "Somebody else answered this meanwhile" in text
    assert 'value="0778-2260218"' in text


def test_a_row_is_added_changed_and_taken_out(mine, group):
    say(mine, group, "projects", row="new", title="甲")
    response = say(mine, group, "projects", row="new", title="乙", outcome="好")
    assert response["Location"] == at("question", group, "projects")
    say(mine, group, "projects", row="0", title="甲甲")
    assert value(group, "projects") == [{"title": "甲甲"}, {"title": "乙", "outcome": "好"}]
    assert 'value="乙"' in page(mine, "question", group, "projects", query="?row=1")
    say(mine, group, "projects", row="0", do="remove")
    assert value(group, "projects") == [{"title": "乙", "outcome": "好"}]
    say(mine, group, "projects", row="99", title="丙")
    assert [one["title"] for one in value(group, "projects")] == ["乙", "丙"]


def test_a_row_saved_over_a_list_that_moved_takes_nobodys_place(mine, group, alice, bob):
    assert_facts(person_actor(alice), group, {"projects": [{"title": "甲"}, {"title": "乙"}]})
    group.refresh_from_db()
    old = group.facts["projects"]["changed"]
    assert_facts(person_actor(bob), group, {"projects": [{"title": "乙"}]})
    text = say(mine, group, "projects", row="0", title="甲甲", seen=old).content.decode()
    assert 'name="row" value="new"' in text
    now = re.search(r'name="seen" value="([^"]*)"', text)[1]
    say(mine, group, "projects", row="new", title="甲甲", seen=now)
    assert [one["title"] for one in value(group, "projects")] == ["乙", "甲甲"]


def test_six_numbers_a_year(mine, group):
    say(
        mine,
        group,
        "finance",
        row="new",
        year="2025",
        currency="CNY",
        income_total="180,000",
        spending_total="0",
    )
    assert value(group, "finance") == [
        {
            "year": 2025,
            "currency": "CNY",
            "income_total": 180000,
            "income_donations": None,
            "spending_total": 0,
            "spending_programme": None,
            "spending_management": None,
            "assets_end": None,
        }
    ]
    again = say(mine, group, "finance", row="new", year="2025", currency="CNY", income_total="1")
    assert "This year is there already" in again.content.decode()


def test_an_odd_credit_code_is_kept_and_said_and_a_suggestion_is_one_press(mine, group):
    response = say(mine, group, "credit_code", answer=ODD)
    assert response["Location"] == at("question", group, "credit_code")
    text = page(mine, "question", group, "credit_code")
    assert "It is kept." in text
    assert "typing error" in text
    assert value(group, "credit_code") == ODD
    say(mine, group, "credit_code", answer="533300005O1874O64B")
    assert "Did you mean 53330000501874064B?" in page(mine, "question", group, "credit_code")
    response = say(mine, group, "credit_code", answer="53330000501874064B")
    assert response["Location"] != at("question", group, "credit_code")


class TestDivision:
    def test_a_name_is_shown_as_understood_before_it_is_saved(self, mine, group):
        text = say(mine, group, "division", place="河池市宜州区庆远镇").content.decode()
        assert re.search(r'name="code" value="451203"[^>]*checked', text)
        assert value(group, "division")["code"] == "451200"
        say(mine, group, "division", place="河池市宜州区庆远镇", asked="河池市宜州区庆远镇", code="451203")
        assert value(group, "division")["code"] == "451203"

    def test_an_old_name_leads_to_todays_and_a_split_one_asks(self, mine, group):
        text = say(mine, group, "division", place="襄樊市").content.decode()
        assert "no longer called so since 2010" in text
        text = say(mine, group, "division", place="巢湖地区").content.decode()
        assert "was divided" in text
        assert re.findall(r'name="code" value="(\d+)"', text) == ["340100", "340200", "340500"]
        assert not re.search(r'name="code"[^>]*checked', text)
        text = say(mine, group, "division", place="巢湖地区", asked="巢湖地区").content.decode()
        assert "Which one is it?" in text
        say(mine, group, "division", place="巢湖地区", asked="巢湖地区", code="340500")
        assert value(group, "division")["code"] == "340500"

    def test_a_card_of_an_earlier_text_is_not_taken_for_the_new_one(self, mine, group):
        text = say(mine, group, "division", place="东莞", asked="河池", code="451200").content.decode()
        assert re.search(r'name="code" value="441900"[^>]*checked', text)
        assert value(group, "division")["code"] == "451200"

    def test_step_by_step_down_without_a_script(self, mine, group):
        top = page(mine, "question", group, "division")
        assert '<button class="link-button" type="submit" name="in" value="450000">' in top
        text = say(mine, group, "division", **{"in": "450000"}).content.decode()
        assert 'name="in" value="451200"' in text
        say(mine, group, "division", code="451221")
        assert value(group, "division")["code"] == "451221"

    def test_a_city_without_counties_is_enough(self, mine, group):
        text = say(mine, group, "division", **{"in": "441900"}).content.decode()
        assert re.search(r'name="code" value="441900"[^>]*checked', text)
        say(mine, group, "division", code="441900")
        assert value(group, "division")["code"] == "441900"

    @pytest.mark.parametrize("code", ["999999", "x", "=cmd()", "GB-BS'", ""])
    def test_a_forged_code_is_refused(self, mine, group, code):
        assert say(mine, group, "division", code=code).status_code == 200
        assert value(group, "division")["code"] == "451200"


class TestServiceArea:
    def test_places_are_collected_and_saved(self, mine, group):
        text = say(mine, group, "service_area", extent="places", place="都安", do="find").content.decode()
        assert re.search(r'name="divisions" value="451228"[^>]*checked', text)
        text = say(
            mine, group, "service_area", extent="places", divisions=["451228"], add="450100"
        ).content.decode()
        assert re.findall(r'name="divisions" value="(\d+)"[^>]*checked', text) == ["451228", "450100"]
        say(mine, group, "service_area", extent="places", divisions=["451228", "450100"])
        assert value(group, "service_area") == {"countrywide": False, "divisions": ["451228", "450100"]}

    def test_going_down_keeps_what_is_chosen(self, mine, group):
        text = say(mine, group, "service_area", divisions=["451228"], **{"in": "450000"}).content.decode()
        assert re.search(r'name="divisions" value="451228"[^>]*checked', text)
        assert 'name="add" value="450000"' in text

    def test_an_unticked_place_goes_and_the_whole_country_is_one_press(self, mine, group, alice):
        assert_facts(person_actor(alice), group, {"service_area": {"divisions": ["451228", "450100"]}})
        say(mine, group, "service_area", extent="places", divisions=["450100"])
        assert value(group, "service_area")["divisions"] == ["450100"]
        say(mine, group, "service_area", extent="countrywide", divisions=["450100"])
        assert value(group, "service_area") == {"countrywide": True, "divisions": []}

    def test_several_meanings_ask_and_forged_places_are_left_out(self, mine, group):
        text = say(mine, group, "service_area", extent="places", place="朝阳区").content.decode()
        assert re.findall(r'name="code" value="(\d+)"', text) == ["110105", "220104"]
        say(mine, group, "service_area", extent="places", place="朝阳区", asked="朝阳区", code="220104")
        assert value(group, "service_area")["divisions"] == ["220104"]
        response = say(mine, group, "service_area", extent="places", divisions=["999999", "=cmd()"])
        assert response.status_code == 200
        assert value(group, "service_area")["divisions"] == ["220104"]


def test_the_exact_place_is_for_members_only(mine, group, alice, charlie, dana):
    assert_facts(person_actor(dana), group, {"legal_status": "unregistered"}, source=STAFF)
    exact = {
        "address": "庆远镇中山路5号",
        "point": {"lat": 24.49, "lng": 108.65, "crs": "wgs84"},
    }
    assert_facts(person_actor(alice), group, exact)
    inside = page(mine, "edit", group)
    public = mine.get(reverse("organisations:organisation", args=[group.pk])).content.decode()
    assert ("中山路5号" in inside, "24.49" in inside) == (True, True)
    assert ("中山路5号" in public, "24.49" in public) == (False, False)
    mine.force_login(charlie)
    assert mine.get(at("edit", group)).status_code == 404


def test_who_gets_in(client, group, alice, bob, charlie, dana, erin, suspended, member):
    member(erin, group, Membership.VIEWER)
    member(suspended, group, Membership.OWNER)
    expected = {"Alice": (200, 200, 302), "Bob": (200, 200, 302), "Charlie": (404, 404, 404)}
    expected |= {"Dana": (200, 200, 302), "Erin": (200, 403, 403)}
    got = {}
    for person in (alice, bob, charlie, dana, erin):
        client.force_login(person)
        got[person.name] = (
            client.get(at("edit", group)).status_code,
            client.get(at("question", group, "wechat")).status_code,
            client.post(at("question", group, "wechat"), {"do": "none"}).status_code,
        )
    assert got == expected
    for gone in (None, suspended):
        client.logout()
        if gone:
            client.force_login(gone)
        assert client.get(at("edit", group))["Location"].startswith(reverse("accounts:sign_in"))


def test_a_suspended_member_and_a_closed_record_are_not_there(mine, group, alice):
    Membership.objects.filter(person=alice).update(suspended_at=timezone.now())
    assert mine.get(at("edit", group)).status_code == 404
    Membership.objects.update(suspended_at=None)
    Organisation.objects.update(state=Organisation.CLOSED)
    assert mine.get(at("edit", group)).status_code == 404


def test_a_field_that_is_none_and_other_peoples_drafts(mine, client, group, bob):
    assert mine.get(at("question", group, "colour")).status_code == 404
    say(mine, group, "wechat", answer="secret draft", do="later")
    client.force_login(bob)
    assert "secret draft" not in page(client, "question", group, "wechat")


def test_staff_speak_under_their_own_name(client, group, dana):
    client.force_login(dana)
    say(client, group, "wechat", answer="蚂蚁")
    last = group.assertions.latest("pk")
    assert (last.source, last.person) == (STAFF.kind, dana)
    assert Entry.objects.latest("pk").actor_id == str(dana.pk)


def test_staff_without_their_second_step_are_sent_there_first(group, person):
    client = Client()
    client.force_login(person("Dora", is_staff=True))
    response = client.get(at("edit", group))
    assert response.status_code == 302
    assert "edit" not in response["Location"].split("?")[0]


def test_a_viewer_sees_but_finds_no_button(client, group, erin, member):
    member(erin, group, Membership.VIEWER)
    client.force_login(erin)
    text = page(client, "edit", group)
    assert "You may look" in text
    assert "<form" not in re.sub(r'<form[^>]*class="search".*?</form>', "", text, flags=re.S)


class TestQuestions:
    """Which questions are asked."""

    def test_papers_decide(self):
        def keys(status):
            return {one.key for one in questions.asked({"legal_status": {"v": status}}, "CN")}

        assert {"host", "credit_code", "registrar"} & keys("unregistered") == set()
        assert {"host", "credit_code", "registrar"} & keys("affiliated") == {"host"}
        assert {"host", "credit_code", "registrar"} & keys("registered_service") == {
            "credit_code",
            "registrar",
        }
        assert "overseas_filing" in keys("overseas_filed")

    def test_what_is_known_is_always_among_them(self):
        facts = {"legal_status": {"v": "unregistered"}, "credit_code": {"v": ODD}}
        assert "credit_code" in {one.key for one in questions.asked(facts, "CN")}

    def test_unregistered_groups_are_not_asked_to_show_their_door(self):
        facts = {"address": {"v": "x"}, "legal_status": {"v": "unregistered"}}
        assert "publish_exact" not in {one.key for one in questions.asked(facts, "CN")}

    def test_every_fact_has_a_question_and_a_section(self):
        assert all(str(questions.question(one)) for one in CATALOGUE.values())
        assert {one.section for one in CATALOGUE.values()} == set(questions.SECTIONS)

    def test_positions_count_up(self):
        asked = [one.key for one in questions.asked({}, "CN")]
        total = len(asked)
        assert [questions.position(key, {}, "CN") for key in asked] == [
            (n, total) for n in range(1, total + 1)
        ]
