"""The items of a kind, no more of them than are shown: one kind may hold ten thousand."""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet

from ngo2.kernel.queue.kinds import Item

LAW, PEOPLE, STALE = 0, 1, 2


class Rows:
    """Items drawn from a queryset that stands in the order in which they wait. `key` is the column of `Item.key`."""

    def __init__(self, rows: QuerySet[Any], draw: Callable[[Any], Item], key: str = "pk") -> None:
        self.rows, self.draw, self.key = rows, draw, key

    def __iter__(self) -> Iterator[Item]:
        return map(self.draw, self.rows)

    def count(self) -> int:
        return self.rows.count()

    def first(self, n: int) -> list[Item]:
        return [self.draw(one) for one in self.rows[:n]]

    def only(self, keys: Collection[str]) -> list[Item]:
        wanted = [key for key in keys if key.isdecimal() and len(key) < 18]
        return [self.draw(one) for one in self.rows.filter(**{f"{self.key}__in": wanted})] if wanted else []


def order(item: Item) -> tuple[int, date, datetime]:
    """By legal deadline, then who waits longest, then what is oldest."""
    group = LAW if item.deadline else STALE if item.stale else PEOPLE
    return group, item.deadline or date.max, item.since.astimezone(UTC)


def kept(items: Iterable[Item]) -> "Rows | list[Item]":
    """What can be gone through more than once: a kind may answer a generator."""
    return items if isinstance(items, Rows) else list(items)


def first(items: Iterable[Item], n: int) -> tuple[list[Item], int]:
    """(the n that come first, how many there are)."""
    if isinstance(items, Rows):
        found = items.first(n)
        return sorted(found, key=order), len(found) if len(found) < n else items.count()
    drawn = list(items)
    return heapq.nsmallest(n, drawn, key=order), len(drawn)


def only(items: Iterable[Item], keys: Collection[str]) -> list[Item]:
    if not keys:
        return []
    found = items.only(keys) if isinstance(items, Rows) else [one for one in items if one.key in keys]
    return sorted(found, key=order)


def find(items: Iterable[Item], key: str) -> Item | None:
    return next(iter(only(items, {key})), None)
