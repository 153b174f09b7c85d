"""Co-location of two lists against all possible second lists."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis._colocation import colocation
from boundaries.errors import StatisticError
from tests.board import CODES

FIRST, SECOND = CODES[:4], [CODES[3], CODES[4], CODES[5], CODES[15]]


@pytest.mark.parametrize("strata", [None, "aaaaaaaabbbbbbbb"])
def test_p_is_the_share_of_all_second_lists(board, strata):
    rook = Graph.build_contiguity(board, rook=True)
    near = {code: set(rook[code].index) for code in CODES}
    held = pd.Series(list(strata or "a" * 16), index=CODES, name="half")

    def measured(second):
        second = set(second)
        return (
            len(second & set(FIRST)),
            sum(len(near[c] & set(FIRST)) for c in second),
            sum(c in second or bool(near[c] & second) for c in FIRST),
        )

    want = sorted(held[SECOND])
    every = np.array([measured(s) for s in combinations(CODES, 4) if sorted(held[list(s)]) == want])
    observed = measured(SECOND)
    result = colocation(
        FIRST, SECOND, rook, eligible=CODES, strata=held if strata else None, permutations=4_999, seed=2
    )
    for column, name in enumerate(["overlap", "joins", "touching"]):
        row = result.statistics.loc[name]
        assert row["observed"] == observed[column]
        assert row["mean_sim"] == pytest.approx(every[:, column].mean(), rel=0.06)
        assert row["p_sim"] == pytest.approx((every[:, column] >= observed[column]).mean(), abs=0.03)
    if strata is None:
        assert result.p_exact == pytest.approx((every[:, 0] >= observed[0]).mean())
    else:
        assert np.isnan(result.p_exact)
    assert result.jaccard == 1 / 7


def test_frame_and_shuffled_inputs(board):
    rook = Graph.build_contiguity(board, rook=True)
    one = colocation(FIRST, SECOND, rook, eligible=CODES, permutations=99, seed=2)
    two = colocation(FIRST[::-1], SECOND[::-1], rook, eligible=CODES[::-1], permutations=99, seed=2)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(one.statistics, two.statistics)
    assert one.frame.loc[CODES[0]].tolist() == [True, False, 1]
    assert one.frame.loc[CODES[5]].tolist() == [False, True, 1]


def test_refusals(board):
    rook = Graph.build_contiguity(board, rook=True)
    with pytest.raises(StatisticError, match="first list: 1 outside the eligible units: 999999"):
        colocation(["999999"], SECOND, rook, eligible=CODES, seed=1)
    with pytest.raises(StatisticError, match="wants two lists; came 0 and 4"):
        colocation([], SECOND, rook, eligible=CODES, seed=1)
