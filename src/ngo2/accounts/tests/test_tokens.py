"""Tokens of a person's programs: shown once, kept as a digest, taken back; for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ngo2.accounts import scopes, services
from ngo2.accounts.models import ApiToken
from ngo2.accounts.scopes import TokenScope
from ngo2.accounts.services.tokens import digest
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.outbox import deliver_due
from ngo2.kernel.notify.models import Message
from ngo2.lib.actors import ANONYMOUS, SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_scope(monkeypatch):
    monkeypatch.setattr(scopes.token_scopes, "_items", {"test:read": TokenScope("test:read", "Read tests")})


def make(person, **given):
    return services.make_token(person_actor(person), person, **{"name": "Website", **given})


def test_a_token_is_kept_as_a_digest_and_journalled(alice):
    row, plain = make(alice, scopes=["test:read"])
    assert plain.startswith(row.prefix + "_")
    assert len(plain) == len("ngo2_") + 6 + 1 + 48
    assert row.digest == digest(plain)
    assert plain not in "".join(str(getattr(row, field.attname)) for field in ApiToken._meta.fields)
    assert row.expires_at - row.made_at == timedelta(days=365)
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_id, entry.data) == (
        "accounts.token.made", str(alice.pk), {"token": row.pk, "scopes": ["test:read"], "days": 365},
    )  # fmt: skip


def test_its_person_hears_of_it(alice):
    make(alice)
    deliver_due()
    assert Message.objects.filter(person=alice, type="accounts.token_made", channel="inapp").count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": ["test:write"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
    ],
)
def test_what_makes_no_sense_is_refused(alice, given, field):
    with pytest.raises(Refused) as refusal:
        make(alice, **given)
    assert refusal.value.field == field
    assert not ApiToken.objects.exists()


def test_twenty_and_no_more_until_one_is_taken_back(alice):
    made = [make(alice)[0] for _nth in range(20)]
    with pytest.raises(Refused):
        make(alice)
    services.revoke_token(person_actor(alice), alice, made[0].pk)
    make(alice)


def test_nobody_makes_one_for_another(alice, bob, dana):
    for actor in (person_actor(bob), person_actor(dana), SYSTEM):
        with pytest.raises((Denied, Hidden)):
            services.make_token(actor, alice, name="Website")
    with pytest.raises(SignInNeeded):
        services.make_token(ANONYMOUS, alice, name="Website")


def test_a_token_is_known_until_it_is_taken_back_runs_out_or_its_person_is_suspended(alice):
    row, plain = make(alice)
    assert services.person_of_token(plain) == row
    assert services.person_of_token(plain + "0") is None
    assert services.person_of_token(row.prefix) is None
    alice.is_active = False
    alice.save()
    assert services.person_of_token(plain) is None
    alice.is_active = True
    alice.save()
    ApiToken.objects.update(expires_at=timezone.now())
    assert services.person_of_token(plain) is None
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    services.revoke_token(person_actor(alice), alice, row.pk)
    assert services.person_of_token(plain) is None
    assert Entry.objects.latest("pk").verb == "accounts.token.revoked"


def test_taking_back_what_is_anothers_or_gone_is_hidden(alice, bob):
    row, _plain = make(alice)
    with pytest.raises(Hidden):
        services.revoke_token(person_actor(bob), bob, row.pk)
    with pytest.raises(Hidden):
        services.revoke_token(person_actor(bob), alice, row.pk)
    services.revoke_token(person_actor(alice), alice, row.pk)
    with pytest.raises(Hidden):
        services.revoke_token(person_actor(alice), alice, row.pk)


# Pages


def test_made_on_a_page_and_shown_once(client, alice):
    client.force_login(alice)
    page = client.post(
        reverse("accounts:new_token"), {"name": "Website", "scopes": ["test:read"], "days": "90"}
    )
    row = ApiToken.objects.get()
    assert (row.scopes, (row.expires_at - row.made_at).days) == (["test:read"], 90)
    plain = page.context["plain"]
    assert plain in page.text
    assert page["Cache-Control"] == "no-store"
    listed = client.get(reverse("accounts:tokens"))
    assert row.prefix in listed.text
    assert plain not in listed.text
    client.post(reverse("accounts:revoke_token", args=[row.pk]))
    assert row.prefix not in client.get(reverse("accounts:tokens")).text


@pytest.mark.parametrize(
    "data", [{}, {"name": ""}, {"name": "x", "scopes": ["y"]}, {"name": "x", "days": "9999"}]
)
def test_a_form_that_is_not_filled_makes_none(client, alice, data):
    client.force_login(alice)
    assert client.post(reverse("accounts:new_token"), data).status_code == 200
    assert not ApiToken.objects.exists()


def test_an_old_session_proves_itself_first(client, alice, person):
    erin = person("E", email="e@example.org")
    client.force_login(erin)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    session.save()
    answer = client.post(reverse("accounts:new_token"), {"name": "x", "days": "30"})
    assert answer["Location"].startswith(reverse("accounts:prove"))
    assert not ApiToken.objects.exists()


def test_the_list_costs_the_same_with_one_and_three(client, alice, django_assert_num_queries):
    client.force_login(alice)
    make(alice)
    client.get(reverse("accounts:tokens"))
    with django_assert_num_queries(4):
        client.get(reverse("accounts:tokens"))
    make(alice)
    make(alice)
    with django_assert_num_queries(4):
        client.get(reverse("accounts:tokens"))
