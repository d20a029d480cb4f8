"""A person decides what a program only suspects."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Refused
from ngo2.organisations import tasks
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services.imports.checking import READ
from ngo2.organisations.services.imports.comparing import compare
from ngo2.organisations.services.imports.holding import held_in, upsert
from ngo2.organisations.services.standing import now_called

NEW, SKIP, SAME = "new", "skip", "same"


def decide_row(actor: Actor, batch: Import, row: ImportRow, decision: str) -> ImportRow:
    """`new`, `skip`, or the number of the organisation, out of those that are alike, that it is."""
    with transaction.atomic():
        one = held_in(actor, batch, Import.READY)
        row = one.rows.get(pk=row.pk)
        alike = {str(pk) for pk, _why in row.alike}
        if not alike or decision not in {NEW, SKIP, *alike}:
            raise Refused(_("Please choose one of the answers in the list."))
        _decide(one, [row], decision)
    return row


def decide_all(actor: Actor, batch: Import, decision: str) -> int:
    """All lines that are likely here and undecided: `new`, `skip`, or `same` (the likeliest of each)."""
    if decision not in {NEW, SKIP, SAME}:
        raise Refused(_("Please choose one of the answers in the list."))
    with transaction.atomic():
        one = held_in(actor, batch, Import.READY)
        rows = list(one.rows.filter(state=ImportRow.LIKELY))
        _decide(one, rows, decision)
    return len(rows)


def _decide(batch: Import, rows: list[ImportRow], decision: str) -> None:
    joined = now_called({pk for row in rows for pk, _why in row.alike})
    for row in rows:
        row.differences = {}
        row.organisation_id = None
        if decision in {NEW, SKIP}:
            row.state = ImportRow.NEW if decision == NEW else ImportRow.SKIPPED
        else:
            meant = row.alike[0][0] if decision == SAME else int(decision)
            row.organisation_id = joined.get(meant, meant)
    compare(batch, [row for row in rows if row.organisation_id])
    upsert(rows, *READ)


def take_rest(actor: Actor, batch: Import) -> Import:
    """Bad lines that have a name come in without the cells that make no sense."""
    with transaction.atomic():
        one = held_in(actor, batch, Import.READY)
        one.take_rest = True
        one.state = Import.CHECKING
        one.save()
        one.rows.filter(state=ImportRow.BAD).update(state=ImportRow.UNREAD)
        tasks.check_import.enqueue(one.pk)
    return one
