"""A version as it is kept: who gets what, what is missing and left, and why. Pure; `reckoning.packed` writes it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ngo2.exchange.plans.pieces import Piece


@dataclass(frozen=True)
class Told:
    kept: Mapping[str, Any]

    @cached_property
    def needs(self) -> dict[int, Piece]:
        return {one[0]: Piece(*one) for one in self.kept["needs"]}

    @cached_property
    def offers(self) -> dict[int, Piece]:
        return {one[0]: Piece(*one) for one in self.kept["offers"]}

    @cached_property
    def given(self) -> Counter[int]:
        """Line, of either side -> how many."""
        found: Counter[int] = Counter()
        for need, offer, n, *_rest in self.kept["rows"]:
            found[need] += n
            found[offer] += n
        return found

    @cached_property
    def posts(self) -> dict[int, list[Piece]]:
        """Post that needs something -> its lines, in their order."""
        found: dict[int, list[Piece]] = {}
        for one in self.needs.values():
            found.setdefault(one.post, []).append(one)
        return found

    @cached_property
    def offering(self) -> dict[int, list[Piece]]:
        """Post that offers something -> its lines."""
        found: dict[int, list[Piece]] = {}
        for one in self.offers.values():
            found.setdefault(one.post, []).append(one)
        return found

    @property
    def asked(self) -> int:
        return sum(one.much for one in self.needs.values())

    @cached_property
    def fitting(self) -> list[Piece]:
        """Lines of offers of which some need asks for the same."""
        asked = {one.family for one in self.needs.values()}
        return [one for one in self.offers.values() if one.family in asked]

    @property
    def had(self) -> int:
        return sum(one.much for one in self.fitting)

    @property
    def shared_out(self) -> int:
        return sum(self.given[line] for line in self.needs)

    @cached_property
    def served(self) -> set[int]:
        """Posts that get something."""
        return {self.needs[row[0]].post for row in self.kept["rows"]}

    @cached_property
    def whole(self) -> set[int]:
        """Posts that get all that they ask for."""
        return {
            post
            for post, lines in self.posts.items()
            if all(self.given[one.line] >= one.much for one in lines)
        }

    @property
    def least(self) -> int:
        """The smallest share of what is asked for that anybody gets, in per cent."""
        shares = [100 * self.given[line] // one.much for line, one in self.needs.items()]
        return min(shares, default=0)

    @property
    def loosened(self) -> int:
        return int(self.kept["loosened"])
