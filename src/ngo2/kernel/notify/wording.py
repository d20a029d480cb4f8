"""From an entry and a message type to words in the reader's language."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType


@dataclass(frozen=True)
class Words:
    """`link` is absolute, or empty."""

    subject: str
    body: str
    link: str


def write(kind: MessageType, entry: Entry, language: str, *, brief: bool) -> Words:
    """`brief`: one short text with the address at its end, as an SMS has it."""
    with translation.override(language):
        path = kind.link(entry)
        link = f"{settings.NGO2_SITE_URL}{path}" if path.startswith("/") else path
        context = {**kind.context(entry), "link": link}
        subject = " ".join(_fill(kind.subject, context).split())
        if not brief:
            return Words(subject[:200], _fill(kind.body, context).strip(), link)
        short = " ".join(_fill(kind.short or kind.subject, context).split())
        return Words(subject[:200], f"{short} {link}".strip(), link)


def _fill(words: object, context: dict[str, Any]) -> str:
    text = str(words)
    return render_to_string(text, context) if text.endswith(".txt") else text % context


def message_id(outbox_id: str) -> str:
    """The Message-ID of an outbox row: a reader who gets it twice is shown it once."""
    return f"<{outbox_id}@{urlsplit(settings.NGO2_SITE_URL).hostname or 'localhost'}>"
