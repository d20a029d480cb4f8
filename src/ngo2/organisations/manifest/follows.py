"""What following contributes: verbs, the letter, the round that writes it, and what its table holds about persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ngo2.accounts import queries as accounts
from ngo2.accounts.addresses import EMAIL, Address
from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.lib import personal
from ngo2.organisations import follow_links, words
from ngo2.organisations.directory import place_line
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.following import of_columns, title
from ngo2.organisations.models import Subscription
from ngo2.organisations.services import follows, telling

_PURPOSE = _("To write to you about the places that you follow.")


@dataclass(frozen=True)
class Line:
    name: str
    text: str
    url: str
    changed: str  # which facts, in words; "" for a new one


def reader(entry: Entry) -> list[Recipient]:
    """Nobody when they stopped, were suspended, or when nothing of it may be told any more."""
    one = _of(entry)
    if one is None or one.stopped_at is not None or not _lines(one, entry):
        return []
    if one.person is not None:
        return [Recipient(one.person)]
    owner = accounts.person_at(Address(EMAIL, one.email))
    if owner is not None and not owner.is_active:
        return []
    return [Recipient(addresses={"email": one.email}, language=one.language)]


def about(entry: Entry) -> Mapping[str, object]:
    one = _of(entry)
    lines = _lines(one, entry) if one else []
    more = entry.data.get("more", 0)
    count = len(lines) + more
    return {
        "place": title(of_columns(one)) if one else "–",
        "news": ngettext("%(n)s organisation", "%(n)s organisations", count) % {"n": count},
        "fresh": [line for line in lines if not line.changed],
        "changed": [line for line in lines if line.changed],
        "more": more,
        "more_url": settings.NGO2_SITE_URL + _list_url(one),
        "follows_url": settings.NGO2_SITE_URL + reverse("organisations:follows")
        if one and one.person_id
        else "",
    }


def _of(entry: Entry) -> Subscription | None:
    return Subscription.objects.select_related("person").filter(pk=entry.object_id).first()


def _lines(one: Subscription, entry: Entry) -> list[Line]:
    told = {pk: (new, fields) for pk, new, fields in entry.data.get("organisations", [])}
    found = telling.still_there(one, list(told))
    lines = []
    for pk, (new, fields) in told.items():
        record = found.get(pk)
        named = [key for key in fields if record and telling.is_told(key, record.shown_level)]
        if record is not None and (new or named):
            lines.append(_line(record, [] if new else named))
    return lines


def _line(record: Any, fields: list[str]) -> Line:
    causes = words.cause_names(row.cause for row in list(record.cause_rows.all())[:3])
    where = place_line(record.country, (record.area1, record.area2, record.area3))
    between = gettext(", ")
    return Line(
        words.called(record),
        " · ".join(part for part in (words.kind_name(record.kind), between.join(causes), where) if part),
        settings.NGO2_SITE_URL + record.get_absolute_url(),
        between.join(str(CATALOGUE[key].label) for key in fields),
    )


def _list_url(one: Subscription | None) -> str:
    if one is None or one.box or not one.country:
        url = reverse("organisations:directory")
    elif one.division:
        url = reverse("organisations:area", args=[one.country, one.division])
    else:
        url = reverse("organisations:country", args=[one.country])
    return f"{url}?cause={one.cause}" if one and one.cause else url


def _stop(entry: Entry) -> str:
    token = follow_links.token(int(entry.object_id), follow_links.STOP)
    return reverse("organisations:stop_follow", args=[token])


NEWS = MessageType(
    name="organisations.follow_news",
    label=_("News of the places and causes that you follow"),
    verbs=(telling.TOLD,),
    recipients=reader,
    context=about,
    subject=_("New in %(place)s: %(news)s"),
    body="organisations/mail/follow.txt",
    link=lambda entry: _list_url(_of(entry)),
    channels=("email", "inapp"),
    stop=_stop,
)


def rows_of(person: Any) -> QuerySet[Subscription]:
    """What somebody follows as a person, and by addresses that are proved to be theirs."""
    mine = person.identities.filter(kind=EMAIL).values("value")
    return Subscription.objects.filter(Q(person=person) | Q(person=None, email__in=mine))


def contribute() -> None:
    verbs.add(
        Verb("organisations.follow.asked", _("Somebody asked to hear what is new in a place")),
        Verb("organisations.follow.begun", _("Somebody follows a place or a cause")),
        Verb("organisations.follow.changed", _("How often somebody hears of a place was changed")),
        Verb("organisations.follow.stopped", _("Somebody no longer follows a place or a cause")),
        Verb(telling.TOLD, _("Somebody was told what is new where they follow")),
    )
    types.add(NEWS)
    schedule.add(
        Scheduled(
            "organisations.tell_followers",
            telling.tell_followers,
            DAILY,
            "Write to whoever follows a place or a cause.",
            time(8, 0),
        ),
        Scheduled(
            "organisations.forget_follows",
            follows.forget_unconfirmed,
            DAILY,
            "Forget addresses that never confirmed what they asked to follow.",
            time(3, 45),
        ),
    )
    kept = personal.Retention(_("Until 30 days after you stop it."), follows.STOPPED_DAYS, "stopped_at")
    personal.declare(
        "organisations.Subscription",
        title=_("Places and causes that you follow"),
        rows="ngo2.organisations.manifest.follows.rows_of",
        fields={
            "email": personal.Personal(
                _PURPOSE, kept, erase=personal.Erase.DELETE_ROW, label=_("E-mail address")
            ),
            **{
                name: personal.Personal(_PURPOSE, kept, erase=personal.Erase.DELETE_ROW, label=label)
                for name, label in {
                    "division": _("Place that you follow"),
                    "cause": _("Cause that you follow"),
                    "box": _("Box on the map that you follow"),
                    "every": _("How often you hear of it"),
                }.items()
            },
        },
        plain={"person", "language", "country"},
    )
