"""What the platform team is told of on its page Today."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.notify.types import Recipient
from ngo2.kernel.queue.kinds import Item
from ngo2.kernel.ui import access
from ngo2.operations import disk, queries


def old_backup(person: Any) -> Iterator[Item]:
    """The newest backup is older than 26 hours, or there is none though the site is that old."""
    if found := queries.overdue():
        yield Item(
            "backup",
            backup_title(found),
            _("Type: ngo2 backup. If that works, look why the worker does not do it each night."),
            found.since,
            reverse("operations:state"),
            _("Look at the state of the house"),
        )


def backup_title(found: queries.Overdue) -> str:
    return _("The newest backup is older than a day") if found.newest else _("There is no backup")


def alarms(request: HttpRequest) -> list[str]:
    """What stands in red over every page of the platform team; never on a page that is the same for everybody."""
    view = request.resolver_match.func if request.resolver_match else None
    is_away = getattr(request, "database_away", False)
    if is_away or getattr(view, "access", "") not in {access.SIGNED_IN, access.STAFF}:
        return []
    person = request.user
    if not (person.is_authenticated and person.is_staff):
        return []
    found = queries.overdue()
    return [backup_title(found)] if found else []


def team(entry: Entry) -> list[Recipient]:
    found = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("pk")
    return [Recipient(person) for person in found]


def about_backup(entry: Entry) -> dict[str, object]:
    return {"newest": entry.data.get("newest") or "–", "site": settings.NGO2_SITE_URL}


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
