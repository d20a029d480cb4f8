"""What a merge would do, shown before it does it: what moves, what is said twice, what stands in the way."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise, may
from ngo2.organisations.models import Handover, Membership, Organisation, Verification
from ngo2.organisations.references import Reference, references
from ngo2.organisations.services.merging import facts
from ngo2.organisations.services.merging.planning import Plan, plan
from ngo2.organisations.services.merging.snapshot import columns


@dataclass(frozen=True)
class Preview:
    """`moves`: {what: how many}; `doubled`: what cannot stand twice and what becomes of it; `blocks`: why it cannot be
    done now; `doubts`: what has to be confirmed; `seen`: a digest of all this, to be given back."""

    kept: Organisation
    gone: Organisation
    moves: dict[str, int]
    conflicts: list[facts.Conflict]
    filled: list[str]
    doubled: list[str]
    blocks: list[str]
    doubts: list[str]
    seen: str


def preview_merge(actor: Actor, kept: Organisation, gone: Organisation) -> Preview:
    for one in (kept, gone):
        authorise(actor, "organisations.merge", one)
    return look(actor, kept, gone, plan(kept, gone))


def look(actor: Actor, kept: Organisation, gone: Organisation, planned: Plan) -> Preview:
    whole = all(may(actor, "organisations.see", one) for one in (kept, gone))
    return Preview(
        kept,
        gone,
        planned.counts(),
        facts.conflicts(kept, gone, whole=whole),
        facts.filled(kept, gone, whole=whole),
        planned.words,
        list(_blocks(kept, gone)),
        list(_doubts(kept, gone)),
        _digest(kept, gone, planned),
    )


def _blocks(kept: Organisation, gone: Organisation) -> Iterator[str]:
    if kept.pk == gone.pk:
        yield _("This is one record, not two. Choose two different ones.")
    for one in (kept, gone):
        if one.state == Organisation.MERGED:
            yield _("“%(name)s” was joined with another record before. Choose the one that it leads to.") % {
                "name": one.name
            }
        elif one.state == Organisation.CLOSED:
            yield _("“%(name)s” has closed. Closed records stay as they are.") % {"name": one.name}
    if kept.is_example != gone.is_example:
        yield _("One of the two is an example, the other is real. They cannot be one.")
    pair = Membership.objects.filter(organisation__in=[kept, gone])
    acting = set(pair.filter(suspended_at=None).values_list("person", flat=True))
    for member in pair.exclude(suspended_at=None).filter(person__in=acting).select_related("person"):
        yield _(
            "%(person)s is suspended in one record and acts for the other. Decide that first, under Members."
        ) % {"person": member.person}
    if Handover.objects.filter(
        organisation__in=[kept, gone], state__in=[Handover.WAITING, Handover.COOLING]
    ).exists():
        yield _(
            "One of the two is about to change hands. Decide about that first, or wait until its week is over."
        )


def _doubts(kept: Organisation, gone: Organisation) -> Iterator[str]:
    codes = {one.credit_code for one in (kept, gone)} - {""}
    if len(codes) > 1:
        yield _("They have different credit codes: registers know them as two organisations.")
    checked = set(
        Verification.objects.filter(
            organisation__in=[kept, gone], state=Verification.VALID, until__gte=timezone.localdate()
        ).values_list("organisation", flat=True)
    )
    if len(checked) > 1:
        yield _("The identity of each was checked, as two organisations.")
    owned = Membership.objects.filter(
        organisation__in=[kept, gone], role=Membership.OWNER, suspended_at=None
    ).values_list("organisation", "person")
    of_kept, of_gone = ({person for one, person in owned if one == pk} for pk in (kept.pk, gone.pk))
    if of_kept and of_gone and of_kept != of_gone:
        yield _("Different people own them. Afterwards all of these people own the joined record.")


def _digest(kept: Organisation, gone: Organisation, planned: Plan) -> str:
    rows = {one.name: [_keys(one, side) for side in (kept, gone)] for one in references}
    told = [columns(kept), columns(gone), rows, planned.words]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _keys(one: Reference, side: Organisation) -> list[str]:
    return [str(pk) for pk in one.rows(side.pk).order_by("pk").values_list("pk", flat=True)]
