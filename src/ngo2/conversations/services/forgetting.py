"""What goes for good: the words and files of an erased person, and everything after its time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ngo2.conversations.models import Message
from ngo2.kernel.files import forgetting, quota
from ngo2.kernel.files.models import File

KEPT = timedelta(days=3 * 365)  # as long as a claim can be brought (Civil Code, art. 188)
MOST = 1000  # in one run


def forget(person: Any, rows: QuerySet[Message]) -> None:
    """The words and files go, the place of each message stays."""
    _remove_files(rows)
    rows.update(text="", attachment=None, key="")


def own_bytes(person: Any, rows: QuerySet[Message]) -> Iterator[tuple[str, bytes]]:
    """What somebody sent along, for their export."""
    for one in rows.filter(attachment__deleted_at=None).exclude(attachment=None).select_related("attachment"):
        file = one.attachment
        if file is not None:
            with default_storage.open(file.path) as stored:
                yield f"conversations/{file.pk}-{file.name}", stored.read()


def forget_old() -> int:
    """Messages older than we keep them, with their files; returns how many."""
    old = list(Message.objects.filter(at__lt=timezone.now() - KEPT).values_list("pk", flat=True)[:MOST])
    rows = Message.objects.filter(pk__in=old)
    with transaction.atomic():
        _remove_files(rows)
        rows.delete()
    return len(old)


def _remove_files(rows: QuerySet[Message]) -> None:
    files = File.objects.filter(pk__in=rows.exclude(attachment=None).values("attachment"))
    keys = list(files.values_list("pk", flat=True))
    scopes = set(files.values_list("scope", flat=True))
    rows.update(attachment=None)
    forgetting.forget(None, File.objects.filter(pk__in=keys))
    for scope in scopes:
        quota.recount(scope)
