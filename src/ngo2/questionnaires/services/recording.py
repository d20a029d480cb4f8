"""Answers back into the one record, each with consent of its own, through the one door."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from ngo2.lib.actors import SYSTEM
from ngo2.organisations.models import Organisation
from ngo2.organisations.services import Outcome, assert_facts
from ngo2.organisations.sources import Source
from ngo2.questionnaires import kinds
from ngo2.questionnaires.models import Response
from ngo2.questionnaires.prefilling import Differs


def keep_facts(response: Response, agreed: Sequence[Differs]) -> Outcome:
    """`agreed` were ticked one by one. What does not fit the record is left out, never the answers; what others know
    the organisation by waits for a look, as when its owner changes it. Asked once: a second answer changes nothing.
    """
    with transaction.atomic():
        return _keep(response, agreed) if ask_once(response) else Outcome()


def ask_once(response: Response) -> bool:
    """In the transaction of the caller: whether this is the first time that they say what goes into a record."""
    unasked = Response.objects.filter(pk=response.pk, facts_asked_at=None, state=Response.RECEIVED)
    return bool(unasked.update(facts_asked_at=timezone.now()))


def belongs_to(response: Response, organisation: Organisation) -> None:
    """Answers of somebody whose organisation was not known. In the transaction of the caller."""
    Response.objects.filter(pk=response.pk, organisation=None).update(organisation=organisation)


def _keep(response: Response, agreed: Sequence[Differs]) -> Outcome:
    if response.organisation is None or not agreed:
        return Outcome()
    with override(settings.LANGUAGE_CODE):  # one source has one name, whoever answers in which language
        about = kinds.about(response.edition.form.scope)
    source = Source("survey", about.title if about else response.edition.form.title)
    return assert_facts(SYSTEM, response.organisation, {one.key: one.said for one in agreed}, source=source)
