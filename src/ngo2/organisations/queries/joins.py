"""Records that became one."""

from django.db.models import QuerySet

from ngo2.organisations.models import Merge, Organisation


def joined_into(organisation: Organisation) -> QuerySet[Merge]:
    """Records that became one with this one, latest first."""
    return (
        Merge.objects.filter(kept=organisation, undone_at=None).select_related("gone").order_by("-at", "-pk")
    )


def merges() -> QuerySet[Merge]:
    return Merge.objects.select_related("kept", "gone", "person", "decided_for").order_by("-at", "-pk")
