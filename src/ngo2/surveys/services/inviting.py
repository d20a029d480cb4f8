"""Asking: each invitation once, by a letter that anybody who answers for the organisation can open; reminded twice."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.jobs import stop
from ngo2.kernel.journal.services import record
from ngo2.kernel.notify import rounds
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.refusals import Refused
from ngo2.surveys.models import Invitation, Quota, Wave
from ngo2.surveys.queries import cells
from ngo2.surveys.reaching import first_reached

REMINDERS, APART = 2, timedelta(days=7)
AT_MOST = 500  # in one run
AGAIN = timedelta(days=1)  # before whom nothing reached is tried once more


def invite_due(now: datetime | None = None) -> int:
    """Those of open waves who were not asked yet. Not at night. Whom nothing reaches is noted, and tried each day."""
    now = now or timezone.now()
    return _each(now, _open(now).filter(invited_at=None), "surveys.invited", invited_at=now)


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
    tried = Q(tried_at=None) | Q(tried_at__lt=now - AGAIN)
    return found.filter(tried).exclude(_of_full_cells()).order_by(F("tried_at").asc(nulls_first=True), "pk")


def _of_full_cells() -> Q:
    """Of whose cell enough have answered. What a question decides is not known before it is answered."""
    own = {cells.KIND: "respondent__organisation__kind", cells.PROVINCE: "respondent__organisation__area1"}
    full = Quota.objects.filter(wave=OuterRef("wave"), taken__gte=F("target"))
    return Q(
        *(Q(Exists(full.filter(cell=OuterRef(column))), wave__quota_by=by) for by, column in own.items()),
        _connector=Q.OR,
    )


def _each(now: datetime, rows: QuerySet[Invitation], verb: str, **mark: Any) -> int:
    """One by one, and only what is still as it was read, so that two workers write each letter once."""
    if not rounds.is_day(now):
        return 0
    told = 0
    for one in rows.select_related("wave__survey", "respondent__organisation")[:AT_MOST]:
        if stop.asked():
            break
        # Conditions on the row itself: PostgreSQL looks at those again when somebody else held it, at no others.
        same = Invitation.objects.filter(
            pk=one.pk, outcome=one.outcome, invited_at=one.invited_at, reminders=one.reminders
        )
        organisation = one.respondent.organisation
        assert organisation is not None  # see _open
        if first_reached(organisation, verb) is None:
            same.update(tried_at=now, outcome=_silent(one))
            continue
        outcome = Invitation.INVITED if one.outcome == Invitation.UNREACHED else one.outcome
        with transaction.atomic():
            if same.update(**mark, outcome=outcome):
                record(SYSTEM, verb, one.wave, scope=one.wave.survey.scope, data={"invitation": one.pk})
                told += 1
    return told


def _silent(one: Invitation) -> str:
    """What becomes of somebody to whom nothing can be sent: nothing, if they have a letter or began by themselves."""
    return (
        Invitation.UNREACHED if one.outcome == Invitation.INVITED and one.printed_at is None else one.outcome
    )
