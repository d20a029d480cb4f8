"""What a row would change of a record: old and new, field by field."""

import json
from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from ngo2.organisations import projection

CHANGES, ASKS = "changes", "asks"  # the list's word counts at once, or becomes a question to the owner


class Difference(TypedDict):
    old: Any
    new: Any
    how: str


def fingerprint(field: str, value: Any) -> str:
    return f"{field}:{json.dumps(value, sort_keys=True, ensure_ascii=False)}"


def differences(
    facts: Mapping[str, Any], record: Mapping[str, Any], asked: Collection[str] = ()
) -> dict[str, Difference]:
    """`record` is `Organisation.facts`; `asked` are fingerprints of what this list has asked the owner before."""
    found: dict[str, Difference] = {}
    for key, new in facts.items():
        current = record.get(key)
        old = current["v"] if current else None
        if same(key, old, new) or fingerprint(key, new) in asked:
            continue
        found[key] = {"old": old, "new": new, "how": ASKS if projection.is_owners(current) else CHANGES}
    return found


def same(key: str, old: Any, new: Any) -> bool:
    """A place is the same whenever it was written down."""
    if key == "division" and old and new:
        return bool(old["code"] == new["code"])
    if key == "point" and old and new:
        return bool(old["raw"] == new["raw"])
    return bool(old == new)
