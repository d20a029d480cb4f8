"""The journal's handler: one row a reader and channel, in the reader's language; idempotent by `dedupe`."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify import reach
from ngo2.kernel.notify.channels import channels
from ngo2.kernel.notify.models import Message
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.kernel.notify.wording import Words, write
from ngo2.lib.once import reading


def write_messages(entry: Entry) -> None:
    for kind in types:
        if kind.is_about(entry.verb):
            with reading():  # whom, about what and where to: of one entry, each asks for the same row
                found = list(_messages(kind, entry))
            Message.objects.bulk_create(found, batch_size=500, ignore_conflicts=True)


def _messages(kind: MessageType, entry: Entry) -> Iterator[Message]:
    recipients = list(kind.recipients(entry))
    said = reach.wishes(kind, recipients)
    dead = reach.dead_among(value for one in recipients for value in reach.addresses_of(one).values())
    written: dict[tuple[str, bool], Words] = {}
    for one in recipients:
        language = one.language or getattr(one.person, "language", "") or settings.LANGUAGE_CODE
        for name, address in reach.reached(kind, one, said, dead):
            brief = channels[name].brief
            if (language, brief) not in written:
                written[language, brief] = write(kind, entry, language, brief=brief)
            yield _row(kind, entry, one, language, name, address, written[language, brief])


def _row(
    kind: MessageType, entry: Entry, one: Recipient, language: str, channel: str, address: str, words: Words
) -> Message:
    addressed = channels[channel].addressed
    who = f"{entry.pk}\n{kind.name}\n{reach.reader(one.person, address)}\n{channel}"
    return Message(
        entry=entry,
        type=kind.name,
        channel=channel,
        person=one.person,
        address=address,
        language=language,
        subject=words.subject,
        body=words.body,
        link=words.link if addressed else words.link.removeprefix(settings.NGO2_SITE_URL),
        dedupe=hashlib.sha256(who.encode()).hexdigest(),
        state=Message.WAITING if addressed else Message.SENT,
        due=timezone.now(),
    )
