"""What a check of identity rests on: a few facts, one digest of them, and where public registers show them. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ngo2.kernel.packs import pack

FACTS = ("name_zh", "name_en", "legal_status", "credit_code", "register_id", "fundraising_certificate")
SHOWN = (*FACTS, "registrar", "host", "founded", "division", "address", "website")  # beside the document
Facts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Lookup:
    """A public register. `exact`: the address leads to the entry itself; else the `number` has to be typed there."""

    name: Any
    url: str
    number: str
    exact: bool


def is_verified(organisation: Any) -> bool:
    """Today: `verified_until` is the last day on which the check counts."""
    until = organisation.verified_until
    return until is not None and until >= timezone.localdate()


def revision(facts: Facts) -> str:
    """Changes when one of the facts does."""
    told = {key: facts[key]["v"] for key in FACTS if key in facts}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def touched_by(data: Mapping[str, Any]) -> set[str]:
    """Which of these facts a journal entry names: `fields`, one `field`, or the `choices` of a merge."""
    named = {*data.get("fields", ()), data.get("field", "")}
    named |= {key for key, whose in (data.get("choices") or {}).items() if whose == "gone"}
    return named & set(FACTS)


def lookups(country: str, facts: Facts) -> list[Lookup]:
    """Where somebody can compare. Links only: nothing is fetched."""
    own = pack(country)
    status = (facts.get("legal_status") or {}).get("v") or ""
    register = (facts.get("register_id") or {}).get("v") or {}
    code = (facts.get("credit_code") or {}).get("v") or ""
    found = []
    for link in own.registers(status):
        number = register.get("id", "") if link.scheme else code
        if link.scheme and register and register.get("scheme") != link.scheme:
            continue
        exact = bool(link.by_number and number)
        found.append(Lookup(link.name, link.of(number), number, exact))
    return found
