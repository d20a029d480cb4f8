"""How much room is left where the data stands, and what may still be done with it. Asked on every form: cached."""

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings

State = Literal["open", "no_uploads", "read_only"]
# On a large disk a small share is still plenty.
PLENTY_FOR_UPLOADS, PLENTY_FOR_WRITING = 10 * 10**9, 2 * 10**9
_FRESH_SECONDS = 2.0
_last: tuple[float, "Room"] | None = None


@dataclass(frozen=True)
class Room:
    """Bytes."""

    total: int
    free: int

    @property
    def percent(self) -> float:
        return 100 * self.free / self.total if self.total else 100.0

    @property
    def state(self) -> State:
        if self.free < PLENTY_FOR_WRITING and self.percent < settings.NGO2_DISK_READ_ONLY_PERCENT:
            return "read_only"
        if self.free < PLENTY_FOR_UPLOADS and self.percent < settings.NGO2_DISK_NO_UPLOADS_PERCENT:
            return "no_uploads"
        return "open"


def measure(folder: Path) -> Room:
    """Tests put another in its place."""
    usage = shutil.disk_usage(folder)
    return Room(usage.total, usage.free)


def room() -> Room:
    """At most two seconds old."""
    global _last
    now = time.monotonic()
    if _last is None or now - _last[0] > _FRESH_SECONDS:
        _last = now, measure(settings.DATA_DIR)
    return _last[1]


def forget() -> None:
    global _last
    _last = None


def ballast() -> Path:
    return settings.DATA_DIR / "ballast"


def keep_ballast() -> None:
    """The schedule's: occupy while there is room, give free when there is none, so that the database can still tidy up.

    Taken again only when a fifth of the disk is free: not to and fro at the edge.
    """
    wanted, path = settings.NGO2_BALLAST_MB * 10**6, ballast()
    held = path.stat().st_size if path.exists() else 0
    now = measure(settings.DATA_DIR)
    if now.state == "read_only" or not wanted:
        path.unlink(missing_ok=True)
    elif held != wanted and now.percent > 20 and now.free > 2 * wanted:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, 0)
            with suppress(OSError):  # a file system without reservation: the next turn tries again
                os.posix_fallocate(handle, 0, wanted)
        finally:
            os.close(handle)
