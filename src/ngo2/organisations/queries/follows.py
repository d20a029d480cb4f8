"""Who wants to be told what is new."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from ngo2.organisations.models import Subscription


def follows_of(person: Any) -> QuerySet[Subscription]:
    return Subscription.objects.filter(person=person, stopped_at=None).order_by("made_at", "pk")


def follows_due(now: datetime) -> QuerySet[Subscription]:
    """Who waits for a letter: half a day early counts, so that a late run does not move all that follow."""
    early = timedelta(hours=12)
    live = Subscription.objects.filter(stopped_at=None, confirmed_at__isnull=False)
    due = Q(every=Subscription.DAILY, told_until__lte=now - timedelta(days=1) + early)
    due |= Q(every=Subscription.WEEKLY, told_until__lte=now - timedelta(days=7) + early)
    return live.filter(due).filter(Q(person=None) | Q(person__is_active=True)).order_by("pk")
