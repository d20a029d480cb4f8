"""Where the facts of a record come from: every list that said something, named with its licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.facts.choices import SOURCES


@dataclass(frozen=True)
class Origin:
    """`label` names the list and its licence; `fields` are what it said, when it did not say all."""

    kind: Any
    label: str
    url: str
    fields: tuple[Any, ...]


def origins(facts: Mapping[str, Mapping[str, Any]]) -> list[Origin]:
    found: dict[tuple[str, str, str], list[Any]] = {}
    for key, one in facts.items():
        if one.get("label") and key in CATALOGUE:
            found.setdefault((one["source"], one["label"], _web(one.get("url", ""))), []).append(
                CATALOGUE[key].label
            )
    whole = len(found) == 1
    return [
        Origin(SOURCES.get(kind, kind), label, url, () if whole else tuple(fields))
        for (kind, label, url), fields in found.items()
    ]


def context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    found = origins(facts)
    return {"origins": found} if found else None


def _web(url: str) -> str:
    return url if urlsplit(url).scheme in {"http", "https"} else ""
