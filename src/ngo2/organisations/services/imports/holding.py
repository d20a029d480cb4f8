"""An import as only one process at a time may change it."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Import, ImportRow

Progress = Callable[[int], None]  # called with the number of rows done since the last call


def silent(rows: int) -> None:
    """Nobody watches."""


def held(batch: Import | int) -> Import:
    """The import, locked until the end of the transaction."""
    pk = batch if isinstance(batch, int) else batch.pk
    return Import.objects.select_for_update().get(pk=pk)


def held_in(actor: Actor, batch: Import, *states: str) -> Import:
    """Locked, for somebody who may; refused when it has gone on meanwhile."""
    authorise(actor, "organisations.import", batch)
    one = held(batch)
    if one.state not in states:
        raise Refused(
            _("This import has gone on meanwhile. Load the page again to see where it stands."),
            code="gone_on",
        )
    return one


def importer(batch: Import) -> Actor:
    """Who writes: the import, and behind it the person who confirmed it."""
    return Actor("import", str(batch.pk), batch.dataset, person=batch.person)


def upsert(rows: list[ImportRow], *fields: str) -> None:
    """Write these fields of many rows with a few statements (bulk_update takes one branch a row)."""
    ImportRow.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=list(fields)
    )
