"""What every reader yields: one organisation of a list, in the shapes of the record."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# What a reader left out or joined, by reason: "blank name", "joined", "no web address in it".
Tally = Counter[str]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """`external_id` is unique in its list and never changes; `facts` are as `organisations.facts` takes them.

    `source_label` names the list and its licence, `source_url` where this row can be looked up ("" if
    nowhere). `source_kind` is a key of `organisations.facts.choices.SOURCES`; `at` is when the facts were
    said, None: with the import.
    """

    external_id: str
    facts: Mapping[str, Any]
    source_label: str
    source_url: str = ""
    is_example: bool = False
    source_kind: str = "import"
    at: datetime | None = None


Rows = Iterator[Row]


def given(**facts: Any) -> Facts:
    """The facts that the source has; blank is not known, which is different from "we do not have one"."""
    return {key: value for key, value in facts.items() if value not in (None, "", [], {})}
