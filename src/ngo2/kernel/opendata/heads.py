"""What stands at the head of every file of a dataset: words in one language, sources and dates. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ngo2.kernel.opendata.datasets import Column, Dataset, Place, Row, Type


class Heading(NamedTuple):
    key: str
    label: str
    meaning: str
    type: Type
    unit: str


# Rows are copied from file to file: these three go with each row of a flat one.
OF_EACH_ROW = (
    Column("source", _("Source"), _("The list or the organisation that said so.")),
    Column("licence", _("Licence"), _("Under which terms this row may be used.")),
    Column("as_of", _("Made on"), _("The day on which the file was made."), "day"),
)


@dataclass(frozen=True)
class Head:
    """`page` is the address of the catalogue entry, `as_of` the day on which the rows were read."""

    title: str
    description: str
    columns: tuple[Heading, ...]
    of_each_row: tuple[Heading, ...]
    licence: str
    licence_url: str
    licence_short: str
    sources: tuple[tuple[str, str, str], ...]
    updated: date
    as_of: date
    page: str
    language: str
    place: Place | None = None

    @property
    def all_columns(self) -> tuple[Heading, ...]:
        """Of a flat file."""
        return self.columns + self.of_each_row

    @property
    def source_line(self) -> str:
        return "; ".join(label for label, _url, _licence in self.sources)


def head_of(dataset: Dataset, language: str, page: str, as_of: date) -> Head:
    """All words of the head, made now: rows are written later, when another language may be in force."""
    with translation.override(language):
        licence, url, short = dataset.licence
        return Head(
            str(dataset.title),
            str(dataset.description),
            headings(dataset.columns),
            headings(OF_EACH_ROW),
            str(licence),
            url or page,
            str(short or licence),
            tuple((str(label), address, str(terms)) for label, address, terms in dataset.sources()),
            dataset.updated(),
            as_of,
            page,
            language,
            dataset.place,
        )


def headings(columns: Iterable[Column]) -> tuple[Heading, ...]:
    """In the language in force."""
    return tuple(
        Heading(one.key, str(one.label), str(one.meaning), one.type, str(one.unit)) for one in columns
    )


def attributed(head: Head, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Each row with where it comes from, its licence and the day."""
    own = {"source": head.source_line, "licence": head.licence_short, "as_of": head.as_of}
    for row in rows:
        yield own | {key: value for key, value in row.items() if value is not None}
