"""Answers go when their time is over, as their respondents were told; what was published stays."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import SYSTEM
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services import forget_responses
from ngo2.surveys.models import Wave

_MONTH = timedelta(days=30.4375)
AT_ONCE = 500


def forget_due() -> int:
    """In parts, each in a transaction of its own; returns how many went."""
    now, gone = timezone.now(), 0
    over = Wave.objects.filter(Q(closed_at__isnull=False) | Q(closes_at__lt=now)).select_related("survey")
    for wave in over:
        end = wave.closed_at or wave.closes_at
        if end is None or end + wave.survey.months * _MONTH > now:
            continue
        while keys := list(_kept(wave).values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                forget_responses(Response.objects.filter(pk__in=keys))
                record(
                    SYSTEM, "surveys.answers.forgotten", wave, scope=wave.survey.scope, data={"n": len(keys)}
                )
            gone += len(keys)
    return gone


def _kept(wave: Wave) -> QuerySet[Response]:
    return Response.objects.filter(pk__in=wave.invitations.values("response")).exclude(xml="")
