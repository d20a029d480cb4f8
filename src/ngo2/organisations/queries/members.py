"""Who runs an organisation, answers for it, or asks to."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ngo2.accounts.consents import PUBLISH_CONTACT, purposes
from ngo2.organisations.models import Claim, Membership, Organisation


def answering(organisation: Organisation) -> QuerySet[Membership]:
    """Who may be asked about the organisation and agreed that everybody may know it."""
    return (
        organisation.memberships.filter(
            answers=True,
            suspended_at=None,
            person__is_active=True,
            person__consents__purpose=PUBLISH_CONTACT,
            person__consents__version=purposes[PUBLISH_CONTACT].version,
            person__consents__given_at__isnull=False,
            person__consents__withdrawn_at=None,
        )
        .select_related("person")
        .order_by("since", "pk")
    )


def memberships_of(person: Any) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(person=person, suspended_at=None)
        .select_related("organisation")
        .order_by("since")
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.select_related("person").order_by("since", "pk")


def editors_of(organisation: Organisation) -> list[Any]:
    """The people who may speak for it, the longest member first."""
    roles = (Membership.OWNER, Membership.EDITOR)
    found = members_of(organisation).filter(role__in=roles, suspended_at=None, person__is_active=True)
    return [one.person for one in found]


def editors_of_all(organisations: Iterable[int]) -> dict[int, list[Any]]:
    """The same for many at once, by the primary key of the organisation."""
    roles = (Membership.OWNER, Membership.EDITOR)
    found = Membership.objects.filter(organisation__in=set(organisations), role__in=roles, suspended_at=None)
    people: dict[int, list[Any]] = {}
    for one in found.filter(person__is_active=True).select_related("person").order_by("since", "pk"):
        people.setdefault(one.organisation_id, []).append(one.person)
    return people


def edited_by(person: Any) -> QuerySet[Membership, int]:
    """The records that a person may change as a member, as primary keys."""
    roles = (Membership.OWNER, Membership.EDITOR)
    mine = Membership.objects.filter(person=person, role__in=roles, suspended_at=None)
    return mine.values_list("organisation", flat=True)


def claims_waiting() -> QuerySet[Claim]:
    return (
        Claim.objects.filter(state=Claim.WAITING).select_related("organisation", "person").order_by("made_at")
    )


def claims_of(person: Any) -> QuerySet[Claim]:
    """What somebody asked to run and is not decided yet."""
    return (
        Claim.objects.filter(person=person, state=Claim.WAITING)
        .select_related("organisation")
        .order_by("made_at")
    )
