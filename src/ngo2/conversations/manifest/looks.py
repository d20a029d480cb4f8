"""Conversations that one side wants the platform team to look at."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngo2.conversations import queries, words
from ngo2.conversations.scopes import about_all
from ngo2.kernel.queue.kinds import Item, ItemKind, staff_only

MOST = 100


def looks_open(person: Any) -> Iterator[Item]:
    found = list(queries.looks_open()[:MOST])
    known = about_all(one.conversation.scope for one in found)
    for one in found:
        if about := known.get(one.conversation.scope):
            yield Item(
                key=str(one.pk),
                title=_("%(who)s asks us to look: %(title)s")
                % {"who": words.who(about, one.side), "title": about.title},
                why=one.reason,
                since=one.asked_at,
                url=reverse("conversations:conversation", args=[one.conversation_id]),
                action=_("Read it and answer"),
            )


LOOKS = ItemKind(
    "conversations.looks",
    gettext_lazy("conversations to look at"),
    looks_open,
    staff_only,
    seconds=240,
)
