"""Bad lines are put right: in the page, or in the list of bad lines that comes back."""

from collections.abc import Mapping, Sequence
from typing import IO

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ngo2.lib.actors import Actor
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Refused
from ngo2.lib.sheets.reading import opened
from ngo2.organisations.imports import columns
from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services.imports.checking import READ, refuse_twins
from ngo2.organisations.services.imports.comparing import Known, place_rows, read_row
from ngo2.organisations.services.imports.holding import held_in, upsert


def mend_row(actor: Actor, batch: Import, row: ImportRow, cells: Sequence[str]) -> ImportRow:
    """New cells for a line that is not written yet; looked at again at once."""
    with transaction.atomic():
        one = held_in(actor, batch, Import.READY)
        mended = _mend(one, {row.line: list(cells)})
    return mended[0] if mended else row


def mend_by_file(actor: Actor, batch: Import, file: IO[bytes], size: int) -> int:
    """The downloaded list of bad lines, mended: it is known by its column with the line. Returns how many are good."""
    authorise(actor, "organisations.import", batch)
    with opened(file, size) as book:
        rows = [cells for _sheet, _line, cells in book.rows(0)]
    header = [columns.ours(label) for label in rows[0]]
    if "line" not in header:
        raise Refused(
            _(
                "This is not the list of bad lines: its column “Line number” is missing. Download it here, mend that."
            ),
            field="file",
        )
    at = header.index("line")
    keep = [place for place, word in enumerate(header) if not word]
    told = {
        int(cells[at]): [cells[place] if place < len(cells) else "" for place in keep]
        for cells in rows[1:]
        if at < len(cells) and cells[at].isdecimal()
    }
    with transaction.atomic():
        one = held_in(actor, batch, Import.READY)
        mended = _mend(one, told, only_bad=True)
    return sum(row.state != ImportRow.BAD for row in mended)


def _mend(batch: Import, told: Mapping[int, Sequence[str]], *, only_bad: bool = False) -> list[ImportRow]:
    wanted = batch.rows.order_by("line")
    wanted = wanted.filter(state=ImportRow.BAD) if only_bad else wanted.filter(line__in=list(told))
    rows = [row for row in wanted if row.line in told]
    with translation.override(batch.language):
        for row in rows:
            row.cells = [cell[:32_000] for cell in told[row.line]]
            read_row(batch, row)
        refuse_twins(batch, rows)
        place_rows(batch, rows, Known(batch.dataset))
    upsert(rows, "cells", *READ)
    return rows
