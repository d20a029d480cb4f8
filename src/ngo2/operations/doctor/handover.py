"""The sheet for whoever takes over: where things are, who holds the keys, what comes next."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2 import __version__
from ngo2.kernel.jobs.models import Schedule
from ngo2.operations import queries


def sheet() -> Iterator[str]:
    """Plain text, one line each; holds no secret."""
    now = timezone.localtime()
    yield _("Hand-over sheet of NGO 2.0 %(version)s, %(day)s") % {
        "version": __version__,
        "day": f"{now:%Y-%m-%d}",
    }
    yield ""
    yield from _places()
    yield ""
    yield from _keys()
    yield ""
    yield _("What comes next:")
    for row in Schedule.objects.filter(name__startswith="operations.").order_by("due"):
        yield f"  {timezone.localtime(row.due):%Y-%m-%d %H:%M}  {row.name}"
    yield _("  every day: open /today/ and do what stands there; what has a deadline of the law stands first")
    yield _("  every month: copy the newest backup and the key to a place outside this machine")
    yield ""
    yield _("Handed over by: ____________________   Taken over by: ____________________   Day: __________")


def _places() -> Iterator[str]:
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    newest = next(iter(queries.backups()), None)
    yield _("Where things are:")
    yield _("  site: %(url)s, run by %(who)s") % {
        "url": settings.NGO2_SITE_URL,
        "who": settings.NGO2_OPERATOR or "____________________",
    }
    yield _("  data folder: %(folder)s") % {"folder": settings.DATA_DIR}
    yield _("  database: %(kind)s, %(name)s") % {"kind": kind, "name": connection.settings_dict["NAME"]}
    yield _("  backups: %(folder)s, %(n)d files, the newest is %(newest)s") % {
        "folder": settings.NGO2_BACKUP_DIR,
        "n": len(queries.backups()),
        "newest": newest.path.name if newest else "-",
    }
    yield _("  copies of the backups outside this machine: ____________________")


def _keys() -> Iterator[str]:
    yield _("Who holds the keys:")
    yield _("  key of the backups: %(path)s; a copy is with: ____________________") % {
        "path": settings.NGO2_BACKUP_KEY_FILE
    }
    yield _("  signing key: %(path)s; a copy is with: ____________________") % {
        "path": settings.DATA_DIR / "secret_key"
    }
    yield _("  domain name, certificate, mail provider: ____________________")
    team = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("pk")
    for person in team:
        yield _("  platform team: %(name)s (number %(pk)d)") % {"name": person.name, "pk": person.pk}
    if not team:
        yield _("  platform team: nobody yet")
