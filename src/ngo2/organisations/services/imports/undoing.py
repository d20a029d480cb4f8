"""As if the list had never come: what nobody touched since goes, what it said is withdrawn."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, ProtectedError, Q, RestrictedError
from django.utils import timezone

from ngo2.kernel.journal.services import record_many
from ngo2.organisations.models import Assertion, Import, ImportRow, Merge, Organisation
from ngo2.organisations.references import references
from ngo2.organisations.services.imports.holding import Progress, held, importer, silent, upsert
from ngo2.organisations.services.record import rebuild

BATCH = 250
# Made by the import itself, or computed from what it said.
_COMES_WITH_IT = {
    f"organisations.{name}" for name in ("Assertion", "CauseOf", "ImportRow", "Likeness", "LikenessKey")
}
_STANDING = (Assertion.ACCEPTED, Assertion.WAITING)


def undo_rows(batch_id: int, progress: Progress = silent) -> None:
    """Goes on where an earlier run stopped. Lines whose organisation or fact others have touched are `kept`."""
    while True:
        with transaction.atomic():
            batch = held(batch_id)
            if batch.state != Import.UNDOING:
                return
            written = batch.rows.filter(done__in=[ImportRow.CREATED, ImportRow.UPDATED])
            rows = list(written.order_by("line")[:BATCH])
            if not rows:
                _finish(batch)
                return
            _remove(batch, [row for row in rows if row.done == ImportRow.CREATED])
            _withdraw(batch, [row for row in rows if row.done == ImportRow.UPDATED])
            upsert(rows, "done", "organisation")
        progress(len(rows))


def _remove(batch: Import, rows: Sequence[ImportRow]) -> None:
    """Organisations that this import made. They leave nothing but their journal."""
    made = Organisation.objects.in_bulk([row.organisation_id for row in rows if row.organisation_id])
    touched = _touched(batch, made)
    for row in rows:
        row.done = ImportRow.KEPT if row.organisation_id in touched else ImportRow.UNDONE
    gone = [one for pk, one in made.items() if pk not in touched]
    record_many(
        importer(batch),
        "organisations.removed",
        [(one, one.scope, {"import": batch.pk}) for one in gone],
    )
    stuck = _delete(gone)
    for row in rows:
        if row.organisation_id in stuck:
            row.done = ImportRow.KEPT
        elif row.done == ImportRow.UNDONE:
            row.organisation_id = None


def _touched(batch: Import, organisations: Iterable[int]) -> set[int]:
    """Those that somebody else has said something about, runs, wants to run, was invited to or joined."""
    wanted = list(organisations)
    others = Assertion.objects.filter(organisation__in=wanted).exclude(batch=batch)
    others = others | Assertion.objects.filter(organisation__in=wanted, batch=None)
    found = set(others.values_list("organisation", flat=True))
    for one in references:
        if not one.spells and one.model not in _COMES_WITH_IT:
            rows = one.table._base_manager.filter(**{f"{one.column}__in": wanted})
            found |= set(rows.values_list(one.column, flat=True))
    for joined in Merge.objects.filter(Q(kept__in=wanted) | Q(gone__in=wanted)):
        found |= {joined.kept_id, joined.gone_id}
    return found


def _delete(organisations: Sequence[Organisation]) -> set[int]:
    """Returns those that something of another room holds on to."""
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk__in=[one.pk for one in organisations]).delete()
        return set()
    except (ProtectedError, RestrictedError):
        if len(organisations) == 1:
            return {organisations[0].pk}
        half = len(organisations) // 2
        return _delete(organisations[:half]) | _delete(organisations[half:])


def _withdraw(batch: Import, rows: Sequence[ImportRow]) -> None:
    """The record goes back to what others said of it."""
    told = []
    for row in rows:
        organisation = Organisation.objects.select_for_update().filter(pk=row.organisation_id or 0).first()
        if organisation is None:
            row.done = ImportRow.UNDONE
            continue
        said = Assertion.objects.filter(organisation=organisation, batch=batch, state__in=_STANDING)
        fields = sorted(set(said.values_list("field", flat=True)))
        later = _said_since(organisation, batch, said)
        said.update(state=Assertion.WITHDRAWN)
        rebuild(organisation)
        row.done = ImportRow.KEPT if later else ImportRow.UNDONE
        told.append((organisation, organisation.scope, {"import": batch.pk, "fields": fields}))
    record_many(importer(batch), "organisations.facts.withdrawn", told)


def _said_since(organisation: Organisation, batch: Import, said: Iterable[Assertion]) -> bool:
    """Has anybody spoken about one of these fields after the import did?"""
    after = Q(pk__in=[])
    for one in said:
        after |= Q(field=one.field, pk__gt=one.pk)
    spoken = organisation.assertions.filter(after, state=Assertion.ACCEPTED)
    return spoken.filter(Q(batch=None) | ~Q(batch=batch)).exists()


def _finish(batch: Import) -> None:
    done = dict(batch.rows.exclude(done="").order_by().values_list("done").annotate(n=Count("pk")))
    batch.counts = {**batch.counts, "undone": done}
    batch.state = Import.UNDONE
    batch.undone_at = timezone.now()
    batch.save()
