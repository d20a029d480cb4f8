"""What is done about merges while nobody looks: late-comers are brought after, and snapshots are forgotten in time."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Merge, Organisation
from ngo2.organisations.references import references
from ngo2.organisations.services.merging.doubles import made_anew
from ngo2.organisations.services.merging.joining import carry_out
from ngo2.organisations.services.merging.locking import lock_family
from ngo2.organisations.services.merging.planning import plan
from ngo2.organisations.services.merging.snapshot import Snapshot
from ngo2.organisations.services.record import rebuild

_LATE = timedelta(days=31)


def sweep_merged(merge: int | None = None) -> int:
    """Whoever was writing at that very moment may have tied something to the record that went. Daily, and after each.

    Returns how many rows came after.
    """
    recent = Merge.objects.filter(undone_at=None, at__gt=timezone.now() - _LATE).order_by("pk")
    if merge is not None:
        recent = recent.filter(pk=merge)
    return sum(_bring_after(pk) for pk in recent.values_list("pk", flat=True))


def _bring_after(pk: int) -> int:
    with transaction.atomic():
        merge = Merge.objects.get(pk=pk)
        try:
            found = lock_family({merge.kept_id, merge.gone_id})
        except Refused:  # another merge is on its way; tomorrow is another day
            return 0
        merge = Merge.objects.select_for_update().get(pk=pk)
        gone = found[merge.gone_id]
        if merge.undone_at is not None or gone.state != Organisation.MERGED or not gone.merged_into_id:
            return 0
        kept = Organisation.objects.get(pk=gone.merged_into_id)
        late = plan(kept, gone, lock=True)
        if not late.steps:
            return 0
        done = Snapshot()
        carry_out(late, done)
        if any(step.reference.model == "organisations.Assertion" for step in late.steps):
            rebuild(kept)
        if merge.before:
            merge.moved, merge.dropped = merge.moved + done.moved, merge.dropped + _lost(done)
            merge.before = {**merge.before, "made": merge.before["made"] + done.made}
            merge.save()
        return len(late.steps)


def _lost(done: Snapshot) -> list[dict[str, Any]]:
    """Without what was only computed meanwhile: of that the merge itself has kept what there was."""
    computed = {one.model for one in references if one.settle is made_anew}
    return [said for said in done.dropped if said["model"] not in computed]


def forget_snapshots() -> int:
    """After 30 days nothing can be taken back, so nothing is kept for it."""
    over = Merge.objects.filter(until__lte=timezone.now()).exclude(before={})
    return over.update(moved=[], dropped=[], before={})
