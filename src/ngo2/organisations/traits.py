"""What rooms above know of organisations, as filters of every list, file, map and frame. Filled by manifests.

    traits.add(Trait("needs", _("With open needs"), holders, ("exchange.*",)))

Exactly one may be asked for, as `with=needs` in the address. A page that counts them depends on the key `traits`,
which the verbs behind a trait touch.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ngo2.lib.registry import Registry

PAGES = "traits"  # key of pages that show who has which


@dataclass(frozen=True)
class Trait:
    """`holders()` is a query of rows with an `organisation`, its only value: those that have it now.

    An entry whose verb is in `follows` (a pattern may end in `*`) may change it for the organisation of its scope.
    """

    name: str
    label: object
    holders: Callable[[], Any]
    follows: tuple[str, ...]


traits: Registry[Trait] = Registry("trait of organisations")


def names() -> list[str]:
    return [one.name for one in traits]


def verbs() -> list[str]:
    return list(dict.fromkeys(verb for one in traits for verb in one.follows))


def changed_by(entry: Any) -> Iterable[int]:
    """The organisation of which an entry may have changed a trait. `entry`: of the journal, or as the index has it."""
    owner = entry.scope.removeprefix("organisation:")
    if owner == entry.scope or not owner.isdigit() or not any(_fits(verb, entry.verb) for verb in verbs()):
        return []
    return [int(owner)]


def held(pks: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The traits of each; a query for each trait, however many they are."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for one in traits:
        for pk in one.holders().filter(organisation__in=pks).distinct():
            found[pk] += (one.name,)
    return found


def _fits(pattern: str, verb: str) -> bool:
    return verb == pattern or (pattern.endswith("*") and verb.startswith(pattern[:-1]))
