"""The preview: every row is understood and compared, some hundred at a time; nothing of the record is touched."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ngo2.organisations.models import Import, ImportRow
from ngo2.organisations.services.imports.comparing import Known, place_rows, read_row
from ngo2.organisations.services.imports.holding import Progress, held, silent, upsert

BATCH = 500
READ = ("state", "key", "facts", "problems", "alike", "differences", "organisation")


def check_rows(batch_id: int, progress: Progress = silent) -> None:
    """Goes on where an earlier run stopped; at its end the import is ready to be confirmed."""
    batch = Import.objects.get(pk=batch_id)
    if batch.state != Import.CHECKING:
        return
    known = Known(batch.dataset)
    with translation.override(batch.language):
        while True:
            with transaction.atomic():
                batch = held(batch_id)
                if batch.state != Import.CHECKING:
                    return
                rows = list(batch.rows.filter(state=ImportRow.UNREAD).order_by("line")[:BATCH])
                if not rows:
                    batch.state = Import.READY
                    batch.save()
                    return
                for row in rows:
                    read_row(batch, row)
                refuse_twins(batch, rows)
                place_rows(batch, rows, known)
                upsert(rows, *READ)
            progress(len(rows))


def refuse_twins(batch: Import, rows: Sequence[ImportRow]) -> None:
    """Two lines of one list that are the same organisation: the second asks to be mended, or adds nothing."""
    keys = [row.key for row in rows if row.state != ImportRow.BAD]
    others = batch.rows.filter(key__in=keys).exclude(state__in=[ImportRow.UNREAD, ImportRow.BAD])
    others = others.exclude(pk__in=[row.pk for row in rows])
    seen = {key: (line, facts) for key, line, facts in others.values_list("key", "line", "facts")}
    for row in rows:
        if row.state == ImportRow.BAD:
            continue
        line, facts = seen.setdefault(row.key, (row.line, row.facts))
        if line == row.line:
            continue
        row.state = ImportRow.SKIPPED
        said = _("This line says the same as line %(line)s. Nothing needs to be done.")
        if facts != row.facts:
            row.state = ImportRow.BAD
            said = _(
                "Line %(line)s is the same organisation. Join the two lines, or mend what is wrong in one."
            )
        row.problems = [*row.problems, ["", said % {"line": line}]]
