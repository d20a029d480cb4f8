import smtplib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from ngo2.kernel.jobs import stop
from ngo2.kernel.jobs.schedule import schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify import queries, services
from ngo2.kernel.notify.channels.email import transport
from ngo2.kernel.notify.models import Message, Pause
from ngo2.kernel.notify.services import sending
from ngo2.lib.actors import SYSTEM, person_actor
from ngo2.lib.refusals import Denied, Hidden
from ngo2.lib.tests.racing import winners

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(declared, happen, book, alice):
    """One e-mail to Alice, waiting."""
    alice.language = "en"
    declared.people = [alice]
    book[alice.pk] = {"email": "alice@example.org"}
    declared(channels=("email",))
    happen("s")
    return Message.objects.get()


@pytest.fixture
def smtp(monkeypatch):
    """What the SMTP server answers: `smtp.append(error)`."""
    answers = []

    def send(self):
        if answers:
            raise answers.pop(0)

    monkeypatch.setattr(transport.EmailMultiAlternatives, "send", send)
    return answers


def make_due():
    Message.objects.update(due=timezone.now())


def test_a_message_goes_out_once_with_a_way_to_stop_it(mail, mailoutbox):
    assert schedule["notify.deliver"].run() == 1
    assert services.deliver_due() == 0
    (sent,) = mailoutbox
    assert (sent.to, sent.subject) == (["alice@example.org"], "About entry of s")
    stop_url = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop_url.startswith("http://localhost:8000/en/notify/stop/")
    assert sent.body == (
        "Dear reader,\nthis is about entry of s.\n\nhttp://localhost:8000/o/1/\n\n"
        f"-- \nTo stop messages of this kind: {stop_url}"
    )
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["Message-ID"] == f"<{mail.message_id}@localhost>"
    assert f'<a href="{stop_url}">' in sent.alternatives[0][0]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 1)


def test_a_mandatory_one_cannot_be_stopped(declared, happen, book, alice, mailoutbox):
    declared.people = [alice]
    book[alice.pk] = {"email": "alice@example.org"}
    declared(mandatory=True, channels=("email",))
    happen()
    services.deliver_due()
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


def test_a_failure_is_tried_again_later_and_later_and_then_is_a_dead_letter(mail, smtp):
    for n, wait in enumerate(sending.WAITS, start=1):
        smtp.append(OSError("no route"))
        make_due()
        before = timezone.now()
        assert services.deliver_due() == 0
        mail.refresh_from_db()
        assert (mail.state, mail.attempts, mail.error) == ("waiting", n, "OSError: no route")
        assert before + wait <= mail.due <= timezone.now() + wait * 1.2
    smtp.append(OSError("no route"))
    make_due()
    services.deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("dead", 7)


def test_a_provider_that_comes_back_gets_what_waited(mail, smtp):
    smtp.append(smtplib.SMTPServerDisconnected("gone"))
    services.deliver_due()
    assert services.deliver_due() == 0
    make_due()
    assert services.deliver_due() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("sent", "")


def test_refused_for_good_is_a_dead_letter_at_once_with_the_reason(mail, smtp):
    smtp.append(smtplib.SMTPRecipientsRefused({"alice@example.org": (554, b"5.7.1 not from you")}))
    services.deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("dead", 1, "554 5.7.1 not from you")
    assert list(queries.dead_messages()) == [mail]


def test_what_comes_back_from_an_address_that_nobody_reads_asks_nothing_of_the_team(mail, smtp):
    smtp.append(smtplib.SMTPRecipientsRefused({"alice@example.org": (550, b"no such user")}))
    services.deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("returned", 1, "550 no such user")
    assert not queries.dead_messages().exists()


def test_one_bad_message_does_not_stop_the_others(declared, happen, book, alice, bob, smtp):
    declared.people = [alice, bob]
    book[alice.pk] = book[bob.pk] = {"email": "x@example.org"}
    declared(channels=("email",))
    happen()
    smtp.append(ValueError("surprise"))
    assert services.deliver_due() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends_a_message(mail):
    assert winners(lambda: sending._claim(mail)) == 1


def test_a_lease_runs_out(mail, mailoutbox):
    assert sending._claim(mail)
    assert services.deliver_due() == 0
    Message.objects.update(due=timezone.now() - timedelta(seconds=1))
    assert services.deliver_due() == 1


def test_a_worker_asked_to_stop_leaves_the_rest_unclaimed(mail, mailoutbox):
    stop.ask()
    try:
        assert services.deliver_due() == 0
    finally:
        stop.forget()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mailoutbox) == ("waiting", 0, [])


def test_while_paused_nothing_leaves_the_house_but_codes_do(mail, mailoutbox, dana, capsys):
    services.pause(person_actor(dana), why="restored")
    services.pause(person_actor(dana))
    assert services.deliver_due() == 0
    services.send_now("email", "bob@example.org", "Your code", "1")
    assert [one.subject for one in mailoutbox] == ["Your code"]
    call_command("outgoing", "status")
    assert "Paused since" in capsys.readouterr().out
    services.resume(person_actor(dana))
    services.resume(SYSTEM)
    assert services.deliver_due() == 1
    assert list(Entry.objects.filter(verb__startswith="notify").values_list("verb", flat=True)) == [
        "notify.paused",
        "notify.resumed",
    ]


def test_the_command_pauses_and_resumes(mail, capsys):
    call_command("outgoing", "pause")
    assert Pause.objects.exists()
    call_command("outgoing", "resume")
    assert not Pause.objects.exists()
    assert "1 messages wait, 0 could not be delivered." in capsys.readouterr().out


@pytest.mark.parametrize("act", [services.pause, services.resume])
def test_charlie_may_not_touch_the_switch(charlie, act):
    with pytest.raises(Denied):
        act(person_actor(charlie))
    assert not Pause.objects.exists()


def test_charlie_may_not_send_again(mail, charlie):
    Message.objects.update(state=Message.DEAD)
    for act in (services.send_again, services.give_up):
        with pytest.raises(Hidden):
            act(person_actor(charlie), message=mail)
