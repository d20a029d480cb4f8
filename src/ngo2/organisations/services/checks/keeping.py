"""What becomes of a check by itself: facts change under it, its owners are reminded, it ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.organisations.models import Organisation, Verification
from ngo2.organisations.services.checks.asking import tell
from ngo2.organisations.services.checks.deciding import REMINDED_AT
from ngo2.organisations.services.checks.standing import settle, touch_vouched


def look_again(actor: Actor, organisation_pk: int, *, since: datetime) -> bool:
    """A fact that the check rests on was changed at `since`: it counts no longer until somebody looked again.

    Checks that were decided later know the change. Handing in the same change twice does nothing more.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=organisation_pk).first()
        of_it = Verification.objects.filter(organisation=organisation_pk)
        valid = of_it.filter(state=Verification.VALID, until__gte=timezone.localdate(), decided_at__lte=since)
        last = valid.select_related("organisation").order_by("-until", "-pk").first()
        if last is None:
            return False
        waiting = of_it.filter(state=Verification.WAITING).exists()
        if not waiting:  # its paper is looked at again; `until` tells that it counted once
            of_it.filter(pk=last.pk).update(
                state=Verification.WAITING, made_at=since, decided_at=None, decided_by=None, decided_for=None
            )
        valid.update(state=Verification.WITHDRAWN)
        settle(organisation_pk)
        tell(actor, "organisations.verification.unsettled", last)
    return True


def remind_owners() -> int:
    """At 60 and at 14 days before the end, each once, also when days were missed. Who has asked anew is left alone."""
    told = 0
    waiting = Verification.objects.filter(organisation=OuterRef("organisation"), state=Verification.WAITING)
    valid = Verification.objects.filter(
        ~Exists(waiting),
        state=Verification.VALID,
        organisation__state=Organisation.ACTIVE,
        organisation__verified_until=F("until"),
    )
    today, closer = timezone.localdate(), -1
    for days in sorted(REMINDED_AT):
        due = valid.filter(
            _not_yet(days),
            until__gt=today + timedelta(days=closer),
            until__lte=today + timedelta(days=days),
        )
        told += sum(_remind(check, days) for check in due.select_related("organisation").order_by("pk"))
        closer = days
    return told


def end_checks() -> int:
    """The day after the last one: the signal goes from page, lists and files by a journalled change."""
    over = Organisation.objects.filter(verified_until__lt=timezone.localdate())
    ended = 0
    for one in over.order_by("pk"):
        with transaction.atomic():
            if over.filter(pk=one.pk).update(verified_until=None):
                touch_vouched(one.pk)
                record(SYSTEM, "organisations.verification.ended", one, scope=one.scope)
                ended += 1
    return ended


def _not_yet(days: int) -> Q:
    return Q(reminded=None) | Q(reminded__gt=days)


def _remind(check: Verification, days: int) -> bool:
    with transaction.atomic():
        mine = Verification.objects.filter(_not_yet(days), pk=check.pk, state=Verification.VALID)
        if not mine.update(reminded=days):
            return False
        tell(SYSTEM, "organisations.verification.ends_soon", check, until=str(check.until))
    return True
