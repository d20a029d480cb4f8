"""Which offer fits which need, and why (E3). Pure: no database, and nothing about any person, only posts and records.

    offers = Index.build(open_offers)
    for match in offers.best(need):           # at most 20, the best first
        match.pk, match.score, match.why, match.against
    offers.add(changed_offer); offers.remove(closed_offer.pk)

`score(need, offer)` tells how any two fit, whichever side asks, and what is in the way when they are never suggested.
Need and offer have one score; each sees the sentences of its own side. A plain list by date needs nothing of this.
For kept lists: `ranked` has no sentences, `set_floor` and `entered` tell into whose list a changed post comes.
What counts for how much stands in `weights`, with the reasons.
"""

from ngo2.exchange.matching.index import LIMIT, Index
from ngo2.exchange.matching.match import Match
from ngo2.exchange.matching.posts import COUNTRYWIDE, Line, Post, words_of
from ngo2.exchange.matching.sentences import Sentence
from ngo2.exchange.matching.weights import VERSION, WEIGHTS

__all__ = [
    "COUNTRYWIDE",
    "LIMIT",
    "VERSION",
    "WEIGHTS",
    "Index",
    "Line",
    "Match",
    "Post",
    "Sentence",
    "best",
    "score",
    "words_of",
]


def score(one: Post, other: Post) -> Match:
    """How two posts fit; score 0 when they are not suggested to each other."""
    if one.side == other.side:
        return Match(one, other, 0.0)
    found = Index.build([other]).ranked(one, 1)
    return Match(one, other, found[0][1] if found else 0.0)


def best(post: Post, index: Index, limit: int = LIMIT) -> list[Match]:
    """The best of the other side for this post, each with two reasons or more."""
    return index.best(post, limit)
