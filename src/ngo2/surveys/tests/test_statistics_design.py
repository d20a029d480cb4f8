"""Figures of designed samples beside those of R's survey package."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngo2.surveys.statistics import estimates
from ngo2.surveys.statistics.chisquare import answered_codes, rao_scott
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.intervals import wilson
from ngo2.surveys.statistics.refusing import CODES, Unsound, sentence
from ngo2.surveys.statistics.weights import Margin, design_effect
from ngo2.surveys.tests.golden import DESIGNS, answers, design, near, said, single

ALL = pytest.mark.parametrize("name", DESIGNS)


@ALL
def test_means_and_their_errors(name: str) -> None:
    found = estimates.mean(answers()["staff"], design(name))
    near([found.value, found.error], said()[f"mean/{name}"])
    near([found.low, found.high], said()[f"confint/{name}"])
    assert found.n == 183  # twelve did not answer
    assert design(name).degrees() == said()[f"degf/{name}"][0]


@ALL
def test_totals(name: str) -> None:
    found = estimates.total(answers()["staff"], design(name))
    near([found.value, found.error], said()[f"total/{name}"])


@ALL
def test_shares_and_their_covariance(name: str) -> None:
    codes = answered_codes(single("size"))
    found, spread = estimates.shares(codes, 3, design(name), codes >= 0)
    near([*found, *np.sqrt(np.diag(spread))], said()[f"shares/{name}"])
    near(spread, said()[f"cov/{name}"])


@ALL
def test_domains_keep_the_whole_design(name: str) -> None:
    found = estimates.mean(answers()["staff"], design(name), answers()["region"] == 2)
    near([found.value, found.error], said()[f"domain/{name}"])


@ALL
def test_ratios(name: str) -> None:
    found = estimates.ratio(answers()["staff"], answers()["size"], design(name))
    near([found.value, found.error], said()[f"ratio/{name}"])


@ALL
def test_design_effects(name: str) -> None:
    site = answers()["site"]
    near(estimates.mean(site, design(name)).design_effect, said()[f"deff_replace/{name}"])
    near(estimates.total(site, design(name)).design_effect, said()[f"deff_total/{name}"])


@ALL
@pytest.mark.parametrize("method", ["logit", "beta", "mean"])
def test_intervals_of_proportions(name: str, method: str) -> None:
    found = estimates.proportion(answers()["site"] == 1, design(name), method=method)  # type: ignore[arg-type]
    # R fits its logit by iteration, to eight digits or so; its exact one (xlogit) is compared to the last.
    near([found.low, found.high], said()[f"ciprop_{method}/{name}"], 1e-7 if method == "logit" else 1e-9)
    if method == "logit":
        near([found.low, found.high], said()[f"ciprop_xlogit/{name}"])


@ALL
@pytest.mark.parametrize("pair", ["size+region", "tool+size", "site+region"])
def test_rao_scott(name: str, pair: str) -> None:
    rows, columns = (answered_codes(single(each)) for each in pair.split("+"))
    second = rao_scott(rows, columns, design(name))
    near([second.statistic, second.df, second.df_below, second.p], said()[f"chisq/F/{pair}/{name}"], 1e-8)
    first = rao_scott(rows, columns, design(name), first_order=True)
    whole, df, p = said()[f"chisq/Chisq/{pair}/{name}"]
    near([first.df, first.p], [df, p], 1e-8)
    near(first.chi_square / first.n * len(rows), whole)  # R multiplies with all rows, answered or not


@ALL
@pytest.mark.parametrize("rule", ["math", "school"])
def test_quantiles(name: str, rule: str) -> None:
    found = [
        estimates.quantile(answers()["staff"], design(name), part, rule=rule)  # type: ignore[arg-type]
        for part in (0.1, 0.25, 0.5, 0.75, 0.9)
    ]
    near([[one.value, one.low, one.high, one.error] for one in found], said()[f"quantile_{rule}/{name}"])


def test_quantiles_where_the_weight_is_divided_exactly() -> None:
    values = np.arange(1.0, 9)
    assert estimates.weighted_quantile(values, np.ones(8), 0.5, "school") == 4.5
    assert estimates.weighted_quantile(values, np.ones(8), 0.5) == 4
    assert estimates.weighted_quantile(values, np.ones(8), 0.01) == 1
    assert estimates.weighted_quantile(values, np.ones(8), 1) == 8
    with pytest.raises(Unsound, match="empty"):
        estimates.weighted_quantile(np.array([np.nan]), np.ones(1))


def _of(name: str, targets: list[float]) -> Margin:
    column = single(name)
    values = [category.value for category in column.categories]
    return Margin.of(column, dict(zip(values, targets, strict=True)))


REGION, SIZE, SITE = [400, 300, 250, 90], [300, 400, 340], [500, 540]


@pytest.mark.parametrize("name", ["plain", "full", "fpc"])
def test_post_strata(name: str) -> None:
    fitted = design(name).poststratified(_of("region", REGION))
    near(fitted.weights, said()[f"post_weights/{name}"])
    mean, total = estimates.mean(answers()["staff"], fitted), estimates.total(answers()["site"], fitted)
    near([mean.value, mean.error], said()[f"post_mean/{name}"])
    near([total.value, total.error], said()[f"post_total/{name}"])


@pytest.mark.parametrize("name", ["plain", "full", "fpc"])
def test_raking(name: str) -> None:
    margins = [_of("region", REGION), _of("size", SIZE), _of("site", SITE)]
    fitted = design(name).raked(margins, tolerance=1e-15, rounds=1000)
    near(fitted.weights, said()[f"rake_weights/{name}"])
    mean, total = estimates.mean(answers()["staff"], fitted), estimates.total(answers()["tool"], fitted)
    near([mean.value, mean.error], said()[f"rake_mean/{name}"])
    near([total.value, total.error], said()[f"rake_total/{name}"])


@pytest.mark.parametrize("name", ["without", "fpc"])
def test_a_stratum_with_one_unit(name: str) -> None:
    kept = (answers()["stratum"] != 1) | (answers()["cluster"] == 1)
    like = "full" if name == "without" else name
    careful = design(like, kept, "adjust")
    mean = estimates.mean(answers()["staff"][kept], careful)
    total = estimates.total(answers()["site"][kept], careful)
    near([mean.value, mean.error], said()[f"lonely_mean/{name}"])
    near([total.value, total.error], said()[f"lonely_total/{name}"])
    with pytest.raises(Unsound, match=r"lonely: 1\.0"):
        design(like, kept)


def test_what_is_refused() -> None:
    weights = np.ones(4)
    with pytest.raises(Unsound, match="nested: b"):
        Design.of(weights, strata=[1, 1, 2, 2], clusters=["a", "b", "b", "c"])
    assert Design.of(weights, strata=[1, 1, 2, 2], clusters=list("abab"), nest=True).degrees() == 2
    with pytest.raises(Unsound, match="population: 2"):
        Design.of(weights, strata=[1, 1, 2, 2], population=[9, 9, 1, 1])
    with pytest.raises(Unsound, match="population: 1"):
        Design.of(weights, strata=[1, 1, 2, 2], population=[9, 8, 3, 3])
    with pytest.raises(Unsound, match="weights"):
        Design.of(np.array([1.0, -1]))
    with pytest.raises(Unsound, match="length"):
        Design.of(weights, strata=[1])
    with pytest.raises(Unsound, match="one_psu"):
        estimates.mean(
            np.arange(4.0), Design.of(weights, clusters=[1, 1, 2, 2]), np.array([True, True, False, False])
        )
    with pytest.raises(Unsound, match="empty"):
        estimates.mean(np.full(4, np.nan), Design.of(weights))
    with pytest.raises(Unsound, match="sparse"):
        rao_scott(np.array([0, 0, 0, 0]), np.array([0, 1, 0, 1]), Design.of(weights))


def test_every_refusal_says_what_to_do() -> None:
    assert all(len(sentence(Unsound(code, "North"))) > 20 for code in CODES)


def test_nobody_and_everybody_have_an_interval() -> None:
    plain = Design.of(np.ones(20))
    nobody = estimates.proportion(np.zeros(20, bool), plain)
    assert (nobody.low, nobody.method) == (0.0, "beta, n")
    assert nobody.high == pytest.approx(0.16843, abs=5e-6)  # Clopper-Pearson of 0 in 20: 1 - 0.025^(1/20)
    assert estimates.proportion(np.ones(20, bool), plain).low == pytest.approx(1 - nobody.high)


def test_a_census_has_no_error() -> None:
    whole = Design.of(np.ones(6), strata=[1, 1, 1, 2, 2, 2], population=[3.0] * 6)
    assert estimates.mean(np.arange(6.0), whole).error == 0


def test_kish() -> None:
    near(design_effect(answers()["weight"]), said()["kish"])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 60), st.floats(0.01, 100))
def test_what_must_not_change(seed: int, n: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    y, w = random.normal(5, 2, n), random.gamma(2, 0.5, n)
    plain = estimates.mean(y, Design.of(np.ones(n)))
    assert plain.value == pytest.approx(y.mean())
    assert plain.error == pytest.approx(y.std(ddof=1) / np.sqrt(n))  # weights of one: the textbook
    assert plain.design_effect == pytest.approx(1)
    strata, clusters = np.arange(n) % 2, np.arange(n) // 2 * 2 + np.arange(n) % 2
    found = estimates.mean(y, Design.of(w, strata, clusters, lonely="adjust"))
    order = random.permutation(n)
    mixed = Design.of(w[order] * scale, strata[order], clusters[order], lonely="adjust")
    again = estimates.mean(y[order], mixed)
    for name in ("value", "error", "low", "high", "df", "design_effect"):
        assert getattr(again, name) == pytest.approx(getattr(found, name), rel=1e-7)
    assert estimates.quantile(y[order], mixed).value == pytest.approx(
        estimates.quantile(y, Design.of(w, strata, clusters, lonely="adjust")).value
    )


def test_wilson_with_the_n_of_the_design() -> None:
    chosen = np.arange(50) < 20
    found = estimates.proportion(chosen, Design.of(np.ones(50)), method="wilson")
    # V is p(1 - p)/(n - 1), so the n that it stands for is 49
    assert (found.low, found.high) == pytest.approx(tuple(float(end) for end in wilson(0.4, 49)))


def test_means_by_group_are_domains() -> None:
    found = estimates.by_group(answers()["staff"], single("region"), design("full"))
    second = found[1]
    assert second is not None
    near([second.value, second.error], said()["domain/full"])
    nobody = estimates.by_group(np.full(len(answers()["staff"]), np.nan), single("region"), design("full"))
    assert nobody == (None, None, None, None)
