"""What can be found: declared by the manifests of higher rooms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ngo2.lib.registry import Registry


class Change(NamedTuple):
    """One entry of the journal, as far as it matters here."""

    verb: str
    scope: str
    object_type: str
    object_id: str


@dataclass(frozen=True)
class Document:
    """What the public may find of one thing. Whatever stands here can be guessed by searching for it.

    `names` are what it is called, `other_names` what it is also or was called, `texts` everything else in words.
    `facets` are what lists filter by ({key: values}). `point` is the public one (lat, lng). `fresh` from 0 to 1
    puts the lately confirmed a little before others that fit as well.
    """

    pk: int
    names: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    point: tuple[float, float] | None = None
    fresh: float = 0.0


@dataclass(frozen=True)
class Shown:
    """One line of a list of results, read from the database in the language of the page.

    `texts` are looked through for the part that fits; `other_names` are shown when they are what fits.
    """

    title: str
    url: str
    text: str
    other_names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    is_example: bool = False


@dataclass(frozen=True)
class Noun:
    """`label` is the plural. `documents(pks)` holds only what the public may find: who is left out leaves the index.

    `changed(change)` are the primary keys that an entry of the journal is about. `shown(pks)` prints results, again
    only public ones. `plain(text)` looks into the database while there is no index. Raise `version` when `documents`
    says something else than before: the index is made anew. `directory` names the address where all of them can be
    leafed through, for whoever finds nothing by words.
    """

    name: str
    label: object
    model: str
    documents: Callable[[Sequence[int]], Iterable[Document]]
    changed: Callable[[Change], Iterable[int]]
    shown: Callable[[Sequence[int]], Mapping[int, Shown]]
    plain: Callable[[str], Sequence[int]]
    version: int = 1
    directory: str = ""


nouns: Registry[Noun] = Registry("searchable noun")
