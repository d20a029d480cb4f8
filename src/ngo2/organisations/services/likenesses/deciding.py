"""A person says that two records are not the same; said once, it is never asked again. Or takes that back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations import remits
from ngo2.organisations.models import Likeness, Organisation
from ngo2.organisations.rules import is_staff


def tell_apart(actor: Actor, likeness: Likeness) -> Likeness:
    return _turn(actor, likeness, Likeness.OPEN, Likeness.DIFFERENT, "organisations.likeness.told_apart")


def keep_open(actor: Actor, likeness: Likeness) -> Likeness:
    """It was a mistake: the pair waits for a decision again."""
    return _turn(actor, likeness, Likeness.DIFFERENT, Likeness.OPEN, "organisations.likeness.opened")


def _turn(actor: Actor, likeness: Likeness, before: str, after: str, verb: str) -> Likeness:
    first, second = likeness.first, likeness.second
    for one in (first, second):
        authorise(actor, "organisations.merge", one)
    decided = after != Likeness.OPEN
    with transaction.atomic():
        turned = Likeness.objects.filter(pk=likeness.pk, state=before).update(
            state=after,
            decided_at=timezone.now() if decided else None,
            decided_by=actor.person if decided else None,
            decided_for=_partner(actor, first) if decided else None,
        )
        if not turned:
            raise Refused(_("Somebody has decided this already. Load the page again to see how."))
        record(
            actor,
            verb,
            first,
            scope=first.scope,
            data={"other": second.pk, "likeness": likeness.pk},
        )
    likeness.refresh_from_db()
    return likeness


def _partner(actor: Actor, organisation: Organisation) -> Organisation | None:
    return None if is_staff(actor) else remits.partner_for(actor.person, organisation)
