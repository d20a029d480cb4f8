"""A conversation as a part of a page: its own, or one of the room above to which it belongs.

{% include "conversations/parts/talk.html" %}   with "talk": on_page.talk_on(request, "introduction:42")
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ngo2.conversations import queries, services, words
from ngo2.conversations.forms import MessageForm
from ngo2.conversations.scopes import Talk
from ngo2.lib.actors import actor_of

PAGE = 30  # messages at a time


def talk_on(request: HttpRequest, scope: str) -> dict[str, Any] | None:
    """None for whoever takes no part, the platform team too. It begins where it is looked at first."""
    talk = queries.talk_in(scope)
    if talk is None:
        services.open_conversation(scope)
        talk = queries.talk_in(scope)
    if talk is None or talk.about.side_of(request.user) is None:
        return None
    return shown(request, talk, MessageForm(), embedded=True)


def shown(
    request: HttpRequest, talk: Talk, form: MessageForm, *, before: int = 0, embedded: bool = False
) -> dict[str, Any]:
    """The latest messages, or those before the one numbered `before`; with that they are read."""
    conversation, actor = talk.conversation, actor_of(request)
    end = min(before, conversation.last + 1) if before else conversation.last + 1
    messages = queries.last_before(conversation, end, PAGE)
    latest = messages[-1].number if messages else 0
    read = services.mark_read(actor, talk, up_to=latest)
    others = queries.read_by_others(talk, request.user)
    page = reverse("conversations:conversation", args=[conversation.pk])
    looks = [words.asked(talk.about, look) for look in queries.looks_of(conversation)]
    is_part = talk.about.side_of(request.user) is not None
    earlier = messages[0].number if messages and messages[0].number > 1 else 0
    return {
        "page": page,
        "back": talk.about.url if embedded else page,
        "embedded": embedded,
        "messages": words.said(talk, messages, request.user, read=read, read_by_others=others),
        "earlier": f"{page}?before={earlier}" if earlier else "",
        "is_latest": end > conversation.last,
        "is_part": is_part,
        "is_open": talk.about.is_open(timezone.now()),
        "closes": talk.about.closes,
        "advice": talk.about.advice,
        "form": form,
        "looks": looks,
        "may_ask_look": is_part and conversation.last > 0 and all(one.settled_at for one in looks),
        "look_url": reverse("conversations:look", args=[conversation.pk]),
        "settle_url": reverse("conversations:settle", args=[conversation.pk]),
        "after": reverse("conversations:after", args=[conversation.pk, 0])[: -len("0/")],
    }
