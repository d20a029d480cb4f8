"""The pages of a conversation, with JavaScript and without: what they show, keep and cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngo2.conftest import PersonClient
from ngo2.conversations import limits, queries, services
from ngo2.conversations.models import LONGEST, Message
from ngo2.conversations.on_page import PAGE
from ngo2.kernel.files.tests import corpus
from ngo2.kernel.files.tests.conftest import upload
from ngo2.lib.actors import person_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["upload"]
LIVE = {"X-Talk": "1"}


@pytest.fixture
def place(talk):
    return f"/en/conversations/{talk().conversation.pk}/"


@pytest.fixture
def as_():
    """A browser of each person, signed in when it is first asked for."""
    known = {}

    def signed_in(person):
        if person.pk not in known:
            known[person.pk] = PersonClient()
            known[person.pk].force_login(person)
        return known[person.pk]

    return signed_in


def page(client, address):
    return client.get(address).content.decode()


def test_newest_at_the_bottom_with_name_organisation_and_what_was_read(as_, write, place, alice, erin):
    write(alice, "first")
    page(as_(erin), place)
    write(alice, "second")
    seen = page(as_(erin), place)
    assert re.findall(r'id="m(\d+)"', seen) == ["1", "2"]
    assert "<bdi>Alice</bdi></b> · <bdi>山蚁小组</bdi>" in seen
    assert seen.index("first") < seen.index("You had read until here.") < seen.index("second")
    assert "You had read until here." not in page(as_(erin), place)
    own = page(as_(alice), place)
    assert own.index("second") < own.index("The other side has read until here.")
    assert "<bdi>You</bdi>" in own


def test_that_the_other_side_has_read_stands_behind_ones_own_words(as_, write, place, alice, erin):
    write(alice, "mine")
    page(as_(erin), place)
    write(erin, "theirs")
    seen = page(as_(alice), place)
    assert seen.index("mine") < seen.index("The other side has read until here.") < seen.index("theirs")


def test_written_without_javascript_it_leads_back_to_where_it_was_written(as_, place, alice):
    client = as_(alice)
    assert client.post(place, {"text": "hello", "form_key": "a"})["Location"] == f"{place}#m1"
    assert client.post(place, {"text": "hello", "form_key": "a"})["Location"] == f"{place}#m1"
    assert client.post(place, {"text": "on", "form_key": "b", "back": "1"})["Location"] == "/me/#m2"
    assert Message.objects.count() == 2


@pytest.mark.parametrize("headers", [{}, LIVE])
def test_nothing_typed_is_lost(as_, place, alice, headers, upload):
    client, typed = as_(alice), "字" * 100_000
    answer = client.post(place, {"text": typed, "file": upload(), "form_key": "a"}, headers=headers)
    words = answer.content.decode()
    assert "100000 characters long" in words
    if headers:  # the form was never left
        assert answer.status_code == 422
    else:
        assert typed in words
        assert 'value="a"' in words
        assert "Please choose the file once more" in words
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("👨‍👩‍👧‍👦 שלום", "👨‍👩‍👧‍👦 שלום"),
        ("a\0b", "ab"),
        ("one\n\ntwo", "<p>one</p>\n\n<p>two</p>"),
    ],
)
def test_what_is_typed_is_drawn_as_words(as_, place, alice, typed, drawn):
    client = as_(alice)
    client.post(place, {"text": typed})
    seen = page(client, place)
    assert drawn in seen
    assert '<div class="words" dir="auto">' in seen


def test_what_is_new_comes_as_a_piece_and_mostly_as_nothing(as_, write, place, alice, erin):
    write(alice, "one")
    client = as_(erin)
    new = client.get(f"{place}after/0/")
    assert re.findall(r'id="m(\d+)"', new.content.decode()) == ["1"]
    assert "<html" not in new.content.decode()
    assert new["X-Talk"]
    nothing = client.get(f"{place}after/1/")
    assert (nothing.status_code, nothing.content, nothing["Cache-Control"]) == (204, b"", "no-store")
    assert client.get(f"{place}after/{10**30}/").status_code == 204


def test_sent_by_the_script_the_answer_is_what_is_new_once(as_, write, place, alice, erin):
    write(erin, "before")
    client = as_(alice)
    for _press in range(2):
        answer = client.post(place, {"text": "hello", "form_key": "a", "seen": "0"}, headers=LIVE)
        assert re.findall(r'id="m(\d+)"', answer.content.decode()) == ["1", "2"]
        assert 'data-key="a"' in answer.content.decode()
        assert answer["X-Talk"] not in {"", "a"}
    assert Message.objects.count() == 2
    assert 'data-key="a"' not in page(as_(erin), place)


def test_for_strangers_there_is_no_such_thing(as_, write, place, charlie, alice):
    write(alice)
    for more in ("", "after/0/", "look/", "settle/"):
        expected = 403 if more == "settle/" else 404
        assert as_(charlie).get(place + more).status_code == expected
    assert as_(charlie).post(place, {"text": "hello"}).status_code == 404
    assert "need 0217" not in page(as_(charlie), "/en/me/conversations/")


def test_whoever_is_removed_hears_nothing_from_the_next_question_on(as_, tables, write, place, alice, bob):
    client = as_(bob)
    write(alice)
    assert client.get(f"{place}after/0/").status_code == 200
    tables.seat("owner", alice)
    write(alice, "he is gone")
    for address in (place, f"{place}after/1/"):
        assert client.get(address).status_code == 404


def test_a_conversation_whose_thing_is_gone_is_gone(as_, tables, write, place, alice):
    write(alice)
    tables.numbers.clear()
    assert as_(alice).get(place).status_code == 404
    assert as_(alice).get("/en/me/conversations/").status_code == 200


def test_when_it_is_over_the_form_goes_and_the_words_stay(as_, tables, write, place, alice):
    write(alice, "thank you")
    tables.close(timezone.now() + timedelta(days=2))
    assert "You can write here until" in page(as_(alice), place)
    tables.close(timezone.now() - timedelta(days=2))
    seen = page(as_(alice), place)
    assert "nothing can be added here" in seen
    assert "thank you" in seen
    assert "<textarea" not in seen


def test_the_oldest_are_on_earlier_pages(as_, talk, place, alice):
    conversation, now = talk().conversation, timezone.now()
    many = 2 * PAGE + 5
    Message.objects.bulk_create(
        Message(conversation=conversation, number=n, side="asker", text=f"t{n}.", at=now)
        for n in range(1, many + 1)
    )
    type(conversation).objects.update(last=many, last_at=now)
    client, shown, address = as_(alice), [], place
    for _page in range(3):
        seen = page(client, address)
        shown.append([int(n) for n in re.findall(r'id="m(\d+)"', seen)])
        link = re.search(r'href="([^"]+\?before=\d+)" rel="prev"', seen)
        address = link[1] if link else ""
    assert shown == [list(range(36, 66)), list(range(6, 36)), list(range(1, 6))]
    assert address == ""
    for odd in ("0", "-3", "x", "9" * 30, "999999999"):
        assert client.get(f"{place}?before={odd}").status_code == 200


def asked(client, address):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code in {200, 204}
    return len(found)


def test_one_message_or_fifty_ask_the_database_the_same(
    as_, write, upload, place, alice, bob, erin, monkeypatch
):
    monkeypatch.setattr(limits, "A_MINUTE", 1000)
    monkeypatch.setattr(limits, "A_DAY_AT_FIRST", 1000)
    write(alice, "one", upload=upload(corpus.pdf(), "a.pdf"))
    client = as_(erin)
    client.get(place)
    one = asked(client, place), asked(client, f"{place}after/0/"), asked(client, f"{place}after/1/")
    for n in range(49):
        write((alice, bob, erin)[n % 3], f"{n}")
    client.get(place)
    fifty = asked(client, place), asked(client, f"{place}after/0/"), asked(client, f"{place}after/50/")
    assert fifty == one
    assert one[2] <= 5  # the idle question: session, person, presence, and whether something is new for them


def test_my_conversations_unread_first_with_counts_and_the_same_queries(as_, tables, alice, erin, write):
    client = as_(erin)
    write(alice)
    client.get("/en/me/conversations/")
    one = asked(client, "/en/me/conversations/")
    tables.numbers |= {2, 3}
    for n in (2, 3):
        services.open_conversation(f"table:{n}")
    for n in (2, 3):
        talk = queries.talk_in(f"table:{n}")
        services.write_message(person_actor(alice), talk, text="hello")
    services.mark_read(person_actor(erin), queries.talk_in("table:3"), up_to=1)
    assert asked(client, "/en/me/conversations/") == one
    seen = page(client, "/en/me/conversations/")
    order = [int(n) for n in re.findall(r'/en/conversations/(\d+)/"', seen)]
    read = queries.talk_in("table:3").conversation.pk
    assert order[-1] == read
    assert seen.count("1 unread") == 2
    assert "山蚁小组" in seen


def test_a_message_that_fits_exactly(as_, place, alice):
    typed = "字" * LONGEST
    assert as_(alice).post(place, {"text": typed}).status_code == 302


def test_what_the_workshop_refuses_stands_at_the_file(as_, place, alice, upload):
    answer = as_(alice).post(place, {"text": "see this", "file": upload(b"MZ", "a.exe")})
    assert "not a PDF or a picture" in answer.content.decode()
    assert "see this" in answer.content.decode()
