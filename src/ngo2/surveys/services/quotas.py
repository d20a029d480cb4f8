"""How many answers are wanted of which groups: set before a wave opens, kept to the last place, and given back."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation
from ngo2.surveys.models import Invitation, Quota, Wave
from ngo2.surveys.queries import cells

HIGHEST = 1_000_000
_HAS_ROOM = Q(target=None) | Q(taken__lt=F("target"))


def set_quotas(actor: Actor, wave: Wave, *, by: str, targets: Mapping[str, int | None]) -> None:
    """`targets` ({cell: number wanted, None: all are welcome}) of every cell; without `by` the wave has no quotas.

    What they are by stays once the wave is open; numbers may change, though none falls below what is in already.
    """
    authorise(actor, "surveys.run_wave", wave)
    named = cells.cells(wave, by) if by else {}
    if by and not named:
        raise Refused(_("Please choose what the quotas are by."), field="by")
    if any(target is not None and not 0 <= target <= HIGHEST for target in targets.values()):
        raise Refused(_("Please give a number from 0 to 1,000,000, or nothing."))
    with transaction.atomic():
        held = Wave.objects.select_for_update().get(pk=wave.pk)
        if held.quota_by != by:
            _change(held, by)
        for cell, name in named.items():
            _aim(held, cell, name, targets.get(cell))
        record(actor, "surveys.wave.changed", wave, scope=wave.survey.scope, data={"quotas": by})
    wave.refresh_from_db()


def is_full(wave: Wave, organisation: Organisation | None) -> bool:
    """Known before anybody answers: no more are wanted of their cell, or of any."""
    if not wave.quota_by:
        return False
    cell = cells.of_record(wave.quota_by, organisation)
    rows = wave.quotas.all() if cell is None else _quota_of(wave, cell)
    return rows.exists() and not rows.filter(_HAS_ROOM).exists()


def take_place(invitation: Invitation) -> bool:
    """In the transaction of the caller. By condition: of twenty at once, one gets the last place."""
    wave = invitation.wave
    if not wave.quota_by:
        return True
    quota = _quota_of(wave, cells.of_answers(wave.quota_by, invitation)).first()
    if quota is None:
        return True
    if not Quota.objects.filter(_HAS_ROOM, pk=quota.pk).update(taken=F("taken") + 1):
        return False
    Invitation.objects.filter(pk=invitation.pk).update(place=quota)
    return True


def free_place(invitation: Invitation) -> None:
    """In the transaction of the caller."""
    rows = Invitation.objects.filter(pk=invitation.pk, place__isnull=False)
    place = rows.values_list("place", flat=True).first()
    if place and rows.filter(place=place).update(place=None):
        Quota.objects.filter(pk=place).update(taken=F("taken") - 1)


def _quota_of(wave: Wave, cell: str) -> QuerySet[Quota]:
    """The one of this cell, else that of the others."""
    own = wave.quotas.filter(cell=cell)
    return own if own.exists() else wave.quotas.filter(cell=cells.OTHER)


def _change(wave: Wave, by: str) -> None:
    if wave.opened_at is not None:
        raise Refused(_("The wave is open, so what its quotas are by stays. You may change the numbers."))
    wave.quotas.all().delete()
    wave.quota_by = by
    wave.save(update_fields=["quota_by"])


def _aim(wave: Wave, cell: str, name: str, target: int | None) -> None:
    row, _made = Quota.objects.get_or_create(wave=wave, cell=cell)
    rows = Quota.objects.filter(pk=row.pk)
    if target is not None:
        rows = rows.filter(taken__lte=target)
    if not rows.update(target=target):
        words = _("%(cell)s: more than that are in already, and they stay. Give at least their number.")
        raise Refused(words % {"cell": name})
