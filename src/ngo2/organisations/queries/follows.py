"""Who wants to be told what is new."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from ngo2.kernel.notify import rounds
from ngo2.organisations.models import Subscription


def follows_of(person: Any) -> QuerySet[Subscription]:
    return Subscription.objects.filter(person=person, stopped_at=None).order_by("made_at", "pk")


def follows_due(now: datetime) -> QuerySet[Subscription]:
    """Who waits for a letter."""
    live = Subscription.objects.filter(stopped_at=None, confirmed_at__isnull=False)
    return rounds.due(live, now).filter(Q(person=None) | Q(person__is_active=True)).order_by("pk")
