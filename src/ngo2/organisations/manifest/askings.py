"""What asking contributes: its verbs and schedules, the message, the answers by SMS, and what its table holds."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs.schedule import DAILY, Scheduled, schedule
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Verb, verbs
from ngo2.kernel.notify import queries as notify
from ngo2.kernel.notify.incoming import Answerer, answerers
from ngo2.kernel.notify.models import IncomingSms
from ngo2.kernel.notify.services import answer_sms
from ngo2.kernel.notify.types import MessageType, Recipient, types
from ngo2.kernel.queue.kinds import Action, Item, ItemKind, kinds, staff_only
from ngo2.lib import phones
from ngo2.lib.actors import Actor
from ngo2.lib.once import once
from ngo2.lib.personal import UNTIL_ERASED, Erase, Personal, declare
from ngo2.organisations import member_words, words
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.freshness import freshness
from ngo2.organisations.models import Asking
from ngo2.organisations.services import askings
from ngo2.organisations.services.ageing import age_records
from ngo2.organisations.words import Words

_NAMED = 10  # characters of a name in an SMS


@once
def _of(entry: Entry) -> Asking | None:
    found = Asking.objects.filter(pk=entry.data.get("asking"))
    return found.select_related("organisation", "person").first()


def whom(entry: Entry) -> Iterable[Recipient]:
    asking = _of(entry)
    found = askings.recipient(asking) if asking is not None else None
    return [found] if found else []


def about(entry: Entry) -> Mapping[str, object]:
    asking = _of(entry)
    if asking is None:
        return {"name": "–", "facts": "", "short": "–", "labels": "", "how": ""}
    name = words.called(asking.organisation)
    labels = [str(CATALOGUE[key].label) for key in asking.fields]
    reply = gettext(" Reply 1 if yes.") if settings.NGO2_SMS_INBOUND_SECRET or settings.DEMO else ""
    return {
        "name": name,
        "short": name if len(name) <= _NAMED else f"{name[: _NAMED - 1]}…",
        "labels": gettext(", ").join(labels),
        "facts": "\n".join(_lines(asking)),
        "how": reply,
    }


def _lines(asking: Asking) -> Iterator[str]:
    """ "Phone: 0778 226 0217 (confirmed 8 months ago)", in the language of the reader."""
    record = asking.organisation
    facts = askings.visible(record, to_member=asking.person_id is not None)
    for key in asking.fields:
        if key in facts:
            told = _plain(member_words.said(key, facts[key]["v"], record.country))
            age = freshness(facts[key], CATALOGUE[key].half_life).words
            yield f"{CATALOGUE[key].label}: {told} ({age})"


def _plain(said: Words) -> str:
    return gettext(", ").join(_plain(one) for one in said.items) if said.items else said.text


def link(entry: Entry) -> str:
    asking = _of(entry)
    return (
        askings.path(asking)
        if asking is not None
        else reverse("organisations:organisation", args=[entry.object_id])
    )


def is_asked(person: Any) -> bool:
    return bool(person.memberships.filter(suspended_at=None).exists())


ASKING = MessageType(
    name="organisations.asking",
    label=_("Is what your record says still right?"),
    verbs=("organisations.asked",),
    recipients=whom,
    context=about,
    subject=_("Is this still right for “%(name)s”? Two minutes"),
    body=_(
        "These facts of “%(name)s” have not been confirmed for a while:\n\n%(facts)s\n\n"
        "Open the page below. If all is right, one press is enough; if not, correct it there. No sign-in is needed. "
        "The link works once."
    ),
    short=_("NGO 2.0: %(short)s, still right: %(labels)s?%(how)s"),
    link=link,
    channels=("email", "sms"),
    concerns=is_asked,
)


def sms_items(person: Any) -> Iterator[Item]:
    for one in notify.sms_to_read():
        yield Item(
            key=str(one.pk),
            title=gettext("An SMS from %(number)s") % {"number": phones.masked(one.number)},
            why=one.text[:200],
            since=one.at,
            url=reverse("notify:incoming_sms", args=[one.pk]),
            action=gettext("Read and answer"),
        )


def _done(actor: Actor, key: str, answer: str) -> None:
    answer_sms(actor, IncomingSms.objects.get(pk=key), text=answer)


SMS_TO_READ = ItemKind(
    "organisations.sms",
    _("SMS to read"),
    sms_items,
    staff_only,
    actions=(
        Action("answer", _("Answer by SMS"), _done, answers=True),
        Action(
            "read", _("Read, no answer needed"), lambda actor, key, answer: _done(actor, key, ""), safe=True
        ),
    ),
)


def _declare() -> None:
    asked = _("To ask whoever knows whether the record is still right.")
    declare(
        "organisations.Asking",
        title=_("When we asked you about a record"),
        person="person",
        fields={
            "channel": Personal(asked, UNTIL_ERASED, erase=Erase.DELETE_ROW, label=_("How we asked you")),
            "fields": Personal(asked, UNTIL_ERASED, erase=Erase.DELETE_ROW, label=_("What we asked")),
            "made_by": Personal(
                _("To show who made a badge."), UNTIL_ERASED, person="made_by", label=_("You made a badge")
            ),
        },
        plain={"person", "kind", "address_digest", "revision"},
    )


def contribute() -> None:
    verbs.add(
        Verb("organisations.asked", _("Somebody was asked whether facts are still right")),
        Verb(
            "organisations.asking.ended", _("A question can no longer be answered: nobody reads that address")
        ),
        Verb("organisations.badge.made", _("A badge was made that confirms facts")),
        Verb("organisations.badge.revoked", _("A badge was taken back")),
    )
    schedule.add(
        Scheduled(
            "organisations.age",
            age_records,
            DAILY,
            "Grade anew the records that have aged by themselves.",
            time(3, 20),
        ),
        Scheduled(
            "organisations.ask",
            askings.ask_due,
            timedelta(hours=1),
            "Ask about the stalest records whether three old facts still hold.",
        ),
    )
    types.add(ASKING)
    answerers.add(Answerer("organisations.asking", askings.answer_reply))
    kinds.add(SMS_TO_READ)
    _declare()
