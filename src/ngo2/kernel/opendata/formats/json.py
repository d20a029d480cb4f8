"""JSON: the head with licence, sources, dates and the meaning of the columns, then the rows."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ngo2.kernel.opendata.datasets import Row
from ngo2.kernel.opendata.formats.shape import BLOCK, Format
from ngo2.kernel.opendata.heads import Head


def about(head: Head) -> dict[str, Any]:
    return {
        "title": head.title,
        "description": head.description,
        "page": head.page,
        "language": head.language,
        "licence": {"text": head.licence, "url": head.licence_url},
        "sources": [
            {key: value for key, value in zip(("label", "url", "licence"), one, strict=True) if value}
            for one in head.sources
        ],
        "updated": head.updated.isoformat(),
        "as_of": head.as_of.isoformat(),
        "columns": [
            {key: value for key, value in column._asdict().items() if value} for column in head.columns
        ],
    }


def texts(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_day, allow_nan=False)


def listed(items: Iterable[Any]) -> Iterator[bytes]:
    """The items of an array, each on its own line, in blocks; without the brackets."""
    kept, size, between = [], 0, "\n"
    for item in items:
        one = texts(item)
        kept.append(between + one)
        size, between = size + len(one), ",\n"
        if size > BLOCK:
            yield "".join(kept).encode()
            kept, size = [], 0
    yield "".join(kept).encode()


def write(head: Head, rows: Iterable[Row]) -> Iterator[bytes]:
    yield f'{texts(about(head))[:-1]},"rows":['.encode()
    yield from listed(rows)
    yield b"\n]}\n"


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a row of a dataset")


FORMAT = Format("json", "JSON", "application/json", write)
