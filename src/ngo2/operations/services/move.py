"""From the SQLite file to a PostgreSQL: copied, compared table by table, and the file stays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, connections
from django.utils.translation import gettext as _

from ngo2.operations import copying, databases, fingerprints
from ngo2.operations.failures import Failed
from ngo2.operations.fingerprints import Fingerprint
from ngo2.operations.services.restore import must_be_stopped

Progress = Callable[[int], object]


@dataclass(frozen=True)
class Moved:
    source: Fingerprint
    target: Fingerprint
    old: str


def move_to_postgres(url: str, progress: Progress = lambda rows: None) -> Moved:
    """Refuses a target that holds anything. The source is only read, and locked meanwhile."""
    if connection.vendor != "sqlite":
        raise Failed(_("This site is on PostgreSQL already: DATABASE_URL says so."))
    if not url.startswith(("postgres://", "postgresql://")):
        raise Failed(_("Name the new database like this: postgres://user:password@host:5432/name"))
    config: dict[str, Any] = dict(connection.settings_dict)
    connections.close_all()
    must_be_stopped(config)
    _look_at(url)
    databases.migrated(url)
    with databases.opened(databases.url_of(config)) as source, databases.opened(url) as target:
        source.set_autocommit(False)  # IMMEDIATE: nobody writes while we read
        try:
            copying.copy(source, target, progress)
            before, after = fingerprints.fingerprint(source), fingerprints.fingerprint(target)
        finally:
            source.rollback()
    if wrong := before.differences(after):
        raise Failed(
            _("These tables are not equal after copying, so go on using the old database: %(tables)s")
            % {"tables": ", ".join(wrong)}
        )
    return Moved(before, after, str(config["NAME"]))


def _look_at(url: str) -> None:
    try:
        with databases.opened(url) as target:
            databases.must_be_empty(
                target, _("The new database holds data already. Name an empty one, so that nothing is mixed.")
            )
    except (OperationalError, ImproperlyConfigured) as error:
        raise Failed(
            _("The new database does not answer: %(why)s Make it first: CREATE DATABASE name;")
            % {"why": str(error).strip().splitlines()[0]}
        ) from error
