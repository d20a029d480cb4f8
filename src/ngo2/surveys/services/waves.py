"""A wave: whom it is about, who was drawn, when it is open, what counts of what came in."""

import random
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.text import tidy
from ngo2.questionnaires.models import Edition
from ngo2.surveys.exclusions import REASONS
from ngo2.surveys.models import Invitation, Respondent, Survey, Wave
from ngo2.surveys.queries import cells, frames
from ngo2.surveys.services.quotas import free_place, take_place

MOST = 100_000  # invitations of a wave


def plan_wave(
    actor: Actor,
    survey: Survey,
    *,
    title_zh: str = "",
    title_en: str = "",
    frame: str = "",
    sample: int = 0,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    is_open_to_all: bool = False,
) -> Wave:
    authorise(actor, "surveys.run", survey)
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(_("It would end before it begins. Choose a later end."), field="closes_at")
    if sample < 0:
        raise Refused(_("How many shall be drawn? 0 means all of them."), field="sample")
    frame = frames.tidied(frame)
    if len(frame) > frames.LONGEST:
        raise Refused(_("The address of this list is too long. Narrow it by less, please."), field="frame")
    with transaction.atomic():
        Survey.objects.select_for_update().get(pk=survey.pk)  # two at once get two numbers
        made = Wave.objects.create(
            survey=survey,
            number=survey.waves.count() + 1,
            title_zh=tidy(title_zh),
            title_en=tidy(title_en),
            frame=frame,
            sample=sample,
            seed=random.SystemRandom().randrange(2**31),
            opens_at=opens_at,
            closes_at=closes_at,
            is_open_to_all=is_open_to_all,
        )
        record(actor, "surveys.wave.planned", made, scope=survey.scope)
    return made


def use_edition(actor: Actor, wave: Wave, edition: Edition) -> None:
    """Which form is answered. Not changed any more once it is open: answers would not compare."""
    authorise(actor, "surveys.run_wave", wave)
    if edition.form.scope != wave.survey.scope:
        raise Refused(_("This form belongs to another survey. Choose one of this survey."), field="edition")
    with transaction.atomic():
        if not Wave.objects.filter(pk=wave.pk, opened_at=None).update(edition=edition):
            raise Refused(_("The wave is open already, so its form stays. Plan another wave for a new form."))
        if wave.quota_by and wave.quota_by not in cells.ways(
            edition
        ):  # by a question that the other form does not ask
            wave.quotas.all().delete()
            Wave.objects.filter(pk=wave.pk).update(quota_by="")
        record(actor, "surveys.wave.changed", wave, scope=wave.survey.scope, data={"edition": edition.pk})
    wave.refresh_from_db()


def open_wave(actor: Actor, wave: Wave) -> int:
    """Draws whom to ask and opens; returns how many are asked. The draw of the same frame and seed is the same.

    The weight of each is that of a simple random sample: how many of the frame it stands for (N / n).
    """
    authorise(actor, "surveys.run_wave", wave)
    if wave.edition is None:
        raise Refused(_("Choose the form first, then open the wave."), code="form")
    with transaction.atomic():
        held = Wave.objects.select_for_update().get(pk=wave.pk)
        if held.opened_at is not None:
            raise Refused(_("This wave is open already."), code="open")
        rows = list(frames.organisations(held.frame).order_by("pk").values_list("pk", "area1"))
        drawn = [pk for pk, _area in rows]
        if held.sample and held.sample < len(drawn):
            dice = random.Random(held.seed)  # noqa: S311 (a draw that can be made again)
            drawn = sorted(dice.sample(drawn, held.sample))
        if len(drawn) > MOST:
            raise Refused(_("More than 100,000 would be asked. Narrow the list, or draw a sample."))
        if not drawn and not held.is_open_to_all:
            raise Refused(
                _("Nobody is in this list. Choose another one, or open the wave to all who have the link."),
                code="nobody",
            )
        _ask(held, drawn, len(rows) / len(drawn) if drawn else 1.0)
        now = timezone.now()
        held.counts = dict(Counter(area for _pk, area in rows))
        held.opened_at, held.opens_at = now, held.opens_at or now
        held.save(update_fields=["counts", "opened_at", "opens_at"])
        record(actor, "surveys.wave.opened", held, scope=held.survey.scope, data={"asked": len(drawn)})
    wave.refresh_from_db()
    return len(drawn)


def close_wave(actor: Actor, wave: Wave) -> None:
    """Nothing is begun any more; what was begun may come in for another day."""
    authorise(actor, "surveys.run_wave", wave)
    now = timezone.now()
    with transaction.atomic():
        live = Wave.objects.filter(pk=wave.pk, closed_at=None, opened_at__isnull=False)
        if not live.update(closed_at=now, closes_at=now):
            raise Refused(_("This wave is not open."), code="closed")
        record(actor, "surveys.wave.closed", wave, scope=wave.survey.scope)
    wave.refresh_from_db()


def exclude_response(actor: Actor, invitation: Invitation, *, reason: str, note: str = "") -> None:
    """Answers that do not count, with the reason that the report prints; "" takes them in again."""
    authorise(actor, "surveys.run_wave", invitation.wave)
    if reason and reason not in REASONS:
        raise Refused(_("Please choose why these answers do not count."), field="reason")
    with transaction.atomic():
        rows = Invitation.objects.filter(pk=invitation.pk, outcome=Invitation.RECEIVED)
        if not rows.update(excluded=reason, excluded_note=tidy(note)[:300] if reason else ""):
            raise Refused(_("No answers have come in here, so there is nothing to leave out."))
        held = Invitation.objects.select_related("wave", "respondent__organisation", "response").get(
            pk=invitation.pk
        )
        if reason:
            free_place(held)
        elif held.place_id is None and not take_place(held):
            raise Refused(
                _("As many of such groups count as are wanted. Want more of them first."), field="reason"
            )
        data = {"invitation": invitation.pk, "reason": reason}
        record(
            actor, "surveys.response.judged", invitation.wave, scope=invitation.wave.survey.scope, data=data
        )


def _ask(wave: Wave, drawn: list[int], weight: float) -> None:
    """One respondent id for each organisation across all waves."""
    known = dict(wave.survey.respondents.filter(organisation__in=drawn).values_list("organisation", "pk"))
    last = wave.survey.respondents.order_by("-number").values_list("number", flat=True).first() or 0
    fresh = [pk for pk in drawn if pk not in known]
    Respondent.objects.bulk_create(
        (
            Respondent(survey=wave.survey, number=last + n, organisation_id=pk)
            for n, pk in enumerate(fresh, start=1)
        ),
        batch_size=1000,
    )
    known = dict(wave.survey.respondents.filter(organisation__in=drawn).values_list("organisation", "pk"))
    Invitation.objects.bulk_create(
        (Invitation(wave=wave, respondent_id=known[pk], weight=weight) for pk in drawn), batch_size=1000
    )
