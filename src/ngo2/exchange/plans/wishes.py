"""What a broker wishes of a plan: what counts how much, what stays, what is left out. Pure; kept as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

Pair = tuple[int, int]  # line of the need, line of the offer
NONE, SMALL, MEDIUM, STRONG = "none", "small", "medium", "strong"
LEVELS: Mapping[str, object] = {
    NONE: _("does not count"),
    SMALL: _("a little"),
    MEDIUM: _("medium"),
    STRONG: _("strongly"),
}


@dataclass(frozen=True)
class Wishes:
    """`stays`: at least so many of this pair. `never`: not this pair. `without`: posts that take no part.

    `need_unsaid` and `offer_unsaid`: what an exercise takes where a list of the past says no number; 0 leaves them out.
    """

    fit: str = MEDIUM
    near: str = SMALL
    fair: str = STRONG
    stays: Mapping[Pair, int] = field(default_factory=dict)
    never: frozenset[Pair] = frozenset()
    without: frozenset[int] = frozenset()
    need_unsaid: int = 0
    offer_unsaid: int = 0

    def packed(self) -> dict[str, Any]:
        return {
            "fit": self.fit,
            "near": self.near,
            "fair": self.fair,
            "stays": [[*pair, many] for pair, many in sorted(self.stays.items())],
            "never": sorted(map(list, self.never)),
            "without": sorted(self.without),
            "need_unsaid": self.need_unsaid,
            "offer_unsaid": self.offer_unsaid,
        }


def unpacked(kept: Mapping[str, Any]) -> Wishes:
    return Wishes(
        fit=kept["fit"],
        near=kept["near"],
        fair=kept["fair"],
        stays={(need, offer): many for need, offer, many in kept["stays"]},
        never=frozenset((need, offer) for need, offer in kept["never"]),
        without=frozenset(kept["without"]),
        need_unsaid=kept["need_unsaid"],
        offer_unsaid=kept["offer_unsaid"],
    )
