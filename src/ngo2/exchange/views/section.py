"""What stands open, on the page of its organisation."""

from collections.abc import Mapping
from typing import Any

from ngo2.exchange import queries, words
from ngo2.organisations.models import Organisation

MOST = 10


def posts_context(organisation: Organisation, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    found = list(queries.open_of(organisation)[:MOST])
    return {"entries": [words.entry(post) for post in found]} if found else None
