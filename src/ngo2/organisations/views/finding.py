"""Two ways to the same list: by the database, or by the index where words or a place to be near are asked for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, overload

from ngo2.kernel.search import queries as search
from ngo2.kernel.search.engine import Ask, Hit
from ngo2.organisations import asks, queries
from ngo2.organisations.directory import Filters
from ngo2.organisations.models import Organisation

Counts = dict[str, int]
_COUNTED = {"cause": queries.cause_counts, "trait": queries.trait_counts}  # no columns of the record


class Finding(Protocol):
    """`rows` are the lines of the list; `counts(filters, column)` how many stand behind each choice."""

    rows: Sequence[Organisation]

    def counts(self, filters: Filters, column: str) -> Counts: ...


class ByDatabase:
    def __init__(self, shown: Filters) -> None:
        found = queries.in_order(queries.matching(shown)).defer("facts")
        self.rows: Sequence[Organisation] = found.prefetch_related("cause_rows")  # type: ignore[assignment] # paginated

    def counts(self, filters: Filters, column: str) -> Counts:
        found = queries.matching(filters)
        if column in _COUNTED:
            return _COUNTED[column](found)
        return queries.counts_by(found, column)


class ByIndex:
    """`loosely`: hardly anything is written so, and these are spelled or sound alike. `km`: the circle looked at."""

    def __init__(self, ask: Ask, total: int) -> None:
        self.ask = ask
        self.rows = Ranked(ask, total)
        self.loosely = ask.loosely
        self.km = ask.near.km if ask.near else None
        self._counted: dict[Filters, dict[str, Counts]] = {}

    def counts(self, filters: Filters, column: str) -> Counts:
        if filters not in self._counted:
            ask = replace(asks.ask(filters), near=self.ask.near, loosely=self.loosely)
            self._counted[filters] = search.counts(ask) or {}
        return self._counted[filters].get(column, {})


class Ranked(Sequence[Organisation]):
    """The best first, or the nearest; only what stands on a page is fetched."""

    def __init__(self, ask: Ask, total: int) -> None:
        self.ask, self.total = ask, min(total, search.FURTHEST)
        self.hits: list[Hit] = []

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> Organisation: ...
    @overload
    def __getitem__(self, index: slice) -> list[Organisation]: ...
    def __getitem__(self, index: int | slice) -> Organisation | list[Organisation]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(self.total)
        found = search.search(self.ask, stop - start, start) if stop > start else None
        self.hits = found.hits if found else []
        return queries.in_ranks([hit.key.pk for hit in self.hits])


def finding(shown: Filters) -> ByDatabase | ByIndex:
    """The index knows circles, not boxes nor who is off the map: the database looks through what the index finds."""
    ask = asks.ask(shown)
    answer = search.settled(ask) if (ask.text or ask.near) and not (shown.box or shown.off_map) else None
    return ByIndex(answer[0], answer[1].total) if answer else ByDatabase(shown)
