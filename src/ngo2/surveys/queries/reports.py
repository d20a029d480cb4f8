"""What was published."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ngo2.surveys.models import Publication, Release, Report


def published() -> QuerySet[Publication]:
    """The newest version of each report that was not taken back, the latest first."""
    live = Publication.objects.filter(withdrawn_at=None)
    newer = live.filter(report=OuterRef("report"), version__gt=OuterRef("version"))
    return live.filter(~Exists(newer)).select_related("report__survey").order_by("-published_at", "-pk")


def open_releases() -> QuerySet[Release]:
    """Anonymised answers that everybody may fetch, the latest first."""
    live = Release.objects.filter(withdrawn_at=None).select_related("wave__survey")
    return live.order_by("-at", "-pk")


def newest(report: int) -> Publication | None:
    """What its address leads to: also one that was taken back, where nothing else is left."""
    live = published().filter(report__in=Report.objects.filter(pk=report))
    return live.first() or versions(report).order_by("-version").first()


def versions(report: int) -> QuerySet[Publication]:
    """Of a number from an address: a key too big for its column is nobody's, which Django knows of `pk` only."""
    rows = Publication.objects.filter(report__in=Report.objects.filter(pk=report))
    return rows.select_related("report__survey")


def reports_of(survey: int) -> QuerySet[Report]:
    """With the number of the newest version that is public, as `newest`."""
    live = Publication.objects.filter(report=OuterRef("pk"), withdrawn_at=None).order_by("-version")
    rows = Report.objects.filter(survey=survey).annotate(newest=Subquery(live.values("version")[:1]))
    return rows.order_by("-made_at", "-pk")
