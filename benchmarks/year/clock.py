"""The clock of the year: `django.utils.timezone.now` is all that this house asks for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

TICK = timedelta(microseconds=1)


class Clock:
    """Every look at it is a microsecond later than the one before, so that nothing happens at once."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        self.at += TICK
        return self.at

    def to(self, moment: datetime) -> None:
        """In UTC, as Django's own. Never back: what was written after the last step would lie in the future."""
        self.at = max(self.at, moment.astimezone(UTC))


@contextmanager
def running(clock: Clock) -> Iterator[Clock]:
    """`localdate` and `localtime` ask `now`, so one patch moves them all."""
    with mock.patch("django.utils.timezone.now", clock):
        yield clock
