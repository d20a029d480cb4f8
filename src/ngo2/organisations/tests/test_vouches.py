"""One organisation speaks for another."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations import queries
from ngo2.organisations.models import Membership, Organisation, Vouch
from ngo2.organisations.page import trust
from ngo2.organisations.services import assert_facts, checks, vouches
from ngo2.organisations.sources import STAFF
from ngo2.organisations.tests.seen import seen
from ngo2.organisations.tests.trusting import checked, days_on, deliver, happened, owned, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOTE = "We have trained teachers together since 2019."


@pytest.fixture
def other(imported, member, charlie):
    return owned(imported, member, charlie)


@pytest.fixture
def speaking(group, dana):
    """Alice's group, with its identity verified."""
    checked(group, dana)
    return group


def say(person, by, about, note=NOTE):
    return vouches.vouch(person_actor(person), by, about, note=note)


def words(client, record):
    return seen(client.get(f"/en/organisations/{record.pk}/"))


def live(record):
    return [one.by.name for one in queries.live_vouches(record)]


def test_an_owner_speaks_for_another_and_everybody_reads_it(speaking, other, alice, client):
    given = say(alice, speaking, other, f"  {NOTE}\n😀 ")
    day = timezone.localdate(given.at).isoformat()
    shown = words(client, other)
    assert f"{speaking.name} : “{NOTE} 😀” {day}" in shown
    assert "1 organisation vouches for it" in shown
    assert "Alice" not in shown
    assert (given.person, happened(other, "organisations.vouch.")) == (alice, ["given"])
    assert told("organisations.vouched") == [("Charlie", "inapp")]


def test_what_is_refused(group, other, alice, bob, charlie, dana, member, imported):
    with pytest.raises(Refused, match="shows first who they are") as refused:
        say(alice, group, other)
    assert refused.value.code == "unverified"
    checked(group, dana)
    with pytest.raises(Refused, match="for itself"):
        say(alice, group, group)
    for note in ("", "  ok  ", "x" * 301):
        with pytest.raises(Refused) as refused:
            say(alice, group, other, note)
        assert refused.value.field == "note"
    say(alice, group, other)
    with pytest.raises(Refused, match="vouches for this one already"):
        say(alice, group, other)
    member(alice, other, Membership.VIEWER)
    with pytest.raises(Refused, match="belong to this organisation") as refused:
        say(alice, group, other)
    assert refused.value.code == "self"
    merged = imported(phone="0717-6000002")
    Organisation.objects.filter(pk=merged.pk).update(state="merged")
    merged.refresh_from_db()
    with pytest.raises(Hidden):
        say(alice, group, merged)


def test_who_may_speak(speaking, other, bob, charlie, dana, erin, suspended):
    with pytest.raises(Denied):  # an editor is no owner
        say(bob, speaking, other)
    for person in (charlie, erin, dana, suspended):
        with pytest.raises(Hidden):
            say(person, speaking, other)
    with pytest.raises(SignInNeeded):
        vouches.vouch(ANONYMOUS, speaking, other, note=NOTE)


def test_twelve_a_year_and_taking_back_does_not_help(speaking, imported, alice, monkeypatch):
    records = [imported(phone=f"0717-60000{n}") for n in range(10, 24)]
    for record in records[:12]:
        vouches.withdraw_vouch(person_actor(alice), say(alice, speaking, record))
    with pytest.raises(Refused, match="12 times within a year") as refused:
        say(alice, speaking, records[12])
    assert refused.value.code == "often"
    days_on(monkeypatch, 366)
    Organisation.objects.filter(pk=speaking.pk).update(verified_until=timezone.localdate())
    say(alice, speaking, records[12])


def test_taken_back_at_any_time(speaking, other, alice, bob, charlie, client):
    given = say(alice, speaking, other)
    with pytest.raises(Denied):
        vouches.withdraw_vouch(person_actor(bob), given)
    with pytest.raises(Hidden):
        vouches.withdraw_vouch(person_actor(charlie), given)
    assert NOTE in words(client, other)
    vouches.withdraw_vouch(person_actor(alice), given)
    assert NOTE not in words(client, other)
    with pytest.raises(Refused, match="already"):
        vouches.withdraw_vouch(person_actor(alice), given)
    assert say(alice, speaking, other).pk != given.pk


def test_it_counts_while_the_one_that_spoke_is_known_and_there(speaking, other, alice, dana, client):
    say(alice, speaking, other)
    assert NOTE in words(client, other)
    checks.withdraw_check(person_actor(dana), speaking, reason="Struck off.")
    assert (NOTE in words(client, other), live(other)) == (False, [])
    checked(speaking, dana)
    assert NOTE in words(client, other)
    Organisation.objects.filter(pk=speaking.pk).update(state="merged")
    assert live(other) == []


def test_the_end_of_the_speakers_check_empties_kept_pages(speaking, other, alice, client, monkeypatch):
    say(alice, speaking, other)
    tag = client.get(f"/en/organisations/{other.pk}/").headers["ETag"]
    Organisation.objects.filter(pk=speaking.pk).update(
        verified_until=timezone.localdate() - timedelta(days=1)
    )
    checks.end_checks()
    after = client.get(f"/en/organisations/{other.pk}/", headers={"if-none-match": tag})
    assert (after.status_code, NOTE in after.text) == (200, False)


def test_a_new_name_of_the_speaker_shows_on_pages_that_carry_its_word(speaking, other, alice, dana, client):
    say(alice, speaking, other)
    words(client, other)
    assert_facts(person_actor(dana), speaking, {"name_zh": "改了名的小组"}, source=STAFF)
    deliver()
    assert live(other) == []  # the name is looked at again first


def test_two_that_vouch_for_each_other_are_shown_as_mutual(speaking, other, alice, charlie, dana, client):
    say(alice, speaking, other)
    assert "vouch for each other" not in words(client, other)
    checked(other, dana)
    back = say(charlie, other, speaking, "They lend us their bus.")
    assert "they vouch for each other" in words(client, other)
    assert "they vouch for each other" in words(client, speaking)
    vouches.withdraw_vouch(person_actor(charlie), back)
    assert "vouch for each other" not in words(client, other)


def test_of_a_hidden_place_no_names(speaking, imported, alice, client):
    shelter = imported(name_zh="不说地点的家", division="451200", sensitivity="hidden")
    say(alice, speaking, shelter)
    shown = words(client, shelter)
    assert ("1 organisation vouches for it" in shown, speaking.name in shown, NOTE in shown) == (
        True,
        False,
        False,
    )


def test_reported_looked_at_and_kept_or_taken_off(speaking, other, alice, charlie, dana, erin, client):
    given = say(alice, speaking, other, "=cmd() we know them well")
    for person, refusal in ((erin, Hidden), (alice, Hidden)):
        with pytest.raises(refusal):
            vouches.report_vouch(person_actor(person), given, note="No.")
    with pytest.raises(Refused) as refused:
        vouches.report_vouch(person_actor(charlie), given, note="  ")
    assert refused.value.field == "note"
    kind = kinds["organisations.vouches"]
    assert list(kind.items(dana)) == []
    vouches.report_vouch(person_actor(charlie), given, note="We never met them.")
    [item] = kind.items(dana)
    assert (item.key, item.title) == (
        str(given.pk),
        f"“{other.name}” reports what “{speaking.name}” says of it",
    )
    with pytest.raises(Hidden):
        vouches.keep_vouch(person_actor(charlie), given)
    keep, remove = kind.actions
    keep.do(person_actor(dana), item.key, "")
    assert list(kind.items(dana)) == []
    vouches.report_vouch(person_actor(charlie), given, note="Really not.")
    [item] = kind.items(dana)
    remove.do(person_actor(dana), item.key, "")
    assert (list(kind.items(dana)), Vouch.objects.get().withdrawn_at is not None) == ([], True)
    given.refresh_from_db()
    for act in (vouches.keep_vouch, vouches.withdraw_vouch):
        with pytest.raises(Refused, match="already"):
            act(person_actor(dana), given)
    with pytest.raises(Refused, match="already"):
        vouches.report_vouch(person_actor(charlie), given, note="Still.")


def test_the_page_asks_the_database_as_often_for_one_word_as_for_five(
    speaking, imported, member, dana, alice, other
):
    say(alice, speaking, other)

    def asked():
        record = Organisation.objects.get(pk=other.pk)
        with CaptureQueriesContext(connection) as queries_made:
            trust.context(record, {})
        return len(queries_made)

    one = asked()
    for n in range(4):
        another = imported(phone=f"0717-610000{n}", name_zh=f"小组{n}")
        member(alice, another)
        checked(another, dana)
        say(alice, another, other)
    assert (asked(), len(live(other))) == (one, 5)
