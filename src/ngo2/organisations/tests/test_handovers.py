"""The only one who could sign in has left."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ngo2.kernel.files.models import File
from ngo2.kernel.notify.models import Message
from ngo2.kernel.privacy import erasure
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.organisations import handover_links
from ngo2.organisations.models import Handover, Invitation, Membership, Organisation, Voice
from ngo2.organisations.services import assert_facts, handovers, make_invitation
from ngo2.organisations.tests.trusting import (
    checked,
    days_on,
    deliver,
    happened,
    owned,
    photo,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def ask(person, organisation, role="Coordinator", reason="Alice moved abroad."):
    return handovers.ask_handover(person_actor(person), organisation, role=role, reason=reason)


def speak(person, handover, organisation):
    return handovers.speak_for(person_actor(person), handover, speaks_for=organisation.pk)


def state(handover):
    handover.refresh_from_db()
    return handover.state


def seats(organisation):
    rows = organisation.memberships.select_related("person").order_by("pk")
    return {one.person.name: one.role for one in rows}


@pytest.fixture
def peers(imported, member, person, dana):
    """Two organisations whose identity is verified, with their owners."""
    found = []
    for n in range(2):
        one = person(f"Peer {n}")
        organisation = owned(imported, member, one, name=f"邻居{n}", phone=f"0717-62{n}0000")
        checked(organisation, dana)
        found.append((one, organisation))
    return found


@pytest.fixture
def asked(group, erin):
    return ask(erin, group)


@pytest.fixture
def cooling(asked, peers):
    for one, organisation in peers:
        speak(one, asked, organisation)
    asked.refresh_from_db()
    return asked


# From the question to the end


def test_two_voices_a_week_and_a_new_owner(group, asked, peers, alice, bob, erin, dana, monkeypatch):
    (one, first), (two, second) = peers
    make_invitation(person_actor(alice), group, role=Membership.OWNER)
    assert asked.note == "Coordinator\nAlice moved abroad."
    speak(one, asked, first)
    assert state(asked) == "waiting"
    speak(two, asked, second)
    assert state(asked) == "cooling"
    assert handovers.finish_due() == 0
    days_on(monkeypatch, 6.99)
    assert handovers.finish_due() == 0
    assert seats(group) == {"Alice": "owner", "Bob": "editor"}
    days_on(monkeypatch, 0.02)
    assert [handovers.finish_due(), handovers.finish_due()] == [1, 0]
    assert (state(asked), asked.decided_by) == ("done", None)
    assert seats(group) == {"Alice": "editor", "Bob": "editor", "Erin": "owner"}
    assert Invitation.objects.filter(revoked_at=None).count() == 0
    assert happened(group, "organisations.handover.") == ["asked", "spoken", "spoken", "begun", "done"]


def test_everybody_is_told_at_once_and_again_by_every_channel(
    group, peers, person, member, dana, monkeypatch
):
    away = person("Away", phone="+8613800138001", email="away@example.org")
    member(away, group, Membership.VIEWER)
    Membership.objects.filter(person=away).update(suspended_at=timezone.now())
    gone = person("Gone", email="gone@example.org", is_active=False)
    member(gone, group)
    erin = person("Erin", email="erin@example.org")
    facts = {"email": "old@example.org", "phone": "13800138002"}
    assert_facts(person_actor(dana), group, facts)
    assert_facts(person_actor(dana), group, {"email": "new@example.org"})
    handover = ask(erin, group)
    for one, organisation in peers:
        speak(one, handover, organisation)
    concerned = {
        ("Alice", "inapp"), ("Bob", "inapp"), ("Dana", "inapp"),
        ("Away", "inapp"), ("Away", "email"), ("Away", "sms"), ("Gone", "inapp"), ("Gone", "email"),
        ("new@example.org", "email"), ("old@example.org", "email"), ("+8613800138002", "sms"),
    }  # fmt: skip
    assert set(told("organisations.handover_begun")) == concerned
    assert told("organisations.handover_week") == [("Erin", "email"), ("Erin", "inapp")]
    links = set(Message.objects.filter(type="organisations.handover_begun").values_list("link", flat=True))
    assert {handover_links.stop_token(handover.pk) in link for link in links} == {True}
    mine = Message.objects.filter(person=erin)
    assert [one for one in mine if handover_links.stop_token(handover.pk) in one.link + one.body] == []
    days_on(monkeypatch, 8)
    handovers.finish_due()
    assert set(told("organisations.handover_done")) == concerned
    assert told("organisations.handover_yours") == [("Erin", "email"), ("Erin", "inapp")]


def test_members_speak_for_one_of_theirs(group, alice, bob, erin, member):
    editor = member(erin, group, Membership.EDITOR).person
    third = member(bob.__class__.objects.create(name="Viewer"), group, Membership.VIEWER).person
    handover = ask(editor, group)
    for one in (bob, third):
        speak(one, handover, group)  # twice the record itself: its members are different people
    assert (state(handover), Voice.objects.count()) == ("cooling", 2)


def test_the_asker_hears_nothing_of_the_members(group, imported, member, charlie, erin, alice):
    """The same words whether there is an owner, none that is active, or one who was suspended."""
    other = owned(imported, member, charlie)
    Membership.objects.filter(organisation=group).update(suspended_at=timezone.now())
    first, second = ask(erin, group), ask(erin, other)
    assert (first.state, second.state) == ("waiting", "waiting")


# Who may ask


def test_who_may_not_ask(group, imported, alice, bob, charlie, dana, suspended, member):
    with pytest.raises(SignInNeeded):
        handovers.ask_handover(ANONYMOUS, group, role="x", reason="y")
    with pytest.raises(Hidden):
        ask(suspended, group)
    with pytest.raises(Refused, match="own this record already"):
        ask(alice, group)
    with pytest.raises(Refused, match="simply claim it"):
        ask(charlie, imported(phone="0717-6000003"))
    Membership.objects.filter(person=bob).update(suspended_at=timezone.now())
    with pytest.raises(Refused, match="suspended in this organisation"):
        ask(bob, group)
    for role, reason, field in ((" ", "y", "role"), ("x", " ", "reason")):
        with pytest.raises(Refused) as refused:
            ask(charlie, group, role, reason)
        assert refused.value.field == field
    Organisation.objects.filter(pk=group.pk).update(state="merged")
    group.refresh_from_db()
    with pytest.raises(Hidden):
        ask(charlie, group)
    assert Handover.objects.count() == 0


def test_of_two_askers_the_first_is_heard_and_words_may_be_put_anew(group, asked, charlie, erin):
    with pytest.raises(Refused, match="Somebody has asked for this record already") as refused:
        ask(charlie, group)
    assert "Erin" not in str(refused.value)
    again = ask(erin, group, "臺灣 😀" * 40, "=cmd()" * 200)
    assert (again.pk, len(again.note) <= 500) == (asked.pk, True)
    handovers.cancel_handover(person_actor(erin), asked)
    assert ask(charlie, group).state == "waiting"


def test_taken_back_by_the_asker_only(asked, charlie, erin, alice):
    for person in (charlie, alice):
        with pytest.raises(Hidden):
            handovers.cancel_handover(person_actor(person), asked)
    handovers.cancel_handover(person_actor(erin), asked)
    assert state(asked) == "cancelled"
    with pytest.raises(Refused, match="not open any more"):
        handovers.cancel_handover(person_actor(erin), asked)


# Voices


def test_whose_voice_counts(group, asked, peers, bob, charlie, dana, erin, suspended, imported, member):
    (one, first), _second = peers
    with pytest.raises(SignInNeeded):
        handovers.speak_for(ANONYMOUS, asked, speaks_for=first.pk)
    with pytest.raises(Denied):
        speak(suspended, asked, first)
    with pytest.raises(Refused, match="the one who asks"):
        speak(erin, asked, group)
    unverified = owned(imported, member, charlie)
    for person, organisation in ((charlie, unverified), (charlie, first), (dana, group), (one, group)):
        with pytest.raises(Refused, match="Two kinds of people") as refused:
            speak(person, asked, organisation)
        assert refused.value.code == "not_entitled"
    member(charlie, first, Membership.EDITOR)  # not an owner
    with pytest.raises(Refused, match="Two kinds of people"):
        speak(charlie, asked, first)
    Membership.objects.filter(person=bob).update(suspended_at=timezone.now())
    with pytest.raises(Refused, match="Two kinds of people"):
        speak(bob, asked, group)
    assert Voice.objects.count() == 0


def test_one_person_one_voice_one_organisation_one_voice(asked, peers, charlie, member):
    (one, first), (two, second) = peers
    member(one, second)
    member(charlie, first)
    speak(one, asked, first)
    with pytest.raises(Refused, match="One person has one voice"):
        speak(one, asked, second)
    with pytest.raises(Refused, match="must come from another one") as refused:
        speak(charlie, asked, first)
    assert (refused.value.code, state(asked)) == ("same_organisation", "waiting")
    speak(two, asked, second)
    with pytest.raises(Refused, match="not open any more"):
        speak(charlie, asked, first)


def test_a_voice_that_lost_its_ground_counts_no_longer(group, asked, peers, bob, person, member):
    (one, first), (two, second) = peers
    speak(one, asked, first)
    Organisation.objects.filter(pk=first.pk).update(verified_until=None)
    speak(two, asked, second)
    assert state(asked) == "waiting"
    speak(bob, asked, group)
    assert state(asked) == "cooling"


# A paper


def test_a_paper_begins_the_week_when_somebody_took_it(group, asked, alice, bob, charlie, dana, erin):
    with pytest.raises(Hidden):
        handovers.send_document(person_actor(charlie), asked, upload=photo())
    with pytest.raises(Refused) as refused:
        handovers.send_document(person_actor(erin), asked, upload=SimpleUploadedFile("a.pdf", b"MZ"))
    assert (refused.value.field, File.objects.count()) == ("file", 0)
    handovers.send_document(person_actor(erin), asked, upload=photo())
    handovers.send_document(person_actor(erin), asked, upload=photo("better.jpg"))
    [file] = File.objects.filter(deleted_at=None)
    actors = {one.name: person_actor(one) for one in (alice, bob, charlie, dana, erin)} | {
        "nobody": ANONYMOUS
    }
    assert {name for name, actor in actors.items() if may(actor, "files.read", file)} == {"Dana", "Erin"}
    for person in (alice, bob, charlie, erin):
        with pytest.raises(Hidden):
            handovers.decide_handover(person_actor(person), asked, accept=True)
    with pytest.raises(Refused, match="what would help"):
        handovers.decide_handover(person_actor(dana), asked, accept=False)
    decided = handovers.decide_handover(person_actor(dana), asked, accept=True, answer="Thank you.")
    assert (decided.state, decided.decided_by, decided.answer) == ("cooling", dana, "Thank you.")
    assert decided.cooling_until - timezone.now() > timedelta(days=6)
    for accept in (True, False):
        with pytest.raises(Refused, match="not open any more"):
            handovers.decide_handover(person_actor(dana), asked, accept=accept, answer="x")


def test_declined_with_words_and_asked_again(group, asked, dana, erin):
    handovers.decide_handover(
        person_actor(dana), asked, accept=False, answer="A letter with a stamp, please."
    )
    assert state(asked) == "declined"
    assert told("organisations.handover_declined") == [("Erin", "inapp")]
    assert ask(erin, group).pk != asked.pk


def test_nobody_of_the_team_decides_about_their_own(group, asked, dana, member, imported, person):
    member(dana, group, Membership.VIEWER)
    with pytest.raises(Refused, match="belong to this organisation"):
        handovers.decide_handover(person_actor(dana), asked, accept=True)
    staff = person("Staff", is_staff=True)
    handovers.cancel_handover(person_actor(asked.person), asked)
    own = ask(staff, group)
    with pytest.raises(Refused, match="the one who asks"):
        handovers.decide_handover(person_actor(staff), own, accept=True)


# Stopped


def test_an_owner_the_team_or_the_link_stops_it(group, cooling, alice, bob, charlie, dana, erin, monkeypatch):
    with pytest.raises(Denied):  # an editor looks on
        handovers.stop_handover(person_actor(bob), cooling)
    with pytest.raises(Hidden):
        handovers.stop_handover(person_actor(charlie), cooling)
    handovers.stop_handover(person_actor(alice), cooling)
    assert (state(cooling), cooling.decided_by) == ("stopped", alice)
    assert told("organisations.handover_stopped") == [("Erin", "inapp")]
    for stop in (
        lambda: handovers.stop_handover(person_actor(dana), cooling),
        lambda: handovers.stop_by_link(cooling),
    ):
        with pytest.raises(Refused, match="nothing to stop any more"):
            stop()
    days_on(monkeypatch, 8)
    assert (handovers.finish_due(), seats(group)) == (0, {"Alice": "owner", "Bob": "editor"})
    with pytest.raises(Refused, match="stopped this lately"):
        ask(erin, group)
    days_on(monkeypatch, 181)
    assert ask(erin, group).state == "waiting"


def test_the_link_stops_and_names_nobody(cooling):
    handovers.stop_by_link(cooling)
    assert (state(cooling), cooling.decided_by) == ("stopped", None)


def test_a_link_made_for_one_thing_does_no_other():
    stop, voice = handover_links.stop_token(7), handover_links.voice_token(7)
    assert (handover_links.asked_to_stop(stop), handover_links.asked_by_voice(voice)) == (7, 7)
    for token in (voice, stop[:-1], f"8{stop[1:]}", "", "7", "7:", "=cmd()", "臺" * 900):
        with pytest.raises(Hidden):
            handover_links.asked_to_stop(token)
    with pytest.raises(Hidden):
        handover_links.asked_by_voice(stop)


@pytest.mark.parametrize(
    ("meanwhile", "end"),
    [
        (lambda group, erin: type(erin).objects.filter(pk=erin.pk).update(is_active=False), "stopped"),
        (lambda group, erin: Organisation.objects.filter(pk=group.pk).update(state="merged"), "stopped"),
        (
            lambda group, erin: Membership.objects.create(
                organisation=group,
                person=erin,
                role="viewer",
                since=timezone.now(),
                suspended_at=timezone.now(),
            ),
            "stopped",
        ),
        (
            lambda group, erin: Membership.objects.create(
                organisation=group, person=erin, role="owner", since=timezone.now()
            ),
            "cancelled",
        ),
    ],
)
def test_what_happened_in_the_week_may_answer_it(group, cooling, erin, monkeypatch, meanwhile, end):
    meanwhile(group, erin)
    days_on(monkeypatch, 8)
    assert (handovers.finish_due(), state(cooling)) == (0, end)
    assert seats(group)["Alice"] == "owner"
    deliver()


def test_an_editor_who_asked_becomes_the_owner_and_keeps_the_seat(group, bob, peers, monkeypatch):
    before = Membership.objects.get(person=bob)
    handover = ask(bob, group)
    for one, organisation in peers:
        speak(one, handover, organisation)
    days_on(monkeypatch, 8)
    handovers.finish_due()
    after = Membership.objects.get(person=bob)
    assert (after.pk, after.since, seats(group)) == (
        before.pk,
        before.since,
        {"Alice": "editor", "Bob": "owner"},
    )


def test_who_finds_no_voices_is_told_after_a_month_but_a_paper_waits_for_us(
    group, asked, imported, member, charlie, erin, monkeypatch
):
    other = ask(erin, owned(imported, member, charlie))
    handovers.send_document(person_actor(erin), other, upload=photo())
    days_on(monkeypatch, 31)
    assert [handovers.give_up_old(), handovers.give_up_old()] == [1, 0]
    assert (state(asked), state(other)) == ("cancelled", "waiting")
    assert told("organisations.handover_lapsed") == [("Erin", "inapp")]


def test_words_and_papers_are_forgotten(group, asked, erin, dana, bob, monkeypatch):
    handovers.send_document(person_actor(erin), asked, upload=photo())
    speak(bob, asked, group)
    handovers.decide_handover(person_actor(dana), asked, accept=False, answer="No.")
    days_on(monkeypatch, 181)
    erasure.purge()
    asked.refresh_from_db()
    assert (asked.note, asked.answer, asked.document) == ("", "", None)
    assert File.objects.filter(deleted_at=None).count() == 0
    erasure.erase(bob)
    assert Voice.objects.count() == 0
    erasure.erase(erin)
    assert Handover.objects.count() == 0
