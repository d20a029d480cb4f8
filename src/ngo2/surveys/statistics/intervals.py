"""Intervals for proportions that are already reckoned; arrays in, arrays out."""

from typing import Any

import numpy as np
from scipy import special

from ngo2.surveys.columns.values import Floats


def normal(level: float) -> float:
    """z of a two-sided interval."""
    return float(special.ndtri(0.5 + level / 2))


def student(level: float, df: float) -> float:
    """t of a two-sided interval; z where df is infinite."""
    return normal(level) if np.isinf(df) else float(special.stdtrit(df, 0.5 + level / 2))


def wilson(p: Any, n: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Score interval of a proportion p of n, n not necessarily whole (an effective n). NaN where n is 0.

    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). Wilson 1927; Newcombe 1998, method 3.
    """
    p, n = np.asarray(p, float), np.asarray(n, float)
    z = normal(level)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = z * z / n
        middle = (p + share / 2) / (1 + share)
        half = z * np.sqrt(p * (1 - p) / n + share / (4 * n)) / (1 + share)
        low, high = middle - half, middle + half
    # Rounding must not take 0 of n away from 0, nor n of n from 1.
    low = np.where(p <= 0, np.where(np.isnan(low), np.nan, 0.0), low)
    high = np.where(p >= 1, np.where(np.isnan(high), np.nan, 1.0), high)
    return low, high


def logit(p: Any, error: Any, level: float = 0.95, df: float = np.inf) -> tuple[Floats, Floats]:
    """expit(logit p -+ t se / (p(1-p))), se by linearisation. NaN at p of 0 and 1.

    Lumley 2010, 2.4 (svyciprop, "logit").
    """
    p, error = np.asarray(p, float), np.asarray(error, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = special.logit(p)
        half = student(level, df) * error / (p * (1 - p))
        low, high = special.expit(middle - half), special.expit(middle + half)
    inside = (p > 0) & (p < 1)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def beta(p: Any, n: Any, level: float = 0.95) -> tuple[Floats, Floats]:
    """Clopper-Pearson with an effective n, which need not be whole (Korn & Graubard 1998). Never too narrow."""
    p, n = np.asarray(p, float), np.asarray(n, float)
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        chosen, others = n * p, n * (1 - p)
        low = np.where(p <= 0, 0.0, special.betaincinv(np.where(p <= 0, 1.0, chosen), others + 1, tail))
        high = np.where(p >= 1, 1.0, special.betaincinv(chosen + 1, np.where(p >= 1, 1.0, others), 1 - tail))
    empty = ~(n > 0)
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)


def apart(
    first: tuple[float, float, float], second: tuple[float, float, float], correlation: float = 0.0
) -> tuple[float, float]:
    """Of second less first, each (value, low, high) with an interval of its own ("MOVER").

    With Wilson's intervals and no correlation this is method 10 of Newcombe 1998 (Stat. Med. 17:873); with the phi of
    pairs method 10 of Newcombe 1998 (Stat. Med. 17:2635); with any others Zou & Donner 2008 (Stat. Med. 27:1693).
    """
    (p, low, high), (q, below, above) = first, second
    down, up = q - below, above - q
    fallen, risen = p - low, high - p
    lower = down**2 - 2 * correlation * down * risen + risen**2
    upper = up**2 - 2 * correlation * up * fallen + fallen**2
    return float(q - p - np.sqrt(max(lower, 0.0))), float(q - p + np.sqrt(max(upper, 0.0)))
