"""Both sides of an introduction write to each other on its page, and nobody else reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ngo2.accounts.models import Identity
from ngo2.conftest import PersonClient
from ngo2.conversations import queries, services
from ngo2.conversations.models import Message
from ngo2.exchange.manifest.talking import CLOSES_AFTER, scopes_of
from ngo2.exchange.models import Introduction
from ngo2.exchange.services import (
    agree_introduction,
    ask_introduction,
    decline_introduction,
    release_contact,
)
from ngo2.lib.actors import person_actor
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WORDS = "We have an evening school and can fetch them."


@pytest.fixture
def asked(offer, group, alice):
    """Alice's group answers the offer of Erin's company."""
    return ask_introduction(person_actor(alice), offer, words=WORDS, amounts={}, organisation=group)


@pytest.fixture
def own(offer, charlie):
    """Charlie answers it in his own name."""
    return ask_introduction(person_actor(charlie), offer, words=WORDS, amounts={})


def talk(one):
    services.open_conversation(one.scope)
    return queries.talk_in(one.scope)


def write(person, one, text="When may we come?"):
    return services.write_message(person_actor(person), talk(one), text=text)


def as_(person):
    client = PersonClient()
    client.force_login(person)
    return client


def test_the_editors_of_both_sides_and_whoever_asked_take_part(asked, own, alice, bob, charlie, erin, dana):
    sides = [(one.key, one.name, set(one.people)) for one in talk(asked).about.sides]
    assert sides == [
        ("owner", "金利科技有限公司", {erin}),
        ("asker", "山蚁乡村教育小组", {alice, bob}),
    ]
    sides = [(one.key, one.name, set(one.people), one.is_person) for one in talk(own).about.sides]
    assert sides[1] == ("asker", "Charlie", {charlie}, True)
    for stranger in (charlie, dana):
        with pytest.raises(Hidden):
            write(stranger, asked)
    for stranger in (alice, dana):
        with pytest.raises(Hidden):
            write(stranger, own)


def test_a_viewer_and_a_suspended_member_take_no_part(asked, group, bob):
    seat = Membership.objects.filter(organisation=group, person=bob)
    for change in ({"role": Membership.VIEWER}, {"role": Membership.EDITOR, "suspended_at": timezone.now()}):
        seat.update(**change)
        with pytest.raises(Hidden):
            write(bob, asked)


def test_it_stands_on_the_page_that_both_share_and_on_nobody_elses(asked, alice, erin, charlie, dana):
    page = f"/en/exchange/introductions/{asked.pk}/"
    assert "Nothing was written yet" in as_(erin).get(page).content.decode()
    conversation = talk(asked).conversation
    form = {"text": "Come on Monday.", "back": "1", "form_key": "a"}
    answer = as_(erin).post(f"/en/conversations/{conversation.pk}/", form)
    assert answer["Location"] == f"{page}#m1"
    assert "Come on Monday." in as_(alice).get(page).content.decode()
    team = as_(dana).get(page).content.decode()
    assert "Come on Monday." not in team
    assert "Private conversation" not in team
    assert as_(charlie).get(page).status_code == 404
    assert as_(charlie).get(f"/en/conversations/{conversation.pk}/").status_code == 404


def test_E5_writing_gives_no_contact_away(asked, alice, erin):
    for person, phone in ((alice, "+8613900139000"), (erin, "+8613700137000")):
        Identity.objects.create(person=person, kind="phone", value=phone, verified_at=timezone.now())
        write(person, asked, "Hello")
    page = f"/en/exchange/introductions/{asked.pk}/"
    own = f"/en/conversations/{talk(asked).conversation.pk}/"
    agree_introduction(person_actor(erin), asked, amounts={})
    for person in (alice, erin):
        for address in (page, own, "/en/me/conversations/"):
            seen = as_(person).get(address).content.decode()
            assert "Hello" in seen or address.startswith("/en/me/")
            assert "13900139000" not in seen
            assert "13700137000" not in seen
    assert "Give my contact" in as_(alice).get(own).content.decode()
    release_contact(person_actor(erin), asked)
    assert "13700137000" in as_(alice).get(page).content.decode()
    assert "13700137000" not in as_(alice).get(own).content.decode()


def test_it_can_be_written_to_for_two_weeks_after_the_end_and_is_then_read(asked, alice, erin):
    decline_introduction(person_actor(erin), asked, note="They are all gone.")
    write(alice, asked, "What a pity. Thank you for the answer.")
    ended = timezone.now() - CLOSES_AFTER
    Introduction.objects.filter(pk=asked.pk).update(ended_at=ended)
    with pytest.raises(Refused, match="can be read"):
        write(alice, asked)
    seen = as_(erin).get(f"/en/exchange/introductions/{asked.pk}/").content.decode()
    assert "What a pity." in seen
    assert "nothing can be added here" in seen
    Introduction.objects.filter(pk=asked.pk).update(ended_at=ended + timedelta(minutes=1))
    assert write(alice, asked)


def test_ones_conversations_are_those_of_now(asked, own, alice, bob, charlie, erin, group):
    write(erin, asked)
    write(erin, own)
    mine = {person.name: queries.mine(person).count() for person in (alice, bob, charlie, erin)}
    assert mine == {"Alice": 1, "Bob": 1, "Charlie": 1, "Erin": 2}
    assert "1 with something new" in as_(alice).get("/en/me/").content.decode()
    assert "2 unread" not in as_(alice).get("/en/me/conversations/").content.decode()
    Membership.objects.filter(organisation=group, person=bob).delete()
    assert queries.mine(bob).count() == 0


def test_who_takes_part_is_asked_in_two_ways_and_answered_alike(
    asked, own, alice, bob, charlie, erin, dana, group
):
    """Quickly for an idle page, at once for lists, and with names where something is read or written."""
    Membership.objects.filter(organisation=group, person=bob).update(suspended_at=timezone.now())
    for one in (asked, own):
        found = talk(one)
        for person in (alice, bob, charlie, erin, dana):
            takes_part = found.about.side_of(person) is not None
            assert (queries.last_for(person, found.conversation.pk) is not None) == takes_part, person
            assert (one.scope in set(scopes_of(person))) == takes_part, person


def test_it_goes_with_its_introduction_when_two_records_become_one(asked, organised, alice, bob, erin):
    """The scope is the introduction: whoever runs the record into which another went reads on."""
    write(alice, asked)
    kept = organised(bob, "山蚁教育")
    Introduction.objects.filter(pk=asked.pk).update(organisation=kept)
    with pytest.raises(Hidden):
        write(alice, asked)
    assert write(bob, asked).number == 2
    assert Message.objects.count() == 2
