"""Deliver entries to their handlers, at least once each: claimed by a conditional UPDATE, retried, then dead."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ngo2.kernel.journal.models import Delivery
from ngo2.kernel.journal.verbs import handlers

log = logging.getLogger("ngo2.journal")
LEASE = timedelta(minutes=2)
WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]


def deliver_due(limit: int = 200) -> int:
    """Run what is due; returns how many deliveries were done."""
    done = 0
    due = Delivery.objects.filter(state=Delivery.WAITING, due__lte=timezone.now()).order_by("entry_id", "id")
    for delivery in due.select_related("entry")[:limit]:
        if _claim(delivery) and _run(delivery):
            done += 1
    return done


def _claim(delivery: Delivery) -> bool:
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.WAITING, due=delivery.due)
    return bool(mine.update(due=timezone.now() + LEASE, attempts=F("attempts") + 1))


def _run(delivery: Delivery) -> bool:
    rows = Delivery.objects.filter(pk=delivery.pk)
    try:
        with transaction.atomic():
            handlers[delivery.handler].handle(delivery.entry)
            rows.update(state=Delivery.DONE, error="")
        return True
    except Exception as error:  # a handler's fault must not stop the others
        log.exception("%s failed for entry %s", delivery.handler, delivery.entry_id)
        tried = delivery.attempts + 1
        if tried > len(WAITS):
            rows.update(state=Delivery.DEAD, error=str(error)[:500])
        else:
            rows.update(due=timezone.now() + WAITS[tried - 1], error=str(error)[:500])
        return False


def forget_done(older_than: timedelta = timedelta(days=30)) -> int:
    """What was delivered long ago; the entries themselves stay, and so do dead letters."""
    done = Delivery.objects.filter(state=Delivery.DONE, due__lt=timezone.now() - older_than)
    return done.delete()[0]
