"""What is asked: questions and the choices that they offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Meaning = Literal["", "none", "unknown", "refused"]
Kind = Literal["single", "multi", "number"]

MEANINGS: Final = ("", "none", "unknown", "refused")
KINDS: Final = ("single", "multi", "number")
MOST_OPTIONS = 4096  # of a multi-select: each takes a bit of every respondent


@dataclass(frozen=True)
class Category:
    """A choice. `labels` are pairs of (language, text).

    `meaning`: "none" (there is none, an answer like any other), "unknown" (does not know), "refused" (would rather not
    say), or "". None of the four is a missing answer.
    """

    value: str
    labels: tuple[tuple[str, str], ...] = ()
    meaning: Meaning = ""

    def label(self, language: str) -> str:
        """In this language, else in the first one that there is, else the value."""
        texts = dict(self.labels)
        return texts.get(language) or next((text for _language, text in self.labels if text), self.value)


@dataclass(frozen=True)
class Question:
    """`table` is "" for what each respondent is asked once, else the name of the repeat that it stands in."""

    name: str
    kind: Kind
    categories: tuple[Category, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    table: str = ""
    codes: Mapping[str, int] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no kind of column is called {self.kind!r}")
        object.__setattr__(self, "codes", {one.value: place for place, one in enumerate(self.categories)})
        if len(self.codes) != len(self.categories):
            raise ValueError(f"{self.name}: two choices have the same value")
        if self.kind == "multi" and len(self.categories) > MOST_OPTIONS:
            raise ValueError(f"{self.name}: more than {MOST_OPTIONS} options to choose several of")

    def label(self, language: str) -> str:
        texts = dict(self.labels)
        return texts.get(language) or next((text for _language, text in self.labels if text), self.name)
