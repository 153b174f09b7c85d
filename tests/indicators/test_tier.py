"""Tiers: exact by brute force, like scikit-learn's and mapclassify's, and stable under relabelling."""

import itertools

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import calinski_harabasz_score, silhouette_score

from boundaries.errors import StatisticError
from indicators.tier import TIER_METHODS, tiers


def within(values, tier):
    return pd.Series(values).groupby(np.asarray(tier)).apply(lambda g: ((g - g.mean()) ** 2).sum()).sum()


def scores(n=60, seed=4):
    values = np.random.default_rng(seed).gamma(2, 10, n)
    return pd.Series(values, index=[f"32{k:04d}" for k in range(n)])


@given(st.lists(st.integers(0, 30), min_size=4, max_size=11), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_fisher_jenks_is_the_best_of_all_cuts(numbers, k):
    x = np.sort(np.array(numbers, dtype=float))
    distinct = np.unique(x)
    assume(len(distinct) >= k)
    best = min(
        within(x, np.searchsorted(cut, x, side="right"))
        for cut in itertools.combinations(distinct[1:], k - 1)
    )
    result = tiers(pd.Series(x), k=k)
    assert within(x, result.frame["tier"]) == pytest.approx(best, abs=1e-9)
    assert result.intervals["count"].sum() == len(x)


def test_agrees_with_mapclassify_and_scikit_learn():
    x = scores()
    mine = tiers(x, k=5)
    other = mapclassify.FisherJenks(x.to_numpy(), k=5)
    assert (5 - mine.frame["tier"]).astype(int).tolist() == other.yb.tolist()
    ward = tiers(x, k=5, method="ward").frame["tier"]
    labels = AgglomerativeClustering(5, linkage="ward").fit_predict(x.to_numpy().reshape(-1, 1))
    assert len(set(zip(ward, labels, strict=True))) == 5
    row, column = mine.criteria.loc[5], x.to_numpy().reshape(-1, 1)
    assert row["silhouette"] == pytest.approx(silhouette_score(column, mine.frame["tier"].astype(int)))
    assert row["calinski_harabasz"] == pytest.approx(
        calinski_harabasz_score(column, mine.frame["tier"].astype(int))
    )


@given(st.integers(0, 500), st.sampled_from(TIER_METHODS), st.floats(0.01, 100), st.floats(-50, 50))
@settings(max_examples=40, deadline=None)
def test_tiers_partition_into_intervals_whatever_the_scale_and_order(seed, method, scale, shift):
    x = scores(40, seed).round(1)
    one = tiers(x, k=4, method=method).frame
    two = tiers(x.sample(frac=1, random_state=seed) * scale + shift, k=4, method=method).frame
    assert two["tier"].loc[x.index].tolist() == one["tier"].tolist()
    ordered = one.sort_values("score", ascending=False)["tier"]
    assert ordered.is_monotonic_increasing and one.groupby("score")["tier"].nunique().max() == 1


def test_intervals_gaps_and_missing_scores_by_hand():
    x = pd.Series([9.0, np.nan, 8.0, 3.0, 2.0, 3.0], index=list("abcdef"))
    result = tiers(x, k=2)
    assert result.frame["tier"].tolist() == [1, pd.NA, 1, 2, 2, 2]
    assert result.intervals.loc[1].to_dict() == pytest.approx(
        {"first_rank": 1, "last_rank": 2, "count": 2, "low": 8, "high": 9, "mean": 8.5, "gap": 5}
    )
    assert result.intervals.loc[2, ["first_rank", "last_rank"]].tolist() == [3, 5]
    total = x.var(ddof=0) * 5
    assert result.fit == pytest.approx(1 - (0.5 + 2 / 3) / total)


@pytest.mark.parametrize("criterion", ["silhouette", "calinski_harabasz", "bic"])
def test_three_clear_groups_are_found(criterion):
    rng = np.random.default_rng(8)
    x = pd.Series(np.concatenate([rng.normal(m, 1, 30) for m in (0, 30, 60)]))
    for method in TIER_METHODS:
        result = tiers(x, k=criterion, method=method, candidates=range(2, 6))
        assert (result.k, result.chosen_by) == (3, criterion)
        assert result.frame["tier"].iloc[:30].eq(3).all() and result.frame["tier"].iloc[60:].eq(1).all()


def test_all_counties_at_once():
    x = scores(2844)
    result = tiers(x, k=6)
    assert result.intervals["count"].sum() == 2844
    assert result.fit >= max(tiers(x, k=6, method=m).fit for m in TIER_METHODS)


@pytest.mark.parametrize(
    ("values", "settings_", "message"),
    [
        ([1.0, "x"], {"k": 1}, "scores holds text in number cells: 1: 'x'"),
        ([1.0, 1.0], {"k": 2}, "k is 2; with 1 different scores it goes from 1 to 1"),
        ([np.nan, np.nan], {"k": 1}, "no unit has a score"),
        ([1.0, np.inf], {"k": 1}, "infinite scores: 1"),
        ([1.0, 2.0], {"k": "silhouette"}, "too few"),
        ([1.0, 2.0], {"k": 2, "method": "jenks"}, "unknown method 'jenks'; valid: fisher_jenks"),
        ([1.0, 2.0], {"k": "aic"}, "unknown k 'aic'; valid: "),
    ],
)
def test_bad_input(values, settings_, message):
    with pytest.raises(StatisticError, match=message):
        tiers(pd.Series(values), **settings_)
