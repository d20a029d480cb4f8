"""How many needs and offers stand open in each division: the column of the view of gaps."""

from django.db.models import Count, Q

from ngo2.exchange import kinds
from ngo2.exchange.queries.posts import AREAS, open_posts
from ngo2.organisations import disclosure
from ngo2.organisations import queries as records
from ngo2.organisations.directory import Filters
from ngo2.organisations.gaps import Beside


def open_by_division(country: str, cause: str = "") -> list[Beside]:
    """(needs, offers) that are for a place; those of a hidden group at its province, whatever place they name."""
    found = open_posts().filter(reach=kinds.PLACE, country=country)
    if cause:
        found = found.filter(organisation__in=records.matching(Filters(cause=cause)).values("pk"))
    rows = (
        found.order_by()
        .values_list(*AREAS, "organisation__shown_level")
        .annotate(
            needs=Count("pk", filter=Q(side=kinds.NEED)),
            offers=Count("pk", filter=Q(side=kinds.OFFER)),
        )
    )
    return [
        Beside(tuple(areas[:1] if level == disclosure.PROVINCE else areas), (needs, offers))
        for *areas, level, needs, offers in rows
    ]
