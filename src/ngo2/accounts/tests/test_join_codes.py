"""X3: in by a code on paper, issued by staff; one use, running out, taken back."""

import time
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.accounts import limits, services
from ngo2.accounts.models import JoinCode, Person
from ngo2.accounts.services import join_codes
from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Refused, SignInNeeded
from ngo2.lib.tests.racing import race


@pytest.mark.django_db
def test_X3_login_by_paper_code(client):
    row, code = services.issue_join_code(SYSTEM, organisation_scope="organisation:42")
    assert len(code) == 11
    assert set(code.replace("-", "")) <= set(join_codes.ALPHABET)
    response = client.post("/en/join/", {"code": code})
    assert (response.status_code, response["Location"]) == (302, "/en/me/")
    person = Person.objects.get()
    assert client.session["_auth_user_id"] == str(person.pk)
    row.refresh_from_db()
    assert (row.used_by, row.used_at is not None) == (person, True)
    assert list(Entry.objects.order_by("pk").values_list("verb", "scope", "data")) == [
        ("accounts.join_code.issued", "organisation:42", {"days": 14}),
        ("accounts.person.joined", "", {"by": "join_code"}),
        ("accounts.join_code.used", "organisation:42", {"scope": "organisation:42"}),
        ("accounts.person.signed_in", "", {"methods": ["join_code"]}),
    ]


@pytest.mark.django_db
def test_X3_login_by_staff_issued_code_for_one_person(client, dana, alice):
    _row, code = services.issue_join_code(person_actor(dana), person=alice, days=1)
    client.post("/en/join/", {"code": code})
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spelt",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: f" {code[:5]}{code[6:]} ",
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    ],
)
def test_however_it_is_typed(client, spelt):
    _row, code = services.issue_join_code(SYSTEM)
    client.post("/en/join/", {"code": spelt(code)})
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_opening_the_address_of_the_qr_code_uses_nothing_and_tells_nothing(client):
    _row, code = services.issue_join_code(SYSTEM)
    pages = [
        client.get(f"/en/join/{one}/").content.decode().replace(one, "") for one in (code, "AAAAA-AAAAA")
    ]
    for page in pages:
        assert "Sign in with this code?" in page
    assert len(pages[0]) == len(pages[1])
    assert JoinCode.objects.get().used_at is None
    client.post(f"/en/join/{code}/")
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("spoilt", ["used", "revoked", "late", "wrong"])
def test_what_does_not_work_is_one_sentence(client, spoilt, later):
    row, code = services.issue_join_code(SYSTEM, days=1)
    ahead = {}
    if spoilt == "used":
        Client().post("/en/join/", {"code": code})
    elif spoilt == "revoked":
        services.revoke_join_code(SYSTEM, row)
    elif spoilt == "late":
        ahead = {"days": 1, "seconds": 1}
    else:
        code = "22222-22222"
    persons = Person.objects.count()
    with later(**ahead):
        response = client.post("/en/join/", {"code": code})
    assert "This code does not work." in response.content.decode()
    assert ("_auth_user_id" in client.session, Person.objects.count()) == (False, persons)


@pytest.mark.django_db
def test_a_suspended_person_is_not_let_in_by_paper(client, alice):
    _row, code = services.issue_join_code(SYSTEM, person=alice)
    services.suspend_person(SYSTEM, alice)
    assert client.post("/en/join/", {"code": code})["Location"] == "/en/sign-in/suspended/"
    assert "_auth_user_id" not in client.session
    with pytest.raises(Refused, match="suspended"):
        services.issue_join_code(SYSTEM, person=alice)


@pytest.mark.django_db
def test_who_is_signed_in_uses_it_for_themselves(client, alice, charlie):
    client.force_login(alice)
    _row, code = services.issue_join_code(SYSTEM, organisation_scope="organisation:1")
    client.post("/en/join/", {"code": code})
    assert JoinCode.objects.get().used_by == alice
    assert Person.objects.count() == 2
    row, code = services.issue_join_code(SYSTEM, person=charlie)
    assert "for somebody else" in client.post("/en/join/", {"code": code}).content.decode()
    row.refresh_from_db()
    assert row.used_at is None


@pytest.mark.django_db
def test_only_staff_issue_and_take_back(alice, dana):
    with pytest.raises(Denied):
        services.issue_join_code(person_actor(alice))
    with pytest.raises(SignInNeeded):
        services.issue_join_code(ANONYMOUS)
    row, _code = services.issue_join_code(person_actor(dana))
    with pytest.raises(Denied):
        services.revoke_join_code(person_actor(alice), row)
    services.revoke_join_code(person_actor(dana), row)
    with pytest.raises(Refused, match="already"):
        services.revoke_join_code(person_actor(dana), row)
    with pytest.raises(Refused, match="1 to 90 days"):
        services.issue_join_code(person_actor(dana), days=91)


@pytest.mark.django_db
def test_the_database_does_not_hold_the_code(dana):
    _row, code = services.issue_join_code(person_actor(dana))
    assert code.replace("-", "") not in str(JoinCode.objects.values().get())
    assert code.replace("-", "") not in str(list(Entry.objects.values()))


@pytest.mark.django_db
def test_guessing_is_slowed_down(client, monkeypatch):
    monkeypatch.setattr(limits, "USES_A_CLIENT", 3)
    tries = [
        client.post("/en/join/", {"code": "22222-22222"}, headers={"x-forwarded-for": f"192.0.2.{nth}"})
        for nth in range(4)
    ]
    assert [response.status_code for response in tries] == [200, 200, 200, 429]


# Printed by staff


@pytest.mark.django_db
def test_staff_print_a_sheet_for_each_code_once(client, dana):
    client.force_login(dana)
    posted = client.post("/en/accounts/join-codes/", {"count": 3, "days": 7, "form_key": "k"})
    assert posted["Location"] == "/en/accounts/join-codes/paper/"
    again = client.post("/en/accounts/join-codes/", {"count": 3, "days": 7, "form_key": "k"})
    assert (again["Location"], JoinCode.objects.count()) == (posted["Location"], 3)
    page = client.get(posted["Location"]).content.decode()
    assert (page.count('class="sheet"'), page.count("<svg"), page.count("style=")) == (3, 3, 0)
    elsewhere = PersonClient()
    elsewhere.force_login(dana)
    assert "There is nothing to print here" in elsewhere.get(posted["Location"]).content.decode()
    assert JoinCode.objects.filter(expires_at__gt=timezone.now() + timedelta(days=6, hours=23)).count() == 3


@pytest.mark.django_db
def test_the_list_takes_the_same_queries_with_one_and_three(client, dana):
    client.force_login(dana)
    counts = []
    for _nth in range(3):
        services.issue_join_code(person_actor(dana), person=dana)
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/en/accounts/join-codes/").content.decode()
        counts.append(len(queries))
    assert (counts[0], page.count("Take back")) == (counts[2], 3)


@pytest.mark.django_db
def test_staff_take_a_code_back_on_the_page(client, dana):
    client.force_login(dana)
    row, _code = services.issue_join_code(person_actor(dana))
    client.post(f"/en/accounts/join-codes/{row.pk}/revoke/")
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert client.get(f"/en/accounts/join-codes/{row.pk}/revoke/").status_code == 405


# A race


def how_many_get_in(code):
    """Of twenty devices that use one code at once."""
    return race([lambda: services.use_join_code(ANONYMOUS, code)] * 20)[0]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_gets_in():
    _row, code = services.issue_join_code(SYSTEM)
    assert how_many_get_in(code) == 1
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_race_test_would_see_a_read_before_write(monkeypatch):
    """Planted fault: look whether the code is free, then mark it, as a naive service would."""

    class Naive:
        def __init__(self, rows):
            self.rows = rows

        def update(self, **fields):
            free = self.rows.exists()
            time.sleep(0.05)
            JoinCode.objects.update(**fields)
            return int(free)

    real = JoinCode.objects.filter
    monkeypatch.setattr(
        join_codes.JoinCode.objects,
        "filter",
        lambda **where: Naive(real(**where)) if "revoked_at" in where else real(**where),
    )
    _row, code = services.issue_join_code(SYSTEM)
    monkeypatch.setattr(join_codes, "transaction", SimpleNamespace(atomic=nullcontext))
    assert how_many_get_in(code) > 1
