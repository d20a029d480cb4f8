"""Many tests at once: how small a p has to be."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from statsmodels.stats.multitest import multipletests

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
        found[tested] = multipletests(given[tested], method=method)[1]
    return found
