"""The confirmed lines become facts: in batches, each exactly once, whoever is killed in between."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from ngo2.organisations.models import Import, ImportRow, Organisation
from ngo2.organisations.services.imports.holding import Progress, held, importer, silent, upsert
from ngo2.organisations.services.record import NewOrganisation, assert_facts, create_organisations
from ngo2.organisations.sources import Source

BATCH = 250


def write_rows(batch_id: int, progress: Progress = silent) -> None:
    """Goes on where an earlier run stopped: a batch and its marks are one transaction."""
    while True:
        with transaction.atomic():
            batch = held(batch_id)
            if batch.state != Import.APPLYING:
                return
            left = batch.rows.filter(state__in=[ImportRow.NEW, ImportRow.CHANGED], done="")
            rows = list(left.order_by("line")[:BATCH])
            if not rows:
                _finish(batch)
                return
            source = Source("import", batch.dataset, batch.source_url, batch.pk)
            _create(batch, [row for row in rows if row.state == ImportRow.NEW], source)
            _change(batch, [row for row in rows if row.state == ImportRow.CHANGED], source)
            upsert(rows, "done", "organisation")
        progress(len(rows))


def _create(batch: Import, rows: Sequence[ImportRow], source: Source) -> None:
    new = [NewOrganisation(row.facts, row.key, source=source) for row in rows]
    made = create_organisations(importer(batch), new, source=source, dataset=batch.dataset)
    by_key = {one.organisation.external_id: one.organisation for one in made}
    for row in rows:  # who came in meanwhile by another import of this list is left as it is
        row.organisation = by_key.get(row.key)
        row.done = ImportRow.CREATED if row.organisation else ImportRow.KEPT


def _change(batch: Import, rows: Sequence[ImportRow], source: Source) -> None:
    """Locked first: what stands now is not joined with another while its line is written."""
    wanted = [row.organisation_id for row in rows if row.organisation_id]
    active = Organisation.objects.filter(pk__in=wanted, state=Organisation.ACTIVE)
    found = {one.pk: one for one in active.select_for_update().order_by("pk")}
    for row in rows:
        record = found.get(row.organisation_id or 0)
        if record is None:  # closed or gone since the preview
            row.done = ImportRow.KEPT
            continue
        said = {key: row.facts[key] for key in row.differences}
        assert_facts(importer(batch), record, said, source=source)
        row.done = ImportRow.UPDATED


def _finish(batch: Import) -> None:
    states = dict(batch.rows.order_by().values_list("state").annotate(n=Count("pk")))
    done = dict(batch.rows.exclude(done="").order_by().values_list("done").annotate(n=Count("pk")))
    batch.counts = {"states": states, "done": done}
    batch.state = Import.DONE
    batch.finished_at = timezone.now()
    batch.save()
