"""`ngo2 start`: everything one person needs to run the site on one machine."""

import signal
import socket
import subprocess
import sys
import threading
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

GRACE_SECONDS = 25  # granian itself gives a request 20

_LOOK_SECONDS, _PAUSE_SECONDS = 0.5, 2.0


class Command(BaseCommand):
    help = (
        "Prepare the database, load the demo when asked for and missing, then serve pages and work off jobs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepare", action="store_true", help="Stop when everything is prepared; serve nothing."
        )

    def handle(self, *args: Any, prepare: bool, **options: Any) -> None:
        if not prepare:
            _port_is_free()
        _database_answers()
        self.check(databases=["default"])  # the others ran before; these ask for the database by name
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO and apps.is_installed("ngo2.demo"):
            call_command("seed_demo")
        if not prepare:
            self.stdout.write(f"\nNGO 2.0 is open: http://localhost:{settings.PORT}/ (stop with Ctrl+C)\n")
            self.stdout.flush()
            raise SystemExit(serve())


def _port_is_free() -> None:
    kind = socket.AF_INET6 if ":" in settings.NGO2_BIND else socket.AF_INET
    with socket.socket(kind) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.NGO2_BIND, settings.PORT))
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


def serve() -> int:
    """Run the pages, and beside them the worker, until the pages end or we are told to stop; then end both.

    A worker that dies is started again: pages can be read without one, and the next one takes over its jobs.
    """
    told = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: told.set())
    pages, worker = _begin(_pages()), _begin(_worker())
    while pages.poll() is None and not told.wait(_LOOK_SECONDS):
        if worker.poll() is not None and not told.wait(_PAUSE_SECONDS):
            worker = _begin(_worker())
    for child in (pages, worker):
        if child.poll() is None:
            child.terminate()
    for child in (pages, worker):
        try:
            child.wait(timeout=GRACE_SECONDS)
        except (
            subprocess.TimeoutExpired
        ):  # a job that hangs: its lease runs out, another worker takes it over
            child.kill()
            child.wait()
    return 0 if told.is_set() else _exit_code(pages.returncode)


def _pages() -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.NGO2_BIND,
        "--port", str(settings.PORT), "--workers", str(settings.NGO2_WORKERS), "--blocking-threads", "4",
        "--no-access-log", "--log-level", "warning",
        "--workers-kill-timeout", "20", "ngo2.config.wsgi:application",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [sys.executable, "-m", "ngo2", "worker"]


def _begin(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)  # noqa: S603 (our own words)


def _exit_code(code: int) -> int:
    """As a shell says it: who keeps us running must see that a signal ended the pages."""
    return 128 - code if code < 0 else code
