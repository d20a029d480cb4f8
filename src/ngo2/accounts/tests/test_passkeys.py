"""Passkeys: made, used instead of a code, refused when anything about them is wrong."""

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from ngo2.accounts import limits, services
from ngo2.accounts.tests.device import Device
from ngo2.conftest import DANAS_SECRET, PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Hidden

pytestmark = pytest.mark.django_db
ADD, SIGN_IN = "/en/me/security/passkeys/add/", "/en/sign-in/passkey/"


def at_localhost(client):
    """Passkeys belong to a host name; localhost is the one that works without https."""
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def options(client, path):
    return html.unescape(re.search(r'data-options="([^"]+)"', client.get(path).content.decode())[1])


def add(person, device):
    client = at_localhost(PersonClient())
    client.force_login(person)
    credential = device.create(options(client, ADD))
    return client.post(ADD, {"credential": credential, "name": "My phone"})


def sign_in(device, client=None, change=lambda answer: answer):
    client = client or at_localhost(Client())
    return client, client.post(SIGN_IN, {"credential": change(device.get(options(client, SIGN_IN)))})


def test_a_passkey_is_added_and_signs_in_without_a_code(alice):
    device = Device()
    assert add(alice, device)["Location"] == "/en/me/security/"
    client, response = sign_in(device)
    assert (response.status_code, response["Location"]) == (302, "/en/me/")
    assert client.session["_auth_user_id"] == str(alice.pk)
    assert Authenticator.objects.get().last_used_at is not None
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["accounts.passkey.added", "accounts.person.signed_in"]


def test_it_is_both_steps_at_once_also_for_staff(dana):
    device = Device()
    add(dana, device)
    client, _response = sign_in(device)
    assert client.get("/en/accounts/join-codes/").status_code == 200


def test_who_has_a_passkey_still_gets_in_by_code(alice, visitor):
    add(alice, Device())
    alice.identities.create(kind="email", value="li@example.org", verified_at=alice.joined_at)
    visitor.enter("li@example.org")
    assert visitor.is_in()


def test_a_suspended_person_is_not_let_in_by_passkey(alice):
    device = Device()
    add(alice, device)
    services.suspend_person(SYSTEM, alice)
    client, response = sign_in(device)
    assert response["Location"] == "/en/sign-in/suspended/"
    assert "_auth_user_id" not in client.session


def changed(**parts):
    def change(answer):
        credential = json.loads(answer)
        credential["response"].update(parts)
        return json.dumps(credential)

    return change


@pytest.mark.parametrize(
    "change",
    [
        changed(signature="AAAA"),
        changed(userHandle="enp6"),
        changed(userHandle="_____w"),
        changed(clientDataJSON="e30"),
        changed(authenticatorData="AAAA"),
        changed(userHandle=None),
        changed(userHandle=7),
        lambda answer: "[]",
        lambda answer: "{}",
        lambda answer: "null",
        lambda answer: '{"response": []}',
        lambda answer: '{"response": {"userHandle": "enp6enp6enp6enp6"}, "id": 1, "rawId": 2, "type": 3}',
        lambda answer: answer[:-3],
        lambda answer: "x" * 30_000,
        lambda answer: "[" * 5000,
        lambda answer: '{"response":' * 1500,
    ],
)
def test_a_wrong_answer_is_one_refusal(alice, change):
    device = Device()
    add(alice, device)
    client, response = sign_in(device, change=change)
    assert response.status_code == 200
    assert "This passkey was not accepted." in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("device", [Device(origin="https://evil.example"), Device(verifies=False)])
def test_a_passkey_of_another_site_or_without_its_owner_is_not_made(alice, device):
    response = add(alice, device)
    assert "The passkey could not be made." in response.content.decode()
    assert not Authenticator.objects.exists()


def test_an_answer_works_once_and_in_its_session_only(alice):
    device = Device()
    add(alice, device)
    client = at_localhost(Client())
    answer = device.get(options(client, SIGN_IN))
    other = at_localhost(Client())
    options(other, SIGN_IN)
    assert "not accepted" in other.post(SIGN_IN, {"credential": answer}).content.decode()
    assert client.post(SIGN_IN, {"credential": answer}).status_code == 302
    client.logout()
    assert "not accepted" in client.post(SIGN_IN, {"credential": answer}).content.decode()


def test_another_persons_passkey_proves_nothing(alice, bob):
    device = Device()
    add(bob, device)
    add(alice, Device())
    client = at_localhost(PersonClient())
    client.force_login(alice)
    asked = options(client, "/en/me/prove/passkey/")
    response = client.post("/en/me/prove/passkey/", {"credential": device.get(asked)})
    assert "not accepted" in response.content.decode()


def test_a_passkey_proves_who_one_is(alice):
    device = Device()
    add(alice, device)
    client = at_localhost(Client())
    client.force_login(alice)  # no record of how: as if long ago
    assert client.get(ADD)["Location"] == "/en/me/prove/?next=%2Fen%2Fme%2Fsecurity%2Fpasskeys%2Fadd%2F"
    answer = device.get(options(client, "/en/me/prove/passkey/"))
    response = client.post("/en/me/prove/passkey/?next=/en/me/security/passkeys/add/", {"credential": answer})
    assert response["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_removed_it_no_longer_works_and_nobody_removes_anothers(alice, charlie):
    device = Device()
    add(alice, device)
    (row,) = Authenticator.objects.all()
    for actor, owner in ((charlie, alice), (charlie, charlie)):
        with pytest.raises(Hidden):
            services.remove_passkey(person_actor(actor), owner, row.pk)
    client = PersonClient()
    client.force_login(alice)
    client.post(f"/en/me/security/passkeys/{row.pk}/remove/")
    _client, response = sign_in(device)
    assert "not accepted" in response.content.decode()


def test_how_often(monkeypatch):
    monkeypatch.setattr(limits, "USES_A_CLIENT", 2)
    client = at_localhost(Client())
    statuses = [client.post(SIGN_IN, {"credential": "{}"}).status_code for _nth in range(3)]
    assert statuses == [200, 200, 429]


def test_the_page_says_what_it_needs_and_runs_nothing_inline(db):
    page = Client().get(SIGN_IN).content.decode()
    assert "Passkeys need JavaScript" in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.search(r"\son\w+=|style=", page) is None


def test_the_app_and_a_passkey_side_by_side(alice):
    services.give_totp(alice, DANAS_SECRET)
    device = Device()
    add_client = at_localhost(PersonClient())
    add_client.force_login(alice)
    assert add_client.get(ADD)["Location"].startswith(
        "/en/me/prove/"
    )  # a code alone is not enough for her now
    add_client.post("/en/me/prove/", {"code": services.totp_now(DANAS_SECRET)})
    credential = device.create(options(add_client, ADD))
    add_client.post(ADD, {"credential": credential, "name": ""})
    client, _response = sign_in(device)
    assert client.session["_auth_user_id"] == str(alice.pk)
