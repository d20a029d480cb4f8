"""Asking: each invitation once, by a letter that anybody who answers for the organisation can open; reminded twice."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations.services.askings import whom
from ngo2.surveys.models import Invitation, Quota, Wave
from ngo2.surveys.queries import cells

REMINDERS, APART = 2, timedelta(days=7)
AT_MOST = 500  # in one run
AGAIN = timedelta(days=1)
_INVITED = Case(  # one that was begun by another way stays so
    When(outcome=Invitation.UNREACHED, then=Value(Invitation.INVITED)), default=F("outcome")
)


def invite_due(now: datetime | None = None) -> int:
    """Those of open waves who were not asked yet. Not at night.

    Whom nothing can be sent to is noted as such, and tried again when their record changes.
    """
    now = now or timezone.now()
    changed = Q(respondent__organisation__changed_at__gte=now - AGAIN)
    changed |= Q(respondent__organisation__claimed_at__gte=now - AGAIN)
    rows = _open(now).filter(~Q(outcome=Invitation.UNREACHED) | changed, invited_at=None)
    return _each(now, rows, "surveys.invited", invited_at=now, outcome=_INVITED)


def remind_due(now: datetime | None = None) -> int:
    """Who has not answered after a week, and after another; nobody who refused, nobody whom nothing reached."""
    now = now or timezone.now()
    before = now - APART
    waits = Q(reminded_at=None, invited_at__lte=before) | Q(reminded_at__lte=before)
    rows = _open(now).filter(waits, reminders__lt=REMINDERS)
    return _each(now, rows, "surveys.reminded", reminded_at=now, reminders=F("reminders") + 1)


def refuse_invitation(actor: Actor, invitation: Invitation) -> None:
    """“No, thank you”: nobody asks again in this wave. What was begun and not sent goes."""
    live = Invitation.objects.filter(pk=invitation.pk, outcome__in=Invitation.OPEN)
    with transaction.atomic():
        if not live.update(outcome=Invitation.REFUSED):
            raise Refused(
                _("This was answered already. You can take your answers back behind your own link.")
            )
        data = {"invitation": invitation.pk}
        record(actor, "surveys.refused", invitation.wave, scope=invitation.wave.survey.scope, data=data)


def _open(now: datetime) -> QuerySet[Invitation]:
    waves = Wave.objects.filter(opened_at__isnull=False, closed_at=None, opens_at__lte=now)
    waves = waves.filter(Q(closes_at=None) | Q(closes_at__gt=now))
    if not settings.DEMO:
        waves = waves.filter(survey__is_example=False)
    found = Invitation.objects.filter(
        wave__in=waves, outcome__in=Invitation.OPEN, respondent__organisation__isnull=False
    )
    return found.exclude(_of_full_cells()).order_by("pk")


def _of_full_cells() -> Q:
    """Of whose cell enough have answered. What a question decides is not known before it is answered."""
    own = {cells.KIND: "respondent__organisation__kind", cells.PROVINCE: "respondent__organisation__area1"}
    full = Quota.objects.filter(wave=OuterRef("wave"), taken__gte=F("target"))
    return Q(
        *(Q(Exists(full.filter(cell=OuterRef(column))), wave__quota_by=by) for by, column in own.items()),
        _connector=Q.OR,
    )


def _each(now: datetime, rows: QuerySet[Invitation], verb: str, **mark: Any) -> int:
    """By condition, one by one, so that two workers write each letter once."""
    if not rounds.is_day(now):
        return 0
    told = 0
    for one in rows.select_related("wave__survey", "respondent__organisation")[:AT_MOST]:
        if stop.asked():
            break
        if one.invited_at is None and next(whom(one.respondent.organisation), None) is None:
            rows.filter(pk=one.pk, outcome=Invitation.INVITED).update(outcome=Invitation.UNREACHED)
            continue
        with transaction.atomic():
            if rows.filter(pk=one.pk).update(**mark):
                record(SYSTEM, verb, one.wave, scope=one.wave.survey.scope, data={"invitation": one.pk})
                told += 1
    return told
