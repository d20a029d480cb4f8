"""What the engine speaks about: one division in one span of years, and what it is today."""

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

Status = Literal["current", "renamed", "retired"]
CURRENT: Final = "current"  # in use today
RENAMED: Final = "renamed"  # changed: name or parent, sometimes the code too
RETIRED: Final = "retired"  # the code was given up


class Successor(NamedTuple):
    """`year` None: what followed when the division ended. A year: a part of it had moved there before."""

    code: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Division:
    """One line of history. `level` counts from 1 below the country; `to_year` None means until today.

    `parent` is the code of the division above during these years, "" at the top.
    A code may have several lines (420600 was 襄樊市 until 2010 and is 襄阳市 since).
    """

    code: str
    name: str
    level: int
    parent: str
    from_year: int
    to_year: int | None = None
    status: Status = CURRENT
    successors: tuple[Successor, ...] = ()

    def alive(self, year: int) -> bool:
        return self.from_year <= year and (self.to_year is None or year < self.to_year)


@dataclass(frozen=True)
class Resolution:
    """What a code or a name means today.

    current    the divisions of today it may be, best first; empty: not known, or a dead end
    retired    the line of history that was meant, when it is no longer current
    common     the deepest current division that holds all of `current`: safe to store without asking
    moved      divisions to which a part had moved earlier; only a hint
    """

    current: tuple[Division, ...] = ()
    retired: Division | None = None
    common: Division | None = None
    moved: tuple[Division, ...] = field(default=())

    @property
    def ambiguous(self) -> bool:
        """More than one answer: ask the person, never guess."""
        return len(self.current) > 1

    @property
    def code(self) -> str:
        """The one current code, or "" when there is none or several."""
        return self.current[0].code if len(self.current) == 1 else ""

    @property
    def known(self) -> bool:
        return bool(self.current) or self.retired is not None
