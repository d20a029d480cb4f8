import re

from django.db.models import QuerySet

from ngo2.kernel.opendata.models import Snapshot

_FILE_NAME = re.compile(r"[0-9]{4}-[0-9]{2}\.[a-z]+(\.gz)?")


def snapshots(dataset: str = "") -> QuerySet[Snapshot]:
    """Latest month first; of one dataset, or of all."""
    found = Snapshot.objects.filter(dataset=dataset) if dataset else Snapshot.objects.all()
    return found.order_by("dataset", "-month", "format")


def open_snapshot(dataset: str, name: str) -> Snapshot | None:
    """By the name of its file, while it can be downloaded.

    What cannot be such a name is not looked up: PostgreSQL answers a NUL with an error.
    """
    if not _FILE_NAME.fullmatch(name):
        return None
    month, _, rest = name.partition(".")
    found = Snapshot.objects.filter(
        dataset=dataset, month=month, format=rest.removesuffix(".gz"), withdrawn_at=None
    ).first()
    return found if found and found.file_name == name else None
