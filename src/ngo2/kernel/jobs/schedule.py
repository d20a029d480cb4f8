"""What runs by itself, and how often. Filled by manifests; run by every worker (`ngo2 worker`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from ngo2.lib.registry import Registry

EVERY_TICK = timedelta(0)
DAILY = timedelta(days=1)


@dataclass(frozen=True)
class Scheduled:
    """`run` takes nothing; a true return value says that it did something, so the worker asks again at once.

    `every=EVERY_TICK` runs about twice a second in each worker, also in two at a time: such a `run` claims
    its rows itself. Anything else is run by one worker at a time, and again when that worker died.
    `at`: the hour of the local day at which a daily one runs.
    """

    name: str
    run: Callable[[], object]
    every: timedelta
    help: str = ""
    at: time | None = None

    @property
    def ticks(self) -> bool:
        return self.every == EVERY_TICK

    def first(self, now: datetime) -> datetime:
        """When a schedule that was never seen before is due: at its hour, else at once."""
        return now if self.at is None else self.after(now)

    def after(self, now: datetime) -> datetime:
        """When it is due again after a run that starts `now`."""
        if self.at is None:
            return now + self.every
        local = timezone.localtime(now)
        then = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return then if then > local else then + self.every


schedule: Registry[Scheduled] = Registry("schedule")
