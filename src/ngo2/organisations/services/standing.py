"""The record as only one writer at a time may change it, and not one that was joined with another meanwhile."""

from django.utils.translation import gettext as _

from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation


def locked(pk: int) -> Organisation:
    """Until the end of the transaction. Refused when the record is no longer one of its own."""
    one = Organisation.objects.select_for_update().get(pk=pk)
    if one.state == Organisation.MERGED:
        raise joined(one)
    return one


def joined(gone: Organisation) -> Refused:
    kept = gone.merged_into.name if gone.merged_into else "–"
    return Refused(
        _(
            "This record was joined with “%(name)s” meanwhile, so nothing was changed. "
            "Load the page again: it leads to the joined record, where you can say it once more."
        )
        % {"name": kept},
        code="joined",
    )


def now_called(pks: set[int]) -> dict[int, int]:
    """{number: number under which it stands today}, for those of `pks` that were joined with others."""
    gone = Organisation.objects.filter(pk__in=pks, state=Organisation.MERGED).exclude(merged_into=None)
    return {pk: kept for pk, kept in gone.values_list("pk", "merged_into_id") if kept}
