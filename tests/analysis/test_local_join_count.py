"""Local join counts against the law that enumeration gives."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis._local_join_count import local_join_count
from boundaries.errors import StatisticError
from tests.board import CODES

MEMBERS = ["320101", "320102", "320105", "320106", "320112"]


def test_p_is_the_share_of_all_sets_that_hold_the_unit_fixed(board):
    rook = Graph.build_contiguity(board, rook=True)
    result = local_join_count(MEMBERS, rook)
    for code in CODES:
        near = set(rook[code].index)
        others = [c for c in CODES if c != code]
        size = len(MEMBERS) - (code in MEMBERS)
        counts = np.array([len(near & set(one)) for one in combinations(others, size)])
        observed = len(near & set(MEMBERS))
        row = result.frame.loc[code]
        assert row["joins"] == observed
        assert row["expected"] == pytest.approx(counts.mean())
        assert row["p_exact"] == pytest.approx((counts >= observed).mean())
        assert row["mid_p"] == pytest.approx((counts > observed).mean() + (counts == observed).mean() / 2)


def test_false_discovery_rate_is_over_the_members(board):
    result = local_join_count(MEMBERS, Graph.build_contiguity(board, rook=True), alpha=0.2)
    tested = result.frame.loc[result.frame["member"]]
    ordered = np.sort(tested["p_exact"].to_numpy())
    by_hand = np.minimum.accumulate((ordered * 5 / np.arange(1, 6))[::-1])[::-1]
    np.testing.assert_allclose(np.sort(tested["p_fdr"].to_numpy()), by_hand)
    assert result.frame.loc[~result.frame["member"], "p_fdr"].isna().all()
    assert result.n_significant == int((by_hand <= 0.2).sum())


def test_isolates_and_order(board):
    rook = Graph.build_contiguity(board, rook=True)
    eligible = [*CODES[:3], "320116"]
    result = local_join_count(["320102", "320101"], rook, eligible=eligible[::-1])
    assert result.isolates.tolist() == ["320116"]
    assert np.isnan(result.frame.loc["320116", "p_exact"])
    assert result.frame.index.tolist() == sorted(eligible)
    flags = pd.Series([True, True, False, False], index=eligible)
    pd.testing.assert_frame_equal(local_join_count(flags, rook, eligible=eligible).frame, result.frame)


def test_refusals(board):
    rook = Graph.build_contiguity(board, rook=True)
    with pytest.raises(StatisticError, match="alpha: wanted a number between 0 and 1"):
        local_join_count(MEMBERS, rook, alpha=5)
    with pytest.raises(StatisticError, match="outside the 16 eligible units: 1"):
        local_join_count(["1"], rook)
