"""The law of a count within strata, against every possible list and against exact fractions."""

from fractions import Fraction
from itertools import combinations, product
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from analysis._groups import groups
from analysis._local_join_count import local_join_count
from analysis.hypergeometric import hypergeometric, law
from boundaries.errors import StatisticError


def exactly(parts):
    """The law as fractions: {count: probability}."""
    total = {0: Fraction(1)}
    for units, members, looked_at in parts:
        own = {
            k: Fraction(comb(members, k) * comb(units - members, looked_at - k), comb(units, looked_at))
            for k in range(max(0, looked_at + members - units), min(looked_at, members) + 1)
        }
        added: dict[int, Fraction] = {}
        for (a, p), (b, q) in product(total.items(), own.items()):
            added[a + b] = added.get(a + b, Fraction(0)) + p * q
        total = added
    return total


@st.composite
def strata_looked_at(draw):
    units = draw(st.integers(1, 60))
    return units, draw(st.integers(0, units)), draw(st.integers(0, units))


@settings(max_examples=60, deadline=None)
@given(st.lists(strata_looked_at(), min_size=1, max_size=4))
def test_every_probability_is_right_to_its_last_digits(parts):
    found, exact = law(parts), exactly(parts)
    counts = range(found.lowest, found.lowest + len(found.mass))
    assert set(counts) == set(exact)
    for at, k in enumerate(counts):
        more = sum(p for n, p in exact.items() if n >= k)
        assert found.mass[at] == pytest.approx(float(exact[k]), rel=1e-12)
        assert found.greater[at] == pytest.approx(float(more), rel=1e-12)
        assert found.less[at] == pytest.approx(float(sum(p for n, p in exact.items() if n <= k)), rel=1e-12)
        assert found.mid[at] == pytest.approx(float(more - exact[k] / 2), rel=1e-12)


def test_tiny_probabilities_keep_their_digits():
    parts = [(900, 60, 90), (700, 80, 70), (255, 40, 30)]
    found, exact = law(parts), exactly(parts)
    assert float(max(found.greater[-1:])) == found.smallest < 1e-90
    for k in (120, 140, 160):
        more = sum(p for n, p in exact.items() if n >= k)
        assert found.greater[k - found.lowest] == pytest.approx(float(more), rel=1e-11)


def test_a_probability_below_every_float_is_still_above_0():
    assert 0 < law([(40_000, 4_000, 4_000)]).smallest < 1e-300


def test_one_stratum_is_the_hypergeometric_law_of_scipy():
    from scipy.stats import hypergeom

    lowest, mass = hypergeometric(1_855, 100, 92)
    np.testing.assert_allclose(
        mass[:60], hypergeom(1_855, 100, 92).pmf(np.arange(lowest, lowest + 60)), rtol=1e-9
    )


def lists_within(ids, strata, members):
    """Every list that keeps the number of members of each stratum."""
    parts = []
    for name in sorted(set(strata)):
        inside = [i for i, s in zip(ids, strata, strict=True) if s == name]
        parts.append([set(one) for one in combinations(inside, len(members & set(inside)))])
    return [set().union(*one) for one in product(*parts)]


@st.composite
def small_worlds(draw):
    """Up to nine units in up to three strata, a graph and a list."""
    n = draw(st.integers(2, 9))
    ids = [f"{k:06d}" for k in range(1, n + 1)]
    pairs = list(combinations(range(n), 2))
    joined = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    strata = draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    members = draw(st.sets(st.sampled_from(ids), min_size=1))
    return ids, joined, strata, members


def graph_of(ids, joined):
    heads = [ids[a] for a, b in joined] + [ids[b] for a, b in joined]
    tails = [ids[b] for a, b in joined] + [ids[a] for a, b in joined]
    alone = sorted(set(ids) - set(heads))
    return Graph.from_arrays(heads + alone, tails + alone, [1.0] * len(heads) + [0.0] * len(alone))


@settings(max_examples=60, deadline=None)
@given(small_worlds(), st.randoms())
def test_local_join_counts_within_strata_are_those_of_every_list(world, source):
    ids, joined, strata, members = world
    graph = graph_of(ids, joined)
    by_code = pd.Series(strata, index=ids, name="part").sample(frac=1, random_state=source.randrange(99))
    result = local_join_count(members, graph, strata=by_code)
    every = lists_within(ids, strata, members)
    for at, code in enumerate(ids):
        near = {ids[b if a == at else a] for a, b in joined if at in (a, b)}
        row = result.frame.loc[code]
        if not near:
            assert row[["expected", "p_exact", "p_smallest"]].isna().all()
            continue
        counts = np.array([len(near & one) for one in every if (code in one) == (code in members)])
        assert row["joins"] == len(near & members)
        assert row["expected"] == pytest.approx(counts.mean())
        assert row["p_exact"] == pytest.approx((counts >= row["joins"]).mean())
        assert row["mid_p"] == pytest.approx(
            (counts > row["joins"]).mean() + (counts == row["joins"]).mean() / 2
        )
        assert row["p_smallest"] == pytest.approx((counts == counts.max()).mean())
    assert (result.strata, result.n_strata) == ("part", len(set(strata)))
    held = {s: {c in members for c, own in zip(ids, strata, strict=True) if own == s} for s in set(strata)}
    assert result.n_strata_full == sum(state == {True} for state in held.values())
    assert result.n_strata_empty == sum(state == {False} for state in held.values())


@settings(max_examples=60, deadline=None)
@given(small_worlds(), st.randoms(), st.data())
def test_groups_within_strata_are_those_of_every_list(world, source, data):
    ids, _, strata, members = world
    inside = {
        "one": data.draw(st.sets(st.sampled_from(ids), min_size=1)),
        "two": data.draw(st.sets(st.sampled_from(ids), min_size=1)),
    }
    regions = pd.DataFrame(
        [(name, code) for name, codes in inside.items() for code in sorted(codes)],
        columns=["region", "adcode"],
    )
    by_code = pd.Series(strata, index=ids, name="part").sample(frac=1, random_state=source.randrange(99))
    result = groups(members, regions, eligible=ids[::-1], strata=by_code)
    every = lists_within(ids, strata, members)
    for name, codes in inside.items():
        counts = np.array([len(codes & one) for one in every])
        row = result.frame.loc[name]
        assert row["count"] == len(codes & members)
        assert row["expected"] == pytest.approx(counts.mean())
        assert row["p_exact"] == pytest.approx((counts >= row["count"]).mean())
        assert row["p_less"] == pytest.approx((counts <= row["count"]).mean())
        assert row["p_smallest"] == pytest.approx((counts == counts.max()).mean())
        if counts.mean():
            assert row["location_quotient"] == pytest.approx(row["count"] / counts.mean())
    anywhere = np.array([len((inside["one"] | inside["two"]) & one) for one in every])
    assert result.expected_inside == pytest.approx(anywhere.mean())
    assert result.p_inside == pytest.approx((anywhere >= result.n_inside).mean())
    assert "'part'" in str(result.null)


def test_one_stratum_of_all_units_changes_nothing(board):
    ids = list(board.index)
    everything = pd.Series("all", index=ids, name="all")
    rook = Graph.build_contiguity(board, rook=True)
    members = [ids[k] for k in (0, 1, 4, 5, 11)]
    columns = ["expected", "p_exact", "mid_p", "p_fdr", "p_smallest"]
    pd.testing.assert_frame_equal(
        local_join_count(members, rook).frame[columns],
        local_join_count(members, rook, strata=everything).frame[columns],
    )
    regions = pd.DataFrame({"region": ["x"] * 4 + ["y"], "adcode": ids[:5]})
    pd.testing.assert_frame_equal(
        groups(members, regions, eligible=ids).frame,
        groups(members, regions, eligible=ids, strata=everything).frame,
    )


def test_strata_that_leave_nothing_to_chance_are_counted_and_decide_nothing(board):
    ids = list(board.index)
    strata = pd.Series(["full"] * 4 + ["open"] * 8 + ["empty"] * 4, index=ids, name="part")
    members = [*ids[:4], ids[4], ids[5]]
    regions = pd.DataFrame({"region": ["south"] * 4 + ["middle"] * 4 + ["one"], "adcode": [*ids[:8], ids[4]]})
    result = groups(members, regions, eligible=ids, strata=strata)
    assert (result.n_strata, result.n_strata_full, result.n_strata_empty) == (3, 1, 1)
    south, middle, one = (result.frame.loc[name] for name in ("south", "middle", "one"))
    assert south[["expected", "location_quotient", "p_exact", "p_smallest"]].tolist() == [4, 1, 1, 1]
    # two of eight in the middle rows: both among the four of the second row
    assert middle[["expected", "p_exact"]].tolist() == pytest.approx([1, comb(4, 2) / comb(8, 2)])
    assert one[["n_eligible", "expected", "p_exact"]].tolist() == pytest.approx([1, 0.25, 0.25])


def test_units_without_a_stratum_are_named(board):
    ids = list(board.index)
    strata = pd.Series("a", index=ids[1:])
    rook = Graph.build_contiguity(board, rook=True)
    regions = pd.DataFrame({"region": "x", "adcode": ids[:2]})
    for ask in (
        lambda: groups(ids[:2], regions, eligible=ids, strata=strata),
        lambda: local_join_count(ids[:2], rook, strata=strata),
    ):
        with pytest.raises(StatisticError, match="strata: 1 eligible units have none: 320101"):
            ask()


@pytest.mark.slow
@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_rejection_at_5_percent_under_random_lists_within_strata(strength):
    """Lists drawn within strata of very different rates: no more than 5 % of the tests may alarm."""
    side, lists = 20, 800
    ids = [f"{k:06d}" for k in range(side * side)]
    place = np.arange(side * side)
    strata = pd.Series((place // side // 5) * 4 + place % side // 5, index=ids, name="block")
    source = np.random.default_rng(5)
    rates = np.exp(strength * source.normal(size=16))
    sizes = np.clip(np.rint(rates / rates.sum() * 130), 0, 22).astype(int)
    grid = place.reshape(side, side)
    joins = np.concatenate(
        [
            np.column_stack([grid[:, :-1].ravel(), grid[:, 1:].ravel()]),
            np.column_stack([grid[:-1].ravel(), grid[1:].ravel()]),
        ]
    )
    graph = graph_of(ids, joins.tolist())
    across = (place // side >= 3) & (place // side < 12) & (place % side < 13)  # cuts through nine blocks
    region = pd.DataFrame({"region": "r", "adcode": np.array(ids)[across]})
    pools = [np.flatnonzero(strata.to_numpy() == block) for block in range(16)]
    alarms, local, tested = 0, 0, 0
    for _ in range(lists):
        drawn = np.concatenate(
            [source.choice(pool, size, replace=False) for pool, size in zip(pools, sizes, strict=True)]
        )
        members = [ids[k] for k in drawn]
        found = groups(members, region, eligible=ids, strata=strata).frame["p_exact"].iloc[0]
        alarms += found <= 0.05
        around = local_join_count(members, graph, strata=strata).frame["p_exact"]
        asked = around.iloc[[20 * 7 + 7, 20 * 10 + 4]]  # one inside a block, one on a border
        local += int((asked <= 0.05).sum())
        tested += len(asked)
    error = lambda n: 2.6 * np.sqrt(0.05 * 0.95 / n)  # noqa: E731
    assert alarms / lists <= 0.05 + error(lists)
    assert local / tested <= 0.05 + error(tested)
    assert alarms / lists >= 0.01  # the test is not empty
