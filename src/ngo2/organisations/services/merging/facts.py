"""Two records say something of one fact: which word counts, and which assertions step aside. Pure but for rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ngo2.organisations import disclosure, projection
from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.models import Assertion, Organisation

KEPT, GONE = "kept", "gone"
_NAMES = ("name_zh", "name_en")
_PROTECTION = ("normal", "sensitive", "hidden")
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Conflict:
    """Both records say this field, and not the same. `likely` is the side to choose when nothing speaks against it.

    `open`: whoever decides may see both values. Else (a partner, a place that is not shown) the likely one is taken.
    """

    field: str
    kept: Said
    gone: Said
    likely: str
    open: bool = True


def conflicts(kept: Organisation, gone: Organisation, *, whole: bool = True) -> list[Conflict]:
    """In the order in which people are asked. Not `whole`: for somebody who sees what everybody sees."""
    both = [key for key in CATALOGUE if key in kept.facts and key in gone.facts]
    return [
        Conflict(
            key,
            kept.facts[key],
            gone.facts[key],
            _likely(key, kept.facts[key], gone.facts[key]),
            whole or (_is_public(kept, key) and _is_public(gone, key)),
        )
        for key in both
        if kept.facts[key]["v"] != gone.facts[key]["v"]
    ]


def filled(kept: Organisation, gone: Organisation, *, whole: bool = True) -> list[str]:
    """What only the record that goes says."""
    new = [key for key in CATALOGUE if key in gone.facts and key not in kept.facts]
    return [key for key in new if whole or _is_public(gone, key)]


def _is_public(one: Organisation, key: str) -> bool:
    public = disclosure.public_facts(one.country, one.facts)
    return key in public and bool(public[key]["v"] == one.facts[key]["v"])


def other_names(kept: Organisation, gone: Organisation, choices: Mapping[str, str]) -> list[str]:
    """Names that were not taken, with the former ones known already: whoever looks for them finds the record."""
    sides = {KEPT: kept, GONE: gone}
    left = [sides[GONE if choices[key] == KEPT else KEPT].facts[key]["v"] for key in _NAMES if key in choices]
    former = choices.get("names_former", KEPT if "names_former" in kept.facts else GONE)
    known = sides[former].facts.get("names_former", {}).get("v") or []
    return list(dict.fromkeys(name for name in [*known, *left] if name))


def stepping_aside(
    kept: Organisation, gone: Organisation, choices: Mapping[str, str], rows: Iterable[Assertion]
) -> list[Assertion]:
    """Accepted `rows` of the side whose word was not taken, where they say otherwise than the word that was.

    The rows that stay give the chosen value with its own dates, whoever said something last: so making the projection
    anew comes out the same.
    """
    sides = {
        key: choices.get(key) or _likely(key, kept.facts[key], gone.facts[key])
        for key in kept.facts.keys() & gone.facts.keys()
    }
    records = {KEPT: kept, GONE: gone}
    values = {key: records[side].facts[key]["v"] for key, side in sides.items()}
    losing = {key: records[GONE if side == KEPT else KEPT].pk for key, side in sides.items()}
    return [
        row
        for row in rows
        if row.state == Assertion.ACCEPTED
        and row.organisation_id == losing.get(row.field)
        and row.value != values[row.field]
    ]


def _likely(key: str, kept: Said, gone: Said) -> str:
    """The organisation's own word before a list's, then the younger one. Protection is never taken away in passing."""
    if key == "sensitivity":
        return max((KEPT, kept), (GONE, gone), key=lambda side: _PROTECTION.index(side[1]["v"] or "normal"))[
            0
        ]
    if key == "publish_exact":
        return KEPT if not kept["v"] else GONE
    return GONE if _weight(gone) > _weight(kept) else KEPT


def _weight(one: Said) -> tuple[bool, bool, str]:
    return projection.is_owners(one), one["v"] is not None, _last(one)


def _last(one: Said) -> str:
    return max(one.get(key) or "" for key in ("changed", "confirmed", "imported"))
