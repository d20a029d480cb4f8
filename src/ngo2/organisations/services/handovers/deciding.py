"""The platform team, or the partner, looks at a document: it begins the week, or says what would help."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations import remits
from ngo2.organisations.models import Handover
from ngo2.organisations.services.checks.deciding import in_whose_name, not_ones_own
from ngo2.organisations.services.handovers.asking import LONGEST, close, over, tell
from ngo2.organisations.services.handovers.speaking import begin_week
from ngo2.organisations.services.standing import locked


def decide_handover(actor: Actor, handover: Handover, *, accept: bool, answer: str = "") -> Handover:
    """Nothing changes hands by this press: it begins the week in which everybody can stop it."""
    organisation = handover.organisation
    authorise(actor, "organisations.decide_handover", organisation)
    not_ones_own(actor, organisation)
    if actor.person is not None and handover.person_id == actor.person.pk:
        raise Refused(_("You are the one who asks. Somebody else has to decide."), code="own")
    if not remits.may_judge(actor.person, handover.person_id):
        raise Hidden("handover")
    if not accept and not answer.strip():
        raise Refused(_("Tell the person why, and what would help."), field="answer")
    said = {"answer": answer.strip()[:LONGEST], "decided_for": in_whose_name(actor, organisation)}
    with transaction.atomic():
        locked(organisation.pk)
        if accept:
            if not begin_week(actor, handover, decided_by=actor.person, **said):
                raise over()
        else:
            if not close(handover, Handover.DECLINED, actor, (Handover.WAITING,), **said):
                raise over()
            tell(actor, "organisations.handover.declined", handover)
    handover.refresh_from_db()
    return handover
