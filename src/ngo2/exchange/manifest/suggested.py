"""What new matches contribute: the look for them, the letter, its rhythm, and what their tables hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngo2.exchange import queries, words
from ngo2.exchange.models import Listener, Post
from ngo2.exchange.posted import is_spoken_for
from ngo2.exchange.services import choose_rhythm, forget_suggestions
from ngo2.exchange.services.telling_matches import TOLD, tell_matches, tell_matches_at_once
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify import rounds
from ngo2.kernel.notify.types import MessageType, Recipient, Rhythm, types
from ngo2.lib.once import once
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, declare
from ngo2.organisations import words as record_words
from ngo2.organisations.queries import edited_by

OFTEN = timedelta(minutes=5)
POSTS, EACH, REASONS = 8, 3, 2  # told in words; the rest is counted


@dataclass(frozen=True)
class Line:
    number: str
    title: str
    who: str
    reasons: Sequence[str]


@dataclass(frozen=True)
class Group:
    """One post of the reader's, what is new for it, and how much more."""

    post: Post
    number: str
    title: str
    lines: Sequence[Line]
    more: int
    url: str

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


def readers(entry: Entry) -> list[Recipient]:
    """Nobody when all of it was closed or promised meanwhile, or is not theirs to edit any more."""
    one = _of(entry)
    return [Recipient(one.person)] if one is not None and _groups(entry) else []


def about(entry: Entry) -> Mapping[str, object]:
    groups = _groups(entry)
    more = entry.data.get("more", 0) + sum(group.count for group in groups[POSTS:])
    count = entry.data.get("more", 0) + sum(group.count for group in groups)
    said = {"n": count, "number": groups[0].number if groups else "–"}
    return {
        "news": (
            ngettext("%(n)s new match for %(number)s", "%(n)s new matches for %(number)s", count)
            if len(groups) == 1
            else ngettext(
                "%(n)s new match for what you posted", "%(n)s new matches for what you posted", count
            )
        )
        % said,
        "groups": groups[:POSTS],
        "more": more,
        "more_url": settings.NGO2_SITE_URL + resolve_url(settings.LOGIN_REDIRECT_URL) if more else "",
        "often_url": settings.NGO2_SITE_URL + reverse("notify:wishes"),
    }


def page(entry: Entry) -> str:
    """Of one post: what fits it. Of several: all that its organisation posted."""
    groups = _groups(entry)
    if not groups:
        return ""
    if len(groups) == 1:
        return reverse("exchange:matches", args=[groups[0].post.pk])
    return reverse("exchange:own", args=[groups[0].post.organisation_id])


@once
def _of(entry: Entry) -> Listener | None:
    return Listener.objects.select_related("person").filter(pk=entry.object_id).first()


@once
def _groups(entry: Entry) -> list[Group]:
    one = _of(entry)
    if one is None:
        return []
    told = entry.data.get("posts", [])
    rows = queries.open_posts().select_related("organisation", "project").prefetch_related("lines")
    found = rows.in_bulk({pk for mine, others, _more in told for pk in (mine, *others)})
    there = {pk: post for pk, post in found.items() if not is_spoken_for(post)}
    edits = set(edited_by(one.person))
    made = []
    for mine, others, more in told:
        if mine in there and there[mine].organisation_id in edits:
            group = _group(there[mine], [there[pk] for pk in others if pk in there], more)
            made += [group] if group.lines else []
    return made


def _group(mine: Post, others: Sequence[Post], more: int) -> Group:
    told = [(other, queries.explained(mine, other).why) for other in others]
    told = [(other, why) for other, why in told if len(why) >= REASONS]
    lines = [
        Line(
            words.numbered(other.side, other.number),
            other.title,
            " · ".join(filter(None, (record_words.called(other.organisation), words.where(other)))),
            [str(said) for said in why[:REASONS]],
        )
        for other, why in told[:EACH]
    ]
    return Group(
        mine,
        words.numbered(mine.side, mine.number),
        mine.title,
        lines,
        len(told[EACH:]) + more,
        settings.NGO2_SITE_URL + reverse("exchange:matches", args=[mine.pk]),
    )


def _often(person: Any) -> str:
    every = Listener.objects.filter(person=person).values_list("every", flat=True).first()
    return every or rounds.DAILY


FITS = MessageType(
    name="exchange.fits",
    label=_("What newly fits your needs and offers"),
    verbs=(TOLD,),
    recipients=readers,
    subject="%(news)s",
    body="exchange/mail/fits.txt",
    context=about,
    link=page,
    concerns=lambda person: edited_by(person).exists(),
    rhythm=Rhythm([(key, rounds.WORDS[key]) for key in Listener.EVERY], _often, choose_rhythm),
)


def contribute() -> None:
    verbs.add(
        Verb("exchange.matched", _("Something was found that fits a need or an offer")),
        Verb(TOLD, _("Somebody was told what newly fits")),
    )
    types.add(FITS)
    schedule.add(
        Scheduled("exchange.tell_matches", tell_matches, DAILY, "Write what newly fits.", time(8, 0)),
        Scheduled("exchange.tell_matches_at_once", tell_matches_at_once, OFTEN, "The same, at once."),
        Scheduled(
            "exchange.forget_suggestions",
            forget_suggestions,
            DAILY,
            "Forget what once fitted posts that were closed long ago.",
            time(3, 50),
        ),
    )
    declare("exchange.Suggestion")
    declare(
        "exchange.Listener",
        title=_("How often you hear what fits your needs and offers"),
        person="person",
        fields={
            "every": Personal(
                _("To write to you as often as you want."),
                UNTIL_ERASED,
                erase=Erase.DELETE_ROW,
                label=_("How often"),
            )
        },
        plain={"person"},
    )
