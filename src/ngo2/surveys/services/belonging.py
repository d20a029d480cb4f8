"""Whose answers these are, where nobody knew: a record that is new with their consent, or one that is there already.

Nobody gains a right to a record by answering: a new one has no owner, and that answers belong to one that is there is
said by somebody who runs it, or by the team.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.limits.services import spend
from ngo2.lib.actors import SYSTEM, Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import duplicates
from ngo2.organisations.facts import clean
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import create_organisation
from ngo2.organisations.services.likenesses import Alike, find_alike
from ngo2.organisations.sources import Source
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services.recording import ask_once, belongs_to
from ngo2.surveys.exclusions import DOUBLE
from ngo2.surveys.models import Belonging, Invitation, Respondent, Survey
from ngo2.surveys.services.answering import invitation_of
from ngo2.surveys.services.quotas import free_place

TRIES, IN_AN_HOUR = 20, timedelta(hours=1)  # of one who answered: what is alike is no way to look records up
RECORDS, IN_A_DAY = 500, timedelta(days=1)  # of one wave
ALIKE, TWICE = "alike", "twice"


def is_offered(response: Response) -> bool:
    """Whether we ask if their organisation shall be in the directory."""
    is_open = response.state == Response.RECEIVED and response.facts_asked_at is None
    if not is_open or response.organisation_id is not None or not response.edition.facts:
        return False
    invitation = invitation_of(response)
    return invitation is not None and (settings.DEMO or not invitation.wave.survey.is_example)


def same_as(response: Response, facts: Mapping[str, Any]) -> list[Alike]:
    """Records that may be the one of these clean facts, as far as everybody may know."""
    spend("surveys.record", f"response:{response.pk}", TRIES, IN_AN_HOUR)
    return find_alike(SYSTEM, facts)


def make_record(
    actor: Actor, response: Response, *, agreed: bool, facts: Mapping[str, Any], seen: Collection[int] = ()
) -> Organisation:
    """A record that nobody owns. `seen`: numbers of those that are alike, and were said to be others; Refused (code
    ALIKE) while there is another one, so that of two at once with one name the second sees the first."""
    invitation = _may(response, agreed=agreed)
    survey = invitation.wave.survey
    cleaned = {key: clean(key, value) for key, value in facts.items()}
    spend("surveys.records", invitation.wave.scope, RECORDS, IN_A_DAY)
    with transaction.atomic():
        Survey.objects.select_for_update().get(pk=survey.pk)
        if {one.record.pk for one in find_alike(SYSTEM, cleaned, least=duplicates.LIKELY)} - set(seen):
            raise Refused(_("There is a record like yours. Is it one of these?"), code=ALIKE)
        _once(response)
        made = create_organisation(
            SYSTEM, facts=cleaned, source=Source("survey", survey.said("title", settings.LANGUAGE_CODE))
        )
        belongs_to(response, made)
        Respondent.objects.filter(pk=invitation.respondent_id, organisation=None).update(organisation=made)
        data = {"invitation": invitation.pk, "organisation": made.pk}
        record(actor, "surveys.record.made", invitation.wave, scope=survey.scope, data=data)
    return made


def say_belongs(
    actor: Actor, response: Response, organisation: Organisation, *, agreed: bool, name: str
) -> Belonging:
    """“It is this one”: waits for whoever runs that record, or for the team."""
    invitation = _may(response, agreed=agreed)
    with transaction.atomic():
        if not Organisation.objects.filter(pk=organisation.pk, state=Organisation.ACTIVE).exists():
            raise Refused(_("This record is not in the directory any more. Please choose again."))
        _once(response)
        said = Belonging.objects.create(
            response=response, organisation=organisation, name=name[:200], said_at=timezone.now()
        )
        data = {"invitation": invitation.pk, "organisation": organisation.pk}
        record(
            actor, "surveys.belonging.said", invitation.wave, scope=invitation.wave.survey.scope, data=data
        )
    return said


def decide_belonging(actor: Actor, belonging: Belonging, *, is_right: bool) -> None:
    """Then they count for that organisation, once: who answered before stays, and these are left out as double."""
    authorise(actor, "organisations.edit", belonging.organisation)
    with transaction.atomic():
        waiting = Belonging.objects.filter(pk=belonging.pk, is_right=None)
        if not waiting.update(is_right=is_right, decided_at=timezone.now(), decided_by=actor.person):
            raise Refused(_("Somebody has decided this already. Load the page again to see how."))
        invitation = Invitation.objects.filter(response=belonging.response_id).select_related(
            "wave__survey", "respondent"
        ).first()  # fmt: skip
        if invitation is None:
            raise Refused(_("These answers were taken back meanwhile, so there is nothing to decide."))
        if is_right:
            belongs_to(belonging.response, belonging.organisation)
            _settle(invitation, belonging.organisation)
        data = {"organisation": belonging.organisation_id, "invitation": invitation.pk, "is_right": is_right}
        record(
            actor, "surveys.belonging.decided", invitation.wave, scope=invitation.wave.survey.scope, data=data
        )


def _may(response: Response, *, agreed: bool) -> Invitation:
    invitation = invitation_of(response)
    if invitation is None:
        raise Hidden("response")
    if not is_offered(response):
        raise Refused(_("You have answered this already. Nothing was changed."), code=TWICE)
    if not agreed:
        raise Refused(
            _("Please tick that your organisation may be shown. Without that nothing is made."),
            field="agreed",
        )
    return invitation


def _once(response: Response) -> None:
    if not ask_once(response):
        raise Refused(_("You have answered this already. Nothing was changed."), code=TWICE)


def _settle(invitation: Invitation, organisation: Organisation) -> None:
    """One respondent for each organisation: what was drawn and not begun is answered by this."""
    own = invitation.respondent
    other = Respondent.objects.filter(survey=own.survey_id, organisation=organisation).first()
    if other is None:
        Respondent.objects.filter(pk=own.pk).update(organisation=organisation)
        return
    asked = other.invitations.filter(wave=invitation.wave).first()
    if asked is None:
        Invitation.objects.filter(pk=invitation.pk).update(respondent=other)
    elif asked.response_id is not None:
        free_place(invitation)
        Invitation.objects.filter(pk=invitation.pk).update(excluded=DOUBLE)
    else:
        _answers(asked, invitation)


def _answers(asked: Invitation, by: Invitation) -> None:
    """`by` goes, with its respondent, who was nobody else."""
    kept = {
        name: getattr(by, name) for name in ("outcome", "response", "consent_version", "excluded", "place")
    }
    by.delete()
    Invitation.objects.filter(pk=asked.pk).update(**kept)
    Respondent.objects.filter(pk=by.respondent_id, invitations=None).delete()
