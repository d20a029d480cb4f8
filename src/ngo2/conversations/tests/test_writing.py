"""What is written is there once, in its order, for those who take part, and for nobody else."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F
from django.utils import timezone

from ngo2.conversations import limits, queries, services
from ngo2.conversations.cleaning import cleaned
from ngo2.conversations.models import LONGEST, Conversation, Message
from ngo2.conversations.services import messages
from ngo2.kernel.files.models import File
from ngo2.kernel.files.tests import corpus
from ngo2.kernel.files.tests.conftest import upload
from ngo2.kernel.journal.models import Entry
from ngo2.lib.actors import ANONYMOUS, person_actor
from ngo2.lib.refusals import Denied, Hidden, Refused, SignInNeeded
from ngo2.lib.tests.racing import outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["upload"]


def texts(talk):
    return [one.text for one in queries.messages_of(talk().conversation)]


def test_both_sides_read_what_the_other_writes_in_its_order(talk, write, alice, bob, erin):
    for person, text in ((alice, "one"), (erin, "two"), (bob, "three")):
        write(person, text)
    rows = queries.messages_of(talk().conversation)
    assert [(one.number, one.side, one.person, one.text) for one in rows] == [
        (1, "owner", alice, "one"),
        (2, "asker", erin, "two"),
        (3, "owner", bob, "three"),
    ]
    assert talk().conversation.last == 3


def test_the_journal_knows_that_and_never_what(write, alice):
    write(alice, "Our director is ill.")
    entry = Entry.objects.get(verb="conversations.written")
    assert (entry.scope, entry.data) == ("table:1", {"number": 1, "side": "owner", "attachment": False})
    assert "director" not in repr(list(Entry.objects.values()))


def test_equal_timestamps_keep_the_order(talk, write, alice, erin, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    for n in range(5):
        write((alice, erin)[n % 2], f"{n}")
    assert texts(talk) == ["0", "1", "2", "3", "4"]


def test_who_may(talk, write, alice, charlie, dana, person):
    for stranger in (charlie, dana):
        with pytest.raises(Hidden):
            write(stranger)
        with pytest.raises(Hidden):
            services.mark_read(person_actor(stranger), talk(), up_to=1)
    with pytest.raises(SignInNeeded):
        services.write_message(ANONYMOUS, talk(), text="Hello")
    assert Message.objects.count() == 0


def test_whoever_leaves_is_out_at_once_and_what_they_wrote_stays(tables, talk, write, alice, bob):
    write(bob, "I leave today.")
    tables.seat("owner", alice)
    with pytest.raises(Hidden):
        write(bob)
    assert texts(talk) == ["I leave today."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Please write something"),
        (" \n\0\u200b ", "Please write something"),
        ("字" * (LONGEST + 1), "2001 characters long; 2000 fit"),
        ("a" * 100_000, "100000 characters long"),
    ],
)
def test_what_is_refused(write, alice, text, said):
    with pytest.raises(Refused, match=said) as refused:
        write(alice, text)
    assert refused.value.field == "text"
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("👨‍👩‍👧‍👦 好的\r\n\r\n\r\n\r\nשלום", "👨‍👩‍👧‍👦 好的\n\nשלום"),
        ("a\0b\x1b[31m", "ab[31m"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u202egnp.exe", "\u202egnp.exe"),
        ("é", "é"),
        ("\ud800", ""),
        ("字" * LONGEST, "字" * LONGEST),
    ],
)
def test_what_people_type_is_kept_and_what_machines_add_is_not(typed, kept):
    assert cleaned(typed) == kept


def test_after_its_end_it_is_read_only(tables, write, alice):
    write(alice, "in time", key="first")
    tables.close(timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="can be read, and nothing can be added"):
        write(alice, "too late")
    assert (
        write(alice, "in time", key="first").number == 1
    )  # sent again by a line that was down: it had arrived
    tables.close(timezone.now() + timedelta(days=1))
    assert write(alice, "again").number == 2


def test_the_same_key_is_one_message_and_anothers_key_is_their_own(talk, write, alice, erin):
    first = write(alice, "once", key="k")
    assert write(alice, "once", key="k") == first
    assert write(erin, "mine", key="k") != first
    assert texts(talk) == ["once", "mine"]
    assert Entry.objects.filter(verb="conversations.written").count() == 2


@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_it_is_one_message(talk, write, alice):
    limits_of_a_minute = limits.A_MINUTE
    assert limits_of_a_minute >= 8
    answers, raised = outcomes([partial(write, alice, "once", key="k")] * 8)
    assert (len({one.pk for one in answers}), raised) == (1, [])
    assert texts(talk) == ["once"]
    assert talk().conversation.last == 1


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_looks_and_then_writes_sends_it_more_than_once(talk, write, alice):
    """Without the key in the row the database cannot tell a second press from a second message."""

    def twin():
        if not Message.objects.filter(text="once").exists():
            time.sleep(0.05)
            write(alice, "once")

    outcomes([twin] * 8)
    assert len(texts(talk)) > 1


@pytest.mark.django_db(transaction=True)
def test_who_asks_what_came_after_misses_nothing_while_many_write(talk, write, alice, bob, erin):
    """The number is taken in the order of committing: a reader who has seen n has seen all up to n."""
    attempts = [partial(write, person, f"{n}") for n in range(4) for person in (alice, bob, erin)]
    seen: list[int] = []

    def read():
        until = time.monotonic() + 2
        while time.monotonic() < until and len(seen) < len(attempts):
            after = seen[-1] if seen else 0
            new = queries.messages_of(talk().conversation).filter(number__gt=after)
            seen.extend(new.values_list("number", flat=True))

    outcomes([*attempts, read])
    assert seen == list(range(1, len(attempts) + 1))


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_counts_first_gives_a_number_twice(talk):
    conversation = talk().conversation

    def twin():
        last = Conversation.objects.get(pk=conversation.pk).last
        time.sleep(0.05)
        Conversation.objects.filter(pk=conversation.pk).update(last=last + 1)
        return last + 1

    numbers, _raised = outcomes([twin] * 6)
    assert len(set(numbers)) < 6
    Conversation.objects.filter(pk=conversation.pk).update(last=F("last") * 0)


def test_too_much_is_refused_at_the_form_and_sooner_on_a_new_account(write, alice, erin, monkeypatch):
    monkeypatch.setattr(limits, "A_MINUTE", 1000)
    monkeypatch.setattr(limits, "A_DAY", 4)
    monkeypatch.setattr(limits, "A_DAY_AT_FIRST", 2)
    type(alice).objects.filter(pk=alice.pk).update(joined_at=timezone.now() - timedelta(days=20))
    alice.refresh_from_db()
    for person, many in ((alice, 4), (erin, 2)):
        for _n in range(many):
            write(person)
        with pytest.raises(Refused, match="too often") as refused:
            write(person)
        assert (type(refused.value), refused.value.field) == (Refused, "text")


def test_a_machine_is_stopped_within_a_minute(write, alice):
    for _n in range(limits.A_MINUTE):
        write(alice)
    with pytest.raises(Refused, match="too often"):
        write(alice)


def test_a_photo_is_made_anew_and_only_those_who_take_part_may_open_it(
    talk, write, upload, client, alice, erin, charlie, dana
):
    made = write(alice, "", upload=upload(corpus.photo(), "village.jpg"))
    file = made.attachment
    assert (file.visibility, file.scope) == (File.PRIVATE, talk().conversation.files_scope)
    for person, status in ((alice, 200), (erin, 200), (charlie, 404), (dana, 404)):
        client.force_login(person)
        for address in (f"/files/{file.pk}/", f"/files/{file.pk}/320/"):
            assert client.get(address).status_code == status


def test_a_removed_member_no_longer_opens_what_was_sent(tables, write, upload, client, alice, bob):
    file = write(alice, "", upload=upload()).attachment
    client.force_login(bob)
    assert client.get(f"/files/{file.pk}/").status_code == 200
    tables.seat("owner", alice)
    assert client.get(f"/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00 a program", b"", b"PK\x03\x04 a zip", b"<svg onload=alert(1)>"]
)
def test_what_is_no_photo_and_no_paper_is_refused_and_nothing_is_written(write, upload, alice, data):
    with pytest.raises(Refused) as refused:
        write(alice, "Look at this", upload=upload(data, "letter.pdf.exe"))
    assert refused.value.field == "file"
    assert (Message.objects.count(), File.objects.count()) == (0, 0)


def test_a_pdf_is_downloaded_and_never_opened_on_our_pages(write, upload, client, alice, erin):
    file = write(alice, "", upload=upload(corpus.pdf(), "budget.pdf")).attachment
    client.force_login(erin)
    answer = client.get(f"/files/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_a_file_of_a_second_press_at_the_same_moment_does_not_stay(talk, write, upload, alice, monkeypatch):
    """Both have looked and found nothing; the second is told by the database, and its copy is given back."""
    first = write(alice, "with a file", upload=upload(), key="k")
    monkeypatch.setattr(messages, "_written", _blind_once(messages._written))
    assert write(alice, "with a file", upload=upload(), key="k") == first
    kept = File.objects.filter(deleted_at=None)
    assert list(kept) == [first.attachment]
    assert Message.objects.count() == 1


def _blind_once(look):
    asked = []

    def looked(actor, talk, key):
        asked.append(key)
        return None if len(asked) == 1 else look(actor, talk, key)

    return looked


def test_whoever_only_sees_may_not_write(talk, write, alice, dana):
    write(alice)
    services.ask_look(person_actor(alice), talk(), reason="They ask for money.")
    with pytest.raises(Denied):
        write(dana)
