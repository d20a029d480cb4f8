"""A worker says every few seconds that it lives, in a thread of its own: a long job is no death."""

import logging
import os
import socket
import threading
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from ngo2.kernel.jobs.models import Worker

log = logging.getLogger("ngo2.jobs")
EVERY_SECONDS = 10.0
SILENT = timedelta(seconds=60)  # after this a worker counts as dead


class Heartbeat:
    def __init__(self, worker_id: str) -> None:
        self.worker_id = worker_id
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self.beat()
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._end.set()
        self._thread.join(timeout=EVERY_SECONDS)
        with suppress(DatabaseError):  # the row grows old by itself
            Worker.objects.filter(pk=self.worker_id).delete()

    def beat(self) -> None:
        Worker.objects.update_or_create(
            pk=self.worker_id,
            defaults={"host": socket.gethostname(), "pid": os.getpid(), "seen_at": timezone.now()},
        )

    def _go_on(self) -> None:
        try:
            while not self._end.wait(EVERY_SECONDS):
                try:
                    self.beat()
                except DatabaseError:  # the database is away or locked: the next beat tries again
                    log.warning("heartbeat missed", exc_info=True)
                    connection.close()
        finally:
            connection.close()


def is_dead(worker: Worker | None, asking: str) -> bool:
    """Silent for a minute, or on this machine without a process. `asking`: the worker that wants to know."""
    if worker is None:
        return True
    if worker.pk == asking:
        return False
    if worker.seen_at < timezone.now() - SILENT:
        return True
    if worker.host != socket.gethostname():
        return False
    return worker.pid == os.getpid() or not _runs(worker.pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's, so it is there
    return True
