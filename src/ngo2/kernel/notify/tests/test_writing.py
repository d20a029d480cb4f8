from pathlib import Path

import pytest
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.models import Delivery
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.models import Message, Preference
from ngo2.kernel.notify.reach import address_digest
from ngo2.kernel.notify.services import write_messages
from ngo2.kernel.notify.types import AddressBook, Recipient
from ngo2.lib.actors import SYSTEM

pytestmark = pytest.mark.django_db


def written():
    rows = Message.objects.order_by("person_id", "channel", "address")
    return [(row.person_id, row.channel, row.address, row.state) for row in rows]


def test_an_entry_becomes_messages_in_the_readers_language(declared, happen, book, alice, bob):
    alice.language, bob.language = "en", "zh-hans"
    declared.people = [alice, bob]
    book[alice.pk] = {"email": "alice@example.org"}
    declared(subject=_("Send again"), body="%(link)s", link=lambda entry: "/o/1/")
    entry = happen()
    assert written() == [
        (alice.pk, "email", "alice@example.org", "waiting"),
        (alice.pk, "inapp", "", "sent"),
        (bob.pk, "inapp", "", "sent"),
    ]
    mail = Message.objects.get(channel="email")
    assert (mail.entry, mail.type, mail.language) == (entry, "test.type", "en")
    assert (mail.subject, mail.body, mail.link) == (
        "Send again",
        "http://localhost:8000/o/1/",
        "http://localhost:8000/o/1/",
    )
    assert Message.objects.get(person=alice, channel="inapp").link == "/o/1/"
    assert Message.objects.get(person=bob).language == "zh-hans"


def test_a_template_can_be_the_body(declared, happen, alice, settings, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader: {{ what }}\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(tmp_path)]}]
    declared.people = [alice]
    declared(body="letter.txt", channels=("inapp",))
    happen("s")
    assert Message.objects.get().body == "Dear reader: entry of s"


def test_an_entry_that_comes_twice_writes_once(declared, happen, alice):
    declared.people = [alice, alice]
    declared()
    entry = happen()
    write_messages(entry)
    assert len(written()) == 1


def test_only_entries_that_a_type_is_about_reach_the_handler(declared, alice):
    declared.people = [alice]
    declared(verbs=("other.*",))
    record(SYSTEM, "test.happened")
    assert not Delivery.objects.filter(handler__contains="notify").exists()


def test_who_said_nothing_hears_everywhere_but_no_sms_beside_an_email(declared, happen, book, alice, bob):
    declared.people = [alice, bob]
    book[alice.pk] = {"email": "a@example.org", "sms": "+8613800000001"}
    book[bob.pk] = {"sms": "+8613800000002"}
    declared(short="Short: %(what)s")
    happen("s")
    assert written() == [
        (alice.pk, "email", "a@example.org", "waiting"),
        (alice.pk, "inapp", "", "sent"),
        (bob.pk, "inapp", "", "sent"),
        (bob.pk, "sms", "+8613800000002", "waiting"),
    ]
    assert Message.objects.get(channel="sms").body == "Short: entry of s http://localhost:8000/o/1/"


def test_a_wish_is_kept(declared, happen, book, alice):
    declared.people = [alice]
    book[alice.pk] = {"email": "a@example.org", "sms": "+8613800000001"}
    for channel, on in [("email", False), ("sms", True), ("inapp", False)]:
        Preference.objects.create(person=alice, type="test.type", channel=channel, on=on)
    declared()
    happen()
    assert written() == [(alice.pk, "sms", "+8613800000001", "waiting")]


def test_mandatory_ones_go_everywhere_whatever_was_wished(declared, happen, book, alice, suspended):
    declared.people = [alice, suspended]
    book[alice.pk] = {"email": "a@example.org", "sms": "+8613800000001"}
    Preference.objects.create(person=alice, type="test.type", channel="email", on=False)
    declared(mandatory=True)
    happen()
    assert [row[:2] for row in written()] == [
        (alice.pk, "email"),
        (alice.pk, "inapp"),
        (alice.pk, "sms"),
        (suspended.pk, "inapp"),
    ]


def test_a_suspended_person_hears_nothing_optional(declared, happen, suspended):
    declared.people = [suspended]
    declared()
    happen()
    assert written() == []


def test_somebody_without_an_account_is_reached_by_address_until_they_say_stop(declared, happen):
    def recipients(entry):
        return [
            Recipient(addresses={"email": name}, language="en") for name in ("a@example.org", "b@example.org")
        ]

    Preference.objects.create(
        address_digest=address_digest("B@example.org "), type="test.type", channel="email", on=False
    )
    declared(recipients=recipients)
    happen()
    assert written() == [(None, "email", "a@example.org", "waiting")]


def test_given_addresses_stand_in_for_the_book(declared, happen, book, alice):
    book[alice.pk] = {"email": "new@example.org"}
    declared(
        recipients=lambda entry: [Recipient(alice, {"email": "old@example.org"})],
        channels=("email",),
        mandatory=True,
    )
    happen()
    assert written() == [(alice.pk, "email", "old@example.org", "waiting")]


def test_many_readers_cost_as_many_queries_as_one(declared, happen, person, django_assert_num_queries, alice):
    declared.people = [alice]
    declared()
    entry = happen()
    Message.objects.all().delete()
    declared.people = [alice, person("a"), person("b")]
    with django_assert_num_queries(2):  # wishes, insert
        write_messages(entry)
    assert Message.objects.count() == 3


def test_two_address_books_are_an_error():
    book = AddressBook()
    assert book(object()) == {}
    book.register(len)
    book.register(len)
    with pytest.raises(ValueError, match="two rooms"):
        book.register(print)
