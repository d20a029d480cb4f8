"""Conversations with what their rooms say about them, and what somebody has not read."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ngo2.conversations.models import Conversation, Look, Message, Reading
from ngo2.conversations.scopes import Talk, about_all, about_one, kinds, takes_part


def talk_of(pk: int) -> Talk | None:
    """None where there is none, or what it was about is gone."""
    return _talk(Conversation.objects.filter(pk=pk).first())


def talk_in(scope: str) -> Talk | None:
    return _talk(Conversation.objects.filter(scope=scope).first())


def _talk(found: Conversation | None) -> Talk | None:
    about = about_one(found.scope) if found else None
    return Talk(found, about) if about else None


def talks(conversations: list[Conversation]) -> list[Talk]:
    """In the same order."""
    known = about_all(one.scope for one in conversations)
    return [Talk(one, known[one.scope]) for one in conversations if one.scope in known]


def last_for(person: Any, pk: int) -> int | None:
    """Number of the latest message; None for whoever takes no part. All that an idle page costs is this question."""
    found = Conversation.objects.filter(pk=pk).values_list("scope", "last").first()
    return found[1] if found and takes_part(person, found[0]) else None


def mine(person: Any) -> QuerySet[Any]:
    """In which somebody takes part now and in which something was written; `unread` first, then the latest."""
    scopes = [Q(scope__in=kind.of_person(person)) for kind in kinds]
    if not scopes:
        return Conversation.objects.none()
    read = Reading.objects.filter(conversation=OuterRef("pk"), person=person).values("up_to")
    read_up_to = Coalesce(Subquery(read, output_field=IntegerField()), Value(0))
    waits = Case(When(last__gt=read_up_to, then=1), default=0, output_field=IntegerField())
    found = Conversation.objects.filter(reduce(or_, scopes), last__gt=0).annotate(
        unread=F("last") - read_up_to, waits=waits
    )
    return found.order_by("-waits", "-last_at", "-pk")


def unread_of(person: Any) -> int:
    """In how many conversations somebody has something to read."""
    return mine(person).filter(unread__gt=0).count()


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.select_related("person", "attachment").order_by("number")


def last_before(conversation: Conversation, number: int, most: int) -> list[Message]:
    """The latest ones below `number`, oldest first."""
    return list(messages_of(conversation).filter(number__lt=number).order_by("-number")[:most])[::-1]


def read_by_others(talk: Talk, person: Any) -> int:
    """How far the other sides have read; 0 for nothing."""
    own = talk.about.side_of(person)
    others = [one.pk for side in talk.about.sides if side != own for one in side.people]
    found = Reading.objects.filter(conversation=talk.conversation, person__in=others)
    return max(found.values_list("up_to", flat=True), default=0)


def looks_of(conversation: Conversation) -> QuerySet[Look]:
    return conversation.looks.order_by("asked_at", "pk")


def looks_open() -> QuerySet[Look]:
    return Look.objects.filter(settled_at=None).select_related("conversation").order_by("asked_at", "pk")


def to_tell(before: datetime) -> QuerySet[Reading]:
    """Who has left something unread since then and has not heard of it."""
    old = Message.objects.filter(
        conversation=OuterRef("conversation"), number__gt=OuterRef("up_to"), at__lt=before
    ).exclude(person=OuterRef("person"))
    found = Reading.objects.filter(Exists(old), waits=True, told_at=None)
    return found.select_related("conversation", "person").order_by("pk")


def written_by(person: Any) -> QuerySet[Message]:
    return Message.objects.filter(person=person)
