"""Fisher's exact test: reckoned for two by two, drawn at random with a fixed seed for larger tables."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import gammaln

SEED: Final = 20_261_126
DRAWS: Final = 99_999
SAME: Final = 1e-7  # of logarithms: what lies nearer is as likely, whatever floats say (as R has it)


@dataclass(frozen=True)
class Exact:
    """`error`: standard error of a p that was drawn, 0 of one that was reckoned."""

    method: str
    p: float
    error: float = 0.0


def fisher(table: NDArray[np.int64], draws: int = DRAWS, seed: int = SEED) -> Exact:
    """Two-sided: all tables with these margins that are no likelier than this one (Fisher 1935; Freeman & Halton 1951).

    Larger than 2 x 2: `draws` tables (Patefield 1981, or Boyett 1979 of few answers), the observed one counted with
    them, so p is never 0; the same table gives the same p every time, and is drawn for once.
    """
    table = np.asarray(table)
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    if min(table.shape) < 2:
        return Exact("Fisher", 1.0)
    if table.shape == (2, 2):
        return Exact("Fisher", float(stats.fisher_exact(table).pvalue))
    p = _drawn(tuple(map(tuple, table.tolist())), draws, seed)
    return Exact(f"Fisher, {draws} draws, seed {seed}", p, float(np.sqrt(p * (1 - p) / draws)))


@lru_cache(maxsize=4096)  # a page of results tests a hundred tables, and is opened again and again
def _drawn(cells: tuple[tuple[int, ...], ...], draws: int, seed: int) -> float:
    """As `stats.fisher_exact` with its MonteCarloMethod, which reckons each factorial anew and takes twice as long."""
    table = np.array(cells)
    factorials = gammaln(
        np.arange(table.sum() + 1) + 1.0
    )  # logarithms; of tables with these margins all else is alike
    tables = stats.random_table(table.sum(1), table.sum(0)).rvs(
        draws, random_state=np.random.default_rng(seed)
    )
    as_far = factorials[tables].sum((1, 2)) >= factorials[table].sum() - SAME
    return float((np.count_nonzero(as_far) + 1) / (draws + 1))
