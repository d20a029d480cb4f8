"""How much somebody may write. Much for people; a machine gets no further, least of all on a new account."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ngo2.kernel.limits.services import TooMany, spend
from ngo2.lib.refusals import Refused

A_MINUTE, A_DAY = 12, 200
A_DAY_AT_FIRST = 30
FILES_A_DAY, FILES_A_DAY_AT_FIRST = 40, 8
LOOKS_A_DAY = 5
AT_FIRST = timedelta(days=14)


def writing(person: Any, *, with_file: bool) -> None:
    new, key, day = timezone.now() - person.joined_at < AT_FIRST, f"person:{person.pk}", timedelta(days=1)
    _spend("conversations.minute", key, A_MINUTE, timedelta(minutes=1))
    _spend("conversations.day", key, A_DAY_AT_FIRST if new else A_DAY, day)
    if with_file:
        _spend("conversations.files", key, FILES_A_DAY_AT_FIRST if new else FILES_A_DAY, day)


def asking(person: Any) -> None:
    _spend("conversations.looks", f"person:{person.pk}", LOOKS_A_DAY, timedelta(days=1))


def _spend(bucket: str, key: str, limit: int, period: timedelta) -> None:
    """Refused at the form and not with a page of its own: what was typed stays where it is."""
    try:
        spend(bucket, key, limit, period)
    except TooMany as many:
        raise Refused(str(many), field="text", code="too_many") from many
