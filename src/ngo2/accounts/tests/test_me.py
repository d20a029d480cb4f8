"""One's own pages: terms at the door, name, ways to sign in, sessions, proof."""

import re
import time
from unittest import mock

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ngo2.accounts import consents, services
from ngo2.accounts.addresses import Address
from ngo2.accounts.models import Consent, Person
from ngo2.accounts.tests.conftest import EMAIL, PHONE, Visitor
from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry, Private
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused

pytestmark = pytest.mark.django_db
METHODS = "/en/me/sign-in-methods/"


@pytest.fixture
def alice(person):
    return person("Alice", phone=PHONE)


@pytest.fixture
def mine(alice):
    client = PersonClient()
    client.force_login(alice)
    return client


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


# At the door


def test_somebody_new_reads_agrees_says_their_name_and_is_where_they_wanted_to_be(visitor):
    visitor.enter(PHONE, next="/en/me/security/")
    client = visitor.client
    assert client.get("/en/me/security/")["Location"] == "/en/me/terms/?next=%2Fen%2Fme%2Fsecurity%2F"
    page = client.get("/en/me/terms/?next=/en/me/security/").content.decode()
    for heading in ("Who", "What for", "What", "How", "Who sees it", "How long", "Your rights", "Children"):
        assert f"<dt>{heading}</dt>" in page
    posted = client.post("/en/me/terms/", {"answer": "yes", "next": "/en/me/security/"})
    assert posted["Location"] == "/en/me/name/?next=%2Fen%2Fme%2Fsecurity%2F"
    posted = client.post(
        "/en/me/name/", {"name": " Li  Xiaomei ", "language": "en", "next": "/en/me/security/"}
    )
    assert posted["Location"] == "/en/me/security/"
    assert client.get("/en/me/security/").status_code == 200
    person = Person.objects.get()
    assert (person.name, person.language, person.terms_version) == ("Li Xiaomei", "en", "1")
    consent = Consent.objects.get()
    assert (consent.purpose, consent.version, consent.channel, consent.language) == (
        "terms",
        "1",
        "web",
        "en",
    )
    assert consent.text_digest == consents.purposes["terms"].digest("en")


def test_who_does_not_agree_leaves_nothing_behind(visitor):
    visitor.enter(PHONE)
    response = visitor.client.post("/en/me/terms/", {"answer": "no"})
    assert response["Location"] == "/en/sign-in/"
    assert "we have kept nothing about you" in visitor.client.get("/en/sign-in/").content.decode()
    assert (Person.objects.count(), visitor.is_in()) == (0, False)


def test_who_agreed_before_and_refuses_the_new_words_is_signed_out_and_stays(mine, alice, monkeypatch):
    newer(monkeypatch)
    page = mine.get("/en/me/terms/").content.decode()
    assert "These words have changed" in page
    mine.post("/en/me/terms/", {"answer": "no"})
    assert Person.objects.filter(pk=alice.pk).exists()
    assert "_auth_user_id" not in mine.session


def newer(monkeypatch, name="terms", version="2"):
    from dataclasses import replace

    purpose = replace(consents.purposes[name], version=version)
    monkeypatch.setitem(consents.purposes._items, name, purpose)


def test_new_words_are_asked_for_once_at_the_next_page(mine, alice, monkeypatch):
    assert mine.get("/en/me/security/").status_code == 200
    newer(monkeypatch)
    assert mine.get("/en/me/security/")["Location"].startswith("/en/me/terms/")
    mine.post("/en/me/terms/", {"answer": "yes"})
    assert mine.get("/en/me/security/").status_code == 200
    rows = [(one.version, one.replaced, one.withdrawn_at is None) for one in Consent.objects.order_by("pk")]
    assert rows == [("1", True, False), ("2", False, True)]


def test_rights_do_not_hang_on_agreeing(visitor):
    visitor.enter(PHONE)
    for path in ("/en/me/data/", "/en/me/erase/", "/en/sign-out/", "/en/me/consents/"):
        assert visitor.client.get(path).status_code == 200, path


@pytest.mark.parametrize(("name", "sentence"), [("", "Please write the name"), ("x" * 81, "80")])
def test_a_name_is_needed_and_fits(mine, name, sentence):
    page = mine.post("/en/me/name/", {"name": name, "language": "en"}).content.decode()
    assert sentence in page


def test_nobody_renames_another(alice, charlie):
    with pytest.raises(Hidden):
        services.rename_person(person_actor(charlie), alice, name="X", language="en")
    with pytest.raises(Refused):
        services.rename_person(person_actor(alice), alice, name="X", language="fr")


# Ways to sign in


def add(client, outbox, address):
    client.post(METHODS + "add/", {"address": address})
    return client.post(METHODS + "code/", {"code": re.search(r"\d{6}", outbox[-1][2])[0]})


def test_an_address_is_added_by_its_code_and_signs_in(mine, alice, outbox):
    assert add(mine, outbox, EMAIL)["Location"] == METHODS
    assert set(alice.identities.values_list("kind", "value")) == {
        ("phone", "+8613800138000"),
        ("email", EMAIL),
    }
    visitor = Visitor(Client(), outbox)
    visitor.enter(EMAIL)
    assert visitor.client.session["_auth_user_id"] == str(alice.pk)
    assert verbs() == ["accounts.identity.added", "accounts.person.signed_in"]
    assert EMAIL not in str(list(Entry.objects.values("data")))


def test_a_wrong_code_adds_nothing(mine, alice, outbox):
    mine.post(METHODS + "add/", {"address": EMAIL})
    page = mine.post(METHODS + "code/", {"code": "x"}).content.decode()
    assert "This is not the code" in page
    assert alice.identities.count() == 1


def test_an_address_of_somebody_else_is_told_only_to_who_holds_it(mine, charlie, outbox):
    charlie.identities.create(kind="email", value=EMAIL, verified_at=charlie.joined_at)
    assert mine.post(METHODS + "add/", {"address": EMAIL})["Location"] == METHODS + "code/"
    page = mine.post(METHODS + "code/", {"code": re.search(r"\d{6}", outbox[-1][2])[0]}).content.decode()
    assert "already signs somebody in" in page
    assert charlie.identities.count() == 1


def test_one_is_removed_but_never_the_last(mine, alice, outbox):
    add(mine, outbox, EMAIL)
    phone, email = alice.identities.order_by("-kind")
    assert "Remove" in mine.get(f"{METHODS}{phone.pk}/remove/").content.decode()
    assert alice.identities.count() == 2
    assert mine.post(f"{METHODS}{phone.pk}/remove/")["Location"] == METHODS
    assert mine.post(f"{METHODS}{email.pk}/remove/").status_code == 422
    assert list(alice.identities.all()) == [email]
    removed = Entry.objects.get(verb="accounts.identity.removed")
    assert (removed.data["kind"], Private.objects.get(entry=removed).value) == ("phone", "+8613800138000")


def test_anothers_is_not_there(mine, charlie):
    theirs = charlie.identities.create(kind="email", value=EMAIL, verified_at=charlie.joined_at)
    assert mine.post(f"{METHODS}{theirs.pk}/remove/").status_code == 404
    for service, value in (
        (services.remove_identity, theirs.pk),
        (services.add_identity, Address("email", "x@y.org")),
    ):
        with pytest.raises(Hidden):
            service(person_actor(Person.objects.get(name="Alice")), charlie, value)


def test_the_list_takes_the_same_queries_with_one_and_three(mine, alice):
    counts = []
    for nth in range(3):
        if nth:
            alice.identities.create(kind="email", value=f"{nth}@example.org", verified_at=alice.joined_at)
        with CaptureQueriesContext(connection) as queries:
            mine.get(METHODS)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_others_hear_of_it_also_the_removed_address(alice):
    from ngo2.accounts import notices
    from ngo2.kernel.notify.types import address_book, types

    alice.identities.create(kind="email", value=EMAIL, verified_at=alice.joined_at)
    services.remove_identity(person_actor(alice), alice, alice.identities.get(kind="phone").pk)
    entry = Entry.objects.get(verb="accounts.identity.removed")
    person, removed = notices.person_and_removed_address(entry)
    assert (person.person, removed.addresses) == (alice, {"sms": "+8613800138000"})
    assert address_book(alice) == {"email": EMAIL}
    assert "A way to sign in was removed" in types["accounts.methods_changed"].body % notices.what_happened(
        entry
    )
    assert types["accounts.methods_changed"].link(entry) == "/en/me/security/"


# Proof


def aged(client):
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 16 * 60}]
    session.save()


def test_changing_needs_a_fresh_proof_by_code_to_ones_own_address(mine, alice, outbox):
    aged(mine)
    response = mine.get(METHODS + "add/")
    assert response["Location"] == "/en/me/prove/?next=%2Fen%2Fme%2Fsign-in-methods%2Fadd%2F"
    page = mine.get(response["Location"]).content.decode()
    assert ("+86 138****8000" in page, "13800138000" in page) == (True, False)
    mine.post(response["Location"], {"identity": alice.identities.get().pk})
    assert outbox[0][:2] == ("sms", "+8613800138000")
    assert "This is not the code" in mine.post(response["Location"], {"code": "x"}).content.decode()
    posted = mine.post(response["Location"], {"code": re.search(r"\d{6}", outbox[0][2])[0]})
    assert posted["Location"] == METHODS + "add/"
    assert mine.get(METHODS + "add/").status_code == 200


def test_no_code_goes_to_an_address_of_somebody_else(mine, charlie, outbox):
    theirs = charlie.identities.create(kind="email", value=EMAIL, verified_at=charlie.joined_at)
    aged(mine)
    for identity in (theirs.pk, "x", "-1", "9" * 30):
        mine.post("/en/me/prove/", {"identity": identity})
    assert outbox == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", METHODS + "add/"),
        ("post", METHODS + "add/"),
        ("get", METHODS + "code/"),
        ("post", METHODS + "1/remove/"),
        ("get", "/en/me/security/authenticator/"),
        ("post", "/en/me/security/authenticator/remove/"),
        ("get", "/en/me/security/recovery-codes/"),
        ("get", "/en/me/security/passkeys/add/"),
        ("post", "/en/me/security/passkeys/1/remove/"),
    ],
)
def test_every_such_page_asks(mine, method, path):
    aged(mine)
    assert getattr(mine, method)(path)["Location"].startswith("/en/me/prove/")


def test_who_came_by_paper_adds_a_phone_without_proof(client, outbox):
    _row, code = services.issue_join_code(SYSTEM)
    client.post("/en/join/", {"code": code})
    client.post("/en/me/terms/", {"answer": "yes"})
    assert "You came in with a code on paper" in client.get(METHODS).content.decode()
    aged(client)
    assert add(client, outbox, EMAIL)["Location"] == METHODS
    assert client.get("/en/me/prove/").status_code == 200


# Sessions


def test_the_list_names_devices_and_one_can_be_ended(mine, alice):
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 10) Chrome/99 MicroMessenger/8"})
    phone.force_login(alice)
    phone.get("/en/me/security/")
    page = mine.get("/en/me/security/").content.decode()
    assert ("WeChat, Android" in page, page.count("this device")) == (True, 1)
    row = UserSession.objects.get(session_key=phone.session.session_key)
    assert mine.post(f"/en/me/security/sessions/{row.pk}/end/")["Location"] == "/en/me/security/"
    assert phone.get("/en/me/security/")["Location"].startswith("/en/sign-in/")
    assert mine.get("/en/me/security/").status_code == 200


def test_nobody_ends_the_session_of_another(mine, charlie):
    theirs = PersonClient()
    theirs.force_login(charlie)
    row = UserSession.objects.get(session_key=theirs.session.session_key)
    assert mine.post(f"/en/me/security/sessions/{row.pk}/end/").status_code == 404
    assert theirs.get("/en/me/security/").status_code == 200


def test_sign_out_everywhere_ends_all_also_those_in_no_list(mine, alice, charlie):
    other, unlisted, stranger = PersonClient(), PersonClient(), PersonClient()
    other.force_login(alice)
    unlisted.force_login(alice)
    stranger.force_login(charlie)
    UserSession.objects.filter(session_key=unlisted.session.session_key).delete()
    assert mine.post("/en/me/security/sign-out-everywhere/")["Location"] == "/en/sign-in/"
    for client in (mine, other, unlisted):
        assert client.get("/en/me/security/")["Location"].startswith("/en/sign-in/")
    assert stranger.get("/en/me/security/").status_code == 200
    assert not UserSession.objects.filter(user=alice).exists()


def test_sign_out_ends_this_one(mine, alice):
    key = mine.session.session_key
    assert mine.get("/en/sign-out/").status_code == 200
    mine.post("/en/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.exists()


def test_sessions_take_the_same_queries_with_one_and_three(mine, alice):
    counts = []
    for _nth in range(3):
        with CaptureQueriesContext(connection) as queries:
            mine.get("/en/me/security/")
        counts.append(len(queries))
        PersonClient().force_login(alice)
    assert counts[0] == counts[2]


def test_when_a_session_was_seen_is_written_every_ten_minutes(mine, later):
    first = UserSession.objects.get().last_seen_at
    mine.get("/en/me/security/")
    assert UserSession.objects.get().last_seen_at == first
    with later(minutes=11):
        mine.get("/en/me/security/", headers={"user-agent": "New"}, REMOTE_ADDR="203.0.113.9")
    row = UserSession.objects.get()
    assert (row.last_seen_at > first, row.ip, row.user_agent) == (True, "203.0.113.9", "New")


def test_ended_sessions_are_forgotten(mine, alice):
    PersonClient().force_login(alice)
    Session.objects.exclude(session_key=mine.session.session_key).update(expire_date="2020-01-01T00:00:00Z")
    assert services.forget_ended_sessions() == 2
    assert UserSession.objects.get().session_key == mine.session.session_key


def test_a_public_page_reads_no_session(mine):
    with CaptureQueriesContext(connection) as queries:
        assert mine.get("/en/about/").status_code == 200
    assert [one["sql"] for one in queries if "session" in one["sql"]] == []


# Suspension


def test_suspending_ends_every_session_at_once(mine, alice, dana):
    services.suspend_person(person_actor(dana), alice)
    assert mine.get("/en/me/security/")["Location"].startswith("/en/sign-in/")
    services.unsuspend_person(person_actor(dana), alice)
    assert mine.get("/en/me/security/")["Location"].startswith("/en/sign-in/")  # the old session stays dead
    assert verbs() == ["accounts.sessions.ended", "accounts.person.suspended", "accounts.person.returned"]


def test_only_staff_suspend_and_not_themselves(alice, charlie, dana):
    for actor in (person_actor(charlie), person_actor(alice)):
        with pytest.raises(Hidden):
            services.suspend_person(actor, alice)
    with pytest.raises(Denied):
        services.suspend_person(person_actor(dana), dana)
    with pytest.raises(Refused, match="not suspended"):
        services.unsuspend_person(person_actor(dana), alice)


def test_staff_help_one_person_on_a_page(alice, dana):
    client = PersonClient()
    client.force_login(dana)
    assert (
        "Nobody signs in with this"
        in client.post("/en/accounts/persons/", {"address": EMAIL}).content.decode()
    )
    page = client.post("/en/accounts/persons/", {"address": PHONE})["Location"]
    assert page == f"/en/accounts/persons/{alice.handle}/"
    shown = client.get(page).content.decode()
    assert ("Alice" in shown, "+86 138****8000" in shown, "13800138000" in shown) == (True, True, False)
    client.post(page + "help/", {"do": "suspend"})
    assert not Person.objects.get(pk=alice.pk).is_active
    client.post(page + "help/", {"do": "return"})
    assert client.post(page + "help/", {"do": "code"})["Location"] == "/en/accounts/join-codes/paper/"
    assert client.post(page + "help/", {"do": "reset"}).status_code == 422
    assert client.get(f"/en/accounts/persons/{dana.handle}/").content.decode().count("This is you.") == 1


# People made by others


def test_create_person_and_staff(dana, alice):
    made = services.create_person(
        SYSTEM, name="Erin", email="Erin@Example.org", phone="13900139000", is_staff=True
    )
    assert set(made.identities.values_list("value", flat=True)) == {"erin@example.org", "+8613900139000"}
    assert (made.is_staff, made.terms_version) == (True, "")
    with pytest.raises(Refused, match="belongs to somebody already"):
        services.create_person(person_actor(dana), name="Twin", email="erin@example.org")
    with pytest.raises(Refused, match="on the server only"):
        services.create_person(person_actor(dana), name="Boss", is_staff=True)
    with pytest.raises(Denied):
        services.create_person(person_actor(alice), name="Friend")


def test_two_devices_prove_the_same_new_address_at_once(db):
    address = Address("email", EMAIL)
    first, made = services.person_behind(address, language="en")
    real = services.persons.queries.person_at
    answers = iter([None, first])
    with mock.patch.object(services.persons.queries, "person_at", lambda one: next(answers, real(one))):
        second, made_again = services.person_behind(address, language="en")
    assert (made, made_again, second) == (True, False, first)
    assert Person.objects.count() == 1
