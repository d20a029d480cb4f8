"""Lists that leave the house as files, with what each column means. Filled by manifests."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from ngo2.lib.registry import Registry

# text; whole, number: figures; day: a date; code: a key of a closed list, a register or a classification; list, lines:
# several values. Flat files join a list with "; " (none of its values holds one) and lines with a line break.
Type = Literal["text", "whole", "number", "day", "code", "list", "lines"]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """`key` is the same in every language and release; `label` heads the column of a workbook."""

    key: str
    label: Any
    meaning: Any
    type: Type = "text"
    unit: Any = ""


class Source(NamedTuple):
    """Where rows come from. `licence` is "" where the label says it."""

    label: Any
    url: str = ""
    licence: Any = ""


class Licence(NamedTuple):
    """`short` stands in each row of a flat file; without it the text does."""

    text: Any
    url: str = ""
    short: Any = ""


class Place(NamedTuple):
    """Keys of the columns that hold the point (WGS-84 degrees) and how exact it is: what GeoJSON is made from."""

    lat: str
    lng: str
    precision: str


@dataclass(frozen=True)
class Dataset:
    """`rows(filters, language)` yields one mapping a row without keeping any; `filters` None means all.

    It reads nothing but what the public may see, whoever asks. A row may say where it comes from under "source"; it
    need not hold every column. `lasting` makes of a row what may stay public for good, in a monthly copy that later
    corrections do not reach. `page_keys` are the versions of public pages that change with the rows.
    """

    name: str
    title: Any
    description: Any
    columns: tuple[Column, ...]
    rows: Callable[[Any, str], Iterator[Row]]
    count: Callable[[], int]
    licence: Licence
    sources: Callable[[], Iterable[Source]]
    updated: Callable[[], date]
    place: Place | None = None
    page_keys: tuple[str, ...] = ()
    lasting: Callable[[Row], Row] = lambda row: row


datasets: Registry[Dataset] = Registry("dataset")
