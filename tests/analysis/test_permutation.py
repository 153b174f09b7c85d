"""The engine: exact against enumeration, the same bits everywhere."""

from itertools import permutations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import engine as built
from analysis import permutation as engine
from analysis.permutation import fixed_point, orderings, pseudo_p, question, stream
from analysis.weighted_sums import weighted_tail_counts
from boundaries.errors import StatisticError

needs_compiled = pytest.mark.skipif(not built.compiled(), reason="the engine was not built here")


def ring(n, k, seed=0):
    """A directed graph of n units with 0 to k neighbors each."""
    source = np.random.default_rng(seed)
    degree = source.integers(0, k + 1, n)
    degree[0] = k
    near = [
        np.sort(source.choice(np.delete(np.arange(n), i), d, replace=False)) for i, d in enumerate(degree)
    ]
    return np.concatenate([[0], np.cumsum(degree)]), np.concatenate(near).astype(np.int64)


def sums(values, indptr, indices):
    run = np.concatenate([[0], np.cumsum(values[indices])])
    return run[indptr[1:]] - run[indptr[:-1]]


def enumerated(values, indptr, indices, strata):
    """The exact conditional law: every order of the other values within their strata, by brute force."""
    n = len(values)
    observed = sums(values, indptr, indices)
    upper, lower = np.zeros(n), np.zeros(n)
    for unit in range(n):
        others = [[j for j in range(n) if strata[j] == s and j != unit] for s in range(strata.max() + 1)]
        laws = [list(permutations(pool)) for pool in others]
        table = [values.copy()]
        for pool, orders in zip(others, laws, strict=True):
            grown = []
            for held in table:
                for order in orders:
                    dealt = held.copy()
                    dealt[pool] = values[list(order)]
                    grown.append(dealt)
            table = grown
        drawn = np.array([dealt[indices[indptr[unit] : indptr[unit + 1]]].sum() for dealt in table])
        upper[unit], lower[unit] = (drawn >= observed[unit]).mean(), (drawn <= observed[unit]).mean()
    return upper, lower


@pytest.mark.parametrize("strata", [[0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 2]])
def test_tails_are_those_of_full_enumeration(strata):
    strata = np.array(strata)
    values = np.array([3, 1, 4, 1, 5, 9], dtype=np.int64)
    indptr, indices = ring(6, 4, seed=3)
    asked = question(indptr, indices, strata, int(strata.max()) + 1)
    draws = 40_000
    greater, less = engine.tail_counts(
        values, sums(values, indptr, indices), asked, permutations=draws, seed=11
    )
    upper, lower = enumerated(values, indptr, indices, strata)
    tested = np.diff(indptr) > 0
    np.testing.assert_allclose(greater[tested] / draws, upper[tested], atol=4 * 0.5 / draws**0.5)
    np.testing.assert_allclose(less[tested] / draws, lower[tested], atol=4 * 0.5 / draws**0.5)


def test_weighted_tails_are_those_of_full_enumeration():
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0])
    indptr, indices = ring(6, 4, seed=5)
    weights = np.random.default_rng(2).uniform(0.2, 1.0, len(indices))
    strata = np.array([0, 1, 0, 1, 0, 1])
    for groups in (np.zeros(6, dtype=int), strata):
        asked = question(indptr, indices, groups, int(groups.max()) + 1)
        greater, _ = weighted_tail_counts(
            values, pd.RangeIndex(6), indptr, indices, weights, groups, asked, permutations=20_000, seed=4
        )
        unit = 0
        near = slice(indptr[0], indptr[1])
        observed = weights[near] @ values[indices[near]]
        hits = []
        for order in permutations(range(1, 6)):
            if any(groups[a] != groups[b] for a, b in zip(range(1, 6), order, strict=True)):
                continue
            dealt = np.concatenate([values[:1], values[list(order)]])
            hits.append(weights[near] @ dealt[indices[near]] >= observed - 1e-9)
        assert greater[unit] / 20_000 == pytest.approx(np.mean(hits), abs=0.02)


def test_orderings_are_uniform():
    dealt = orderings(4, 2, stream(9), 0, 120_000)
    counts = np.bincount(dealt[0] * 4 + dealt[1], minlength=16).reshape(4, 4)
    assert (np.diag(counts) == 0).all()
    off = counts[~np.eye(4, dtype=bool)]
    chi = ((off - 10_000) ** 2 / 10_000).sum()
    assert chi < 31.26  # chi-squared, 11 degrees of freedom, p = 0.001


def test_draws_do_not_depend_on_blocks():
    whole = orderings(30, 6, stream(5), 0, 100)
    pieces = [orderings(30, 6, stream(5), a, b) for a, b in ((0, 1), (1, 37), (37, 100))]
    np.testing.assert_array_equal(whole, np.concatenate(pieces, axis=1))


@needs_compiled
@pytest.mark.parametrize(
    ("n", "strata", "k", "draws"),
    [(16, 1, 3, 700), (200, 5, 8, 2100), (20_000, 1, 5, 300), (17_000, 3, 4, 300)],
)
@pytest.mark.parametrize("tied", [True, False])
def test_compiled_and_numpy_give_the_same_bits(n, strata, k, draws, tied):
    source = np.random.default_rng(n)
    if n < 1_000:
        indptr, indices = ring(n, k, seed=n)
    else:
        degree = source.integers(0, k + 1, n)
        indptr = np.concatenate([[0], np.cumsum(degree)])
        place = np.arange(indptr[-1]) - np.repeat(indptr[:-1], degree)
        indices = (np.repeat(np.arange(n), degree) + 1 + place) % n
    values = (
        source.integers(0, 3, n)
        if tied
        else np.rint(np.exp(3 * source.normal(size=n)) * 1e6).astype(np.int64)
    )
    asked = question(indptr, indices, source.integers(0, strata, n), strata)
    given_ = values, sums(values, indptr, indices), asked, draws, 8
    for ours, other in zip(
        engine._tail_counts_compiled(*given_), engine._tail_counts_numpy(*given_), strict=True
    ):
        np.testing.assert_array_equal(ours, other)


@needs_compiled
def test_orderings_of_the_fallback_have_the_same_bits(monkeypatch):
    asked = [(50, 20, stream(3), 5, 90), (300, 300, stream(4), 0, 20), (1 << 20, 5, stream(4), 0, 20)]
    ours = [orderings(*a) for a in asked]
    monkeypatch.setattr(engine, "compiled", lambda: False)
    for mine, a in zip(ours, asked, strict=True):
        np.testing.assert_array_equal(mine, orderings(*a))


def test_the_fallback_can_be_asked_for(monkeypatch):
    built.library.cache_clear()
    monkeypatch.setenv("LIANPIAN_KERNEL", "off")
    assert not built.compiled()
    built.library.cache_clear()
    with pytest.raises(RuntimeError, match="not built"):
        built.call("deal", 1, 1, 0, 0, 1, np.zeros(1, dtype=np.int32))
    built.library.cache_clear()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-10_000, 10_000), min_size=2, max_size=12), st.integers(0, 4))
def test_decimals_are_kept_exactly(whole, places):
    values = np.array(whole) / 10.0**places
    kept, scale = fixed_point(values, 30)
    np.testing.assert_array_equal(kept / scale, values)
    assert abs(int(kept.sum())) < 1 << 62


def test_any_floats_keep_their_order_and_fit():
    values = np.random.default_rng(1).normal(size=500) * 1e300
    kept, _ = fixed_point(values, 22)
    assert (np.argsort(values) == np.argsort(kept)).all()
    assert int(np.abs(kept).max()) * 22 < 1 << 62
    with pytest.raises(StatisticError, match="not finite"):
        fixed_point(np.array([1.0, np.inf]), 2)


def test_p_rule():
    many = np.arange(100)
    p = pseudo_p(many, 99 - many, 99)
    assert p.min() == 0.02
    assert p.max() == 1.0
    np.testing.assert_array_equal(pseudo_p(many, many, 99, "less"), (many + 1) / 100)
    with pytest.raises(StatisticError, match="valid: two-sided, greater, less"):
        pseudo_p(many, many, 99, "both")


@pytest.mark.parametrize("seed", [-1, 1.5, None, True, 1 << 64, "7"])
def test_bad_seeds(seed):
    with pytest.raises(StatisticError, match="seed"):
        engine.check_seed(seed)


@pytest.mark.parametrize("draws", [0, -3, 9.5, None, True])
def test_bad_permutations(draws):
    with pytest.raises(StatisticError, match="permutations"):
        engine.check_permutations(draws)


def test_the_law_of_one_binary_neighborhood_is_hypergeometric():
    n, k, ones = 20, 5, 6
    values = np.zeros(n, dtype=np.int64)
    values[1 : ones + 1] = 1
    indptr = np.concatenate([[0], np.full(n, k)]).cumsum()
    indices = np.concatenate([(np.arange(1, k + 1) + i) % n for i in range(n)])
    asked = question(indptr, indices, np.zeros(n, dtype=int), 1)
    greater, _ = engine.tail_counts(values, sums(values, indptr, indices), asked, permutations=50_000, seed=2)
    exact = comb(ones, 5) / comb(n - 1, 5)  # unit 0 is no one and its five neighbors all are
    assert greater[0] / 50_000 == pytest.approx(exact, abs=4 * (exact / 50_000) ** 0.5)
