"""What organisations say for each other."""

from django.db.models import QuerySet
from django.utils import timezone

from ngo2.kernel.journal.models import Entry
from ngo2.organisations.models import Organisation, Vouch


def _live(vouches: QuerySet[Vouch]) -> QuerySet[Vouch]:
    """A word counts while it was not taken back and the one that gave it is there and known."""
    return vouches.filter(
        withdrawn_at=None,
        by__state=Organisation.ACTIVE,
        by__verified_until__gte=timezone.localdate(),
        organisation__state=Organisation.ACTIVE,
    )


def live_vouches(organisation: Organisation) -> QuerySet[Vouch]:
    return _live(organisation.vouches.all()).select_related("by").order_by("-at", "-pk")


def live_vouches_by(organisation: Organisation) -> QuerySet[Vouch]:
    return _live(organisation.vouches_given.all()).order_by("-at", "-pk")


def vouches_given(organisation: Organisation) -> QuerySet[Vouch]:
    """Not taken back, whether they count at the moment or not."""
    return (
        organisation.vouches_given.filter(withdrawn_at=None)
        .select_related("organisation")
        .order_by("-at", "-pk")
    )


def vouches_reported() -> QuerySet[Vouch]:
    """Reported and not looked at since: `reported` is the number of the last entry that says so."""
    said = Entry.objects.filter(verb="organisations.vouch.reported").order_by("pk")
    last = {int(pk): entry for entry, pk in said.values_list("pk", "object_id")}
    kept = Entry.objects.filter(verb="organisations.vouch.kept").values_list("pk", "object_id")
    for entry, pk in kept:
        if last.get(int(pk), entry) < entry:
            del last[int(pk)]
    return (
        Vouch.objects.filter(pk__in=last, withdrawn_at=None)
        .select_related("by", "organisation")
        .order_by("pk")
    )
