"""Addresses that nobody reads: learnt from the mail server or a delivery report, healed by a proof."""

import io
import smtplib
import sys

import pytest
from django.core.management import call_command

from ngo2.conftest import PersonClient
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify import queries, reach, services
from ngo2.kernel.notify.channels.email import transport
from ngo2.kernel.notify.models import DeadAddress, Message
from ngo2.kernel.notify.reports import Failed, failures

pytestmark = pytest.mark.django_db
ADDRESS = "alice@example.org"


@pytest.fixture
def mail(declared, happen, book, alice):
    declared.people = [alice]
    book[alice.pk] = {"email": ADDRESS, "sms": "+8613800138000"}
    declared(channels=("email", "sms"))
    happen()
    services.deliver_due()
    return Message.objects.get()


def report(message_id, *, action="failed", status="5.1.1", address=ADDRESS, headers_only=False):
    original = f"Message-ID: {message_id}\nTo: {address}\nSubject: x\n\nbody\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mx.example.org\nTo: bounces@example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 no such user\n\n"
        f"--b\nContent-Type: {kind}\n\n{original}\n--b--\n"
    ).encode()


def bounce(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    call_command("bounces")


def id_of(message):
    return f"<{message.message_id}@localhost>"


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_about_our_own_message_marks_the_address(mail, monkeypatch, capsys, headers_only):
    bounce(monkeypatch, report(id_of(mail), headers_only=headers_only, address="Alice@Example.org"))
    assert capsys.readouterr().out == "1 addresses failed, 1 of them known and remembered.\n"
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("returned", "5.1.1 smtp; 550 no such user")
    assert not queries.dead_messages().exists(), "the team cannot make anybody read that address"
    dead = DeadAddress.objects.get()
    assert (dead.address_digest, dead.channel) == (reach.address_digest(ADDRESS), "email")
    assert Entry.objects.filter(verb="notify.address.died").count() == 1
    bounce(monkeypatch, report(id_of(mail)))
    assert Entry.objects.filter(verb="notify.address.died").count() == 1


def test_what_is_forged_late_delayed_or_no_report_changes_nothing(mail, monkeypatch):
    for data in (
        report("<guess@localhost>"),
        report(f"<{mail.message_id}@elsewhere.example.org>"),
        report(id_of(mail), address="bob@example.org"),
        report(id_of(mail), action="delayed", status="4.4.1"),
        report(id_of(mail), action="failed", status="4.4.7"),
        report(""),
        b"",
        b"\xff\xfe not a mail",
        b"Subject: on holiday\n\nI am away.",
    ):
        bounce(monkeypatch, data)
    assert not DeadAddress.objects.exists()
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_report_as_data():
    assert failures(report("<a@b>")) == [Failed(ADDRESS, "5.1.1 smtp; 550 no such user", "<a@b>")]


@pytest.mark.parametrize(
    ("code", "reply", "dead"),
    [
        (550, b"no such user", True),
        (550, b"5.1.1 unknown mailbox", True),
        (550, b"5.7.1 you look like spam", False),
        (554, b"rejected", False),
        (552, b"5.2.2 mailbox full", False),
    ],
)
def test_only_what_is_said_of_the_mailbox_marks_it(
    declared, happen, book, alice, monkeypatch, code, reply, dead
):
    def send(self):
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (code, reply)})

    monkeypatch.setattr(transport.EmailMultiAlternatives, "send", send)
    declared.people = [alice]
    book[alice.pk] = {"email": ADDRESS}
    declared(channels=("email",))
    happen()
    services.deliver_due()
    assert Message.objects.get().state == ("returned" if dead else "dead")
    assert queries.dead_messages().exists() is not dead
    assert DeadAddress.objects.exists() is dead


def test_a_dead_address_gets_only_what_is_mandatory_and_the_other_way_is_taken(declared, happen, book, alice):
    declared.people = [alice]
    book[alice.pk] = {"email": ADDRESS, "sms": "+8613800138000"}
    declared(channels=("email", "sms"))
    services.mark_dead("email", ADDRESS)
    happen()
    assert list(Message.objects.values_list("channel", flat=True)) == ["sms"]
    services.mark_dead("sms", "+8613800138000")
    happen()
    assert Message.objects.count() == 1
    declared(name="test.must", channels=("email",), mandatory=True)
    happen()
    assert list(Message.objects.filter(type="test.must").values_list("address", flat=True)) == [ADDRESS]


def test_its_owner_sees_it_until_the_address_is_proved_again(person):
    li = person("Li", email="li@example.org")
    services.mark_dead("email", "li@example.org", why="5.1.1")
    browser = PersonClient()
    browser.force_login(li)
    page = browser.get("/en/me/")
    assert "Our messages to li@example.org come back" in page.text
    assert list(queries.dead_addresses(["li@example.org", "", "other@example.org"])) == ["li@example.org"]
    services.heal("LI@example.org")
    assert "come back" not in browser.get("/en/me/").text
    assert not DeadAddress.objects.exists()
    services.heal("li@example.org")
    assert Entry.objects.filter(verb="notify.address.healed").count() == 1
