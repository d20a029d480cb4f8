"""Records that change hands."""

from typing import Any

from django.db.models import Q, QuerySet

from ngo2.organisations.models import Handover, Organisation


def handover_open(organisation: Organisation) -> Handover | None:
    found = organisation.handovers.filter(state__in=[Handover.WAITING, Handover.COOLING])
    return found.select_related("organisation", "person").first()


def handovers_to_decide() -> QuerySet[Handover]:
    """Papers that wait for somebody to look."""
    found = Handover.objects.filter(
        state=Handover.WAITING, proof=Handover.DOCUMENT, organisation__state=Organisation.ACTIVE
    )
    return found.select_related("organisation", "person").order_by("made_at", "pk")


def handovers_about(person: Any) -> QuerySet[Handover]:
    """Open ones that this person asked for, or that are about a record of theirs."""
    found = Handover.objects.filter(state__in=[Handover.WAITING, Handover.COOLING])
    mine = Q(person=person) | Q(
        organisation__memberships__person=person, organisation__memberships__suspended_at=None
    )
    return found.filter(mine).select_related("organisation").distinct().order_by("made_at", "pk")
