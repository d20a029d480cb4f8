"""The second step: staff cannot do without, nobody goes around it, codes work once."""

import re
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from ngo2.accounts import limits, services
from ngo2.accounts.models import Person
from ngo2.accounts.tests.conftest import PHONE, Visitor
from ngo2.conftest import DANAS_SECRET
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.limits.services import TooMany
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused

pytestmark = pytest.mark.django_db
STAFF_PAGE = "/en/accounts/join-codes/"


@pytest.fixture
def dana(dana):
    dana.identities.create(kind="phone", value="+86" + PHONE, verified_at=dana.joined_at)
    return dana


def answer(visitor, code):
    return visitor.client.post("/en/sign-in/second-step/", {"code": code})


def test_dana_signs_in_with_both_steps(visitor, dana):
    assert visitor.enter(PHONE)["Location"] == "/en/sign-in/second-step/"
    assert not visitor.is_in()
    assert (
        "Which code does your authenticator app show?"
        in visitor.client.get("/en/sign-in/second-step/").content.decode()
    )
    assert visitor.client.get(STAFF_PAGE)["Location"].startswith("/en/sign-in/")
    assert answer(visitor, services.totp_now(DANAS_SECRET))["Location"] == "/en/me/"
    assert visitor.is_in()
    assert visitor.client.get(STAFF_PAGE).status_code == 200
    assert Entry.objects.get(verb="accounts.person.signed_in").data == {"methods": ["code", "mfa"]}


def test_next_survives_the_second_step(visitor, dana):
    visitor.enter(PHONE, next=STAFF_PAGE)
    assert answer(visitor, services.totp_now(DANAS_SECRET))["Location"] == STAFF_PAGE


def test_nobody_steps_around(visitor, dana):
    visitor.enter(PHONE)
    for path in ("/en/sign-in/", "/en/sign-in/code/", "/en/me/name/", "/en/me/security/", STAFF_PAGE):
        visitor.client.get(path)
        assert not visitor.is_in(), path
    assert answer(Visitor(Client(), visitor.outbox), "000000")["Location"] == "/en/sign-in/"


def test_a_paper_code_does_not_go_around_it_either(dana, client):
    _row, code = services.issue_join_code(SYSTEM, person=dana)
    assert client.post("/en/join/", {"code": code})["Location"] == "/en/sign-in/second-step/"
    assert "_auth_user_id" not in client.session


def test_a_code_of_the_app_works_once_in_whatever_process(visitor, dana, outbox):
    code = services.totp_now(DANAS_SECRET)
    visitor.enter(PHONE)
    answer(visitor, code)
    again = Visitor(Client(), outbox)
    again.enter(PHONE)
    assert "This is not the code" in answer(again, code).content.decode()
    assert not again.is_in()


def test_a_recovery_code_works_once(visitor, dana, outbox):
    code = services.recovery_codes(person_actor(dana), dana)[3]
    visitor.enter(PHONE)
    answer(visitor, code)
    assert visitor.is_in()
    again = Visitor(Client(), outbox)
    again.enter(PHONE)
    answer(again, code)
    assert not again.is_in()
    assert len(services.recovery_codes(person_actor(dana), dana)) == 9


def test_ten_tries_then_wait_and_heal(dana, later):
    for _nth in range(limits.STEPS_A_PERSON):
        with pytest.raises(Refused, match="This is not the code"):
            services.check_second_step(dana, "000000")
    with pytest.raises(TooMany):
        services.check_second_step(dana, services.totp_now(DANAS_SECRET))
    with later(minutes=10, seconds=1):
        services.check_second_step(dana, services.totp_now(DANAS_SECRET))


def test_the_secret_is_encrypted_in_the_database(dana):
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        rows = str(cursor.fetchall())
    assert DANAS_SECRET not in rows
    assert all(code not in rows for code in services.recovery_codes(person_actor(dana), dana))


def test_the_secret_of_the_site_can_be_changed(dana, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert services.check_second_step(dana, services.totp_now(DANAS_SECRET)).type == "totp"


# Staff


def test_staff_without_an_app_are_sent_to_set_it_up(person, visitor):
    person("New", phone=PHONE, is_staff=True)
    visitor.enter(PHONE)
    assert visitor.is_in()
    response = visitor.client.get(STAFF_PAGE)
    assert response["Location"] == "/en/me/security/authenticator/?next=%2Fen%2Faccounts%2Fjoin-codes%2F"
    page = visitor.client.get(response["Location"]).content.decode()
    secret = re.search(r">((?:[A-Z2-7]{4} ?){8})<", page)[1].replace(" ", "")
    posted = visitor.client.post("/en/me/security/authenticator/", {"code": services.totp_now(secret)})
    assert posted["Location"] == "/en/me/security/recovery-codes/"
    page = visitor.client.get(posted["Location"]).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    assert visitor.client.get(STAFF_PAGE).status_code == 200


def test_a_wrong_code_sets_nothing_up_and_keeps_the_same_picture(person, client):
    client.force_login(person("Alice"))
    before = client.get("/en/me/security/authenticator/").content.decode()
    after = client.post("/en/me/security/authenticator/", {"code": "000000"}).content.decode()
    secret = re.search(r">((?:[A-Z2-7]{4} ?){8})<", before)[1]
    assert ("This is not the code" in after, secret in after) == (True, True)
    assert not Authenticator.objects.exists()


def test_staff_whose_session_has_not_passed_the_app_prove_themselves_first(dana):
    stale = Client()
    stale.force_login(dana)  # as a session from before the app was set up
    response = stale.get(STAFF_PAGE)
    assert response["Location"] == "/en/me/prove/?next=%2Fen%2Faccounts%2Fjoin-codes%2F"
    posted = stale.post(response["Location"], {"code": services.totp_now(DANAS_SECRET)})
    assert posted["Location"] == STAFF_PAGE
    assert stale.get(STAFF_PAGE).status_code == 200


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_others_may_not(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(STAFF_PAGE).status_code == 403


def test_staff_cannot_remove_their_app_a_colleague_resets_it(dana, person, client):
    client.force_login(dana)
    response = client.post("/en/me/security/authenticator/remove/")
    assert response.status_code == 422
    with pytest.raises(Hidden):
        services.reset_second_step(person_actor(person("Alice")), dana)
    with pytest.raises(Denied):
        services.reset_second_step(person_actor(dana), dana)
    services.reset_second_step(person_actor(person("Second", is_staff=True)), dana)
    assert not Authenticator.objects.filter(user=dana).exists()
    assert client.get("/en/me/security/")["Location"].startswith("/en/sign-in/")


def test_alice_may_remove_hers(person, client):
    alice = person("Alice")
    services.give_totp(alice, DANAS_SECRET)
    client.force_login(alice)
    with mock.patch("ngo2.accounts.proof.is_recent", return_value=True):
        assert client.post("/en/me/security/authenticator/remove/")["Location"] == "/en/me/security/"
    assert not Authenticator.objects.exists()


def test_nobody_sets_up_or_reads_for_another(person):
    alice, charlie = person("Alice"), person_actor(person("Charlie"))
    services.give_totp(alice, DANAS_SECRET)
    for service in (services.recovery_codes, services.renew_recovery_codes, services.deactivate_totp):
        with pytest.raises(Hidden):
            service(charlie, alice)
    with pytest.raises(Hidden):
        services.activate_totp(charlie, alice, secret=DANAS_SECRET, code="000000")


def test_new_recovery_codes_end_the_old(person):
    alice = person("Alice")
    old = services.give_totp(alice, DANAS_SECRET)
    new = services.renew_recovery_codes(person_actor(alice), alice)
    assert (len(new), set(old) & set(new)) == (10, set())
    with pytest.raises(Refused):
        services.check_second_step(alice, old[0])
    assert Person.objects.get().pk == alice.pk
