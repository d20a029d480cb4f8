"""Who hears that a post ends, and in which words."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ngo2.exchange import words
from ngo2.exchange.models import Post
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.lib.once import once
from ngo2.organisations.queries import editors_of


@once
def _of(entry: Entry) -> Post | None:
    return Post.objects.select_related("organisation").filter(pk=entry.object_id).first()


def members(entry: Entry) -> list[Recipient]:
    post = _of(entry)
    return [Recipient(person) for person in editors_of(post.organisation)] if post else []


def about(entry: Entry) -> Mapping[str, object]:
    post = _of(entry)
    if post is None:
        return {"number": "–", "title": "–", "day": "–"}
    return {
        "number": words.numbered(post.side, post.number),
        "title": post.title,
        "day": date_format(post.until_day, "Y-m-d"),
    }


def to_prolong(entry: Entry) -> str:
    return reverse("exchange:extend", args=[int(entry.object_id)])


def _ended_by_itself(entry: Entry) -> list[Recipient]:
    return members(entry) if entry.data.get("ending") == "expired" else []


_LABEL = _("A need or an offer of yours ends")
ENDS = MessageType(
    name="exchange.ends",
    label=_LABEL,
    verbs=("exchange.ends_soon", "exchange.ends_today"),
    recipients=members,
    subject=_("%(number)s ends on %(day)s"),
    body=_(
        "“%(title)s” (%(number)s) leaves the lists after %(day)s. Does it still stand? One press prolongs it. Has it "
        "arrived, or is it no longer needed? Then close it and say so in one word: others learn from it."
    ),
    short=_("%(number)s ends on %(day)s. Prolong or close it:"),
    context=about,
    link=to_prolong,
)
CLOSED = MessageType(
    name="exchange.closed_by_itself",
    label=_("A need or an offer of yours was closed because its time was over"),
    verbs=("exchange.closed",),
    recipients=_ended_by_itself,
    subject=_("%(number)s was closed"),
    body=_(
        "“%(title)s” (%(number)s) ended on %(day)s and nobody said what became of it, so it was closed. One press "
        "opens it again."
    ),
    short=_("%(number)s was closed. Open it again:"),
    context=about,
    link=to_prolong,
)
