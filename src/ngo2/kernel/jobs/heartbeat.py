"""A worker says every few seconds that it lives, in a thread of its own: a long job is no death."""

import logging
import os
import socket
import threading
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, Error, connection
from django.utils import timezone

from ngo2.kernel.jobs import stop
from ngo2.kernel.jobs.models import Worker

log = logging.getLogger("ngo2.jobs")
EVERY_SECONDS = 10.0
PAUSE_SECONDS = 1.0  # before the first beat is tried again
SILENT = timedelta(seconds=60)  # after this a worker counts as dead


class Heartbeat:
    """`patient`: a database that does not answer at the start is waited for, until we are asked to stop."""

    def __init__(self, worker_id: str, *, patient: bool = False) -> None:
        self.worker_id, self.patient = worker_id, patient
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        if not self.patient:
            self.beat()
        else:  # before it is known that we live, others would take our jobs for those of a dead worker
            while not self._beaten() and not stop.wait(PAUSE_SECONDS):
                pass
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
                self._beaten()
        finally:
            connection.close()

    def _beaten(self) -> bool:
        try:
            self.beat()
        except Error:  # the database is away or locked: the next beat tries again
            log.warning("heartbeat missed", exc_info=True)
            connection.close()
            return False
        return True


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
