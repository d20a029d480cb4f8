import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from ngo2.kernel.ui.models import Draft
from ngo2.organisations.models import Membership, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME = "北京绿家园志愿者"


def at(step=""):
    return reverse("organisations:new_step", args=[step]) if step else reverse("organisations:new")


def press(client, step="", **typed):
    body = urlencode(typed, doseq=True)
    return client.post(at(step), body, content_type="application/x-www-form-urlencoded")


@pytest.fixture
def mine(client, charlie):
    client.force_login(charlie)
    return client


def test_five_questions_make_a_record_and_its_owner(mine, charlie):
    assert press(mine, name_zh=NAME, phone="010-65232040")["Location"] == at("kind")
    assert press(mine, "kind", answer="grassroots_ngo")["Location"] == at("legal_status")
    assert press(mine, "legal_status", answer="unregistered")["Location"] == at("division")
    text = press(mine, "division", place="北京市东城区").content.decode()
    assert re.search(r'name="code" value="110101"[^>]*checked', text)
    response = press(mine, "division", place="北京市东城区", asked="北京市东城区", code="110101")
    assert response["Location"] == at("causes")
    response = press(mine, "causes", answer=["environment"])
    made = Organisation.objects.get()
    assert response["Location"] == reverse("organisations:edit", args=[made.pk])
    known = {key: one["v"] for key, one in made.facts.items()}
    assert known.pop("division")["code"] == "110101"
    assert known == {
        "name_zh": NAME,
        "phone": "+861065232040",
        "kind": "grassroots_ngo",
        "legal_status": "unregistered",
        "causes": ["environment"],
    }
    assert list(made.memberships.values_list("person", "role")) == [(charlie.pk, Membership.OWNER)]
    assert (bool(made.claimed_at), Draft.objects.count()) == (True, 0)


def test_place_and_causes_may_wait(mine):
    press(mine, name_zh=NAME)
    press(mine, "kind", answer="media")
    press(mine, "legal_status", answer="unregistered")
    assert press(mine, "division", place="")["Location"] == at("causes")
    press(mine, "causes", do="save")
    assert set(Organisation.objects.get().facts) == {"name_zh", "kind", "legal_status"}


def test_pressing_twice_makes_one_record(mine):
    press(mine, name_zh=NAME)
    press(mine, "kind", answer="media")
    press(mine, "legal_status", answer="unregistered")
    both = [press(mine, "causes", answer=["environment"], form_key="k" * 22)["Location"] for _ in range(2)]
    assert (Organisation.objects.count(), len(set(both))) == (1, 1)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("", {"name_zh": "", "name_en": " ", "phone": "010-65232040"}),
        ("", {"name_zh": NAME, "phone": "no number <b>"}),
        ("", {"name_zh": "长" * 5000, "name_en": "=cmd() 😀"}),
        ("", {"name_zh": NAME, "credit_code": "?"}),
        ("kind", {"answer": "king"}),
        ("kind", {}),
        ("legal_status", {"answer": ""}),
        ("division", {"place": "Nowhereshire"}),
        ("division", {"code": "999999"}),
        ("causes", {"answer": ["magic"]}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(mine, step, typed):
    if step:
        press(mine, name_zh=NAME)
    response = press(mine, step, x="1", **typed)
    text = response.content.decode()
    assert (response.status_code, "notice wrong" in text) == (200, True)
    for one in typed.values():
        if isinstance(one, str) and one not in {"king", "999999"}:
            assert one.replace("<", "&lt;").replace(">", "&gt;") in text
    assert Organisation.objects.count() == 0
    again = mine.get(at(step)).content.decode()
    assert typed.get("place", "") in again


def test_it_can_be_put_down_and_taken_up_again(mine):
    press(mine, name_zh=NAME, phone="010-65232040")
    text = mine.get(at()).content.decode()
    assert ("You began this before" in text, f'value="{NAME}"' in text) == (True, True)
    press(mine, "kind", answer="media")
    assert re.search(r'value="media"[^>]*checked', mine.get(at("kind")).content.decode())


def test_steps_without_a_name_begin_at_the_name(mine):
    for step in ("same", "kind", "causes"):
        assert mine.get(at(step))["Location"] == at()
        assert press(mine, step, answer="media")["Location"] == at()
    assert mine.get(at("colour")).status_code == 404
    press(mine, name_zh=NAME)
    response = press(mine, "causes", answer=["environment"])
    assert Organisation.objects.count() == 0, "kind and status are still missing"
    assert response["Location"] in {at("kind"), at("legal_status")}


def test_the_same_name_is_shown_first_and_claimed_instead(mine, imported, group):
    there = imported(name_zh="北京绿家园", phone="010-65232040")
    assert press(mine, name_zh=NAME)["Location"] == at("same")
    text = mine.get(at("same")).content.decode()
    assert ("北京绿家园" in text, "same name but for place or legal form" in text) == (True, True)
    assert reverse("organisations:claim", args=[there.pk]) in text
    assert press(mine, "same", x="1")["Location"] == at("kind")
    press(mine, name_zh="山蚁乡村教育小组")
    text = mine.get(at("same")).content.decode()
    assert ("Somebody runs it" in text, reverse("organisations:claim", args=[group.pk]) in text) == (
        True,
        False,
    )


def test_what_is_likely_with_the_place_known_is_asked_before_it_is_made(mine, imported):
    """At the first question nothing was alike enough; the place makes it so."""
    press(mine, name_zh="河边读书会")
    press(mine, "kind", answer="grassroots_ngo")
    press(mine, "legal_status", answer="unregistered")
    press(mine, "division", place="宜昌市西陵区", asked="宜昌市西陵区", code="420502")
    there = imported(name_zh="河边读书会", division="420502")
    assert press(mine, "causes", answer=["environment"])["Location"] == at("same")
    text = mine.get(at("same")).content.decode()
    assert (reverse("organisations:claim", args=[there.pk]) in text, "same county" in text) == (True, True)
    assert press(mine, "same", x="1")["Location"] == at("causes")
    made = press(mine, "causes", answer=["environment"])["Location"]
    assert made == reverse("organisations:edit", args=[Organisation.objects.latest("pk").pk])
    assert Organisation.objects.count() == 2


def test_who_gets_in(client, suspended):
    for gone in (None, suspended):
        client.logout()
        if gone:
            client.force_login(gone)
        for step in ("", "kind"):
            assert client.get(at(step))["Location"].startswith(reverse("accounts:sign_in"))


def test_drafts_are_ones_own(client, charlie, erin):
    client.force_login(charlie)
    press(client, name_zh=NAME)
    client.force_login(erin)
    assert NAME not in client.get(at()).content.decode()
