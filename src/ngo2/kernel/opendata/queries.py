from django.db.models import QuerySet

from ngo2.kernel.opendata.models import Snapshot


def snapshots(dataset: str = "") -> QuerySet[Snapshot]:
    """Latest month first; of one dataset, or of all."""
    found = Snapshot.objects.filter(dataset=dataset) if dataset else Snapshot.objects.all()
    return found.order_by("dataset", "-month", "format")


def open_snapshot(dataset: str, name: str) -> Snapshot | None:
    """By the name of its file, while it can be downloaded."""
    month, _, rest = name.partition(".")
    found = Snapshot.objects.filter(
        dataset=dataset, month=month, format=rest.removesuffix(".gz"), withdrawn_at=None
    ).first()
    return found if found and found.file_name == name else None
