"""Why somebody cannot be erased yet. Filled by rooms above: the only owner must hand over first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ngo2.lib.registry import Registry


@dataclass(frozen=True)
class Obstacle:
    """`find(person)` returns sentences, each saying what to do first; none when nothing is in the way."""

    name: str
    find: Callable[[Any], list[str]]


obstacles: Registry[Obstacle] = Registry("obstacle to erasure")


def obstacles_of(person: Any) -> list[str]:
    return [str(sentence) for one in obstacles for sentence in one.find(person)]
