"""Every offer scored for one need, in plain numpy, all at once: what the index is measured against.

Written from the weights and not from the index: it shares with it the numbers that a post becomes (`encode`), and no
step of scoring.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ngo2.exchange.matching import weights
from ngo2.exchange.matching.posts import MOST_WORDS, Post
from ngo2.exchange.matching.rows import (
    ALWAYS_FROM,
    ALWAYS_UNTIL,
    COUNTED,
    NOWHERE,
    Encoded,
    encode,
    number_of,
    numbers_of,
)
from ngo2.exchange.matching.weights import RELATED, SHARES

_KEYS = list(RELATED)
_RELATED = np.array([[RELATED[one].get(other, 0.0) for other in _KEYS] for one in _KEYS], np.float32)
_SPOT = np.array([key in weights.ON_THE_SPOT for key in _KEYS])


class Brute:
    def __init__(self, offers: Sequence[Post]) -> None:
        self.areas: dict[str, int] = {}
        self.words: dict[str, int] = {}
        ones = [encode(post, numbers_of(self.areas), numbers_of(self.words)) for post in offers]
        self.pk = np.array([post.pk for post in offers])

        def column(name: str, kind: type) -> NDArray:
            return np.array([getattr(one, name) for one in ones], kind)

        self.subkind = np.array([_KEYS.index(one.subkind) for one in ones], np.int32)
        whole, part, yes = np.int32, np.float32, np.bool_
        self.organisation, self.country = column("organisation", whole), column("country", whole)
        self.top, self.middle = column("top", whole), column("middle", whole)
        self.bottom, self.placed = column("bottom", whole), column("placed", yes)
        self.since, self.until = column("since", whole), column("until", whole)
        self.static, self.load, self.word_count = (column(n, part) for n in ("static", "load", "word_count"))
        self.wide, self.remote, self.receipt = (column(name, yes) for name in ("wide", "remote", "receipt"))
        self.registered_only, self.registered = column("registered_only", yes), column("registered", yes)
        self.at = np.array([one.at for one in ones], np.float32).T.copy()
        self.units = np.zeros((len(COUNTED), len(ones)), np.float32)
        for row, one in enumerate(ones):
            for unit, much in one.units:
                self.units[unit, row] = much
        self.counted = (self.units > 0).sum(axis=0)
        self.served = np.array(
            [(row, number) for row, one in enumerate(ones) for number in one.served], np.int32
        ).T
        self.within = np.array(
            [(row, number) for row, one in enumerate(ones) for number in one.path], np.int32
        ).T
        # Every row's words one after another; a row without any has word 0, so that each begins somewhere.
        held = [one.words or (0,) for one in ones]
        self.tokens = np.fromiter((word for words in held for word in words), np.int32)
        self.begins = np.cumsum([0, *(len(words) for words in held[:-1])])
        assert max(len(words) for words in held) <= MOST_WORDS

    def scores(self, need: Post) -> NDArray[np.float32]:
        """Of all offers; below 0 for what may not be suggested."""
        one = encode(need, number_of(self.areas), number_of(self.words))
        kind = _RELATED[_KEYS.index(one.subkind)][self.subkind]
        place, near, spot = self._place(one)
        words, common = self._words(one)
        until, since = np.minimum(self.until, one.until), np.maximum(self.since, one.since)
        days = until - since + 1
        shorter = np.minimum(self.until - self.since, one.until - one.since) + 1
        score = SHARES["kind"] * kind + SHARES["place"] * place + SHARES["words"] * words
        score += SHARES["quantity"] * self._quantity(one)
        score += SHARES["time"] * (days / np.maximum(shorter, 1)).astype(np.float32)
        score += self.static + np.float32(one.static)
        score += SHARES["capacity"] * self._capacity(one)
        score += SHARES["receipt"] * np.where(
            self.receipt, np.float32(one.gives), 1
        )  # needs ask for none here
        dated = (self.since > ALWAYS_FROM) | (self.until < ALWAYS_UNTIL)
        said = one.since > ALWAYS_FROM or one.until < ALWAYS_UNTIL
        allowed = (kind > 0) & (self.organisation != one.organisation) & (days > 0)
        allowed &= ~self.registered_only | one.registered
        allowed &= self.registered | (not one.registered_only)
        allowed &= spot | ~(_SPOT[self.subkind] | _SPOT[_KEYS.index(one.subkind)])
        allowed &= (common > 0) | near | (dated & said)
        return np.where(allowed, score, np.float32(-1))

    def best(self, need: Post, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        scores = self.scores(need)
        few = np.argpartition(scores, -limit)[-limit:]
        few = few[np.argsort(-scores[few], kind="stable")]
        few = few[scores[few] >= 0]
        return self.pk[few], scores[few]

    def _place(self, one: Encoded) -> tuple[NDArray, NDArray, NDArray]:
        mine = np.array([-5.0, -5.0, -5.0] if one.at == NOWHERE else one.at, np.float32)
        off = self.at - mine[:, None]
        km = np.sqrt((off * off).sum(axis=0)) * np.float32(6371.0088)
        top, middle = (self.top == one.top) & (one.top > 0), (self.middle == one.middle) & (one.middle > 0)
        bottom = (self.bottom == one.bottom) & (one.bottom > 0)
        serving = np.zeros(len(self.pk), np.bool_)
        serving[self.served[0][np.isin(self.served[1], one.path)]] = True
        serving[self.within[0][np.isin(self.within[1], one.served)]] = True
        wide = (self.wide | one.wide) & (self.country == one.country)
        value = np.maximum(weights.NEXT_DOOR * (1 - km / np.float32(weights.FAR_KM)), 0)
        value = np.where(self.placed & one.placed, value, weights.PLACE_UNSAID)
        for holds, worth in (
            (top, weights.SAME_TOP), (middle, weights.SAME_MIDDLE), (bottom, weights.SAME_BOTTOM),
            (serving, weights.SERVED), (wide, weights.WIDE), (self.remote, weights.FROM_AFAR),
        ):  # fmt: skip
            value = np.maximum(value, np.where(holds, np.float32(worth), 0))
        if one.remote:
            value = np.ones_like(value)
        reached = (km <= weights.NEAR_KM) | middle | serving | wide | self.remote | one.remote
        return value, reached | top, reached | ~self.placed | (not one.placed)

    def _words(self, one: Encoded) -> tuple[NDArray, NDArray]:
        flags = np.zeros(len(self.words) + 1, np.float32)
        flags[list(one.words)] = 1
        common = np.add.reduceat(flags[self.tokens], self.begins)
        return common / np.sqrt(np.maximum(self.word_count, 1) * max(one.word_count, 1)), common

    def _quantity(self, one: Encoded) -> NDArray:
        if not one.units:
            return np.full(len(self.pk), weights.UNSAID, np.float32)
        covered = sum(np.minimum(self.units[unit] / np.float32(much), 1) for unit, much in one.units)
        return np.where(self.counted > 0, covered / np.float32(len(one.units)), np.float32(weights.UNSAID))

    def _capacity(self, one: Encoded) -> NDArray:
        load = np.where(self.load > 0, np.minimum(self.load, one.load or np.inf), one.load).astype(np.float32)
        if one.capacity < 0:
            return np.full(len(self.pk), weights.UNSAID, np.float32)
        return np.where(
            load > 0, np.minimum(one.capacity / np.maximum(load, 1e-9), 1), np.float32(weights.UNSAID)
        )
