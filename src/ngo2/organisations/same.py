"""Is it here already? Said so that a person can judge: by which words, code or phone the two are alike. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ngo2.lib import text


@dataclass(frozen=True)
class Alike:
    record: Any
    why: str


def judged(records: Iterable[Any], facts: Mapping[str, Any]) -> list[Alike]:
    """Those with the same code or phone first, then names that are the same, then alike."""
    found = [(_weight(one, facts), one) for one in records]
    return [
        Alike(one, why) for (_order, why), one in sorted(found, key=lambda pair: (pair[0][0], pair[1].pk))
    ]


def _weight(record: Any, facts: Mapping[str, Any]) -> tuple[int, str]:
    known = {key: one.get("v") for key, one in record.facts.items()}
    if facts.get("credit_code") and known.get("credit_code") == facts["credit_code"]:
        return 0, _("The same credit code.")
    if facts.get("phone") and known.get("phone") == facts["phone"]:
        return 1, _("The same phone number.")
    names = record.search_text.split(" | ")
    if any(text.fold(facts.get(key) or "") in names for key in ("name_zh", "name_en") if facts.get(key)):
        return 2, _("The same name.")
    return 3, _("A name that holds the other.")
