import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ngo2.accounts.models import Person
from ngo2.kernel.journal.models import Delivery, Entry
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import links, services
from ngo2.kernel.notify.models import Message, Preference
from ngo2.kernel.notify.types import Recipient
from ngo2.lib.actors import SYSTEM, Actor, person_actor
from ngo2.lib.refusals import Hidden, Refused, SignInNeeded

pytestmark = pytest.mark.django_db
OURS = "ngo2.kernel.notify.receivers.write_messages"
STAFF_PAGES = [
    ("notify:dead", []),
    ("notify:send_again", [1]),
    ("notify:give_up", [1]),
    ("notify:hand_over_again", [1]),
    ("notify:pause", []),
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def dana_client(client, dana, monkeypatch):
    """Dana with her second step done."""
    monkeypatch.setattr(Person, "staff_obstacle", lambda self, request: "")
    client.force_login(dana)
    return client


def words(response):
    text = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</body")]))


@pytest.fixture
def told(declared, happen, alice, bob):
    """Alice and Bob each have one in-app message."""
    declared.people = [alice, bob]
    declared(channels=("inapp",))
    happen("s")


def test_my_messages_are_mine_and_can_be_marked_as_read(client, told, alice, bob):
    client.force_login(alice)
    page = client.get(reverse("notify:messages"))
    assert "1 message is new." in words(page)
    assert "About entry of s" in words(page)
    mine = Message.objects.get(person=alice)
    assert client.post(reverse("notify:read"), {"message": mine.pk}).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, Message.objects.get(person=bob).state) == ("read", "sent")
    assert "is new" not in words(client.get(reverse("notify:messages")))


def test_all_can_be_marked_at_once_and_nobody_elses(client, told, alice, bob):
    client.force_login(alice)
    client.post(reverse("notify:read"), {"message": Message.objects.get(person=bob).pk})
    client.post(reverse("notify:read"), {"message": "x"})
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    client.post(reverse("notify:read"))
    assert Message.objects.get(person=alice).state == "read"
    assert Message.objects.get(person=bob).state == "sent"
    with pytest.raises(Hidden):
        services.mark_read(person_actor(alice), messages=Message.objects.filter(person=bob))


def test_an_empty_list_says_what_will_come(client, charlie):
    client.force_login(charlie)
    assert "No messages yet" in words(client.get(reverse("notify:messages")))


def test_the_list_costs_as_much_with_three_as_with_one(
    client, told, happen, alice, django_assert_num_queries
):
    client.force_login(alice)
    client.get(reverse("notify:messages"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("notify:messages"))
    happen()
    happen()
    with django_assert_num_queries(len(one)):
        client.get(reverse("notify:messages"))


def test_wishes_are_shown_and_kept(client, declared, book, alice):
    book[alice.pk] = {"email": "a@example.org", "sms": "+8613800000001"}
    declared()
    declared(name="test.duty", label="A duty", mandatory=True)
    declared(name="test.staff", label="Of staff", concerns=lambda person: person.is_staff)
    client.force_login(alice)
    page = client.get(reverse("notify:wishes")).content.decode()
    boxes = dict(re.findall(r'<input type="checkbox" name="([^"]+)"( checked)?>', page))
    assert boxes == {"test.type:email": " checked", "test.type:sms": "", "test.type:inapp": " checked"}
    assert "A duty" in page
    assert "Of staff" not in page
    answer = client.post(reverse("notify:wishes"), {"test.type:sms": "on", "test.duty:email": ""})
    assert answer.status_code == 302
    said = {(row.type, row.channel): row.on for row in Preference.objects.filter(person=alice)}
    assert said == {
        ("test.type", "email"): False,
        ("test.type", "sms"): True,
        ("test.type", "inapp"): False,
    }
    entry = Entry.objects.get(verb="notify.wishes.chosen")
    assert entry.data == {"test.type email": False, "test.type sms": True, "test.type inapp": False}


def test_a_channel_without_an_address_is_named_and_its_wish_left_alone(client, declared, book, alice):
    book[alice.pk] = {"email": "a@example.org"}
    declared()
    Preference.objects.create(person=alice, type="test.type", channel="sms", on=True)
    client.force_login(alice)
    page = client.get(reverse("notify:wishes"))
    assert "SMS: we have no address of yours." in words(page)
    client.post(reverse("notify:wishes"), {})
    assert Preference.objects.get(person=alice, channel="sms").on


def test_only_somebody_can_wish(declared):
    declared()
    with pytest.raises(SignInNeeded):
        services.choose(Actor("anonymous"), wishes={("test.type", "email"): False})


@pytest.fixture
def letter(declared, happen, book, alice):
    declared.people = [alice]
    book[alice.pk] = {"email": "alice@example.org"}
    declared(channels=("email", "inapp"))
    happen()
    return Message.objects.get(channel="email")


def test_the_link_in_a_message_shows_and_only_a_press_stops(client, letter, alice, happen):
    address = reverse("notify:stop", args=[links.token(letter)])
    page = client.get(address)
    assert "Stop these messages?" in words(page)
    assert "Something happens" in words(page)
    assert not Preference.objects.exists()
    assert "Stopped" in words(client.post(address))
    letter.refresh_from_db()
    assert letter.state == "cancelled"
    wish = Preference.objects.get()
    assert (wish.person, wish.type, wish.channel, wish.on) == (alice, "test.type", "email", False)
    happen()
    assert Message.objects.filter(channel="email").count() == 1
    assert Message.objects.filter(channel="inapp").count() == 2


def test_a_mail_programs_one_press_needs_no_cookie(letter):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    address = reverse("notify:stop", args=[links.token(letter)])
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Preference.objects.get().on


def test_an_address_without_an_account_can_stop_too(client, declared, happen):
    declared(recipients=lambda entry: [Recipient(addresses={"email": "li@example.org"})])
    happen()
    first = Message.objects.get()
    client.post(reverse("notify:stop", args=[links.token(first)]))
    first.refresh_from_db()
    assert first.state == "cancelled"
    happen()
    assert Message.objects.count() == 1
    assert "li@example.org" not in str(Preference.objects.values())


def test_a_forged_or_cut_link_leads_nowhere(client, letter):
    token = links.token(letter)
    for forged in (token[:-1], "x" + token, "nonsense"):
        assert client.post(reverse("notify:stop", args=[forged])).status_code == 404
    assert not Preference.objects.exists()


def test_a_mandatory_type_is_not_stopped_by_an_old_link(client, letter, declared):
    from ngo2.kernel.notify.types import types

    types._items.clear()
    declared(mandatory=True)
    page = client.post(reverse("notify:stop", args=[links.token(letter)]))
    assert "cannot be stopped" in words(page)
    assert not Preference.objects.exists()


def test_the_link_of_somebody_erased_stops_nothing_and_fails_nowhere(client, letter, alice):
    address = reverse("notify:stop", args=[links.token(letter)])
    alice.delete()
    assert client.post(address).status_code == 200
    assert not Preference.objects.exists()


def died(letter, error="550 no such user"):
    Message.objects.filter(pk=letter.pk).update(state="dead", attempts=7, error=error)


def test_dana_sees_dead_letters_and_sends_one_again(dana_client, letter, dana, mailoutbox):
    assert "Every message arrived" in words(dana_client.get(reverse("notify:dead")))
    died(letter)
    page = words(dana_client.get(reverse("notify:dead")))
    assert "alice@example.org" in page
    assert "550 no such user" in page
    assert dana_client.post(reverse("notify:send_again", args=[letter.pk])).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 0)
    entry = Entry.objects.get(verb="notify.message.sent_again")
    assert (entry.actor_id, entry.object_id) == (str(dana.pk), str(letter.pk))
    services.deliver_due()
    assert mailoutbox[0].extra_headers["Message-ID"] == f"<{letter.message_id}@localhost>"
    with pytest.raises(Refused):
        services.send_again(person_actor(dana), message=letter)


def test_dana_puts_a_dead_letter_aside(dana_client, letter):
    died(letter)
    dana_client.post(reverse("notify:give_up", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.state == "cancelled"
    assert Entry.objects.filter(verb="notify.message.given_up").count() == 1


def test_dana_has_a_failed_step_tried_again(dana_client, letter):
    delivery = Delivery.objects.get(handler=OURS)
    Delivery.objects.filter(pk=delivery.pk).update(state="dead", attempts=7, error="no such thing")
    assert "no such thing" in words(dana_client.get(reverse("notify:dead")))
    dana_client.post(reverse("notify:hand_over_again", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)
    with pytest.raises(Refused):
        services.hand_over_again(Actor("person", person=Person(is_staff=True)), delivery=delivery)


def test_dana_lets_messages_wait_and_go(dana_client, letter):
    dana_client.post(reverse("notify:pause"), {"on": "1"})
    assert services.is_paused()
    assert "All messages wait" in words(dana_client.get(reverse("notify:dead")))
    dana_client.post(reverse("notify:pause"), {"on": "0"})
    assert not services.is_paused()


@pytest.mark.parametrize(("name", "args"), STAFF_PAGES)
def test_staff_pages_are_for_staff(client, charlie, name, args):
    ask = client.get if name == "notify:dead" else client.post
    address = reverse(name, args=args)
    assert ask(address).status_code == 302
    assert "sign-in" in ask(address)["Location"]
    client.force_login(charlie)
    assert ask(address).status_code == 403


@pytest.mark.parametrize("name", ["notify:messages", "notify:wishes"])
def test_my_pages_want_a_sign_in(client, name):
    assert client.get(reverse(name)).status_code == 302


def test_dead_letters_cost_as_much_with_three_as_with_one(
    dana_client, letter, happen, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    died(letter)
    dana_client.get(reverse("notify:dead"))
    with CaptureQueriesContext(connection) as one:
        dana_client.get(reverse("notify:dead"))
    happen()
    happen()
    Message.objects.filter(channel="email").update(state="dead")
    Delivery.objects.update(state="dead")
    with django_assert_num_queries(len(one)):
        dana_client.get(reverse("notify:dead"))


def test_files_of_a_person_are_erased_and_old_ones_forgotten(settings, tmp_path, book, alice):
    import os

    from ngo2.kernel.notify import forgetting

    settings.DATA_DIR = tmp_path
    folder = tmp_path / "outbox"
    assert forgetting.forget_old() == 0
    folder.mkdir()
    book[alice.pk] = {"email": "alice@example.org", "sms": "+8613800000001"}
    (folder / "a.log").write_text("To: alice@example.org\n")
    (folder / "b.log").write_text("To: bob@example.org\n")
    now, old = timezone.localtime(), timezone.localtime() - timedelta(days=31)
    lines = [f"{moment:%Y-%m-%d %H:%M:%S} +861380000000{n} x\n" for n in (1, 2) for moment in (old, now)]
    (folder / "sms.log").write_text("".join(lines))
    forgetting.erase_files(alice)
    assert sorted(path.name for path in folder.iterdir()) == ["b.log", "sms.log"]
    assert (folder / "sms.log").read_text() == "".join(lines[2:])
    os.utime(folder / "b.log", (old.timestamp(), old.timestamp()))
    assert forgetting.forget_old() == 2
    assert (folder / "sms.log").read_text() == lines[3]


def test_the_handler_listens_only_where_a_type_does(declared):
    declared(verbs=("test.happened",))
    record(SYSTEM, "test.happened")
    record(SYSTEM, "notify.paused")
    assert list(Delivery.objects.filter(handler=OURS).values_list("entry__verb", flat=True)) == [
        "test.happened"
    ]
