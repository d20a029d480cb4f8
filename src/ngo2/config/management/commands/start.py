"""`ngo2 start`: everything one person needs to run the site on one machine."""

import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, connections

from ngo2.config import serving

log = logging.getLogger("ngo2.start")

GRACE_SECONDS = serving.FINISH_SECONDS + 5

READY_SECONDS = 180  # that new pages may take until they can answer; the old ones answer meanwhile

_LOOK_SECONDS, _PAUSE_SECONDS = 0.5, 2.0


class Command(BaseCommand):
    help = (
        "Prepare the database, load the demo when asked for and missing, then serve pages and work off jobs. "
        "SIGHUP changes to the version that lies in its folder now; nobody is refused meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepare", action="store_true", help="Stop when everything is prepared; serve nothing."
        )

    def handle(self, *args: Any, prepare: bool, **options: Any) -> None:
        held = None if prepare else _listening()
        _database_answers()
        self.check(databases=["default"])  # the others ran before; these ask for the database by name
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO and apps.is_installed("ngo2.demo"):
            call_command("seed_demo")
        if held is not None:
            self.stdout.write(f"\nNGO 2.0 is open: http://localhost:{settings.PORT}/ (stop with Ctrl+C)\n")
            self.stdout.flush()
            connections.close_all()
            raise SystemExit(serve(held))


def _listening() -> socket.socket:
    try:
        return serving.listening(settings.NGO2_BIND, settings.PORT)
    except OSError as error:
        raise CommandError(
            f"Port {settings.PORT} on {settings.NGO2_BIND} cannot be opened ({error.strerror}). "
            "Stop what uses it, or choose another: PORT=8001 make run."
        ) from None


def _database_answers() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        said = " ".join(str(error).split())
        raise CommandError(
            f"The database does not answer ({said}). Start it, or look at DATABASE_URL; "
            "leave that empty for SQLite in NGO2_DATA_DIR."
        ) from None


def serve(held: socket.socket) -> int:
    """Run the pages, and beside them the worker, until the pages end or we are told to stop; then end both.

    A worker that dies is started again: pages can be read without one, and the next one takes over its jobs.
    Told to begin again (SIGHUP), the new version prepares itself, then answers beside the old one, which then ends.
    """
    told, again = threading.Event(), threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.set())
    signal.signal(signal.SIGHUP, lambda *_: again.set())
    pages, worker = _begin(_pages(held, serving.NOBODY), held.fileno()), _begin(_worker())
    while pages.poll() is None and not told.wait(_LOOK_SECONDS):
        if again.is_set():
            again.clear()
            if fresh := _prepared() and _ready_pages(held, told):
                _end(pages, worker)
                pages = fresh
            elif not told.is_set():
                log.error("The new version does not run here (see above), so the old one goes on.")
        if worker.poll() is not None and not told.wait(_PAUSE_SECONDS if worker.returncode else 0):
            worker = _begin(_worker())
    _end(pages, worker)
    return 0 if told.is_set() else _exit_code(pages.returncode)


def _end(*children: "subprocess.Popen[bytes]") -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=GRACE_SECONDS)
        except (
            subprocess.TimeoutExpired
        ):  # a job that hangs: its lease runs out, another worker takes it over
            child.kill()
            child.wait()


def _prepared() -> bool:
    """In a process of its own: it has the new code."""
    return subprocess.call(_preparing()) == 0  # noqa: S603 (our own words)


def _ready_pages(held: socket.socket, told: threading.Event) -> "subprocess.Popen[bytes] | None":
    """New pages that can answer; None when they end before, take too long, or we are told to stop."""
    ready, write = os.pipe()
    fresh = _begin(_pages(held, write), held.fileno(), write)
    os.close(write)
    try:
        until = time.monotonic() + READY_SECONDS
        while not told.is_set() and time.monotonic() < until:
            if select.select([ready], [], [], _LOOK_SECONDS)[0]:
                if os.read(ready, 1):
                    return fresh
                break
    finally:
        os.close(ready)
    _end(fresh)
    return None


def _preparing() -> list[str]:
    return [sys.executable, "-m", "ngo2", "start", "--prepare"]


def _pages(held: socket.socket, ready: int) -> list[str]:
    return serving.command(held.fileno(), ready, settings.NGO2_WORKERS)


def _worker() -> list[str]:
    return [sys.executable, "-m", "ngo2", "worker"]


def _begin(command: list[str], *passed: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, pass_fds=passed)  # noqa: S603 (our own words)


def _exit_code(code: int) -> int:
    """As a shell says it: who keeps us running must see that a signal ended the pages."""
    return 128 - code if code < 0 else code
