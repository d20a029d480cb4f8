from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest

from ngo2.kernel.notify.channels.email import transport
from ngo2.kernel.notify.channels.letters import Letter, Undeliverable
from ngo2.kernel.notify.checks import transports
from ngo2.kernel.notify.services import send_now
from ngo2.lib.refusals import Refused

REFUSED_THERE = "Our message was not accepted there."
NOT_NOW = "We could not send the message just now."


def broken(*args):
    raise OSError("no route")


def rejecting(*args):
    raise Undeliverable("550 no such user")


def test_an_email_goes_at_once_as_text_and_html(mailoutbox):
    send_now("email", "li@example.org", "Your code", "Your code is 123456.")
    (mail,) = mailoutbox
    html, kind = mail.alternatives[0]
    assert (mail.subject, mail.to, mail.body, kind) == (
        "Your code",
        ["li@example.org"],
        "Your code is 123456.",
        "text/html",
    )
    assert "<p>Your code is 123456.</p>" in html
    assert mail.extra_headers["Message-ID"].endswith("@localhost>")
    assert "List-Unsubscribe" not in mail.extra_headers


def test_without_an_adapter_an_sms_is_one_line_of_a_file(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    send_now("sms", "+8613800000000", "Your code", "Code 123456\nKeep it.")
    send_now("sms", "+8613900000000", "Your code", "Code 654321")
    lines = (tmp_path / "outbox" / "sms.log").read_text().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "+8613800000000 Code 123456 Keep it.",
        "+8613900000000 Code 654321",
    ]


@pytest.mark.parametrize(
    ("adapter", "sentence", "code"),
    [
        (broken, NOT_NOW, "not_sent"),
        (rejecting, REFUSED_THERE, "undeliverable"),
    ],
)
def test_a_failure_says_what_to_do(settings, adapter, sentence, code):
    settings.LANGUAGE_CODE = "en"
    settings.NGO2_SMS_ADAPTER = f"{__name__}.{adapter.__name__}"
    with pytest.raises(Refused) as refusal:
        send_now("sms", "+8613800000000", "s", "b")
    assert str(refusal.value).startswith(sentence)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("error", "for_good"),
    [
        (SMTPRecipientsRefused({"a@example.org": (550, b"no such user")}), True),
        (SMTPRecipientsRefused({"a@example.org": (450, b"try later")}), False),
        (SMTPDataError(554, b"looks like spam"), True),
        (SMTPDataError(451, b"disk full"), False),
        (SMTPAuthenticationError(535, b"our password is wrong"), False),
        (SMTPServerDisconnected("gone"), False),
    ],
)
def test_only_a_5xx_about_this_message_is_for_good(monkeypatch, error, for_good):
    def refuse(self):
        raise error

    monkeypatch.setattr(transport.EmailMultiAlternatives, "send", refuse)
    with pytest.raises(Undeliverable if for_good else type(error)):
        transport.send(Letter("a@example.org", "s", "t"))


def test_a_line_break_in_a_subject_is_refused_for_good(mailoutbox):
    with pytest.raises(Undeliverable):
        transport.send(Letter("a@example.org", "s\nBcc: b@example.org", "t"))
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("NGO2_EMAIL_TLS", "ssl3", "notify.E001"),
        ("DEFAULT_FROM_EMAIL", "nobody", "notify.E002"),
        ("NGO2_SMS_ADAPTER", "no.such.thing", "notify.E003"),
    ],
)
def test_a_wrong_setting_is_one_sentence(settings, name, value, found):
    assert transports() == []
    setattr(settings, name, value)
    (fault,) = transports()
    assert fault.id == found
    assert value in fault.msg or name == "DEFAULT_FROM_EMAIL"
