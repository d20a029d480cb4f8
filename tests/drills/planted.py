"""Planted faults: servers that a drill must see through."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from ngo2.lib import db
from tests.drills.served import application as honest


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A server that says yes before it has written."""
    if environ["REQUEST_METHOD"] != "POST":
        return honest(environ, start_response)
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    later = {**environ, "wsgi.input": io.BytesIO(body)}

    def write() -> None:
        time.sleep(0.05)
        list(honest(later, lambda *_: None))

    threading.Thread(target=write).start()
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


def strict(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A server that breaks on a query that is not UTF-8."""
    unquote_to_bytes(environ.get("QUERY_STRING", "")).decode("utf-8")
    return honest(environ, start_response)


@cache
def _unguarded() -> Callable[..., Iterable[bytes]]:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.endswith("DiskGuard")]
    db.is_full = lambda error: False
    return get_wsgi_application()


def unguarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A server that never looks whether there is room, and does not know what a full disk says."""
    return _unguarded()(environ, start_response)


def _quick(connection: Any, **others: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")


def unsynced(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A server that says yes when the words are handed to the system, not when they are on disk (SQLite)."""
    connection_created.connect(_quick, dispatch_uid="planted")
    return honest(environ, start_response)
