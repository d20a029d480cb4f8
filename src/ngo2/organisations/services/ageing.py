"""What ages by itself: nobody did anything, and a record is no longer what its grade says."""

from array import array

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.services import record_many
from ngo2.lib.actors import SYSTEM
from ngo2.organisations import freshness
from ngo2.organisations.models import Organisation

BATCH = 200  # records in memory, and locked, at a time
_CAN_FALL = (freshness.FRESH, freshness.AGEING)


def age_records() -> int:
    """Grade anew what may have aged, and what was never graded; returns how many grades changed.

    Only records that can still fall are read: their numbers in one pass (eight bytes each), then a batch at a time.
    Whoever is stopped in between begins again at the next run.
    """
    old = Q(grade__in=_CAN_FALL, ask_from__lte=timezone.now()) | Q(ask_from=None)
    numbers = array("q", Organisation.objects.filter(old).order_by().values_list("pk", flat=True).iterator())
    changed = 0
    for start in range(0, len(numbers), BATCH):
        if stop.asked():
            break
        changed += _age_batch(numbers[start : start + BATCH].tolist())
    return changed


def _age_batch(numbers: list[int]) -> int:
    """How many grades changed. Locked, so that no word said now is lost."""
    now = timezone.now()
    with transaction.atomic():
        found = Organisation.objects.filter(pk__in=numbers).order_by("pk").select_for_update(of=("self",))
        rows = list(found.only("pk", "grade", "ask_from", "facts"))
        stale, fallen = [], []
        for one in rows:
            before = (one.grade, one.ask_from)
            one.grade, one.ask_from = freshness.grade(one.facts, now), freshness.ask_from(one.facts)
            if (one.grade, one.ask_from) != before:
                stale.append(one)
            if one.grade != before[0]:
                fallen.append((one, one.scope, {"from": before[0], "to": one.grade}))
        if stale:
            Organisation.objects.bulk_update(stale, ["grade", "ask_from"], batch_size=BATCH)
            record_many(SYSTEM, "organisations.aged", fallen)
    return len(fallen)
