"""Projects with what came of them, and the workshops somebody took part in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ngo2.organisations.facts import CATALOGUE
from ngo2.organisations.freshness import Freshness, freshness


@dataclass(frozen=True)
class Project:
    title: str
    years: str
    summary: str
    outcome: str


def projects(value: list[dict[str, Any]]) -> list[Project]:
    """The running ones first, then by the year they began."""
    ordered = sorted(value, key=lambda one: (bool(one.get("end")), -int(one.get("start") or 0)))
    return [
        Project(
            one["title"],
            _years(one.get("start"), one.get("end")),
            one.get("summary", ""),
            one.get("outcome", ""),
        )
        for one in ordered
    ]


def _years(start: int | None, end: int | None) -> str:
    if start and end:
        return f"{start}" if start == end else f"{start}–{end}"
    if start:
        return _("since %(year)s") % {"year": start}
    return _("until %(year)s") % {"year": end} if end else ""


def projects_context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    fact = facts.get("projects")
    if not fact or not fact.get("v"):
        return None
    return {"projects": projects(fact["v"]), "freshness": _freshness("projects", fact)}


def trained_context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    fact = facts.get("trained")
    if not fact or not (fact.get("v") or {}).get("trained"):
        return None
    return {
        "where": fact["v"].get("where", ""),
        "year": fact["v"].get("year"),
        "freshness": _freshness("trained", fact),
    }


def _freshness(key: str, fact: Mapping[str, Any]) -> Freshness:
    return freshness(fact, CATALOGUE[key].half_life)
