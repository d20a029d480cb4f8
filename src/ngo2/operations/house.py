"""What the platform team is told of on its page Today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.queue.kinds import Item
from ngo2.operations import disk, queries


def old_backup(person: Any) -> Iterator[Item]:
    """The newest backup is older than 26 hours, or there is none though the site is that old."""
    newest = next(iter(queries.backups()), None)
    since = newest.made_at if newest else Entry.objects.order_by("id").values_list("at", flat=True).first()
    if since is not None and timezone.now() - since > queries.TOO_OLD:
        title = _("The newest backup is older than a day") if newest else _("There is no backup")
        why = _("Type: ngo2 backup. If that works, look why the worker does not do it each night.")
        yield Item(
            "backup", title, why, since, reverse("operations:state"), _("Look at the state of the house")
        )


def full_disk(person: Any) -> Iterator[Item]:
    now = disk.room()
    if now.state == "open":
        return
    title = (
        _("The disk is full: the site can only be read")
        if now.state == "read_only"
        else _("The disk is nearly full: no files are taken in")
    )
    why = _("%(percent).0f %% of the disk is free (%(gb).1f GB).") % {
        "percent": now.percent,
        "gb": now.free / 1e9,
    }
    yield Item(
        "disk", title, why, timezone.now(), reverse("operations:state"), _("Look at the state of the house")
    )
