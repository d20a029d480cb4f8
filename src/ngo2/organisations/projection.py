"""The record as the sum of its assertions: pure functions from the latest accepted ones to columns."""

from collections.abc import Iterable, Mapping
from typing import Any

from ngo2.kernel.packs import home, locate
from ngo2.lib import text
from ngo2.organisations import disclosure, freshness
from ngo2.organisations.facts.choices import OWN, TRUSTED
from ngo2.organisations.models import Assertion, Organisation


def folded(
    assertions: Iterable[Assertion], facts: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Lay accepted assertions, oldest first, over `facts`.

    Per field: `v` value, `source`, `label`, `url` and three dates: `changed` (the value became this), `confirmed`
    (the organisation or staff said so), `imported` (a list said so).
    """
    record = {key: dict(one) for key, one in (facts or {}).items()}
    for one in assertions:
        if one.state != Assertion.ACCEPTED:
            continue
        at, before = one.at.isoformat(), record.get(one.field, {})
        same = bool(before) and before["v"] == one.value
        now = dict(before) if same else {"v": one.value, "changed": at, "confirmed": None, "imported": None}
        if one.source in TRUSTED:
            now["confirmed"] = at
        if one.how == Assertion.IMPORTED:
            now["imported"] = at
        if not same or one.source in TRUSTED:
            now |= {"source": one.source, "label": one.source_label, "url": one.source_url}
        record[one.field] = now
    return record


def apply(organisation: Organisation, facts: dict[str, dict[str, Any]]) -> None:
    """Set the columns of `organisation` from its facts. Saves nothing."""
    value = {key: one["v"] for key, one in facts.items()}
    others = value.get("names_other") or {}
    organisation.facts = facts
    organisation.name = value.get("name_zh") or value.get("name_en") or next(iter(others.values()), "") or "–"
    organisation.name_en = value.get("name_en") or ""
    names = [
        value.get("name_zh"), value.get("name_en"), value.get("name_short"),
        *(value.get("names_former") or []), *others.values(),
    ]  # fmt: skip
    organisation.search_text = " | ".join(text.fold(name) for name in names if name)
    organisation.kind = value.get("kind") or "grassroots_ngo"
    organisation.legal_status = value.get("legal_status") or ""
    organisation.credit_code = value.get("credit_code") or ""
    country = value.get("country") or home()
    organisation.country = locate(country)[0]
    shown = disclosure.disclose(country, facts)
    organisation.area1, organisation.area2, organisation.area3 = (*shown.areas, "", "", "")[:3]
    organisation.shown_level = shown.level
    organisation.shown_lat = shown.point.lat if shown.point else None
    organisation.shown_lng = shown.point.lng if shown.point else None
    organisation.grade = freshness.grade(facts)
    organisation.ask_from = freshness.ask_from(facts)


def is_owners(fact: Mapping[str, Any] | None) -> bool:
    """Did the organisation itself, or staff for it, say this?"""
    return fact is not None and fact["source"] in OWN | {"staff"}
