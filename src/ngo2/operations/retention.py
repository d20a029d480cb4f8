"""Which backups stay: the newest of each of the last days, weeks and months that have one. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 5, 12

Period = Callable[[datetime], object]


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Of the moments at which backups were made, those whose backups are kept."""
    newest_first = sorted(set(made), reverse=True)
    rules: list[tuple[Period, int]] = [
        (lambda at: at.date(), DAYS),
        (lambda at: at.isocalendar()[:2], WEEKS),
        (lambda at: (at.year, at.month), MONTHS),
    ]
    return {at for period, count in rules for at in _newest_of_each(newest_first, period, count)}


def _newest_of_each(newest_first: list[datetime], period: Period, count: int) -> list[datetime]:
    newest: dict[object, datetime] = {}
    for at in newest_first:
        newest.setdefault(period(at), at)
    return list(newest.values())[:count]
