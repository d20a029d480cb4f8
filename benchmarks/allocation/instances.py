"""Made-up weeks, by seed."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ngo2.exchange.allocation import Demand, Supply, Table


class Instance(NamedTuple):
    demands: list[Demand]
    supplies: list[Supply]
    table: Table


def uniform(size: int, seed: int) -> Instance:
    """One unit each, every pair allowed, all scores alike likely: the assignment problem of the textbooks."""
    score = np.random.default_rng(seed).random((size, size), dtype=np.float32)
    return Instance(*_sides(np.ones(size, np.int64), np.ones(size, np.int64)), Table(score))


def flood(size: int, seed: int) -> Instance:
    """60 % of the needs and a tenth of the offers are in one of ten categories; 1 to 49 are asked for, 1 to 19 offered.

    In its own category a pair has 0.5 to 1; in another one up to 0.3, which is what "other equipment" may get.
    """
    rng = np.random.default_rng(seed)
    asks = np.where(rng.random(size) < 0.6, 0, rng.integers(1, 10, size))
    has = rng.integers(0, 10, size)
    score = rng.random((size, size), dtype=np.float32)
    same = asks[:, None] == has[None, :]
    score = np.where(same, np.float32(0.5) + np.float32(0.5) * score, np.float32(0.3) * score)
    return Instance(*_sides(rng.integers(1, 50, size), rng.integers(1, 20, size)), Table(score))


INSTANCES: Mapping[str, Callable[[int, int], Instance]] = {"uniform": uniform, "flood": flood}


def _sides(asked: NDArray[np.int64], had: NDArray[np.int64]) -> tuple[list[Demand], list[Supply]]:
    return (
        [Demand(f"need {place}", units) for place, units in enumerate(asked.tolist())],
        [Supply(f"offer {place}", units) for place, units in enumerate(had.tolist())],
    )
