"""That somebody wrote, and that the team has answered. The words themselves leave the house in no message."""

from collections.abc import Mapping

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngo2.conversations import queries, words
from ngo2.conversations.models import Reading
from ngo2.conversations.scopes import Talk
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.lib.once import once


@once
def _of(entry: Entry) -> Talk | None:
    return queries.talk_of(int(entry.object_id))


def reader(entry: Entry) -> list[Recipient]:
    """Unless they have read it meanwhile, or take no part any more."""
    talk, key = _of(entry), entry.data.get("person")
    waits = Reading.objects.filter(conversation=int(entry.object_id), person=key, waits=True)
    person = get_user_model()._default_manager.filter(pk__in=waits.values("person")).first()
    return [Recipient(person)] if talk and person and talk.about.side_of(person) else []


def both(entry: Entry) -> list[Recipient]:
    talk = _of(entry)
    people = {one.pk: one for side in (talk.about.sides if talk else ()) for one in side.people}
    return [Recipient(one) for one in people.values()]


def about(entry: Entry) -> Mapping[str, object]:
    talk = _of(entry)
    if talk is None:
        return {"who": "–", "title": "–"}
    return {"who": words.who(talk.about, entry.data.get("side", "")), "title": talk.about.title}


def page(entry: Entry) -> str:
    return reverse("conversations:conversation", args=[int(entry.object_id)])


UNREAD = MessageType(
    name="conversations.unread",
    label=_("Somebody wrote to you"),
    verbs=("conversations.unread",),
    recipients=reader,
    subject=_("%(who)s wrote to you"),
    body=_(
        "%(who)s wrote to you about “%(title)s”. The words stand on the page of the conversation only. You hear of "
        "further ones when you have read it."
    ),
    short=_("%(who)s wrote to you. Read it here:"),
    context=about,
    link=page,
)
SETTLED = MessageType(
    name="conversations.settled",
    label=_("The platform team answered in a conversation of yours"),
    verbs=("conversations.look.settled",),
    recipients=both,
    subject=_("The platform team has answered"),
    body=_(
        "The platform team was asked to look at your conversation about “%(title)s”, and has answered both sides there."
    ),
    context=about,
    link=page,
)
