"""What can be shown on a map. Filled by the manifests of higher rooms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from zlib import crc32

from ngo2.lib.registry import Registry


class Placed(NamedTuple):
    """One thing at the point that the public may see, in degrees of WGS-84.

    `one` and `two` are its values of the layer's single facets, `many` those of the one that may hold several, with
    all broader values beside each.
    """

    ref: int
    lat: float
    lng: float
    one: str = ""
    two: str = ""
    many: tuple[str, ...] = ()


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
    is in `follows` (a pattern may end in `*`) and whose object is of the model `about` change the map.
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

    @property
    def facets(self) -> tuple[Facet, Facet, Facet]:
        return self.one, self.two, self.many

    def is_changed_by(self, verb: str) -> bool:
        return any(verb == one or (one.endswith("*") and verb.startswith(one[:-1])) for one in self.follows)


layers: Registry[Layer] = Registry("map layer")
