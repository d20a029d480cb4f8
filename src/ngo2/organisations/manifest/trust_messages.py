"""Who hears of checks, vouches and hand-overs, and in which words."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.accounts.models import Person
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import MessageType, Recipient
from ngo2.lib import phones
from ngo2.organisations import handover_links, queries
from ngo2.organisations.models import Handover, Membership, Organisation, Verification, Vouch

_LATELY = timedelta(days=180)  # an address that was the record's until then hears of a hand-over, too
_CHANNELS = {"phone": "sms", "email": "email"}


def _record(entry: Entry) -> Organisation | None:
    return Organisation.objects.filter(pk=entry.object_id).first()


def _named(entry: Entry) -> dict[str, object]:
    found = _record(entry)
    return {"name": found.name if found else "–"}


def owners(entry: Entry) -> list[Recipient]:
    found = Membership.objects.filter(
        organisation_id=int(entry.object_id),
        role=Membership.OWNER,
        suspended_at=None,
        person__is_active=True,
    )
    return [
        Recipient(one.person)
        for one in found.select_related("person").order_by("pk")
        if str(one.person_id) != entry.actor_id
    ]


def about_check(entry: Entry) -> Mapping[str, object]:
    check = Verification.objects.filter(pk=entry.data.get("check")).first()
    said = {"answer": check.answer if check else "", "until": entry.data.get("until", "")}
    return _named(entry) | said


def about_vouch(entry: Entry) -> Mapping[str, object]:
    vouch = Vouch.objects.select_related("by").filter(pk=entry.data.get("vouch")).first()
    return _named(entry) | {"by": vouch.by.name if vouch else "–", "note": vouch.note if vouch else ""}


def _handover(entry: Entry) -> Handover | None:
    return Handover.objects.select_related("person").filter(pk=entry.data.get("handover")).first()


def about_handover(entry: Entry) -> Mapping[str, object]:
    found = _handover(entry)
    until = timezone.localtime(found.cooling_until) if found and found.cooling_until else None
    return _named(entry) | {
        "person": str(found.person) if found else "–",
        "role": found.note.split("\n")[0] if found else "",
        "reason": found.note.partition("\n")[2] if found else "",
        "answer": found.answer if found else "",
        "until": f"{until:%Y-%m-%d %H:%M}" if until else "",
    }


def asker(entry: Entry) -> list[Recipient]:
    found = Person.objects.filter(pk=entry.data.get("person"), is_active=True).first()
    return [Recipient(found)] if found and str(found.pk) != entry.actor_id else []


def everybody(entry: Entry) -> Iterator[Recipient]:
    """All members, suspended or not, the platform team, and the record's own addresses. Not the one who asks."""
    seats = Membership.objects.filter(organisation_id=int(entry.object_id)).values("person")
    people = Person.objects.filter(pk__in=seats) | Person.objects.filter(is_staff=True, is_active=True)
    for person in people.exclude(pk=entry.data.get("person")).distinct().order_by("pk"):
        yield Recipient(person)
    if record := _record(entry):
        yield from _own_addresses(record)


def _own_addresses(record: Organisation) -> Iterator[Recipient]:
    """Also those that it had until lately: whoever changed them first tells nobody less."""
    language = "zh-hans" if record.country == "CN" else "en"
    since = (timezone.now() - _LATELY).isoformat()
    for field, channel in _CHANNELS.items():
        values = [record.facts.get(field, {}).get("v")]
        said = list(queries.values_said(record, field)[:10])
        # What was said before the last change stood until that change.
        values += [
            older.value for older, newer in zip(said[1:], said, strict=False) if newer.at.isoformat() >= since
        ]
        for value in dict.fromkeys(one for one in values if one):
            if channel != "sms" or phones.is_mobile(value):
                yield Recipient(addresses={channel: value}, language=language)


def _to(name: str) -> Any:
    return lambda entry: reverse(name, args=[entry.object_id])


def _to_stop(entry: Entry) -> str:
    token = handover_links.stop_token(int(entry.data["handover"]))
    return reverse("organisations:stop_by_link", args=[token])


CHECKS = (
    MessageType(
        name="organisations.check_accepted",
        label=_("The identity of your organisation was checked"),
        verbs=("organisations.verification.accepted",),
        recipients=owners,
        context=about_check,
        subject=_("The identity of “%(name)s” is verified"),
        body=_(
            "The page of “%(name)s” says so from now on, until %(until)s. %(answer)s\n\n"
            "We write to you 60 and 14 days before it ends. When the name, the code or the legal status changes, "
            "somebody looks again."
        ),
        link=_to("organisations:organisation"),
    ),
    MessageType(
        name="organisations.check_declined",
        label=_("A check of your organisation's identity was declined"),
        verbs=("organisations.verification.declined",),
        recipients=owners,
        context=about_check,
        subject=_("We could not verify “%(name)s” yet"),
        body=_(
            "You asked us to check who “%(name)s” is. The answer:\n\n%(answer)s\n\n"
            "The page stays as it is. You may ask again at any time."
        ),
        link=_to("organisations:verify"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.check_withdrawn",
        label=_("The check of your organisation's identity no longer counts"),
        verbs=("organisations.verification.withdrawn",),
        recipients=owners,
        context=about_check,
        subject=_("The check of “%(name)s” was withdrawn"),
        body=_(
            "The page of “%(name)s” no longer says that its identity is verified. The reason:\n\n%(answer)s\n\n"
            "If it can be cleared up, ask for a new check."
        ),
        link=_to("organisations:verify"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.check_unsettled",
        label=_("The check of your organisation is looked at again"),
        verbs=("organisations.verification.unsettled",),
        recipients=owners,
        context=about_check,
        subject=_("“%(name)s” has to be checked again"),
        body=_(
            "The name, the code or the legal status of “%(name)s” was changed. Until somebody has looked, the page "
            "does not say that its identity is verified. You need do nothing; if the certificate is a new one, send it."
        ),
        link=_to("organisations:verify"),
    ),
    MessageType(
        name="organisations.check_ends",
        label=_("The check of your organisation's identity ends soon"),
        verbs=("organisations.verification.ends_soon",),
        recipients=owners,
        context=about_check,
        subject=_("The check of “%(name)s” ends on %(until)s"),
        body=_(
            "After %(until)s the page of “%(name)s” no longer says that its identity is verified. "
            "A photo of the certificate is enough to go on for a year: it takes three minutes."
        ),
        short=_("The check of “%(name)s” ends on %(until)s. A photo of the certificate is enough:"),
        link=_to("organisations:verify"),
    ),
    MessageType(
        name="organisations.check_ended",
        label=_("The check of your organisation's identity ended"),
        verbs=("organisations.verification.ended",),
        recipients=owners,
        context=_named,
        subject=_("The check of “%(name)s” is over"),
        body=_(
            "The page of “%(name)s” no longer says that its identity is verified. Nothing else has changed. "
            "Send a photo of the certificate when you like."
        ),
        link=_to("organisations:verify"),
    ),
)
VOUCHES = (
    MessageType(
        name="organisations.vouched",
        label=_("Another organisation vouches for yours"),
        verbs=("organisations.vouch.given",),
        recipients=owners,
        context=about_vouch,
        subject=_("“%(by)s” vouches for “%(name)s”"),
        body=_(
            "“%(by)s” says on your page: “%(note)s”\n\nIf that is not right, you can report it there with one press."
        ),
        link=_to("organisations:vouched"),
    ),
)
HANDOVERS = (
    MessageType(
        name="organisations.handover_begun",
        label=_("Somebody takes over an organisation that you belong to"),
        verbs=("organisations.handover.begun",),
        recipients=everybody,
        context=about_handover,
        subject=_("Somebody asks to take over “%(name)s”: stop it, if that is wrong"),
        body=_(
            "%(person)s asks to run the record of “%(name)s”, because its owner has left.\n"
            "Role: %(role)s\nReason: %(reason)s\n\n"
            "If that is right, do nothing. If it is wrong, open the link and press the button: it ends at once. "
            "Without that the record changes hands on %(until)s. You need not sign in."
        ),
        short=_("Somebody asks to take over “%(name)s”. If that is wrong, stop it here before %(until)s:"),
        link=_to_stop,
        mandatory=True,
    ),
    MessageType(
        name="organisations.handover_week",
        label=_("The week before you take over a record begins"),
        verbs=("organisations.handover.begun",),
        recipients=asker,
        context=about_handover,
        subject=_("“%(name)s”: the week has begun"),
        body=_(
            "Everybody who belongs to “%(name)s” was told that you ask to run it. If nobody stops it, "
            "the record is yours on %(until)s. %(answer)s"
        ),
        link=_to("organisations:handover"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.handover_done",
        label=_("An organisation that you belong to has a new owner"),
        verbs=("organisations.handover.done",),
        recipients=everybody,
        context=about_handover,
        subject=_("“%(name)s” has a new owner"),
        body=_(
            "%(person)s owns the record of “%(name)s” from now on. Who owned it before may still edit it. "
            "If this is wrong, write to the platform team at once: it can be put right."
        ),
        link=_to("organisations:organisation"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.handover_yours",
        label=_("A record that you asked for is yours"),
        verbs=("organisations.handover.done",),
        recipients=asker,
        context=about_handover,
        subject=_("“%(name)s” is yours on NGO 2.0"),
        body=_(
            "You own the record of “%(name)s” from now on. Who owned it before may still edit it; under Members you "
            "can change that. Invite a colleague as a second owner, so that this is not needed again."
        ),
        link=_to("organisations:members"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.handover_stopped",
        label=_("A hand-over that you asked for was stopped"),
        verbs=("organisations.handover.stopped",),
        recipients=asker,
        context=about_handover,
        subject=_("The hand-over of “%(name)s” was stopped"),
        body=_(
            "Somebody who belongs to “%(name)s”, or the platform team, stopped it. So somebody is there: "
            "ask at the organisation to be invited. If you think that this is wrong, write to us."
        ),
        link=_to("organisations:handover"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.handover_ended",
        label=_("A hand-over of an organisation that you belong to was stopped"),
        verbs=("organisations.handover.stopped",),
        recipients=everybody,
        context=about_handover,
        subject=_("The hand-over of “%(name)s” was stopped: nothing changes"),
        body=_(
            "Somebody pressed the button, so “%(name)s” stays with whoever owned it. You need do nothing."
        ),
        link=_to("organisations:organisation"),
    ),
    MessageType(
        name="organisations.handover_declined",
        label=_("A hand-over that you asked for was declined"),
        verbs=("organisations.handover.declined",),
        recipients=asker,
        context=about_handover,
        subject=_("The hand-over of “%(name)s” was declined"),
        body=_("You asked to run the record of “%(name)s”. The answer:\n\n%(answer)s\n\nYou may ask again."),
        link=_to("organisations:handover"),
        mandatory=True,
    ),
    MessageType(
        name="organisations.handover_lapsed",
        label=_("Nobody spoke for a hand-over that you asked for"),
        verbs=("organisations.handover.lapsed",),
        recipients=asker,
        context=about_handover,
        subject=_("The hand-over of “%(name)s” ended"),
        body=_(
            "Two people did not speak for you within a month, so your request for “%(name)s” ended. "
            "You may ask again, also with a document."
        ),
        link=_to("organisations:handover"),
        mandatory=True,
    ),
)
ALL = (*CHECKS, *VOUCHES, *HANDOVERS)
