"""Checks of identity."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from ngo2.organisations import identity
from ngo2.organisations.models import Assertion, Organisation, Verification


def check_that_counts(organisation: Organisation) -> Verification | None:
    valid = organisation.verifications.filter(state=Verification.VALID, until__gte=timezone.localdate())
    return valid.select_related("decided_for").order_by("-until", "-pk").first()


def check_waiting(organisation: Organisation) -> Verification | None:
    return organisation.verifications.filter(state=Verification.WAITING).first()


def checks_waiting() -> QuerySet[Verification]:
    """With `renews`: see `renewing`."""
    found = Verification.objects.filter(state=Verification.WAITING, organisation__state=Organisation.ACTIVE)
    found = found.annotate(renews=ExpressionWrapper(renewing(), BooleanField()))
    return found.select_related("organisation", "asked_by").order_by("made_at", "pk")


def renewing() -> Q:
    """Asked for by the page of the register by which it counts today, and nothing changed since."""
    changed = Assertion.objects.filter(
        organisation=OuterRef("organisation"),
        field__in=identity.FACTS,
        state=Assertion.ACCEPTED,
        at__gt=OuterRef("decided_at"),
    ).exclude(how=Assertion.CONFIRMED)
    counts = Verification.objects.filter(
        ~Exists(changed),
        organisation=OuterRef("organisation"),
        state=Verification.VALID,
        until__gte=timezone.localdate(),
        how=Verification.REGISTER,
        source_url=OuterRef("source_url"),
    )
    return Q(how=Verification.REGISTER, until=None) & Q(Exists(counts))
