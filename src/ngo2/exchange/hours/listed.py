"""The record of hours as the national system takes it: one line a day, columns named in its terms. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ngo2.exchange import words
from ngo2.kernel.packs.law import Volunteering

Row = Mapping[str, Any]
_SAYS: Mapping[str, Callable[[Row], object]] = {
    "": lambda row: "",  # numbers of papers are not kept here: whoever sends it in adds them
    "name": lambda row: row["service"].volunteer.name,
    "organisation": lambda row: row["receiver"].name,
    "code": lambda row: (row["receiver"].facts.get("credit_code") or {}).get("v") or "",
    "project": lambda row: row["post"].title,
    "day": lambda row: row["service"].day.isoformat(),
    "what": lambda row: row["service"].what,
    "hours": lambda row: row["service"].halves / 2,
    "training": lambda row: row["service"].training,
    "praise": lambda row: row["service"].praise,
    "confirmed": lambda row: words.service_state(row["service"]),
    "insurance": lambda row: words.insurance(row["care"]),
    "note": lambda row: row["service"].objection,
}


def table(
    rules: Volunteering, one: Any, receiver: Any, services: Iterable[Any], care: Any
) -> Iterator[list[Any]]:
    yield [title for title, _name in rules.columns]
    for service in services:
        row = {"service": service, "receiver": receiver, "post": one.post, "care": care}
        yield [_SAYS[name](row) for _title, name in rules.columns]
