"""Section of the page: this organisation looks after a part of the directory for the site."""

from collections.abc import Mapping
from typing import Any

from ngo2.organisations import queries, remit_words


def context(organisation: Any, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    found = queries.partner_now(organisation)
    parts = remit_words.listed(found) if found else ""
    return {"parts": parts, "since": found.since} if found and parts else None
