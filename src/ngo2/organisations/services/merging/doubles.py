"""What becomes of rows that cannot stand twice when two records become one. Reads; changes nothing."""

from typing import Any

from django.utils.translation import gettext as _

from ngo2.kernel.files.models import Usage
from ngo2.kernel.ui.models import Draft
from ngo2.organisations.models import (
    Claim,
    Likeness,
    Membership,
    Partner,
    Remit,
    Verification,
    Vouch,
)
from ngo2.organisations.references import Reference, Settled

RANKS = (Membership.VIEWER, Membership.EDITOR, Membership.OWNER)


def made_anew(reference: Reference, row: Any, kept: Any) -> Settled:
    """Computed from the facts: the kept record has its own."""
    return Settled(drop=True)


def membership(reference: Reference, row: Membership, kept: Any) -> Settled | None:
    """Who belongs to both belongs to one, in the higher of the two roles."""
    there = (
        Membership.objects.filter(organisation=kept, person=row.person_id).select_related("person").first()
    )
    if there is None:
        return None
    higher = max(there.role, row.role, key=RANKS.index)
    better: dict[str, Any] = {"role": higher} if higher != there.role else {}
    if row.since < there.since:
        better["since"] = row.since
    if row.answers and not there.answers:
        better["answers"] = True
    words = _("%(person)s belongs to both, and keeps the higher role.") % {"person": there.person}
    return Settled(drop=True, others=((there, better),) if better else (), words=words)


def claim(reference: Reference, row: Claim, kept: Any) -> Settled | None:
    """Of two claims of one person the one on the kept record waits on."""
    same = Claim.objects.filter(organisation=kept, person=row.person_id, state=Claim.WAITING)
    if row.state != Claim.WAITING or not same.exists():
        return None
    words = _("%(person)s claims both records. One claim waits on, the other is closed.") % {
        "person": row.person
    }
    return Settled({"organisation_id": kept.pk, "state": Claim.CANCELLED}, words=words)


def verification(reference: Reference, row: Verification, kept: Any) -> Settled | None:
    waiting = Verification.objects.filter(organisation=kept, state=Verification.WAITING)
    if row.state != Verification.WAITING or not waiting.exists():
        return None
    words = _("Both records wait for a check. One check waits on, the other is closed.")
    return Settled({"organisation_id": kept.pk, "state": Verification.WITHDRAWN}, words=words)


def vouch(reference: Reference, row: Vouch, kept: Any) -> Settled | None:
    """Nobody vouches for themselves, and everybody vouches once."""
    other = row.by_id if reference.field == "organisation" else row.organisation_id
    if other == kept.pk:
        return Settled(drop=True, words=_("One record vouches for the other. One cannot vouch for itself."))
    pair = {"organisation": row.organisation_id, "by": row.by_id, reference.field: kept.pk}
    if row.withdrawn_at is not None or not Vouch.objects.filter(withdrawn_at=None, **pair).exists():
        return None
    name = row.by.name if reference.field == "organisation" else row.organisation.name
    words = {"organisation": _("“%(name)s” vouches for both."), "by": _("Both vouch for “%(name)s”.")}
    return Settled(drop=True, words=words[reference.field] % {"name": name})


def likeness(reference: Reference, row: Likeness, kept: Any) -> Settled | None:
    """The pair in question stays (`merging.joining` says what became of it); of others, the kept one's row counts."""
    pair = {row.first_id, row.second_id}
    if kept.pk in pair:
        return Settled()
    other = row.second_id if reference.field == "first" else row.first_id
    first, second = sorted((kept.pk, other))
    if Likeness.objects.filter(first=first, second=second).exists():
        return Settled(drop=True)
    return Settled({"first_id": first, "second_id": second})


def partner(reference: Reference, row: Partner, kept: Any) -> Settled | None:
    """Two live partnerships become one, with the parts of both. What both look after stays behind, ended."""
    there = Partner.objects.filter(organisation=kept, ended_at=None).first()
    if row.ended_at is not None or there is None:
        return None
    known = {(one.country, one.division, one.cause) for one in there.remits.all()}
    fresh = [one for one in row.remits.all() if (one.country, one.division, one.cause) not in known]
    moves: tuple[tuple[Remit, dict[str, Any]], ...] = tuple((one, {"partner_id": there.pk}) for one in fresh)
    words = _("Both are partners. One partnership goes on, with the parts of both.")
    return Settled({"organisation_id": kept.pk, "ended_at": there.since}, others=moves, words=words)


def draft(reference: Reference, row: Draft, kept: Any) -> Settled | None:
    """What somebody typed for both: what was typed for the kept record stays."""
    key = reference.moved(row, kept.pk)["key"]
    return Settled(drop=True) if Draft.objects.filter(person=row.person_id, key=key).exists() else None


def usage(reference: Reference, row: Usage, kept: Any) -> Settled:
    """The room that files take is added up."""
    scope = reference.moved(row, kept.pk)["scope"]
    there = Usage.objects.filter(scope=scope).first()
    if there is None:
        return Settled(drop=True, made=(Usage(scope=scope, bytes=row.bytes),))
    return Settled(drop=True, others=((there, {"bytes": there.bytes + row.bytes}),))
