"""Fisher's exact test: reckoned for two by two, drawn at random with a fixed seed for larger tables."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

SEED: Final = 20_261_126
DRAWS: Final = 99_999


@dataclass(frozen=True)
class Exact:
    """`error`: standard error of a p that was drawn, 0 of one that was reckoned."""

    method: str
    p: float
    error: float = 0.0


def fisher(table: NDArray[np.int64], draws: int = DRAWS, seed: int = SEED) -> Exact:
    """Two-sided: all tables with these margins that are no likelier than this one (Fisher 1935; Freeman & Halton 1951).

    Larger than 2 x 2: `draws` tables by the algorithm of Patefield 1981, the observed one counted with them, so p is
    never 0; the same table gives the same p every time.
    """
    table = np.asarray(table)
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    if min(table.shape) < 2:
        return Exact("Fisher", 1.0)
    if table.shape == (2, 2):
        return Exact("Fisher", float(stats.fisher_exact(table).pvalue))
    drawn = stats.MonteCarloMethod(n_resamples=draws, rng=np.random.default_rng(seed))
    p = float(
        np.squeeze(stats.fisher_exact(table, method=drawn).pvalue)
    )  # an array where cells outnumber answers
    return Exact(f"Fisher, {draws} draws, seed {seed}", p, float(np.sqrt(p * (1 - p) / draws)))
