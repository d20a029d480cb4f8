"""What waits for a decision: claims that a person has to look at, and corrections."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngo2.kernel.queue.kinds import Item, ItemKind, staff_only
from ngo2.organisations import queries
from ngo2.organisations.models import Claim, Organisation


def claims(person: Any) -> Iterator[Item]:
    for one in queries.claims_waiting().filter(proof__in=[Claim.DOCUMENT, Claim.STAFF]):
        shown = _("A document is attached.") if one.document else ""
        yield Item(
            key=str(one.pk),
            title=_("%(person)s wants to run “%(name)s”")
            % {"person": one.person, "name": one.organisation.name},
            why=" ".join(part for part in (one.note, shown) if part),
            since=one.made_at,
            url=reverse("organisations:decide_claim", args=[one.pk]),
            action=_("Look and decide"),
            divisions=_areas(one.organisation),
            causes=_causes(one.organisation),
        )


def orphan_proposals(person: Any) -> Iterator[Item]:
    """Corrections of records that nobody runs."""
    yield from _proposals(queries.with_proposals().filter(claimed_at=None))


def own_proposals(person: Any) -> Iterator[Item]:
    """Corrections of records that this person may change."""
    yield from _proposals(queries.with_proposals().filter(pk__in=queries.edited_by(person)))


def edits_something(person: Any) -> bool:
    return bool(person.is_active and queries.edited_by(person).exists())


def _proposals(records: Iterable[Any]) -> Iterator[Item]:
    for one in records:
        words = ngettext("%(n)s correction of “%(name)s”", "%(n)s corrections of “%(name)s”", one.proposed)
        yield Item(
            key=str(one.pk),
            title=words % {"n": one.proposed, "name": one.name},
            why=_("Both values stand side by side; one press decides."),
            since=one.proposed_since,
            url=reverse("organisations:proposals", args=[one.pk]),
            action=_("Compare and decide"),
            divisions=_areas(one),
            causes=_causes(one),
        )


def _areas(record: Organisation) -> tuple[str, ...]:
    return tuple(code for code in (record.area1, record.area2, record.area3) if code)


def _causes(record: Organisation) -> tuple[str, ...]:
    return tuple((record.facts.get("causes") or {}).get("v") or ())


_CLAIMS = gettext_lazy("claims")
_ORPHANS = gettext_lazy("corrections without an owner")
_OWN = gettext_lazy("corrections of your records")
ALL = (
    ItemKind("organisations.claims", _CLAIMS, claims, staff_only),
    ItemKind("organisations.orphan_proposals", _ORPHANS, orphan_proposals, staff_only),
    ItemKind("organisations.own_proposals", _OWN, own_proposals, edits_something),
)
