"""The signed link of an asking: what it says, whether it still holds, and the way on when it does not."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.organisations import codes, disclosure, freshness
from ngo2.organisations.models import Asking, Organisation

_SALT = "asking"
OPEN, FORGED, EXPIRED, ANSWERED = "open", "forged", "expired", "answered"
CHANGED, ENDED, CLOSED = "changed", "ended", "closed"


@dataclass(frozen=True)
class Held:
    """What somebody holds in the hand. `state` is OPEN or why it no longer counts; `fields` is what it asks for now."""

    state: str
    asking: Asking | None = None
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    revision: str = ""

    @property
    def actor(self) -> Actor:
        return Actor("link", str(self.asking.pk) if self.asking else "")


def token(asking: Asking) -> str:
    return codes.seal(asking.pk, _SALT)


def path(asking: Asking) -> str:
    return reverse("organisations:asked", args=[token(asking)])


def hold(text: str) -> Held:
    """Everything about a link, without changing anything."""
    number = codes.unseal(text, _SALT)
    asking = (
        Asking.objects.select_related("organisation", "person").filter(pk=number).first() if number else None
    )
    return read(asking) if asking is not None else Held(FORGED)


def read(asking: Asking) -> Held:
    """What an asking stands for today. A letter asks for its own fields, a badge for the stalest of now."""
    organisation = asking.organisation
    facts = visible(organisation, to_member=asking.person_id is not None and asking.kind == Asking.LETTER)
    letter = asking.kind == Asking.LETTER
    fields = tuple(asking.fields) if letter else tuple(freshness.stalest(facts))
    revision = freshness.revision(facts, fields)
    return Held(_state(asking, revision, letter=letter), asking, facts, fields, revision)


def _state(asking: Asking, revision: str, *, letter: bool) -> str:
    if asking.organisation.state != Organisation.ACTIVE:
        return CLOSED
    if asking.used_at is not None:
        return ANSWERED
    if asking.ended_at is not None:
        return ENDED
    if asking.until <= timezone.now():
        return EXPIRED
    return CHANGED if letter and asking.revision != revision else OPEN


def visible(organisation: Organisation, *, to_member: bool) -> dict[str, dict[str, Any]]:
    """Whoever holds the record's own address, or a badge, sees no more than everybody does."""
    if to_member:
        return dict(organisation.facts)
    return disclosure.public_facts(organisation.country, organisation.facts)


def end_askings(address_digest: str) -> int:
    """Nobody reads that address: what was sent there cannot be answered by whoever gets it next."""
    with transaction.atomic():
        found = Asking.objects.filter(
            address_digest=address_digest, kind=Asking.LETTER, used_at=None, ended_at=None
        ).select_related("organisation")
        rows = list(found)
        found.update(ended_at=timezone.now())
        for one in rows:
            record(
                SYSTEM,
                "organisations.asking.ended",
                one.organisation,
                scope=one.organisation.scope,
                data={"asking": one.pk},
            )
    return len(rows)
