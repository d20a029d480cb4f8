"""Writing, reading, and who hears that something waits."""

from datetime import timedelta
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.conversations import limits, queries
from ngo2.conversations.cleaning import cleaned
from ngo2.conversations.models import LONGEST, Conversation, Message, Reading
from ngo2.conversations.scopes import Talk
from ngo2.kernel.files.services import delete_file, keep_document
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify.queries import unread_messages
from ngo2.kernel.notify.services import mark_read as mark_notice_read
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused

ATTACHMENT, UNREAD = "attachment", "conversations.unread"
PATIENCE = timedelta(minutes=2)  # who is there and reads in this time gets no letter
MOST_TOLD = 500  # in one run; the rest in the next


def open_conversation(scope: str) -> Conversation:
    """The one of this scope; an empty one where there is none yet."""
    return Conversation.objects.get_or_create(scope=scope, defaults={"made_at": timezone.now()})[0]


def write_message(
    actor: Actor, talk: Talk, *, text: str, upload: Upload | None = None, key: str = ""
) -> Message:
    """`key` is the form's: the same key of the same person is one message, however often it is sent."""
    authorise(actor, "conversations.write", talk)
    if there := _written(actor, talk, key):
        return there
    text = _sensible(talk, text, upload)
    limits.writing(actor.person, with_file=upload is not None)
    conversation = talk.conversation
    # Before the transaction: looking into a file takes seconds, in which nobody else should wait to write.
    file = keep_document(actor, conversation.files_scope, upload, purpose=ATTACHMENT) if upload else None
    try:
        with transaction.atomic():
            made = _append(actor, talk, text=text, attachment=file, key=key)
            _waits(talk, made)
            data = {"number": made.number, "side": made.side, "attachment": file is not None}
            record(actor, "conversations.written", conversation, scope=conversation.scope, data=data)
    except IntegrityError:
        there = _written(actor, talk, key)
        if there is None:
            raise
        if file is not None:
            delete_file(actor, file)
        return there
    return made


def mark_read(actor: Actor, talk: Talk, *, up_to: int) -> int:
    """Says how far the person had read before. Not journalled, and nothing is kept of the team's looks here."""
    authorise(actor, "conversations.read", talk)
    if talk.about.side_of(actor.person) is None:
        return up_to
    conversation = talk.conversation
    known = Reading.objects.filter(conversation=conversation, person=actor.person).first()
    before = known.up_to if known else 0
    if up_to <= before:
        return before
    with transaction.atomic():
        # Whoever writes holds the conversation too: what comes in meanwhile waits, and is not taken for read.
        held = Conversation.objects.select_for_update().get(pk=conversation.pk)
        Reading.objects.get_or_create(conversation=held, person=actor.person)
        own = Reading.objects.filter(conversation=held, person=actor.person, up_to__lt=up_to)
        own.update(up_to=min(up_to, held.last), waits=up_to < held.last, told_at=None)
    if known and known.told_at:
        notices = unread_messages(actor.person).filter(type=UNREAD, entry__object_id=str(conversation.pk))
        mark_notice_read(actor, messages=notices)
    return before


def tell_unread() -> int:
    """One notice for each conversation that somebody has not read, and none more until they have."""
    told = 0
    for reading in queries.to_tell(timezone.now() - PATIENCE)[:MOST_TOLD]:
        talk = queries.talk_of(reading.conversation_id)
        mine = Reading.objects.filter(pk=reading.pk, waits=True, told_at=None)
        if talk is None or talk.about.side_of(reading.person) is None:  # has left since
            mine.update(waits=False)
            continue
        with transaction.atomic():
            if mine.update(told_at=timezone.now()):  # two workers at once: one of them tells
                first = queries.messages_of(reading.conversation).filter(number__gt=reading.up_to)
                side = first.values_list("side", flat=True).first() or ""
                data = {"person": reading.person_id, "side": side}
                record(SYSTEM, UNREAD, reading.conversation, scope=reading.conversation.scope, data=data)
                told += 1
    return told


def _written(actor: Actor, talk: Talk, key: str) -> Message | None:
    if not key:
        return None
    found = queries.messages_of(talk.conversation).filter(person=actor.person, key=key[:80])
    return found.first()


def _sensible(talk: Talk, text: str, upload: Upload | None) -> str:
    if not talk.about.is_open(timezone.now()):
        raise Refused(_("This conversation is over: it can be read, and nothing can be added."), code="over")
    text = cleaned(text)
    if not text and upload is None:
        raise Refused(_("Please write something, or choose a file."), field="text", code="empty")
    if len(text) > LONGEST:
        raise Refused(
            _("This is %(many)d characters long; %(most)d fit into one message. Please send it in parts.")
            % {"many": len(text), "most": LONGEST},
            field="text",
            code="long",
        )
    return text


def _append(actor: Actor, talk: Talk, *, text: str, attachment: Any, key: str) -> Message:
    """The next number is taken with the row of the conversation held until all is committed: what is numbered later
    is also seen later, so nobody who asks "what came after 7?" ever misses an 8.
    """
    now, side = timezone.now(), talk.about.side_of(actor.person)
    rows = Conversation.objects.filter(pk=talk.conversation.pk)
    rows.update(last=F("last") + 1, last_at=now)
    return Message.objects.create(
        conversation=talk.conversation,
        number=rows.values_list("last", flat=True).get(),
        side=side.key if side else "",
        person=actor.person,
        text=text,
        attachment=attachment,
        key=key[:80],
        at=now,
    )


def _waits(talk: Talk, made: Message) -> None:
    """For everybody but the author, who has read it when they had read what stands before it."""
    people = {one.pk for side in talk.about.sides for one in side.people}
    rows = [Reading(conversation=talk.conversation, person_id=pk) for pk in sorted(people)]
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    readings = Reading.objects.filter(conversation=talk.conversation)
    readings.filter(person__in=people - {made.person_id}).update(waits=True)
    readings.filter(person=made.person_id, up_to=made.number - 1).update(up_to=made.number)
