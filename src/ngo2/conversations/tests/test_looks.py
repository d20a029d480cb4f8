"""The platform team reads a private conversation only while one side wants it to, and all see that it does."""

import pytest
from django.db import IntegrityError

from ngo2.conversations import services
from ngo2.conversations.models import Look
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.queue.kinds import kinds
from ngo2.lib.actors import person_actor
from ngo2.lib.permissions import may
from ngo2.lib.refusals import Hidden, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REASON, ANSWER = "They ask us to pay for the transport.", "Nobody has to pay. We spoke to both of you."


@pytest.fixture
def ask(talk, write, alice):
    write(alice, "Please pay 500 first.")

    def asked(person):
        return services.ask_look(person_actor(person), talk(), reason=REASON)

    return asked


def address(talk, more=""):
    return f"/en/conversations/{talk().conversation.pk}/{more}"


def waiting(dana):
    return list(kinds["conversations.looks"].items(dana))


def test_the_team_reads_nothing_unasked_and_nothing_when_it_has_answered(
    ask, talk, client, alice, erin, dana, charlie
):
    client.force_login(dana)
    assert client.get(address(talk)).status_code == 404
    ask(erin)
    page = client.get(address(talk))
    assert "Please pay 500 first." in page.content.decode()
    assert b"data-after" not in page.content  # nothing comes by itself that is not in the journal
    assert b"<textarea" not in page.content
    assert client.get(address(talk, "after/0/")).status_code == 404
    client.post(address(talk, "settle/"), {"text": ANSWER})
    assert client.get(address(talk)).status_code == 404
    verbs = list(
        Entry.objects.filter(verb__startswith="conversations.look")
        .order_by("pk")
        .values_list("verb", "actor_id")
    )
    assert verbs == [
        ("conversations.look.asked", str(erin.pk)),
        ("conversations.look.seen", str(dana.pk)),
        ("conversations.look.settled", str(dana.pk)),
    ]


def test_both_sides_see_that_it_was_asked_was_read_and_what_was_answered(
    ask, talk, client, alice, erin, dana
):
    ask(erin)
    client.force_login(alice)
    page = client.get(address(talk)).content.decode()
    assert REASON in page
    assert "The team has not read it yet" in page
    client.force_login(dana)
    client.get(address(talk))
    for person in (alice, erin):
        client.force_login(person)
        assert "The team has read this conversation" in client.get(address(talk)).content.decode()
    services.settle_look(person_actor(dana), talk(), answer=ANSWER)
    for person in (alice, erin):
        client.force_login(person)
        assert ANSWER in client.get(address(talk)).content.decode()


def test_it_waits_under_today_until_it_is_settled(ask, talk, alice, erin, dana):
    assert waiting(dana) == []
    ask(erin)
    (item,) = waiting(dana)
    assert (item.title, item.why) == ("金利科技 asks us to look: need 0217: books", REASON)
    services.settle_look(person_actor(dana), talk(), answer=ANSWER)
    assert waiting(dana) == []


def test_who_may(ask, talk, alice, charlie, dana, erin):
    for stranger in (charlie, dana):
        with pytest.raises(Hidden):
            ask(stranger)
    ask(erin)
    with pytest.raises(Hidden):
        services.settle_look(person_actor(charlie), talk(), answer=ANSWER)
    assert not may(person_actor(alice), "conversations.settle_look", talk())
    with pytest.raises(Hidden):
        services.note_look(person_actor(charlie), talk())


def test_what_is_refused(ask, talk, alice, erin, dana):
    with pytest.raises(Refused, match="say in a sentence"):
        services.ask_look(person_actor(erin), talk(), reason=" ? ")
    with pytest.raises(Refused, match="At most 300"):
        services.ask_look(person_actor(erin), talk(), reason="a" * 301)
    ask(erin)
    with pytest.raises(Refused, match="has been asked already"):
        ask(alice)
    with pytest.raises(Refused, match="answer in a sentence"):
        services.settle_look(person_actor(dana), talk(), answer="")
    services.settle_look(person_actor(dana), talk(), answer=ANSWER)
    ask(alice)  # and again, when it goes on
    assert Look.objects.count() == 2


def test_the_database_holds_one_open_look_a_conversation(ask, talk, erin):
    look = ask(erin)
    with pytest.raises(IntegrityError):
        Look.objects.create(conversation=look.conversation, side="owner", asked_at=look.asked_at)


def test_the_team_on_its_page_counts_as_no_reader(ask, talk, client, erin, dana):
    ask(erin)
    client.force_login(dana)
    client.get(address(talk))
    assert not talk().conversation.readings.filter(person=dana).exists()
