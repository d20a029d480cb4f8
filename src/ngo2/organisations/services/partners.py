"""Partners look after a part of the directory: which organisations, for which divisions and causes, how long."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.journal.services import record
from ngo2.kernel.packs import causes
from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused
from ngo2.organisations.facts.places import knows
from ngo2.organisations.models import Membership, Organisation, Partner, Remit

MOST_REMITS = 60
_DECIDERS = (Membership.OWNER, Membership.EDITOR)


def make_partner(actor: Actor, organisation: Organisation) -> Partner:
    """It covers nothing yet; `add_remit` says what."""
    authorise(actor, "organisations.manage_partners", organisation)
    if organisation.state != Organisation.ACTIVE:
        raise Hidden("organisation")
    people = organisation.memberships.filter(role__in=_DECIDERS, suspended_at=None, person__is_active=True)
    if not people.exists():
        raise Refused(_("Nobody runs this record yet, so nobody could decide. Invite an owner there first."))
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Partner.objects.create(
                    organisation=organisation, since=timezone.now(), made_by=actor.person
                )
        except IntegrityError:
            raise Refused(_("This organisation is a partner already."), code="partner") from None
        _tell(actor, "organisations.partner.made", made)
    return made


def add_remit(
    actor: Actor, partner: Partner, *, country: str = "", division: str = "", cause: str = ""
) -> Remit:
    """One division with all below it, or one cause with all below it."""
    authorise(actor, "organisations.manage_partners", partner.organisation)
    if cause:
        country = division = ""
        if cause not in {one.code for one in causes.causes()}:
            raise Refused(_("Please choose one of the answers in the list."), field="cause")
    elif not (country and division and knows(country, division)):
        raise Refused(_("We do not know that place. Please choose it from the list."), field="place")
    with transaction.atomic():
        _running(partner)
        if partner.remits.count() >= MOST_REMITS:
            raise Refused(_("That is enough for one partner. Take a wider place or a broader cause instead."))
        remit, made = Remit.objects.get_or_create(
            partner=partner, country=country, division=division, cause=cause
        )
        if made:
            _tell(actor, "organisations.partner.changed", partner)
    return remit


def remove_remit(actor: Actor, remit: Remit) -> None:
    authorise(actor, "organisations.manage_partners", remit.partner.organisation)
    with transaction.atomic():
        _running(remit.partner)
        if Remit.objects.filter(pk=remit.pk).delete()[0]:
            _tell(actor, "organisations.partner.changed", remit.partner)


def end_partner(actor: Actor, partner: Partner) -> None:
    """From this moment its people see and decide nothing more; what they decided stays, with their name."""
    authorise(actor, "organisations.manage_partners", partner.organisation)
    with transaction.atomic():
        if not Partner.objects.filter(pk=partner.pk, ended_at=None).update(ended_at=timezone.now()):
            raise Refused(_("This partnership has ended already."), code="ended")
        _tell(actor, "organisations.partner.ended", partner)


def _running(partner: Partner) -> None:
    """Locked, so that nothing is given to a partner that is just ending."""
    if not Partner.objects.select_for_update().filter(pk=partner.pk, ended_at=None).exists():
        raise Refused(_("This partnership has ended already."), code="ended")


def _tell(actor: Actor, verb: str, partner: Partner) -> None:
    organisation = partner.organisation
    data = {
        "partner": partner.pk,
        "remits": [one.cause or f"{one.country}:{one.division}" for one in partner.remits.order_by("pk")],
    }
    record(actor, verb, organisation, scope=organisation.scope, data=data)
