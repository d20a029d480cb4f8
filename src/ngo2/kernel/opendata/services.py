"""A copy of every dataset each month: made once, with its checksum, and withdrawn when it must not be read any more."""

import gzip
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from ngo2.kernel.journal.services import record
from ngo2.kernel.opendata import addresses
from ngo2.kernel.opendata.datasets import Dataset, Row, datasets
from ngo2.kernel.opendata.formats import Format, offered
from ngo2.kernel.opendata.heads import head_of
from ngo2.kernel.opendata.models import Snapshot, file_name
from ngo2.lib.actors import SYSTEM, Actor


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def this_month() -> str:
    return timezone.localdate().strftime("%Y-%m")


def make_monthly() -> int:
    """For the schedule: what is still missing of this month."""
    return len(make_snapshots(SYSTEM))


def make_snapshots(actor: Actor) -> list[Snapshot]:
    """What is missing of this month, of all datasets in all their formats. Run again, it adds nothing."""
    month = this_month()
    there = set(Snapshot.objects.filter(month=month, withdrawn_at=None).values_list("dataset", "format"))
    made = [
        _make(actor, dataset, form, month)
        for dataset in datasets
        for form in offered(dataset.place is not None)
        if (dataset.name, form.name) not in there
    ]
    return [one for one in made if one is not None]


def _make(actor: Actor, dataset: Dataset, form: Format, month: str) -> Snapshot | None:
    """None when another process was faster."""
    with tempfile.TemporaryFile() as file:
        rows = _written(dataset, form, file)
        size = file.tell()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        stored = default_storage.save(
            f"opendata/{dataset.name}/{file_name(month, form.name)}", File(file, name=form.name)
        )
    try:
        with transaction.atomic():
            Snapshot.objects.filter(dataset=dataset.name, month=month, format=form.name).exclude(
                withdrawn_at=None
            ).delete()
            snapshot = Snapshot.objects.create(
                dataset=dataset.name, month=month, format=form.name, stored=stored, bytes=size,
                sha256=digest, rows=rows, made_at=timezone.now(),
            )  # fmt: skip
            record(actor, "opendata.snapshot.made", snapshot)
    except IntegrityError:
        default_storage.delete(stored)
        return None
    return snapshot


def _written(dataset: Dataset, form: Format, file: IO[bytes]) -> int:
    """Write the dataset as it may stay public; the number of its rows."""
    language = settings.LANGUAGE_CODE
    head = head_of(dataset, language, addresses.page(dataset.name, language), timezone.localdate())
    rows = _Counted(map(dataset.lasting, dataset.rows(None, language)))
    if form.packed:
        file.writelines(form.write(head, rows))
        return rows.count
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        for block in form.write(head, rows):
            packed.write(block)
    return rows.count


def withdraw_snapshots(actor: Actor, dataset: str) -> int:
    """Take every copy of a dataset off the site, because somebody in it needs protection now; how many there were."""
    with transaction.atomic():
        found = list(Snapshot.objects.select_for_update().filter(dataset=dataset, withdrawn_at=None))
        files = [one.stored for one in found]
        for one in found:
            one.stored, one.withdrawn_at = "", timezone.now()
            one.save(update_fields=["stored", "withdrawn_at"])
            record(actor, "opendata.snapshot.withdrawn", one)
        transaction.on_commit(partial(_forget, files))
    return len(found)


def _forget(files: Iterable[str]) -> None:
    for name in files:
        default_storage.delete(name)


def altered() -> list[Snapshot]:
    """Copies whose file is gone or is not what it was."""
    return [
        one
        for one in Snapshot.objects.filter(withdrawn_at=None).order_by("dataset", "month", "format")
        if _digest(one.stored) != one.sha256
    ]


def _digest(stored: str) -> str:
    try:
        with default_storage.open(stored) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
