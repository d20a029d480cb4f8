"""Records in one fixed order, so that two merges never wait for each other."""

from collections.abc import Iterable

from django.db.models import Q

from ngo2.organisations.models import Organisation
from ngo2.organisations.services.merging.snapshot import moved_on


def lock_family(pks: Iterable[int]) -> dict[int, Organisation]:
    """These records and all that were joined into them before, until the end of the transaction."""
    wanted = set(pks)
    family = Q(pk__in=wanted) | Q(merged_into__in=wanted)
    rows = Organisation.objects.select_for_update().filter(family).order_by("pk")
    found = {one.pk: one for one in rows}
    if set(Organisation.objects.filter(family).values_list("pk", flat=True)) - found.keys():
        raise moved_on()  # another record was joined into one of them while we waited
    # What was read before somebody else let go may be old.
    return {one.pk: one for one in Organisation.objects.filter(pk__in=found).order_by("pk")}
