"""Surveys somebody runs, waves that are open, and what became of whom they asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ngo2.surveys.models import Invitation, Researcher, Survey, Wave


@dataclass(frozen=True)
class Funnel:
    """From invited to valid: each step with its number; `excluded` gives each reason its own ({reason: number}).

    `unasked`: came without an invitation, and counts in `started` and below. `unreached`: no address, no letter; they
    stay in the denominator of the rate.
    """

    invited: int
    unasked: int
    unreached: int
    refused: int
    started: int
    received: int
    excluded: dict[str, int]

    @property
    def valid(self) -> int:
        return self.received - sum(self.excluded.values())

    @property
    def rate(self) -> float | None:
        """Valid answers of those who were invited: AAPOR's RR1, as nobody here is of unknown eligibility."""
        return (self.valid - self.unasked_valid) / self.invited if self.invited else None

    unasked_valid: int = 0


def funnel(wave: Wave) -> Funnel:
    received = Q(outcome=Invitation.RECEIVED)
    drawn = Q(weight__gt=0)
    counts = wave.invitations.aggregate(
        invited=Count("pk", filter=drawn),
        unasked=Count("pk", filter=~drawn),
        unreached=Count("pk", filter=Q(outcome=Invitation.UNREACHED)),
        refused=Count("pk", filter=Q(outcome=Invitation.REFUSED)),
        started=Count("pk", filter=Q(outcome__in=[Invitation.STARTED, Invitation.RECEIVED])),
        received=Count("pk", filter=received),
        unasked_valid=Count("pk", filter=received & ~drawn & Q(excluded="")),
    )
    rows = wave.invitations.filter(received).exclude(excluded="").values_list("excluded")
    return Funnel(excluded=dict(rows.annotate(n=Count("pk")).order_by("excluded")), **counts)


def open_waves() -> QuerySet[Wave]:
    now = timezone.now()
    begun = Wave.objects.filter(opened_at__isnull=False, closed_at=None, opens_at__lte=now)
    return begun.filter(Q(closes_at=None) | Q(closes_at__gt=now)).select_related("survey")


def waiting_for(organisations: Iterable[int]) -> QuerySet[Invitation]:
    """Open invitations of these organisations, those that end first at the head."""
    found = Invitation.objects.filter(
        respondent__organisation__in=list(organisations), outcome__in=Invitation.OPEN, wave__in=open_waves()
    )
    return found.select_related("wave__survey", "respondent__organisation").order_by("wave__closes_at", "pk")


def runs_any(person: Any) -> bool:
    return Researcher.objects.filter(person=person).exists()


def surveys_of(person: Any) -> QuerySet[Survey]:
    """Those that somebody runs: all for the platform team."""
    found = Survey.objects.order_by("-made_at")
    return found if person.is_staff else found.filter(researchers__person=person)
