"""Lists that came in, and their lines."""

from datetime import date

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata.datasets import Source
from ngo2.organisations.models import Assertion, Import, ImportRow
from ngo2.organisations.queries.records import listed


def record_sources() -> list[Source]:
    """The lists that records came from; their labels name the licence. Then those who write about themselves."""
    return [*map(Source, _lists_imported()), Source(_("What organisations say about themselves"))]


def records_changed_on() -> date:
    """The day of the latest change of what is listed; today while nothing is."""
    last = listed().order_by("-changed_at").values_list("changed_at", flat=True).first()
    return timezone.localdate(last)


def _lists_imported() -> list[str]:
    """Labels of the lists that records came in with; one record of each list tells it."""
    first = listed().exclude(dataset="").order_by().values("dataset").annotate(first=Min("pk"))
    lists = ("import", "register")
    said = Assertion.objects.filter(organisation__in=first.values("first"), source__in=lists)
    found = said.exclude(source_label="").values_list("source_label", flat=True)
    return sorted(set(found.order_by()))


def imports() -> QuerySet[Import]:
    return Import.objects.select_related("person").order_by("-made_at", "-pk")


def datasets() -> list[str]:
    """The names of lists that came in before, by which their next version is known."""
    return list(Import.objects.order_by("dataset").values_list("dataset", flat=True).distinct())


def lines(batch: Import, state: str) -> QuerySet[ImportRow]:
    return batch.rows.filter(state=state).order_by("line")


def lines_kept(batch: Import) -> QuerySet[ImportRow]:
    """What undoing left, because others have worked on it."""
    return batch.rows.filter(done=ImportRow.KEPT).order_by("line")


def line_counts(batch: Import) -> dict[str, int]:
    """{state: lines}."""
    return dict(batch.rows.order_by().values_list("state").annotate(n=Count("pk")))


def import_progress(batch: Import) -> tuple[int, int]:
    """(lines of the job, lines done)."""
    written = [ImportRow.CREATED, ImportRow.UPDATED]
    if batch.state == Import.READING:
        return sum(sheet["rows"] for sheet in batch.sheets), batch.rows.count()
    if batch.state == Import.CHECKING:
        return batch.rows.count(), batch.rows.exclude(state=ImportRow.UNREAD).count()
    if batch.state == Import.UNDOING:
        rows = batch.rows.exclude(done="")
        return rows.count(), rows.exclude(done__in=written).count()
    rows = batch.rows.filter(state__in=[ImportRow.NEW, ImportRow.CHANGED])
    return rows.count(), rows.exclude(done="").count()
