"""What can be shown on a map. Filled by the manifests of higher rooms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from ngo2.lib.registry import Registry

if TYPE_CHECKING:
    from ngo2.kernel.journal.models import Entry


class Placed(NamedTuple):
    """One thing at the point that the public may see, in degrees of WGS-84.

    `one` and `two` are its values of the layer's single facets, `many` those of the one that may hold several, with
    all broader values beside each; `beside` those of the facet that is asked for together with `many`.
    """

    ref: int
    lat: float
    lng: float
    one: str = ""
    two: str = ""
    many: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@cache
def _number(name: str, value: str) -> int:
    """Only of values that a layer knows, so that few are kept."""
    return crc32(f"{name}:{value}".encode()) & 0x7FFFFFFF


@dataclass(frozen=True)
class Facet:
    """A filter of a layer: `name` stands in the address, `values()` are what it may be."""

    name: str
    values: Callable[[], Iterable[str]]

    def number(self, value: str) -> int:
        """Of a value in the tables: the same in every release; 0 for none."""
        return _number(self.name, value) if value else 0


@dataclass(frozen=True)
class Layer:
    """`placed(refs)` gives those of `refs` that the public may see on a map; the rest is taken off it.

    `refs_after(ref, limit)` walks through everything in the order of the numbers, for a rebuild. Entries whose verb
    is in `follows` (a pattern may end in `*`) and whose object is of the model `about` change the map; `follows_too`
    are verbs that rooms above name, and `refs_of(entry)` says otherwise what an entry changes. `beside` is for values
    that few things have: each is kept once more with every value of `many`. `page` names the address that shows it.
    """

    name: str
    label: object
    about: str  # "organisations.organisation"
    follows: tuple[str, ...]
    placed: Callable[[Sequence[int]], list[Placed]]
    refs_after: Callable[[int, int], list[int]]
    one: Facet
    two: Facet
    many: Facet
    beside: Facet | None = None
    follows_too: Callable[[], Iterable[str]] = tuple
    refs_of: "Callable[[Entry], Iterable[int]] | None" = None
    page: str = ""

    @property
    def facets(self) -> tuple[Facet, ...]:
        single = self.one, self.two, self.many
        return (*single, self.beside) if self.beside else single

    def is_changed_by(self, verb: str) -> bool:
        return any(
            verb == one or (one.endswith("*") and verb.startswith(one[:-1]))
            for one in (*self.follows, *self.follows_too())
        )

    def changed_by(self, entry: "Entry") -> list[int]:
        if not self.is_changed_by(entry.verb):
            return []
        if self.refs_of is not None:
            return list(self.refs_of(entry))
        return [int(entry.object_id)] if entry.object_type == self.about else []

    def cut(self, many: str, beside: str) -> int:
        """The number under which things with both values stand in the tables; either may be ""."""
        if not beside or self.beside is None:
            return self.many.number(many)
        if not many:
            return self.beside.number(beside)
        return _number(f"{self.many.name}+{self.beside.name}", f"{many}+{beside}")

    def cuts(self, many: Iterable[str], beside: Iterable[str]) -> set[int]:
        """All numbers under which one thing stands; 0 holds everything."""
        if not beside:
            return {0, *map(self.many.number, many)}
        return {self.cut(one, other) for one in ("", *many) for other in ("", *beside)}


layers: Registry[Layer] = Registry("map layer")
