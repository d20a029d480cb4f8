"""How many there are, by what can be chosen and by place."""

from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from ngo2.kernel.packs import causes
from ngo2.organisations.directory import Filters
from ngo2.organisations.gaps import DONORS, OLD, Counted
from ngo2.organisations.models import CauseOf, Organisation
from ngo2.organisations.queries.records import AREAS, matching
from ngo2.organisations.traits import traits


def counts_by(found: QuerySet[Organisation], column: str) -> dict[str, int]:
    """{value of the column: how many}, without the blank ones."""
    rows = found.order_by().values_list(column).annotate(n=Count("pk", distinct=True))
    return {key: n for key, n in rows if key}


def cause_counts(found: QuerySet[Organisation]) -> dict[str, int]:
    """{cause: how many}; a broad cause counts each organisation once, with all that is below it."""
    rows = CauseOf.objects.filter(organisation__in=found.order_by()).values_list("cause")
    narrow = dict(rows.annotate(n=Count("organisation", distinct=True)))
    tops = [When(cause__in=causes.with_children(top.code), then=Value(top.code)) for top in causes.top()]
    broad: Any = CauseOf.objects.filter(organisation__in=found.order_by()).annotate(
        top=Case(*tops, default=Value(""))
    )
    return narrow | dict(broad.values_list("top").annotate(n=Count("organisation", distinct=True)))


def trait_counts(found: QuerySet[Organisation]) -> dict[str, int]:
    """{trait: how many}; a query for each trait."""
    return {one.name: found.filter(pk__in=one.holders()).order_by().count() for one in traits}


def counted_by_division(country: str, cause: str = "") -> list[Counted]:
    """How many stand in each division, how many of them could give, and of how many the facts are old."""
    found = matching(Filters(country=country, cause=cause)).order_by()
    rows = found.values_list(*AREAS).annotate(
        all=Count("pk"),
        donors=Count("pk", filter=Q(kind__in=DONORS)),
        old=Count("pk", filter=Q(grade__in=OLD)),
    )
    return [Counted(tuple(row[:3]), *row[3:]) for row in rows]
