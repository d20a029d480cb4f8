"""Bytes that wait for somebody's second press. No row stands for them, so that `sweep` removes what was left."""

import re
import secrets

from django.core.files.base import File as Upload
from django.core.files.storage import default_storage

from ngo2.lib.refusals import Hidden

_PATH = re.compile(r"waiting/[0-9a-f]{40}")


def hold(upload: Upload) -> str:
    """Where they lie, for a draft of whoever sent them; a day at least."""
    upload.seek(0)
    return default_storage.save(f"waiting/{secrets.token_hex(20)}", upload)


def held(path: str) -> bytes:
    """Hidden when they are gone."""
    if not _PATH.fullmatch(path):
        raise Hidden("waiting")
    try:
        with default_storage.open(path) as stored:
            return bytes(stored.read())
    except FileNotFoundError:
        raise Hidden("waiting") from None


def release(path: str) -> None:
    if _PATH.fullmatch(path):
        default_storage.delete(path)
