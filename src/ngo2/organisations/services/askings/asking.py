"""Whom to ask, when, and for what: the stalest records first, three facts at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.kernel.notify import reach, rounds
from ngo2.kernel.notify.types import Recipient, types
from ngo2.lib.actors import SYSTEM
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import freshness
from ngo2.organisations.models import Asking, Membership, Organisation
from ngo2.organisations.services.askings.links import CLOSED, OPEN, hold, visible
from ngo2.organisations.services.claims import addresses
from ngo2.organisations.services.standing import locked

TYPE = "organisations.asking"
_AGAIN, _AGAIN_PERIOD = 3, timedelta(days=1)
_NOBODY_A_RUN = 200  # records that nobody can be asked about, passed over in one run


def ask_due(now: datetime | None = None) -> int:
    """Ask about the stalest records; returns how many were asked. At most NGO2_ASK_AT_MOST, and not at night."""
    now = now or timezone.now()
    most = settings.NGO2_ASK_AT_MOST
    if not most or not rounds.is_day(now):
        return 0
    asked = 0
    for one in stalest_records(now)[: most + _NOBODY_A_RUN]:
        if asked >= most or stop.asked():
            break
        asked += ask(one, now=now) is not None
    return asked


def stalest_records(now: datetime) -> QuerySet[Organisation]:
    """Due, not asked lately, and with somebody or some address to ask; what has been due longest first."""
    lately = Asking.objects.filter(
        organisation=OuterRef("pk"),
        kind=Asking.LETTER,
        made_at__gt=now - timedelta(days=settings.NGO2_ASK_AGAIN_DAYS),
    )
    somebody = Q(claimed_at__isnull=False) | Q(facts__has_key="email") | Q(facts__has_key="phone")
    found = Organisation.objects.filter(
        ~Exists(lately), somebody, state=Organisation.ACTIVE, ask_from__lte=now
    )
    if not settings.DEMO:
        found = found.filter(is_example=False)
    return found.order_by("ask_from", "pk")


def ask(organisation: Organisation, *, now: datetime | None = None) -> Asking | None:
    """Write one letter, or remember that there is nobody to write to; None when nobody was asked.

    The lock makes two workers ask once: the second sees what the first has made.
    """
    now = now or timezone.now()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        due = stalest_records(now).filter(pk=organisation.pk).first()
        if due is None:
            return None
        for one in whom(due):
            if (made := _ask(due, one, now)) is not None:
                return made
        Asking.objects.create(organisation=due, kind=Asking.LETTER, made_at=now, until=now, ended_at=now)
    return None


def _ask_same(before: Asking) -> Asking | None:
    """A new letter to whom, or where, the old one went."""
    with transaction.atomic():
        organisation = locked(before.organisation_id)
        if before.person_id is None:
            own = _own_addresses(organisation)
            kept = {
                name: value
                for name, value in own.items()
                if reach.address_digest(value) == before.address_digest
            }
            return _ask(
                organisation, Recipient(addresses=kept, language=_language(organisation)), timezone.now()
            )
        member = organisation.memberships.filter(person=before.person_id, suspended_at=None).first()
        return _ask(organisation, Recipient(member.person), timezone.now()) if member else None


def ask_again(text: str) -> Asking:
    """A new link, sent to where the old one went: whoever holds an old link learns nothing by it."""
    held = hold(text)
    if held.asking is None or held.asking.kind != Asking.LETTER or held.state in {OPEN, CLOSED}:
        raise Hidden("asking")
    spend("organisations.asking.again", str(held.asking.organisation_id), _AGAIN, _AGAIN_PERIOD)
    made = _ask_same(held.asking)
    if made is None:
        raise Refused(
            _(
                "There is nothing to ask just now, or the message cannot reach that address any more. "
                "Sign in to look at your record."
            )
        )
    return made


def whom(organisation: Organisation) -> Iterator[Recipient]:
    """Members who may be asked, owners first; of a record without members its own addresses."""
    order = Case(When(role=Membership.OWNER, then=Value(0)), default=Value(1))
    members = organisation.memberships.filter(suspended_at=None, person__is_active=True)
    for one in members.filter(answers=True).select_related("person").order_by(order, "since", "pk"):
        yield Recipient(one.person)
    if not members.exists():
        for channel, address in _own_addresses(organisation).items():
            yield Recipient(addresses={channel: address}, language=_language(organisation))


def _own_addresses(organisation: Organisation) -> dict[str, str]:
    """Only those that everybody may see: a hidden number is not written to."""
    shown = visible(organisation, to_member=False)
    return {
        {"email": "email", "phone": "sms"}[kind]: value
        for kind, value in sorted(addresses(organisation).items())
        if shown.get(kind, {}).get("v") == value
    }


def _language(organisation: Organisation) -> str:
    return "zh-hans" if organisation.country == "CN" else "en"


def _ask(organisation: Organisation, to: Recipient, now: datetime) -> Asking | None:
    way = next(iter(reach.ways(types[TYPE], to)), None)
    person: Any = to.person
    facts = visible(organisation, to_member=person is not None)
    fields = freshness.stalest(facts, now=now)
    if way is None or not fields:
        return None
    made = Asking.objects.create(
        organisation=organisation,
        person=person,
        kind=Asking.LETTER,
        channel=way[0],
        address_digest=reach.address_digest(way[1]),
        fields=fields,
        revision=freshness.revision(facts, fields),
        made_at=now,
        until=now + timedelta(days=settings.NGO2_ASK_LINK_DAYS),
    )
    # An older letter to the same place would only confuse: the newest counts.
    older = Asking.objects.filter(
        organisation=organisation, address_digest=made.address_digest, kind=Asking.LETTER, used_at=None
    )
    older.filter(ended_at=None).exclude(pk=made.pk).update(ended_at=now)
    record(SYSTEM, "organisations.asked", organisation, scope=organisation.scope, data={"asking": made.pk})
    return made


def recipient(asking: Asking) -> Recipient | None:
    """Where the letter of an asking goes; None when its address is no longer there."""
    if asking.person_id is not None:
        candidates = [Recipient(asking.person)]
    else:
        candidates = [
            Recipient(addresses={channel: value}, language=_language(asking.organisation))
            for channel, value in _own_addresses(asking.organisation).items()
        ]
    for one in candidates:
        for channel, address in reach.addresses_of(one).items():
            if channel == asking.channel and reach.address_digest(address) == asking.address_digest:
                return Recipient(one.person, {channel: address}, one.language)
    return None
