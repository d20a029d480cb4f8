"""Organisations as lines of a list. Pure: reads the columns that obey the table of what may be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ngo2.organisations import words
from ngo2.organisations.directory import Place, place_line
from ngo2.organisations.freshness import GRADES, confirmed_words, tone

CAUSES_SHOWN = 3


@dataclass(frozen=True)
class Entry:
    pk: int
    name: str
    text: str
    age: str  # "" when nobody of the organisation has confirmed it yet
    tone: str
    grade: str  # in words
    is_example: bool
    also: str = ""  # of a search: another name, or the part of a text, that fits
    distance: str = ""


def entries(organisations: Iterable[Any], place: Place | None = None) -> list[Entry]:
    """`organisations` with their `cause_rows` fetched before: no line may ask the database.

    `place` is what the list is about: its lines do not repeat it.
    """
    return [_entry(one, place or Place()) for one in organisations]


def _entry(one: Any, place: Place) -> Entry:
    causes = words.cause_names(row.cause for row in list(one.cause_rows.all())[:CAUSES_SHOWN])
    said = [
        words.kind_name(one.kind),
        ("、" if words.in_chinese() else ", ").join(causes),
        _where(one, place),
    ]
    return Entry(
        pk=one.pk,
        name=words.called(one),
        text=" · ".join(part for part in said if part),
        age=confirmed_words(one.confirmed_at)[0],
        tone=tone(one.grade),
        grade=str(GRADES.get(one.grade, "")),
        is_example=one.is_example,
    )


def _where(one: Any, place: Place) -> str:
    areas = [code for code in (one.area1, one.area2, one.area3) if code]
    if place.country == one.country:
        below = areas[len(place.path) :]
        return place_line(one.country, below) if below else ""
    return place_line(one.country, areas)
