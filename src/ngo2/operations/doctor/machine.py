"""What the machine and its settings must be."""

import stat
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ngo2.accounts import checks as demo
from ngo2.kernel.journal.models import Entry
from ngo2.operations import databases, disk
from ngo2.operations.doctor.lines import Finding, bad, ok, warn

TOLERANCE = timedelta(minutes=5)
_SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
_POSTGRES = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


def deployment() -> Finding:
    found = [
        one
        for one in checks.run_checks(include_deployment_checks=True)
        if one.level >= checks.WARNING and not one.is_silenced()
    ]
    if not found:
        return ok(_("All checks of the framework pass."))
    ids = ", ".join(str(one.id) for one in found[:8])
    why = _("%(n)d checks complain: %(ids)s") % {"n": len(found), "ids": ids}
    error = any(one.level >= checks.ERROR for one in found)
    return Finding("bad" if error else "warn", why, "ngo2 check --deploy")


def database() -> Finding:
    """What the server says, not what the settings wish."""
    asked = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    verb = "SHOW" if connection.vendor == "postgresql" else "PRAGMA"
    weak = []
    with connection.cursor() as cursor:
        for name, wanted in asked.items():
            cursor.execute(f"{verb} {name}")
            found = str(cursor.fetchone()[0])
            if found != wanted:
                weak.append(f"{name}={found}")
    if weak:
        return bad(
            _("A power cut can lose what was confirmed: %(settings)s.") % {"settings": ", ".join(weak)},
            _("Set %(wanted)s in the database.")
            % {"wanted": ", ".join(f"{name}={value}" for name, value in asked.items())},
        )
    return ok(_("A commit is on disk before anybody is thanked."))


def dump_tool() -> Finding:
    if connection.vendor != "postgresql":
        return ok(_("SQLite needs none."))
    if databases.client_program("pg_dump", databases.server_version(connection)):
        return ok(_("pg_dump fits the server."))
    return warn(
        _("pg_dump is missing or older than the server; backups take the slower way without it."),
        "apt install postgresql-client",
    )


def clock() -> Finding:
    now = timezone.now()
    last = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    if last is not None and last > now + TOLERANCE:
        return bad(
            _("The clock stands before the last journal entry (%(last)s): it was set back.")
            % {"last": f"{last:%Y-%m-%d %H:%M} UTC"},
            "timedatectl set-ntp true",
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        if abs(theirs - now) > TOLERANCE:
            return bad(
                _("This machine and the database server disagree about the time."), "timedatectl set-ntp true"
            )
    return ok(_("It is %(now)s UTC here.") % {"now": f"{now:%Y-%m-%d %H:%M}"})


def room() -> Finding:
    now = disk.measure(settings.DATA_DIR)
    why = _("%(percent).0f %% of the disk is free (%(gb).1f GB).") % {
        "percent": now.percent,
        "gb": now.free / 1e9,
    }
    if now.state == "read_only":
        return bad(
            why + " " + _("The site can only be read."),
            _("Remove what is not needed: du -xh %(folder)s | sort -h | tail")
            % {"folder": settings.DATA_DIR},
        )
    if now.state == "no_uploads":
        return warn(
            why + " " + _("No files are taken in."),
            _("Remove what is not needed: du -xh %(folder)s | sort -h | tail")
            % {"folder": settings.DATA_DIR},
        )
    return ok(why)


def secrets() -> Finding:
    files = [settings.DATA_DIR / "secret_key", settings.NGO2_BACKUP_KEY_FILE]
    open_ones = [path for path in files if path.exists() and _others_read(path)]
    if open_ones:
        names = " ".join(map(str, open_ones))
        return bad(_("Others on this machine can read: %(names)s") % {"names": names}, f"chmod 600 {names}")
    return ok(_("Only their owner can read the keys."))


def _others_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def debug() -> Finding:
    if settings.DEBUG:
        return bad(_("Error pages show the inside of the site."), "NGO2_DEBUG=0")
    return ok(_("Error pages show nothing of the inside."))


def demonstration() -> Finding:
    if not settings.DEMO:
        return ok(_("Sign-in codes are never shown on a page."))
    if demo.faults():
        return bad(_("Sign-in codes are shown to everybody, and others can reach this site."), "NGO2_DEMO=0")
    return ok(_("This is a demo that only this computer can reach."))
