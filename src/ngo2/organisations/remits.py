"""Which part of the directory a partner looks after: divisions with all below them, causes with all below them."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Q

from ngo2.kernel.packs import causes
from ngo2.lib.actors import Actor
from ngo2.lib.once import once
from ngo2.organisations import disclosure
from ngo2.organisations.facts import places
from ngo2.organisations.models import CauseOf, Membership, Organisation, Partner, Remit

AREAS = ("area1", "area2", "area3")


@once
def partners_of(person: Any) -> list[Partner]:
    """Partners for which this person decides: its owners and editors, while the partnership lasts.

    Staff decide as staff, also when they belong to a partner.
    """
    if person is None or not person.is_active or person.is_staff:
        return []
    found = Partner.objects.filter(
        ended_at=None,
        organisation__state=Organisation.ACTIVE,
        organisation__memberships__person=person,
        organisation__memberships__role__in=(Membership.OWNER, Membership.EDITOR),
        organisation__memberships__suspended_at=None,
    )
    return list(found.select_related("organisation").prefetch_related("remits").order_by("pk"))


def partner_for(person: Any, organisation: Organisation | None) -> Organisation | None:
    """The partner organisation for which `person` may decide about `organisation`; nobody decides about their own.

    Who belongs to several partners decides about nobody of any of them, as their lists say too.
    """
    partners = partners_of(person) if organisation is not None else []
    here = Organisation.objects.filter(pk=organisation.pk) if organisation is not None else None
    if not partners or not within(here, partners).exists():
        return None
    if len(partners) == 1:
        return partners[0].organisation
    return next((one.organisation for one in partners if within(here, [one]).exists()), None)


def decides_for(actor: Actor, organisation: Organisation) -> Organisation | None:
    """Whom a decision names: the partner; None when staff, a machine or the organisation itself decides."""
    return partner_for(actor.person, organisation)


def named(partner: Organisation | None) -> dict[str, int]:
    """For the data of a journal entry."""
    return {"partner": partner.pk} if partner else {}


def covers(partner: Partner, organisation: Organisation) -> bool:
    return within(Organisation.objects.filter(pk=organisation.pk), [partner]).exists()


def within(found: Any, partners: Iterable[Partner], to_record: str = "") -> Any:
    """Rows of `found` whose organisation (at the lookup path `to_record`, "claim__organisation__") a partner covers.

    By the areas that the public sees: a hidden record belongs to whoever looks after its whole province. Never what
    the partner's own people run: nobody decides about themselves or their colleagues.
    """
    partners = list(partners)
    wanted = Q(pk=None)
    for partner in partners:
        for remit in partner.remits.all():
            wanted |= _of(remit, to_record)
    own = Membership.objects.filter(person__in=people_of(partners), suspended_at=None).values("organisation")
    itself = [one.organisation_id for one in partners]
    return (
        found.filter(wanted).exclude(**{f"{to_record}pk__in": own}).exclude(**{f"{to_record}pk__in": itself})
    )


def may_judge(person: Any, claimant: int | None) -> bool:
    """Partners leave claims of their own people to the team."""
    partners = partners_of(person)
    return not partners or not people_of(partners).filter(person=claimant).exists()


def as_told(person: Any, organisation: Organisation) -> Organisation:
    """The record as whoever decides about it reads it: the team all of it, a partner what everybody does."""
    if person.is_staff:
        return organisation
    told = copy(organisation)
    told.facts = disclosure.public_facts(organisation.country, organisation.facts)
    return told


def people_of(partners: Iterable[Partner]) -> Any:
    """Everybody who belongs to one of these partners, whatever their role, as primary keys."""
    wanted = [one.organisation_id for one in partners]
    return Membership.objects.filter(organisation__in=wanted, suspended_at=None).values("person")


def _of(remit: Remit, to_record: str) -> Q:
    """A place and a cause together mean what is in both; a country without a division is the whole of it."""
    if not (remit.country or remit.cause):
        return Q(pk=None)
    wanted = _there(remit, to_record) if remit.country else Q()
    if remit.cause:
        of_cause = CauseOf.objects.filter(cause__in=causes.with_children(remit.cause))
        wanted &= Q(**{f"{to_record}pk__in": of_cause.values("organisation")})
    return wanted


def _there(remit: Remit, to_record: str) -> Q:
    path = places.path(remit.country, remit.division) if remit.division else ()
    if remit.division and not path:
        return Q(pk=None)  # a division that nobody knows (any more) covers nothing
    said = {f"{to_record}{column}": code for column, code in zip(AREAS, path, strict=False)}
    return Q(**{f"{to_record}country": remit.country}, **said)
