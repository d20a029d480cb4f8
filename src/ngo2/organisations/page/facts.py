"""The table of facts: grouped as people look for them, each with its age and where it comes from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.freshness import Freshness, freshness
from ngo2.organisations.words import Words, in_words

# What stands elsewhere on the page: the heading, the lead, tables and cards of their own.
_ELSEWHERE = {
    *("name_zh", "name_en", "names_other", "kind", "legal_status", "causes", "summary_zh", "summary_en"),
    *("country", "point", "projects", "finance", "trained"),
}
_GROUPS = (
    (_("Contact"), ("contact",)),
    (_("Where"), ("place",)),
    (_("Size"), ("size",)),
    (_("About the organisation"), ("who", "what")),
)


@dataclass(frozen=True)
class Row:
    key: str
    label: Any
    words: Words
    freshness: Freshness


@dataclass(frozen=True)
class Group:
    title: Any
    rows: tuple[Row, ...]


def groups(facts: Mapping[str, Mapping[str, Any]], country: str) -> list[Group]:
    """Only what is known; a value None is the answer "there is none" and is shown as such."""
    found = (Group(title, tuple(_rows(facts, sections, country))) for title, sections in _GROUPS)
    return [group for group in found if group.rows]


def _rows(facts: Mapping[str, Mapping[str, Any]], sections: tuple[str, ...], country: str) -> list[Row]:
    shown = (
        fact
        for fact in CATALOGUE.values()
        if fact.section in sections
        and fact.key in facts
        and fact.key not in _ELSEWHERE
        and fact.shown == "all"
    )
    return [
        Row(
            fact.key,
            fact.label,
            in_words(fact.key, facts[fact.key].get("v"), country),
            freshness(facts[fact.key], fact.half_life),
        )
        for fact in shown
    ]


def context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    found = groups(facts, organisation.country)
    return {"groups": found, **told_once(found)} if found else None


def told_once(found: list[Group]) -> dict[str, Any]:
    """What holds for every line is said above the table: `alike` is the age and source of all of them,
    `usual` the source of most. A line then names only what differs."""
    told = Counter(row.freshness for group in found for row in group.rows)
    if len(told) == 1 and told.total() > 1:
        return {"alike": next(iter(told)), "usual": ""}
    sources = Counter(row.freshness.by for group in found for row in group.rows)
    usual, count = sources.most_common(1)[0]
    return {"alike": None, "usual": usual if count > 1 else ""}
