"""The QR on a badge or card: whoever has it in the hand confirms the stalest three facts of that day."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Asking, Organisation
from ngo2.organisations.services.standing import locked

LIVES = timedelta(days=365)
_MOST = 20


def make_badge(actor: Actor, organisation: Organisation) -> Asking:
    authorise(actor, "organisations.manage_members", organisation)
    now = timezone.now()
    with transaction.atomic():
        locked(organisation.pk)
        if badges_of(organisation).count() >= _MOST:
            raise Refused(_("Twenty badges are good already. Take some back before you make more."))
        made = Asking.objects.create(
            organisation=organisation,
            kind=Asking.BADGE,
            made_by=actor.person,
            made_at=now,
            until=now + LIVES,
        )
        _tell(actor, "organisations.badge.made", made)
    return made


def badges_of(organisation: Organisation) -> QuerySet[Asking]:
    """Those that still count, oldest first."""
    good = organisation.askings.filter(kind=Asking.BADGE, ended_at=None, until__gt=timezone.now())
    return good.select_related("made_by").order_by("made_at", "pk")


def revoke_badge(actor: Actor, badge: Asking) -> None:
    authorise(actor, "organisations.manage_members", badge.organisation)
    with transaction.atomic():
        good = Asking.objects.filter(pk=badge.pk, kind=Asking.BADGE, ended_at=None)
        if not good.update(ended_at=timezone.now()):
            raise Refused(_("This badge was taken back already."))
        _tell(actor, "organisations.badge.revoked", badge)


def _tell(actor: Actor, verb: str, badge: Asking) -> None:
    organisation = badge.organisation
    record(actor, verb, organisation, scope=organisation.scope, data={"asking": badge.pk})
