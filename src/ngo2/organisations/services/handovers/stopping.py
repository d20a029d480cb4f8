"""Whoever is concerned stops it, with one press: an owner, the platform team, or whoever got the link."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Denied, Refused
from ngo2.organisations import rules
from ngo2.organisations.models import Handover
from ngo2.organisations.services.checks.deciding import in_whose_name
from ngo2.organisations.services.handovers.asking import OPEN, close, tell
from ngo2.organisations.services.standing import locked

LINK = Actor("link", label="stop hand-over")


def stop_handover(actor: Actor, handover: Handover) -> None:
    """An owner of the record, or who decides about hand-overs here."""
    _may_stop(actor, handover)
    if actor.person is not None and handover.person_id == actor.person.pk:
        raise Refused(_("You are the one who asks. Take your request back instead."), code="own")
    partner = (
        None if rules.is_owner(actor, handover.organisation) else in_whose_name(actor, handover.organisation)
    )
    with transaction.atomic():
        locked(handover.organisation_id)
        if not close(handover, Handover.STOPPED, actor, OPEN, decided_for=partner):
            raise too_late()
        tell(actor, "organisations.handover.stopped", handover)


def _may_stop(actor: Actor, handover: Handover) -> None:
    """Who owned it until a moment ago hears that they came too late, not that they have no say."""
    try:
        authorise(actor, "organisations.stop_handover", handover.organisation)
    except Denied:
        if Handover.objects.filter(pk=handover.pk, state__in=OPEN).exists():
            raise
        raise too_late() from None


def stop_by_link(handover: Handover) -> None:
    """The link of the messages is the permission: it went to everybody concerned, and only stops."""
    with transaction.atomic():
        locked(handover.organisation_id)
        if not close(handover, Handover.STOPPED, LINK, (Handover.COOLING,)):
            raise too_late()
        tell(LINK, "organisations.handover.stopped", handover)


def too_late() -> Refused:
    return Refused(
        _(
            "There is nothing to stop any more: it was stopped, taken back, or the record has changed hands. "
            "If that was wrong, write to the platform team at once; it can be put right."
        ),
        code="decided",
    )
