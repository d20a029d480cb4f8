"""To a new version in one command: look, save, migrate, try; when anything fails, everything is as before."""

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils.translation import gettext as _

from ngo2.operations import databases, queries
from ngo2.operations.failures import Failed, NoRoom
from ngo2.operations.services.backup import Made, make_backup
from ngo2.operations.services.restore import must_be_stopped, restore

PAGES = ("/healthz", "/", "/en/", "/organisations/", "/sign-in/")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Upgraded:
    plan: list[str]
    saved: Made


def plan() -> list[str]:
    """What the migrations that are not yet applied do, one line each."""
    executor = MigrationExecutor(connection)
    todo = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration, _backwards in todo
        for operation in migration.operations
    ]


def upgrade(say: Say = lambda text: None) -> Upgraded:
    """Raises Failed when the new version does not work here; data and files are then what they were."""
    _preflight()
    steps = plan()
    say(_("%(n)d changes of the database:") % {"n": len(steps)})
    for step in steps:
        say(f"  {step}")
    config = dict(connection.settings_dict)
    connections.close_all()
    must_be_stopped(config)
    saved = make_backup()
    say(_("Saved before anything is changed: %(path)s") % {"path": saved.path})
    connections.close_all()
    try:
        databases.migrated(databases.url_of(config))
        smoke()
    except Exception as error:
        connections.close_all()
        restore(saved.path, replace=True, save_first=False, pause=False)
        raise Failed(
            _(
                "The upgrade did not work, so everything is as it was before: %(why)s Go back "
                "to the version of before and tell its makers."
            )
            % {"why": error}
        ) from error
    return Upgraded(steps, saved)


def _preflight() -> None:
    needed, free = 3 * queries.database_bytes(), shutil.disk_usage(settings.DATA_DIR).free
    if free < needed:
        raise NoRoom(
            _(
                "An upgrade needs three times the size of the database (%(needed)d MB) and "
                "%(free)d MB are free. Make room first; nothing was changed."
            )
            % {"needed": needed // 10**6, "free": free // 10**6}
        )
    try:
        call_command("check", stdout=io.StringIO(), stderr=io.StringIO())
    except SystemCheckError as error:
        raise Failed(
            _("The checks of the new version fail, nothing was changed: %(why)s") % {"why": str(error)[:500]}
        ) from error


def smoke() -> None:
    """A few pages, as a visitor asks for them. Raises Failed with the first that does not answer."""
    host = next(
        (name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*", "["))), "localhost"
    )
    client = Client(SERVER_NAME=host, raise_request_exception=False)
    for page in PAGES:
        status = client.get(page, secure=settings.SECURE).status_code
        if status != 200:
            raise Failed(_("The page %(page)s answers %(status)d.") % {"page": page, "status": status})
