"""Panels, exact tests, intervals and corrections beside R and beside printed tables."""

import math

import numpy as np
import pytest
from scipy import stats

from ngo2.surveys.statistics import estimates, intervals
from ngo2.surveys.statistics.chisquare import answered_codes, association, counts, pearson
from ngo2.surveys.statistics.corrections import corrected
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.exact import fisher
from ngo2.surveys.statistics.panels import change, paired, paired_interval, switched
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.tests.golden import answers, design, near, said, single


def _masks(kept: int, lost: int, gained: int, never: int) -> tuple[np.ndarray, np.ndarray]:
    before = np.repeat([True, True, False, False], [kept, lost, gained, never])
    return before, np.repeat([True, False, True, False], [kept, lost, gained, never])


def test_mcnemar_beside_r() -> None:
    found = switched(answers()["site"] == 1, answers()["later"] == 1)
    assert [found.kept, found.lost, found.gained, found.never] == said()["switch/cells"]
    near([found.chi_square_corrected, found.corrected], said()["mcnemar/TRUE"])
    near([found.chi_square, found.plain], said()["mcnemar/FALSE"])
    near(found.exact, said()["mcnemar/exact"])


def test_mcnemar_of_agresti() -> None:
    """Approval of a prime minister: Agresti 2002, Categorical Data Analysis, 10.1: z = -4.17, -0.06 to -0.02."""
    found = switched(*_masks(794, 150, 86, 570))
    assert found.chi_square == pytest.approx(4.17**2, abs=0.05)
    assert found.difference == pytest.approx(-0.04)
    assert (found.low, found.high) == pytest.approx((-0.06, -0.02), abs=0.005)


def test_paired_interval_of_newcombe() -> None:
    """Newcombe 1998, Stat. Med. 17:2635, method 10: 36, 12, 2, 0 gives 0.0569 to 0.3404 (first less second)."""
    low, high = paired_interval(36, 12, 2, 0)
    assert (-high, -low) == pytest.approx((0.0569, 0.3404), abs=5e-5)


def test_nobody_switched() -> None:
    found = switched(*_masks(5, 0, 0, 7))
    assert (found.difference, found.exact) == (0.0, 1.0)
    assert np.isnan(found.plain)
    assert found.low < 0 < found.high
    with pytest.raises(Unsound, match="empty"):
        switched(*_masks(1, 0, 0, 0), answered=np.array([False]))


def test_paired_differences_beside_r() -> None:
    before, after = answers()["site"], answers()["later"]
    found, _p = paired(before, after, design("full"))
    near([found.value, found.error], said()["paired/full"])
    near([found.low, found.high], said()["paired_ci/full"])
    plain, p = paired(before, after, Design.of(np.ones(len(before))))
    near([plain.value, plain.low, plain.high, p], said()["paired/t"])


def _waves() -> tuple[np.ndarray, ...]:
    """As golden.R stacks them: 120 in the first, all from the 81st in the second."""
    columns, n = answers(), len(answers()["staff"])
    first, second = np.arange(120), np.arange(80, n)
    values = np.concatenate(
        [columns["staff"][first], columns["staff"][second] * 1.1 + columns["size"][second]]
    )
    people = np.concatenate([first, second]) + 1
    wave = np.repeat([False, True], [len(first), len(second)])
    return values, wave, people, columns["weight"][people - 1]


def test_waves_that_share_respondents_beside_r() -> None:
    values, wave, people, weights = _waves()
    told = ~np.isnan(values)
    found = change(values[told], wave[told], people[told], weights[told])
    near([found.difference, found.error], said()["waves"])
    assert found.both == len(set(people[told & wave]) & set(people[told & ~wave]))
    assert found.both + found.only_first == (told & ~wave).sum()
    assert found.both + found.only_second == (told & wave).sum()
    assert found.error < found.error_apart


def test_waves_refuse_who_answered_twice() -> None:
    with pytest.raises(Unsound, match="twice: 7"):
        change(np.arange(3.0), np.array([False, False, True]), np.array([7, 7, 8]), np.ones(3))


def test_fisher_beside_r() -> None:
    two = [fisher(np.array(t)).p for t in ([[3, 1], [1, 3]], [[10, 3], [2, 15]])]
    near(two, said()["fisher/2x2"], 1e-7)
    job = np.array([1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11]).reshape(4, 4).T
    for table, name in (
        (job, "fisher/job"),
        (np.array([3, 1, 2, 1, 5, 6, 4, 9, 5]).reshape(3, 3).T, "fisher/3x3"),
    ):
        found = fisher(table)
        assert abs(found.p - said()[name][0]) < 4 * found.error
        assert 0 < found.error < 0.002
        assert fisher(table) == found  # the same table, the same p


@pytest.mark.parametrize("shape", [(3, 4), (2, 5), (12, 5)])
def test_fisher_draws_as_scipy_does_and_draws_once(shape, monkeypatch) -> None:
    table = np.random.default_rng(5).integers(0, 9, shape)
    drawn = stats.MonteCarloMethod(n_resamples=999, rng=np.random.default_rng(11))
    told = fisher(table, 999, 11)
    assert told.p == stats.fisher_exact(table, method=drawn).pvalue
    monkeypatch.delattr(stats, "random_table")
    assert fisher(table.copy(), 999, 11) == told
    with pytest.raises(AttributeError):  # another start is another draw
        fisher(table, 999, 12)


def test_fisher_of_the_lady_tasting_tea() -> None:
    assert fisher(np.array([[3, 1], [1, 3]])).p == pytest.approx(34 / 70)  # Fisher 1935, ch. 2
    assert fisher(np.array([[3, 0], [1, 0]])).p == 1


def test_pearson_beside_r() -> None:
    rows, columns = (answered_codes(single(name)) for name in ("size", "region"))
    found = pearson(counts(rows, columns))
    near([found.statistic, found.df, found.p, found.least_expected], said()["pearson"])


def test_small_cells_get_the_exact_test() -> None:
    rows, columns = single("size"), single("region")
    assert association(rows, columns, None).method == "Pearson"
    few = np.arange(len(rows)) < 20
    assert association(rows, columns, None, few).method.startswith("Fisher, 99999 draws")
    assert association(rows, columns, design("full")).method == "Rao-Scott, second order"


@pytest.mark.parametrize(
    ("chosen", "n", "printed"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_of_newcombe(chosen: int, n: int, printed: tuple[float, float]) -> None:
    """Newcombe 1998, Stat. Med. 17:857, table I, method 3; and R's prop.test without correction."""
    found = np.array(intervals.wilson(chosen / n, n))
    assert found == pytest.approx(printed, abs=5e-5)
    near(found, said()[f"wilson/{chosen}/{n}"])


def test_wilson_of_everybody_ends_at_one() -> None:
    near(np.array(intervals.wilson(1.0, 29)), said()["wilson/29/29"])
    assert np.isnan(intervals.wilson([0.0, np.nan, 1.0], [0, 0, 0])).all()


def test_clopper_pearson_beside_r() -> None:
    near(np.array(intervals.beta(15 / 148, 148)), said()["clopper"])


def test_holm_beside_r_and_by_hand() -> None:
    raw = [0.01, 0.02, 0.03, 0.04, 0.05, 0.0004, 1, 0.5]
    for method, theirs in (("holm", "holm"), ("bonferroni", "bonferroni"), ("fdr_bh", "BH")):
        near(corrected(raw, method), said()[f"adjust/{theirs}"])  # type: ignore[arg-type]
    # Holm 1979 by hand: 0.01 x 3, then max(0.03, 0.02 x 2), then max(0.04, 0.04); what was not tested does not count.
    near(corrected([0.02, np.nan, 0.01, 0.04]), [0.04, None, 0.03, 0.04])
    with pytest.raises(ValueError, match="between 0 and 1"):
        corrected([1.2])


def test_means_of_who_answered_both_times_only() -> None:
    before, after = np.array([1.0, np.nan, 2, 4]), np.array([2.0, 5, 4, np.nan])
    found, _p = paired(before, after, Design.of(np.ones(4)))
    assert (found.n, found.value) == (2, 1.5)
    assert estimates.mean(before, Design.of(np.ones(4))).n == 3


def test_fisher_of_a_table_with_more_cells_than_answers() -> None:
    """Of such a table SciPy gives an array of one p. Held to draws by permuting, which it does not use."""
    table = np.array([[3, 1, 0, 0, 1], [0, 2, 0, 1, 0], [1, 0, 2, 0, 0], [0, 0, 0, 2, 0], [0, 0, 1, 0, 1]])
    rng = np.random.default_rng(7)
    rows, columns = (np.repeat(np.arange(5), margin) for margin in (table.sum(1), table.sum(0)))
    likely = -np.sum([math.lgamma(n + 1) for n in table.ravel()])
    drawn = [np.bincount(rows * 5 + rng.permutation(columns), minlength=25) for _ in range(4000)]
    as_far = [-np.sum([math.lgamma(n + 1) for n in one]) <= likely + 1e-9 for one in drawn]
    assert fisher(table).p == pytest.approx(np.mean(as_far), abs=0.03)
