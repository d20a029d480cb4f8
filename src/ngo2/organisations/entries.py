"""Organisations as lines of a list. Pure: reads the columns that obey the table of what may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ngo2.organisations import words
from ngo2.organisations.directory import place_line
from ngo2.organisations.freshness import confirmed_words

CAUSES_SHOWN = 3


@dataclass(frozen=True)
class Entry:
    pk: int
    name: str
    text: str
    age: str  # "" when nobody of the organisation has confirmed it yet
    tone: str
    is_example: bool


def entries(organisations: Iterable[Any]) -> list[Entry]:
    """`organisations` with their `cause_rows` fetched before: no line may ask the database."""
    return [_entry(one) for one in organisations]


def _entry(one: Any) -> Entry:
    named = one.name if words.in_chinese() or not one.name_en else one.name_en
    causes = words.cause_names(row.cause for row in list(one.cause_rows.all())[:CAUSES_SHOWN])
    said = [
        words.kind_name(one.kind),
        ("、" if words.in_chinese() else ", ").join(causes),
        place_line(one.country, (one.area1, one.area2, one.area3)),
    ]
    age, tone = confirmed_words(one.confirmed_at)
    return Entry(one.pk, named, " · ".join(part for part in said if part), age, tone, one.is_example)
