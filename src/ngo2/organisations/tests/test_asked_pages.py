"""Behind the link: GET shows, POST confirms. Every way in which it may go wrong has its own sentence and a way on."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import person_actor
from ngo2.organisations.freshness import revision
from ngo2.organisations.models import Asking, Organisation
from ngo2.organisations.services import askings, assert_facts
from ngo2.organisations.tests.asking import address, grown_old, letter, letters, reachable, said
from ngo2.organisations.tests.seen import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(group, alice):
    reachable(alice, email="alice@example.org")
    return letter(grown_old(group))


def snapshot():
    """All that a look must not change."""
    return (
        list(Organisation.objects.values()),
        list(Asking.objects.values()),
        Entry.objects.count(),
        sum(one.assertions.count() for one in Organisation.objects.all()),
    )


def test_D3_the_signed_link_confirms_the_three_stalest_by_one_post_and_get_changes_nothing(asked, group):
    phone = Client()  # nobody is signed in
    before = snapshot()
    for _n in range(2):
        assert phone.get(address(asked)).status_code == 200
        assert phone.head(address(asked, "/en")).status_code == 200
    assert snapshot() == before
    page = phone.get(address(asked, "/en"))
    words = seen(page)
    assert "Is this still right? 山蚁乡村教育小组" in words
    assert "Phone 0778 226 0217 imported" in words
    assert page["Cache-Control"] == "no-store"
    done = phone.post(
        address(asked, "/en"), {"all": "1", "revision": page.context["revision"], "form_key": "k"}
    )
    assert (done.status_code, done["Location"]) == (302, address(asked, "/en"))
    assert [row[0] for row in said(group)] == sorted(asked.fields)
    assert {row[2] for row in said(group)} == {"confirmed"}
    thanks = seen(phone.get(done["Location"]))
    assert "Thank you" in thanks
    assert f"This link was used on {timezone.localdate().isoformat()}" in thanks
    assert "What this brings" in thanks
    again = phone.post(address(asked, "/en"), {"all": "1", "form_key": "other"})
    assert "This link was used on" in seen(again)
    assert len(said(group)) == 3


def test_pressed_twice_it_is_done_once(asked, group):
    phone = Client()
    form = {"all": "1", "revision": phone.get(address(asked)).context["revision"], "form_key": "same"}
    assert [phone.post(address(asked), form).status_code for _n in range(2)] == [302, 302]
    assert len(said(group)) == 3


@pytest.mark.parametrize("language", ["", "/en"])
def test_some_are_right_and_one_is_corrected_on_the_same_page(asked, group, language):
    phone = Client()
    url = address(asked, language)
    revision = phone.get(url).context["revision"]
    form = {
        "revision": revision,
        "name_zh": "right",
        "phone": "wrong",
        "phone-answer": "call me",
        "form_key": "k",
    }
    page = phone.post(url, form)
    assert page.status_code == 200
    assert 'value="call me"' in page.text  # nothing typed is lost
    assert 'value="right" checked' in page.text
    assert said(group) == []
    done = phone.post(url, form | {"phone-answer": "０７７８－２２６０２１８"})
    assert done.status_code == 302
    assert [(row[0], row[1], row[2]) for row in said(group)] == [
        ("name_zh", "山蚁乡村教育小组", "confirmed"),
        ("phone", "+867782260218", "changed"),
    ]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Please tick what is right, or write what it should say."),
        ({"phone": "nonsense"}, "Please tick what is right, or write what it should say."),
        ({"phone": "wrong"}, "Please write what it should say."),
        ({"phone": "wrong", "phone-answer": "   "}, "Please write what it should say."),
        ({"phone": "wrong", "phone-answer": "9" * 20_000}, "Phone"),
        ({"name_zh": "wrong", "name_zh-answer": ""}, "Please write what it should say."),
        ({"name_zh": "none"}, "An organisation needs a name"),
        ({"kind": "wrong", "kind-answer": "circus"}, "Please choose one of the answers in the list."),
    ],
)
def test_an_answer_that_makes_no_sense_is_said_so_and_writes_nothing(asked, group, form, sentence):
    page = Client().post(address(asked, "/en"), form | {"form_key": "k"})
    assert page.status_code == 200
    assert sentence in seen(page)
    assert "Nothing you typed is lost" in seen(page)
    assert said(group) == []


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", "臺灣山蟻🙂", "<script>alert(1)</script>"])
def test_odd_words_are_kept_as_words(asked, group, value):
    phone = Client()
    revision = phone.get(address(asked)).context["revision"]
    form = {"revision": revision, "name_zh": "wrong", "name_zh-answer": value, "form_key": "k"}
    assert phone.post(address(asked), form).status_code == 302
    assert [row[1] for row in said(group)] == [value]
    assert "<script>alert" not in phone.get(address(asked)).text


def test_fields_that_were_not_asked_are_not_written(asked, group):
    form = {
        "all": "1",
        "sensitivity": "wrong",
        "sensitivity-answer": "hidden",
        "email": "wrong",
        "email-answer": "a@b.org",
    }
    revision = Client().get(address(asked)).context["revision"]
    assert Client().post(address(asked), form | {"revision": revision, "form_key": "k"}).status_code == 302
    assert {row[0] for row in said(group)} == set(asked.fields)


# Why a link may no longer count


def over(client, asking):
    return seen(client.get(address(asking, "/en")))


def test_each_end_has_its_own_sentence_and_a_way_on(asked, group, alice, client):
    later = {
        "expired": (
            {"until": timezone.now() - timedelta(days=1)},
            "This link is too old",
            "Send me a new link",
        ),
        "ended": ({"ended_at": timezone.now()}, "This link was replaced", "Send me a new link"),
        "changed": ({"revision": "other"}, "Somebody was faster", "Send me a new link"),
        "answered": ({"used_at": timezone.now()}, "Thank you", "Sign in to do more"),
    }
    kept = Asking.objects.values().get(pk=asked.pk)
    for columns, heading, way in later.values():
        Asking.objects.filter(pk=asked.pk).update(**columns)
        words = over(client, asked)
        assert heading in words
        assert way in words
        assert said(group) == []
        Asking.objects.filter(pk=asked.pk).update(**kept)
    Organisation.objects.update(state=Organisation.MERGED)
    page = client.get(address(asked, "/en"))
    assert (page.status_code, "This record is closed" in seen(page)) == (410, True)


@pytest.mark.parametrize("token", ["x", "1" + "A" * 16, "🙂", "%00", "a" * 300])
def test_a_forged_link_says_so_and_leads_on(client, group, token):
    for page in (
        client.get(f"/en/c/{token}/"),
        client.post(f"/en/c/{token}/", {"all": "1", "form_key": "k"}),
    ):
        assert page.status_code == 404
        assert "This link does not work" in seen(page)
        assert "Sign in" in seen(page)
    assert client.post(f"/en/c/{token}/again/", {"form_key": "k"}).status_code == 404
    assert said(group) == []


def test_ask_for_a_new_link_and_not_too_often(asked, client, group):
    Asking.objects.update(until=timezone.now() - timedelta(days=1))
    page = client.post(f"/en/c/{askings.token(asked)}/again/", {"form_key": "k"}, follow=True)
    assert "A new link comes to the same address in a minute." in seen(page)
    assert letters().count() == 2
    answers = [client.post(f"/en/c/{askings.token(asked)}/again/", {"form_key": f"k{n}"}) for n in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]


def test_who_was_slower_sees_both_values_and_loses_nothing(asked, group, alice, bob):
    reachable(bob, email="bob@example.org")
    phone = Client()
    revision = phone.get(address(asked)).context["revision"]
    assert_facts(person_actor(alice), group, {"phone": "0778-2260219"})
    page = phone.post(
        address(asked, "/en"),
        {"revision": revision, "phone": "wrong", "phone-answer": "0778-2260218", "form_key": "k"},
    )
    words = seen(page)
    assert "Somebody was faster" in words
    assert "What you wrote is not lost" in words
    assert "Phone: on the record now 0778 226 0219 What you wrote 0778-2260218" in words
    assert "What you wrote" not in over(Client(), asked)


def test_an_unclaimed_record_is_asked_at_its_own_address_and_invites_to_take_it_over(imported):
    one = grown_old(imported(email="us@example.org"))
    made = letter(one)
    assert (made.person, made.channel) == (None, "email")
    phone = Client()
    revision = phone.get(address(made)).context["revision"]
    phone.post(address(made), {"all": "1", "revision": revision, "form_key": "k"})
    assert f"/en/sign-in/?next=/en/organisations/{one.pk}/claim/" in phone.get(
        address(made, "/en")
    ).text.replace("%2F", "/")
    one.refresh_from_db()
    assert one.grade != "unconfirmed"


# Badges


def test_a_badge_is_made_printed_scanned_and_taken_back(group, alice, bob, client):
    grown_old(group)
    client.force_login(alice)
    made = client.post(f"/en/organisations/{group.pk}/members/badges/", {"form_key": "k"})
    badge = Asking.objects.get(kind=Asking.BADGE)
    assert made["Location"] == f"/en/organisations/{group.pk}/members/badges/{badge.pk}/"
    card = client.get(made["Location"])
    assert f"http://localhost:8000{address(badge, '/en')}" in seen(card)
    assert "<svg" in card.text
    assert f"Badge No. {badge.pk}" in seen(client.get(f"/en/organisations/{group.pk}/members/"))
    phone = Client()
    shown = phone.get(address(badge, "/en"))
    assert "this badge only confirms" in seen(shown)
    form = {"all": "1", "revision": shown.context["revision"], "form_key": "a"}
    assert phone.post(address(badge, "/en"), form).status_code == 302
    assert len(said(group)) == 3
    assert "Somebody was faster" in seen(phone.post(address(badge, "/en"), form | {"form_key": "b"}))
    assert len(said(group)) == 3
    stolen = {"phone": "wrong", "phone-answer": "13900139000", "form_key": "c"}
    phone.post(address(badge, "/en"), stolen)
    assert all(row[2] == "confirmed" for row in said(group))
    bobs = PersonClient()
    bobs.force_login(bob)  # an editor
    revoke = f"/en/organisations/{group.pk}/members/badges/{badge.pk}/revoke/"
    assert bobs.post(revoke, {"form_key": "k"}).status_code == 403
    assert client.post(revoke, {"form_key": "k"}).status_code == 302
    assert "This badge was taken back" in seen(phone.get(address(badge, "/en")))
    assert "This badge is no longer good" in seen(client.get(made["Location"]))


def test_members_cost_the_same_number_of_queries_with_1_and_3_badges(group, alice, client):
    client.force_login(alice)
    counts = []
    for number in (1, 2):
        for _n in range(number):
            askings.make_badge(person_actor(alice), group)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/organisations/{group.pk}/members/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_correction_that_waits_for_a_check_is_not_called_written(group, alice):
    """A name by which others know it: the page says that it waits, and the public page shows the old one."""
    reachable(alice, email="alice@example.org")
    asking = letter(grown_old(group))
    Asking.objects.filter(pk=asking.pk).update(
        fields=["name_zh"], revision=revision(group.facts, ["name_zh"])
    )
    phone = Client()
    page = phone.get(address(asking, "/en")).content.decode()
    first, second = page.split("<form method=")[1:3]
    assert ('name="all"' in first, 'name="all"' in second) == (True, False), "Enter in a field corrects"
    field = re.search(r'name="([^"]*name_zh[^"]+)"[^>]*value', second)[1]
    done = phone.post(address(asking, "/en"), {"name_zh": "wrong", field: "山蚁=cmd()夜校", "form_key": "k"})
    text = seen(phone.get(done["Location"]))
    assert "Received: Chinese name. Others know you by it" in text
    assert "It is written down" not in text
    group.refresh_from_db()
    assert (group.name, said(group)[-1][3]) == ("山蚁乡村教育小组", "waiting")
