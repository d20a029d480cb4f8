"""E-mail through Django's mail backend: SMTP, or files in the data folder when no host is set."""

import re
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.kernel.notify.channels.letters import Channel, Letter, NobodyThere, Undeliverable

# RFC 3463: what a server says of the mailbox itself, and not of the words or of us.
_GONE = re.compile(r"\b5\.(1\.(1|2|3|6|10)|2\.1)\b")
_ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_MAILBOX_CODES = {550, 551, 553}


def send(letter: Letter) -> None:
    """Raises Undeliverable on a 5xx about this message; our own wrong password is worth trying again."""
    try:
        _mail(letter).send()
    except SMTPAuthenticationError:
        raise
    except SMTPRecipientsRefused as error:
        codes = error.recipients.values()
        if all(500 <= code < 600 for code, _reply in codes):
            words = "; ".join(_reason(code, reply) for code, reply in codes)
            gone = all(says_gone(code, _reason(code, reply)) for code, reply in codes)
            raise (NobodyThere if gone else Undeliverable)(words) from error
        raise
    except SMTPResponseException as error:
        if 500 <= error.smtp_code < 600:
            raise Undeliverable(_reason(error.smtp_code, error.smtp_error)) from error
        raise
    except (BadHeaderError, UnicodeError) as error:
        raise Undeliverable(str(error)) from error


def _mail(letter: Letter) -> EmailMultiAlternatives:
    headers = {}
    if letter.message_id:
        headers["Message-ID"] = letter.message_id
    if letter.stop_url:  # RFC 8058: mail programs show a button that posts there
        headers["List-Unsubscribe"] = f"<{letter.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = letter.text
    if letter.link and letter.link not in text:
        text += f"\n\n{letter.link}"
    if letter.stop_url:
        text += "\n\n-- \n" + _("To stop messages of this kind:") + f" {letter.stop_url}"
    mail = EmailMultiAlternatives(letter.subject, text, to=[letter.to], headers=headers)
    body = letter.text.replace(letter.link, "").strip() if letter.link else letter.text
    mail.attach_alternative(
        render_to_string("notify/mail.html", {"letter": letter, "body": body}), "text/html"
    )
    return mail


def says_gone(code: int, words: str) -> bool:
    """Is the mailbox wrong? By its enhanced code where the server gives one: 5.7.1 says "not from you"."""
    return bool(_GONE.search(words)) if _ENHANCED.search(words) else code in _MAILBOX_CODES


def _reason(code: int, reply: bytes | str) -> str:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {words}"


channel = Channel("email", gettext_lazy("E-mail"), send)
