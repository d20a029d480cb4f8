"""Pictures and papers that anybody may ask for: each drawn once, one at a time, and kept until it has changed.

A crowd that asks for them costs reading a file; it never starts more than one child in each process.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.documents import services
from ngo2.lib.refusals import Refused

CACHE = "pictures"
KEPT = 7 * 86_400  # seconds
AGAIN = 60  # seconds; what could not be drawn is not tried again before
PATIENCE = 8  # seconds in line; who fetches previews waits no longer
_pen = threading.Lock()


class Busy(Refused):
    """Somebody else's picture is being drawn, or this one could not be. Answered with 503 by who serves it."""

    def __init__(self) -> None:
        super().__init__(_("The picture is being drawn. Please try again in a minute."), code="busy")


def digest(template: str, data: Mapping[str, Any], scale: float = 1) -> str:
    """What the picture shows, as a mark: the same mark is the same picture."""
    said = json.dumps(
        [settings.NGO2_RELEASE, template, data, scale], ensure_ascii=False, sort_keys=True, default=str
    )
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def picture(name: str, template: str, data: Mapping[str, Any], scale: float = 1) -> bytes:
    """PNG. `name` says whose picture it is: one is kept under each. Raises Busy."""
    return _once(name, digest(template, data, scale), lambda: services.png(template, data, scale))


def paper(name: str, template: str, data: Mapping[str, Any]) -> bytes:
    """PDF, in the same way."""
    return _once(name, digest(template, data), lambda: services.pdf(template, data))


def _once(name: str, mark: str, make: Callable[[], bytes]) -> bytes:
    if (kept := _kept(name, mark)) is not None:
        return kept
    if not _pen.acquire(timeout=PATIENCE):
        raise Busy
    try:
        if (kept := _kept(name, mark)) is not None:  # drawn while we stood in line
            return kept
        try:
            made = make()
        except Refused:
            _keep(name, mark, b"", AGAIN)
            raise Busy from None
        _keep(name, mark, made, KEPT)
        return made
    finally:
        _pen.release()


def forget(names: Iterable[str]) -> None:
    caches[CACHE].delete_many(list(names))


def _kept(name: str, mark: str) -> bytes | None:
    found = caches[CACHE].get(name)
    if found is None or found[0] != mark:
        return None
    if not found[1]:
        raise Busy
    return bytes(found[1])


def _keep(name: str, mark: str, made: bytes, seconds: int) -> None:
    try:
        caches[CACHE].set(name, (mark, made), seconds)
    except OSError:  # no room on the disk: it is drawn again the next time
        return
