"""What there is to see. Everything here reads the columns that obey the table of what may be shown."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from ngo2.kernel.packs import causes
from ngo2.lib import text
from ngo2.organisations.models import Assertion, Claim, Membership, Organisation


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; empty means all. `area` is a division code, `words` a name or part of one."""

    country: str = ""
    area: str = ""
    cause: str = ""
    kind: str = ""
    legal_status: str = ""
    words: str = ""


def listed() -> QuerySet[Organisation]:
    """What the public may find."""
    return Organisation.objects.filter(state=Organisation.ACTIVE)


def matching(filters: Filters) -> QuerySet[Organisation]:
    found = listed()
    if filters.country:
        found = found.filter(country=filters.country)
    if filters.area:
        found = within(found, filters.area)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.legal_status:
        found = found.filter(legal_status=filters.legal_status)
    if filters.cause:
        from_cause = Organisation.objects.filter(cause_rows__cause__in=causes.with_children(filters.cause))
        found = found.filter(pk__in=from_cause.values("pk"))
    for word in text.fold(filters.words).split():
        found = found.filter(search_text__contains=word)
    return found


def within(found: QuerySet[Organisation], area: str) -> QuerySet[Organisation]:
    return (found.filter(area1=area) | found.filter(area2=area) | found.filter(area3=area)).distinct()


def in_order(found: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """What was confirmed lately first (what freshness unlocks), then what has an owner, then by name."""
    return found.order_by(F("confirmed_at").desc(nulls_last=True), "name", "pk")


def counts_by(found: QuerySet[Organisation], column: str) -> dict[str, int]:
    """{value of the column: how many}, without the blank ones."""
    rows = found.order_by().values_list(column).annotate(n=Count("pk", distinct=True))
    return {key: n for key, n in rows if key}


def proposals_waiting(organisation: Organisation) -> QuerySet[Assertion]:
    return organisation.assertions.filter(state=Assertion.WAITING).select_related("person").order_by("at")


def memberships_of(person: object) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, suspended_at=None).select_related("organisation").order_by("since")


def claims_waiting() -> QuerySet[Claim]:
    return Claim.objects.filter(state=Claim.WAITING).select_related("organisation", "person").order_by("made_at")
