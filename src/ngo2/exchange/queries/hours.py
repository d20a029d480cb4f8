"""Hours of volunteers: those of one agreement, and what they come to."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum

from ngo2.exchange.models import Certificate, Introduction, Service


class Total(NamedTuple):
    """Half hours: all that count, and those of them that whoever helped confirmed."""

    recorded: int
    confirmed: int


def services_of(one: Introduction) -> QuerySet[Service]:
    """With what was replaced and struck, in the order of days."""
    found = Service.objects.filter(volunteer__introduction=one)
    return found.select_related("volunteer").order_by("volunteer__name", "volunteer", "day", "pk")


def total_hours(one: Introduction) -> Total:
    found = Service.objects.filter(volunteer__introduction=one).aggregate(
        recorded=Sum("halves", filter=Q(state__in=Service.LIVE)),
        confirmed=Sum("halves", filter=Q(state=Service.CONFIRMED)),
    )
    return Total(found["recorded"] or 0, found["confirmed"] or 0)


def certificates(**filters: Any) -> QuerySet[Certificate]:
    related = ("volunteer__introduction__post__organisation", "volunteer__introduction__organisation")
    found = Certificate.objects.filter(**filters).select_related(*related, "volunteer__introduction__person")
    return found.order_by("-issued_at", "-pk")
