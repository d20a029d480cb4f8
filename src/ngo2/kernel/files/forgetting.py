"""What goes for good: files of an erased person, deleted ones after their time, bytes without a row."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ngo2.kernel.files.models import File, Usage
from ngo2.kernel.files.scopes import owner_of
from ngo2.kernel.files.services import remove_bytes

KEPT_AFTER_DELETION = 30  # days
_UNFINISHED = timedelta(days=1)  # an upload younger than this may still be in its transaction


def rows_of(person: Any) -> QuerySet[File]:
    """Everything a person uploaded for themselves or for others."""
    return File.objects.filter(Q(created_by=person) | Q(scope=f"person:{person.pk}"))


def own_bytes(person: Any, rows: QuerySet[File]) -> Iterator[tuple[str, bytes]]:
    """The files themselves, for the person's export: their own, not those for an organisation."""
    for file in rows.filter(deleted_at=None).iterator():
        if owner_of(file.scope) == str(person.pk):
            with default_storage.open(file.path) as stored:
                yield f"files/{file.pk}-{file.name}", stored.read()


def forget(person: Any, rows: QuerySet[File]) -> None:
    """Own files go with their bytes. An organisation's stay with it and forget who sent them under what name.

    Without a person, all `rows` go.
    """
    mine: list[File] = []
    others: list[File] = []
    for file in rows:
        own = person is None or owner_of(file.scope) == str(person.pk)
        (mine if own else others).append(file)
    for file in others:
        File.objects.filter(pk=file.pk).update(created_by=None, name=_anonymous(file.name))
    _remove(mine, with_usage=person is not None)


def _remove(files: list[File], *, with_usage: bool) -> None:
    paths = [path for file in files for path in file.paths()]
    File.objects.filter(pk__in=[file.pk for file in files]).delete()
    if with_usage:
        Usage.objects.filter(scope__in={file.scope for file in files}).delete()
    transaction.on_commit(lambda: remove_bytes(paths))


def _anonymous(name: str) -> str:
    return "file." + name.rpartition(".")[2]


def forget_deleted() -> int:
    """Remove what was deleted long enough ago; returns how many files."""
    old = File.objects.filter(deleted_at__lt=timezone.now() - timedelta(days=KEPT_AFTER_DELETION))
    count = old.count()
    with transaction.atomic():
        forget(None, old)
    return count


def sweep() -> int:
    """Remove bytes older than a day that no row stands for (an upload whose transaction failed); how many."""
    removed = 0
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:  # nobody has uploaded anything yet
        return 0
    for folder in folders:
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        stems = {name: name.partition("-")[0] for name in names}
        known = set(File.objects.filter(path__in=set(stems.values())).values_list("path", flat=True))
        for name in names:
            old = default_storage.get_modified_time(name) < timezone.now() - _UNFINISHED
            if stems[name] not in known and old:
                default_storage.delete(name)
                removed += 1
    return removed
