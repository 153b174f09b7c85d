"""Laws of indicators: positions, ties, gaps, factors, and wrong arguments that are named."""

import time
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point

import indicators as I  # noqa: N812
from boundaries.errors import LianpianError, LianpianWarning, StatisticError
from indicators._agreement import _overlap, rank_biased_overlap
from indicators.expert_panel import kendall_w
from indicators.sobol import sobol_indices


def test_winsorize_goes_by_position():
    values = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    apart = I.winsorize(pd.Series(values, index=list("abcdefghij")))
    shared = I.winsorize(pd.Series(values, index=list("abcdefghia")))
    assert shared.values.tolist() == apart.values.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert shared.changed.to_numpy().tolist() == [[100.0, 9.0]]


def test_kendalls_w_wants_every_rating():
    with pytest.raises(StatisticError, match="missing: 0 / b"):
        kendall_w(pd.DataFrame([[1.0, np.nan, 3], [1, 2, 3]], columns=list("abc")))
    ratings = pd.DataFrame(np.random.default_rng(1).integers(1, 4, (5, 6)))
    assert 0 <= kendall_w(ratings)[0] <= 1


def test_overlap_of_tied_ranks_is_the_mean_over_their_orders():
    one = pd.Series([1, 2, 2, 4], index=list("abcd"))
    two = pd.Series([1, 1, 3, 4, 5], index=list("cbade"))
    orders = [
        rank_biased_overlap(list(first), list(second), persistence=0.9)
        for first in ("abcd", "acbd")
        for second in ("cbade", "bcade")
    ]
    assert _overlap(one, two, 0.9) == pytest.approx(np.mean(orders), abs=1e-12)
    assert _overlap(one[::-1], two.sample(frac=1, random_state=2), 0.9) == _overlap(one, two, 0.9)


def eigenvalues(values):
    """A table whose correlation matrix has about these eigenvalues, in a known order."""
    from scipy.stats import random_correlation

    target = random_correlation.rvs(np.array(values), random_state=3)
    x = np.random.default_rng(1).normal(size=(500, len(values)))
    x -= x.mean(axis=0)
    white = np.linalg.solve(np.linalg.cholesky(np.cov(x.T)), x.T).T
    return pd.DataFrame(white @ np.linalg.cholesky(target).T, columns=list("abcdef")[: len(values)])


def test_oecd_factors_keep_all_three_limits():
    held = I.pca_weights(eigenvalues([2.4, 1.8, 0.9, 0.5, 0.2, 0.2]))  # 70 % in the first two
    assert held.frame["factor"].nunique() == 2
    with pytest.warns(LianpianWarning, match="explain 57% together, not over 60 %"):
        few = I.pca_weights(eigenvalues([2.2, 1.2, 0.95, 0.75, 0.5, 0.4]))  # the third lies below 1
    assert few.frame["factor"].max() == 2
    with pytest.warns(LianpianWarning, match="not over 60 %"):
        assert I.pca_weights(eigenvalues([3.6, 0.96, 0.6, 0.4, 0.24, 0.2])).frame["factor"].max() == 1


def test_oecd_weights_are_squared_loadings_over_their_sum():
    found = I.pca_weights(eigenvalues([2.4, 1.8, 0.9, 0.5, 0.2, 0.2])).frame
    assert found["weight"].tolist() == pytest.approx(
        (found["loading"] ** 2 / (found["loading"] ** 2).sum()).tolist()
    )


@pytest.mark.slow
@pytest.mark.parametrize("k", [5, "bic"])
def test_a_million_scores_are_cut_in_seconds(k):
    scores = pd.Series(np.random.default_rng(0).normal(size=1_000_000))
    start = time.process_time()
    found = I.tiers(scores, k=k, candidates=(3, 4))
    assert time.process_time() - start < 120
    assert found.intervals["count"].sum() == 1_000_000
    assert found.intervals["low"].is_monotonic_decreasing


def test_bins_hardly_move_the_mixture(monkeypatch):
    source = np.random.default_rng(0)
    scores = pd.Series(np.concatenate([source.normal(c, 1, 3000) for c in (0, 5, 11)]))
    whole = I.tiers(scores, k=3, method="gaussian_mixture")
    monkeypatch.setattr("indicators.tier.BINS", 2_000)
    binned = I.tiers(scores, k=3, method="gaussian_mixture")
    assert (whole.frame["tier"] == binned.frame["tier"]).mean() > 0.999
    assert binned.criteria.loc[3, "bic"] == pytest.approx(whole.criteria.loc[3, "bic"], rel=1e-3)


TABLE = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 1, 4, 3]}, index=list("wxyz"))
GROUP = pd.Series(["p", "p", "q", "q"], index=list("wxyz"))
HDI = pd.DataFrame(
    [{"life_expectancy": 78.2, "expected_schooling": 14.2, "mean_schooling": 7.6, "gni": 17504}],
    index=["CHN"],
)
SPOTS = gpd.GeoDataFrame(geometry=[Point(120, 31), Point(121, 31)], crs=4326)
WRONG = {
    "a column twice": (lambda _: I.Framework.read("undp-hdi").score(pd.concat([HDI, HDI[["gni"]]], axis=1)), "gni"),
    "a direction missing": (lambda _: I.critic_weights(TABLE, directions=pd.Series({"a": 1})), "none for b"),
    "a direction of nothing": (lambda _: I.topsis(TABLE, directions={"a": 1, "b": 1, "c": 1}), "no column for c"),
    "a direction of 2": (lambda _: I.topsis(TABLE, directions={"a": 2, "b": 1}), "neither 1 nor -1: a 2"),
    "no k": (lambda _: I.tiers(TABLE["a"], k=None), "k is None"),
    "candidates as text": (lambda _: I.tiers(TABLE["a"], k="bic", candidates=["2"]), "whole numbers, came '2'"),
    "a group twice": (
        lambda _: I.impute(TABLE.mask(TABLE == 1), method="group_mean", groups=pd.concat([GROUP, GROUP[:1]])),
        "more than once: w",
    ),
    "one goalpost": (lambda _: I.normalize(TABLE["a"], goalposts=(0,)), "two numbers"),
    "a judgement as text": (lambda _: I.ahp_weights({("a", "b"): "3"}), "must be numbers"),
    "experts as a list": (lambda _: I.ahp_group([{("a", "b"): 3}]), "wanted a mapping"),
    "an infinite value": (lambda _: I.box_cox(pd.Series([1.0, 2, np.inf], index=list("abc"))), "infinite at c"),
    "weights as an array": (
        lambda path: I.density(SPOTS, path / "d.tif", weights=np.array([1.0, 2.0]), bandwidth_km=50),
        "wanted a Series by unit, came ndarray",
    ),
    "no statistic": (lambda _: I.zonal(SPOTS, I.night_lights(), stats=None), "NoneType"),
    "no seed": (lambda _: I.sensitivity(TABLE, {"a": 1, "b": 1}, top=1, seed=None, draws=9), "seed: wanted"),
    "no seed of Sobol": (lambda _: sobol_indices(lambda u: u[:, 0], {"a": 1}, base=8, seed=None), "seed: wanted"),
    "a factor too many": (lambda _: I.pca_weights(TABLE, factors=np.int64(3)), "valid: 1 to 2"),
    "a factor as float": (lambda _: I.pca_weights(TABLE, factors=2.0), "whole number"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_wrong_arguments_are_named(what, tmp_path):
    call, message = WRONG[what]
    with pytest.raises(LianpianError, match=message):
        call(tmp_path)


def test_numpys_numbers_are_numbers():
    assert I.normalize(TABLE["a"], method="benchmark", benchmark=np.int64(2)).tolist() == [0.5, 1, 1.5, 2]
    assert I.pca_weights(TABLE, factors=np.int64(2), rotate=False).n_units == 4
    assert I.topsis(TABLE, directions={"b": -1, "a": 1}).frame["rank"].tolist()[0] in (1, 2, 3, 4)
    units = gpd.GeoDataFrame(geometry=[Point(119, 32).buffer(0.1)], index=["320101"], crs=4326)
    one, two = (I.zonal(units, I.night_lights(), stats="mean", bands=n) for n in (1, np.int64(1)))
    pd.testing.assert_frame_equal(one, two)


def test_lists_of_tied_ranks_do_not_depend_on_their_order():
    one = SimpleNamespace(frame=pd.DataFrame({"rank": [1, 1, 3]}, index=list("abc")))
    two = SimpleNamespace(frame=pd.DataFrame({"rank": [1, 1, 3]}, index=list("bac")))
    assert _overlap(one.frame["rank"], two.frame["rank"], 0.9) == _overlap(
        two.frame["rank"], one.frame["rank"], 0.9
    )
