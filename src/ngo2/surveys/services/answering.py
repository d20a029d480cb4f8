"""From an invitation to a response: agreed, begun with what the record knows, received, and back into the record."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.questionnaires import prefilling
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services.responses import Begun, begin_response
from ngo2.surveys.exclusions import OVER
from ngo2.surveys.models import Belonging, Invitation, Respondent, Survey, Wave
from ngo2.surveys.services.quotas import free_place, is_full, take_place

MOST_OPEN = 50_000  # respondents of a wave that is open to all


def begin_invited(actor: Actor, invitation: Invitation, *, agreed: bool, adult: bool, language: str) -> Begun:
    """Whoever holds the link agrees and begins, or goes on with what was begun, under a new link of their own."""
    wave = invitation.wave
    _may_begin(wave, agreed=agreed, adult=adult)
    if invitation.outcome == Invitation.RECEIVED:
        raise Refused(_("This was answered already. Thank you!"), code="answered")
    if invitation.outcome != Invitation.STARTED and is_full(wave, invitation.respondent.organisation):
        raise full()
    with transaction.atomic():
        organisation = invitation.respondent.organisation
        edition = wave.edition
        assert edition is not None  # an open wave has one
        session, prefilled = prefilling.started(edition, organisation, _earlier(invitation))
        begun = begin_response(
            actor,
            edition,
            document=session.draft(),
            instance_id=session.instance_id,
            asked=invitation.scope,
            organisation=organisation,
            language=language,
            prefilled=prefilled,
        )
        Invitation.objects.filter(pk=invitation.pk).exclude(outcome=Invitation.RECEIVED).update(
            outcome=Invitation.STARTED,
            response=begun.response,
            consent_version=wave.survey.consent_version,
        )
        record(actor, "surveys.begun", wave, scope=wave.survey.scope, data={"invitation": invitation.pk})
    return begun


def begin_open(actor: Actor, wave: Wave, *, agreed: bool, adult: bool, language: str) -> Begun:
    """A wave that is open to all: somebody who was not drawn, and whose organisation we may not know yet."""
    if not wave.is_open_to_all:
        raise Refused(_("This survey is for those who were invited. Use the link of your invitation."))
    if is_full(wave, None):
        raise full()
    with transaction.atomic():
        return begin_invited(actor, _unasked(wave), agreed=agreed, adult=adult, language=language)


def full() -> Refused:
    return Refused(
        _(
            "Enough groups like yours have answered already, so we need not take your time. Thank you for coming!"
        ),
        code="full",
    )


def note_received(response: Response, *, agreed: int = 0) -> None:
    """The funnel follows the journal; done twice it is done once. What a device sends is of nobody who was drawn.

    `agreed`: the version of the text that they agreed to, where nobody began behind a link of ours.
    """
    consent = {"consent_version": agreed} if agreed else {}
    with transaction.atomic():
        invitation = invitation_of(response) or _of_device(response)
        if invitation is None:
            return
        rows = Invitation.objects.filter(pk=invitation.pk).exclude(outcome=Invitation.RECEIVED)
        if rows.update(outcome=Invitation.RECEIVED, response=response, **consent):
            invitation.response = response
            if not take_place(invitation):
                Invitation.objects.filter(pk=invitation.pk).update(excluded=OVER)


def note_withdrawn(response: Response) -> None:
    """Whoever took the answers back is asked no more in this wave."""
    if invitation := Invitation.objects.filter(response=response).first() or invitation_of(response):
        with transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(
                outcome=Invitation.REFUSED, response=None, excluded=""
            )
            free_place(invitation)
            Belonging.objects.filter(response=response, is_right=None).delete()


def invitation_of(response: Response) -> Invitation | None:
    prefix, _colon, number = response.asked.partition(":")
    if prefix != "invitation" or not number.isdecimal():
        return None
    return Invitation.objects.select_related("wave__survey", "respondent").filter(pk=int(number)).first()


def _earlier(invitation: Invitation) -> Response | None:
    """What the same respondent answered in the latest wave before this one."""
    before = Invitation.objects.filter(
        respondent=invitation.respondent_id,
        wave__number__lt=invitation.wave.number,
        outcome=Invitation.RECEIVED,
    )
    last = before.select_related("response").order_by("-wave__number").first()
    return last.response if last else None


def _of_device(response: Response) -> Invitation | None:
    """In the transaction of the caller. Answers that stand in a wave already stay there."""
    if there := Invitation.objects.filter(response=response).first():
        return there
    waves = Wave.objects.filter(edition=response.edition_id, opened_at__isnull=False)
    wave = waves.select_related("survey").order_by("-number").first()
    return _unasked(wave) if wave else None


def _unasked(wave: Wave) -> Invitation:
    """A place for somebody whom nobody drew: they stand for nobody but themselves."""
    survey = Survey.objects.select_for_update().get(pk=wave.survey_id)
    if wave.invitations.filter(weight=0).count() >= MOST_OPEN:
        raise Refused(_("This survey has had as many answers as it can take. Thank you for coming."))
    last = survey.respondents.order_by("-number").values_list("number", flat=True).first() or 0
    respondent = Respondent.objects.create(survey=survey, number=last + 1)
    return Invitation.objects.create(wave=wave, respondent=respondent, invited_at=timezone.now(), weight=0)


def _may_begin(wave: Wave, *, agreed: bool, adult: bool) -> None:
    now = timezone.now()
    if wave.opened_at is None or wave.edition is None or (wave.opens_at and now < wave.opens_at):
        raise Refused(_("This survey has not begun yet. Please come back later."), code="early")
    if wave.closed_at or (wave.closes_at and now >= wave.closes_at):
        raise Refused(_("This survey is over. Thank you for coming."), code="closed")
    if not adult and not wave.survey.minors:
        raise Refused(
            _("Only people of 18 years or older can answer. Please pass this on to a grown-up colleague."),
            field="adult",
        )
    if not agreed:
        raise Refused(
            _("Please read the text and tick that you agree; without that we may ask nothing."),
            field="agreed",
        )
