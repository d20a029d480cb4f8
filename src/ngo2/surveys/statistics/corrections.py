"""Many tests at once: how small a p has to be."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from scipy import stats

from ngo2.surveys.columns.values import Floats

Correction = Literal["holm", "bonferroni", "fdr_bh"]


def corrected(chances: Sequence[float] | Floats, method: Correction = "holm") -> Floats:
    """p values so raised that each can be compared with 0.05 by itself, in the order given.

    "holm": any error among all (Holm 1979); "bonferroni"; "fdr_bh": part of errors among the finds (Benjamini &
    Hochberg 1995). NaN (not tested) stays NaN and does not count as a test.
    """
    given = np.asarray(chances, float)
    tested = ~np.isnan(given)
    if (given[tested] < 0).any() or (given[tested] > 1).any():
        raise ValueError("A p value lies between 0 and 1")
    found = np.full(given.shape, np.nan)
    if tested.any():
        found[tested] = _METHODS[method](given[tested])
    return found


def _holm(p: Floats) -> Floats:
    order = np.argsort(p, kind="stable")
    raised = np.empty_like(p)
    raised[order] = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    return np.minimum(raised, 1.0)


def _bonferroni(p: Floats) -> Floats:
    return np.minimum(p * len(p), 1.0)


# statsmodels' multipletests collects all garbage each time: a second, where much is in memory.
_METHODS: dict[Correction, Callable[[Floats], Floats]] = {
    "holm": _holm,
    "bonferroni": _bonferroni,
    "fdr_bh": stats.false_discovery_control,
}
