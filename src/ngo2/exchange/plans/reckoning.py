"""From open lines to a plan: which pairs may be, how well they fit, and the solver. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ngo2.exchange import allocation, matching
from ngo2.exchange.allocation import Changes, Demand, Listed, Lock, Plan, Reason, Rest, Row, Supply, Weights
from ngo2.exchange.matching.posts import COUNTRY, REMOTE, country_of
from ngo2.exchange.plans import things
from ngo2.exchange.plans.pieces import Piece
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import MEDIUM, NONE, SMALL, STRONG, Pair, Wishes
from ngo2.lib.geo import haversine
from ngo2.organisations.facts import places

FEW = 200  # posts of the other side that are looked at for each post, the best first
FAR_KM = 1500.0  # from here on it does not matter how much farther it is
NEITHER = 0.5  # who gives to the whole country is neither near nor far
_OF_PAIRS = {NONE: 0.0, SMALL: 0.5, MEDIUM: 1.0, STRONG: 2.0}
# In parts of the most that a pair can be worth. With 1 no pair fits so well that somebody is left at zero for it.
_OF_FAIRNESS = {NONE: 0.0, SMALL: 0.1, MEDIUM: 0.4, STRONG: 1.0}


class Reckoned(NamedTuple):
    """`needs` and `offers` took part. `loosened`: rows that were to stay, and one of their lines is gone."""

    plan: Plan
    needs: Sequence[Piece]
    offers: Sequence[Piece]
    loosened: int


Posts = Mapping[int, matching.Post]


def reckon(needs: Sequence[Piece], offers: Sequence[Piece], posts: Posts, wishes: Wishes) -> Reckoned:
    """Raises Refused where a row that shall stay is forbidden or more than there is."""
    needs = [one for one in needs if one.post not in wishes.without]
    offers = [one for one in offers if one.post not in wishes.without]
    demands = [Demand(one.line, one.much, one.name) for one in needs]
    supplies = [Supply(one.line, one.much, one.name) for one in offers]
    stays, loosened = _still_there(wishes, needs, offers)
    pairs = list(_pairs(needs, offers, posts, wishes))
    listed = Listed(
        len(needs),
        len(offers),
        np.array([pair[0] for pair in pairs], np.int64),
        np.array([pair[1] for pair in pairs], np.int64),
        np.array([pair[2] for pair in pairs], float),
        np.array([pair[3] for pair in pairs], float),
    )
    locks = [Lock(need, offer, many) for (need, offer), many in stays.items()]
    plan = allocation.propose(demands, supplies, listed, locks=locks, weights=weights(wishes))
    return Reckoned(plan, needs, offers, loosened)


def weights(wishes: Wishes) -> Weights:
    return Weights(_OF_PAIRS[wishes.fit], _OF_PAIRS[wishes.near], _OF_FAIRNESS[wishes.fair])


def packed(reckoned: Reckoned) -> dict[str, Any]:
    """As JSON, so that a closed laptop loses nothing: what `Told` reads."""
    plan = reckoned.plan
    return {
        "needs": [_piece(one) for one in reckoned.needs],
        "offers": [_piece(one) for one in reckoned.offers],
        "rows": [
            [
                row.demand.id,
                row.supply.id,
                row.quantity,
                row.locked,
                round(row.worth, 5),
                [_reason(one) for one in row.reasons],
            ]
            for row in plan.rows
        ],
        "unmet": [[rest.whose.id, rest.quantity, _reason(rest.reason)] for rest in plan.unmet],
        "left": [[rest.whose.id, rest.quantity, _reason(rest.reason)] for rest in plan.left],
        "ratio": plan.ratio,
        "exact": plan.exact,
        "loosened": reckoned.loosened,
    }


def _piece(one: Piece) -> list[Any]:
    return [one.line, one.post, one.item, one.much, one.name]


def _reason(one: Any) -> list[Any]:
    return [one.key, dict(one.values)]


def unpacked(told: Told) -> Plan:
    """As far as two plans are compared by it."""
    demands = {line: Demand(line, one.much, one.name) for line, one in told.needs.items()}
    supplies = {line: Supply(line, one.much, one.name) for line, one in told.offers.items()}
    return Plan(
        rows=tuple(
            Row(demands[need], supplies[offer], n, worth, locked, tuple(Reason(*one) for one in reasons))
            for need, offer, n, locked, worth, reasons in told.kept["rows"]
        ),
        unmet=tuple(Rest(demands[line], n, Reason(*why)) for line, n, why in told.kept["unmet"]),
        left=tuple(Rest(supplies[line], n, Reason(*why)) for line, n, why in told.kept["left"]),
    )


def changes(before: Told, after: Told) -> Changes:
    return allocation.changes(unpacked(before), unpacked(after))


def size(needs: Sequence[Piece], offers: Sequence[Piece]) -> int:
    """How many pairs of lines there may be at most: whether somebody can wait for it."""
    return len(needs) * min(len(offers), FEW)


def _still_there(
    wishes: Wishes, needs: Sequence[Piece], offers: Sequence[Piece]
) -> tuple[dict[Pair, int], int]:
    """What shall stay, as far as both lines are still there: somebody may have closed a post meanwhile."""
    there = {one.line for one in needs}, {one.line for one in offers}
    found = {
        pair: many
        for pair, many in wishes.stays.items()
        if pair[0] in there[0] and pair[1] in there[1] and pair not in wishes.never
    }
    return found, len(wishes.stays) - len(found)


def _pairs(
    needs: Sequence[Piece], offers: Sequence[Piece], posts: Posts, wishes: Wishes
) -> Iterator[tuple[int, int, float, float]]:
    """(place of the need, place of the offer, how well, how near) of all that may be together."""
    scores = _scores({one.post for one in needs}, {one.post for one in offers}, posts)
    of_offer: dict[int, list[tuple[int, Piece]]] = defaultdict(list)
    for place, one in enumerate(offers):
        of_offer[one.post].append((place, one))
    for at, need in enumerate(needs):
        for offer_post, score in scores.get(need.post, {}).items():
            near = nearness(posts[need.post], posts[offer_post])
            for place, offer in of_offer[offer_post]:
                if need.family == offer.family and (need.line, offer.line) not in wishes.never:
                    yield at, place, score * things.alike(need.item, offer.item), near


def _scores(needs: set[int], offers: set[int], posts: Posts) -> dict[int, dict[int, float]]:
    """Need -> offer -> score: the best of each need and, where there are many, of each offer too."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    index = matching.Index.build((posts[pk] for pk in sorted(offers)), "offer")
    for need in sorted(needs):
        found[need] = dict(index.ranked(posts[need], FEW))
    if len(offers) > FEW:
        index = matching.Index.build((posts[pk] for pk in sorted(needs)), "need")
        for offer in sorted(offers):
            for need, score in index.ranked(posts[offer], FEW):
                found[need][offer] = score
    return found


def nearness(need: matching.Post, offer: matching.Post) -> float:
    """1 at the same place, 0 from far away on; between the two where one of them is in no one place."""
    away = km(need, offer)
    return NEITHER if away is None else max(0.0, 1 - away / FAR_KM)


def km(need: matching.Post, offer: matching.Post) -> float | None:
    """Between the middles of their places; None for what is in no one place."""
    if {need.reach, offer.reach} & {COUNTRY, REMOTE} or not need.areas or not offer.areas:
        return None
    return _km(country_of(need), need.areas[-1], country_of(offer), offer.areas[-1])


@lru_cache(maxsize=100_000)
def _km(country: str, code: str, other_country: str, other: str) -> float | None:
    ends = places.centre(country, code), places.centre(other_country, other)
    if ends[0] is None or ends[1] is None:
        return None
    return haversine(ends[0], ends[1]) / 1000
