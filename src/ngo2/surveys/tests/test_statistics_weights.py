"""Weights: what they are fitted to, what they cost, when they are refused. Beside R: test_statistics_design."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.statistics.weights import Margin, design_effect, effective_size, poststratified, raked
from ngo2.surveys.tests.surveyed import column, question


def _margin(name: str, codes: list[int], targets: list[float]) -> Margin:
    return Margin(name, np.array(codes), np.array(targets, float), tuple("abcd"[: len(targets)]))


def test_kish_by_hand() -> None:
    assert effective_size(np.array([1.0, 1, 1, 1])) == 4
    assert design_effect(np.array([1.0, 1, 2, 2])) == pytest.approx(
        4 * 10 / 36
    )  # Kish 1992: n sum w^2 / (sum w)^2
    assert design_effect(np.array([2.0, 2, 0])) == 1
    assert effective_size(np.zeros(3)) == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=50), st.floats(0.01, 100))
def test_kish_does_not_see_the_scale(weights: list[float], scale: float) -> None:
    w = np.array(weights)
    assert design_effect(w * scale) == pytest.approx(design_effect(w))
    cv = w.std() / w.mean()
    assert design_effect(w) == pytest.approx(1 + cv**2)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_raking_meets_every_margin(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 200
    codes = [random.integers(0, k, n) for k in (2, 3, 4)]
    for code, k in zip(codes, (2, 3, 4), strict=True):
        code[:k] = np.arange(k)
    margins = [
        _margin(str(k), list(code), list(random.uniform(1, 3, k)))
        for code, k in zip(codes, (2, 3, 4), strict=True)
    ]
    margins = [Margin(m.name, m.codes, m.targets / m.targets.sum(), m.labels) for m in margins]
    found = raked(random.uniform(0.5, 2, n), margins)
    assert found.converged
    for margin in margins:
        np.testing.assert_allclose(np.bincount(margin.codes, found.weights), margin.targets, atol=1e-9)
    assert found.design_effect >= 1


def test_trimmed_weights_stay_within_their_bounds() -> None:
    random = np.random.default_rng(1)
    first, second = (random.random(500) < 0.1).astype(int), (random.random(500) < 0.5).astype(int)
    margins = [_margin("a", list(first), [70, 30]), _margin("b", list(second), [40, 60])]
    start = random.uniform(0.2, 5, 500)
    free, bound = raked(start, margins), raked(start, margins, 1e-6, 5000, trim=(0.2, 4))
    mean = 100 / 500
    assert free.trimmed == 0 < bound.trimmed
    assert free.weights.max() > 4 * mean
    assert bound.converged
    assert bound.weights.max() <= 4 * mean + 1e-12
    assert bound.weights.min() >= 0.2 * mean - 1e-12
    assert bound.design_effect < free.design_effect
    strict = raked(start, margins, trim=(0.9, 1.1))
    assert not strict.converged  # 30 of 100 cannot be a tenth of the sample with such weights
    assert strict.worst in {"a: a", "a: b", "b: a", "b: b"}


def test_margins_that_contradict_each_other_are_reported() -> None:
    """Everybody in a: 0 is in b: 0 and the other way round: 30 and 40 of 100 cannot both be."""
    margins = [_margin("a", [0, 0, 1, 1], [30, 70]), _margin("b", [0, 0, 1, 1], [40, 60])]
    found = raked(np.ones(4), margins)
    assert (found.converged, found.rounds) == (False, 200)
    assert found.off == pytest.approx(0.1)
    with pytest.raises(Unsound, match="not_converged: a"):
        Design.of(np.ones(4)).raked(margins)


def test_what_is_refused_is_named() -> None:
    ones = np.ones(3)
    with pytest.raises(Unsound, match="empty_cell: region: c"):
        poststratified(ones, _margin("region", [0, 1, 1], [10, 10, 10]))
    with pytest.raises(Unsound, match="unknown_cell: region: b"):
        poststratified(ones, _margin("region", [0, 1, 1], [10, 0]))
    with pytest.raises(Unsound, match="unequal_margins: r, s"):
        raked(ones, [_margin("r", [0, 1, 1], [10, 10]), _margin("s", [0, 1, 1], [10, 11])])
    with pytest.raises(Unsound, match="unknown_cell"):
        _margin("r", [0, 2], [1, 1])
    region = column(question("region", "single", "north south"), ["north", "south", None])
    with pytest.raises(Unsound, match="unknown_cell: region: -"):
        Margin.of(region, {"north": 1, "south": 1})
    with pytest.raises(Unsound, match="unknown_cell: region: south"):
        Margin.of(region.rows(np.array([0, 1])), {"north": 1})
    with pytest.raises(Unsound, match="length"):
        poststratified(np.ones(2), _margin("r", [0, 1, 1], [1, 1]))


def test_poststratified_by_hand() -> None:
    found = poststratified(np.array([1.0, 2, 2]), _margin("r", [0, 1, 1], [10, 20]))
    assert found.weights.tolist() == [10, 10, 10]
    assert (found.off, found.design_effect, found.effective) == (0, 1, 3)
