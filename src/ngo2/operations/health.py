"""Is everything in order? For machines: names of what is not, nothing else."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from ngo2.kernel.jobs import queries as jobs
from ngo2.kernel.journal.models import Delivery
from ngo2.operations import disk
from ngo2.operations.models import Probe

LATE = timedelta(minutes=10)
_FRESH_SECONDS = 2.0
_last: tuple[float, list[str]] | None = None


def faults() -> list[str]:
    """Names of the checks that fail; at most two seconds old, so that asking often costs nothing."""
    global _last
    now = time.monotonic()
    if _last is None or now - _last[0] > _FRESH_SECONDS:
        _last = now, [name for name, check in CHECKS.items() if not _holds(check)]
    return _last[1]


def forget() -> None:
    global _last
    _last = None


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def database() -> bool:
    """A write that is really committed; not tried when the disk guard says no."""
    if disk.room().state == "read_only":
        return True  # `disk` says it
    with transaction.atomic():
        Probe.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    return True


def room() -> bool:
    return disk.room().state == "open"


def tasks() -> bool:
    """Nothing has waited for ten minutes."""
    late = timezone.now() - LATE
    return not (
        jobs.stuck_tasks().exists()
        or Delivery.objects.filter(state=Delivery.WAITING, attempts=0, due__lt=late).exists()
    )


def worker() -> bool:
    return jobs.workers_alive().exists()


CHECKS: dict[str, Callable[[], bool]] = {"database": database, "disk": room, "tasks": tasks, "worker": worker}
