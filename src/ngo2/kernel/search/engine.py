"""What an index has to be able to do. One engine stands behind it today (`tantivy/index.py`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol


class Near(NamedTuple):
    lat: float
    lng: float
    km: float


class Key(NamedTuple):
    noun: str
    pk: int


@dataclass(frozen=True)
class Ask:
    """`text` is what somebody typed: it is cut into words, never read as a language of queries.

    `facets` narrow: one of the values of each key. `names_only`: look for the words in names. `loosely`: also what
    is spelled or sounds alike, and words that only begin so.
    """

    text: str = ""
    noun: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Near | None = None
    names_only: bool = False
    loosely: bool = False


class Hit(NamedTuple):
    key: Key
    score: float
    km: float | None = None


class Found(NamedTuple):
    total: int
    hits: list[Hit]


class State(NamedTuple):
    """How far the index has come: the last seal of the journal that it holds, and where a rebuild stands."""

    seq: int
    digest: str
    noun: str = ""  # while it is being built: the noun, and the last primary key that is in
    pk: int = 0
    done: bool = True


class Reader(Protocol):
    def search(self, ask: Ask, limit: int, offset: int = 0) -> Found: ...

    def suggest(self, ask: Ask, limit: int) -> list[Hit]:
        """What names begin like this, the last word perhaps not complete yet."""

    def counts(self, ask: Ask) -> dict[str, dict[str, int]]:
        """{facet: {value: how many}} of what `search` finds."""

    def size(self) -> int:
        """How many documents there are."""

    def state(self) -> State | None: ...


class Writer(Protocol):
    """One at a time for each index. Nothing is there before `commit`, and then all of it, with the state."""

    def write(self, prepared: Iterable[str]) -> None: ...

    def delete(self, keys: Iterable[Key]) -> None: ...

    def commit(self, state: State) -> None: ...

    def close(self) -> None: ...
