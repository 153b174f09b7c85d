"""The expected join count: every set of the board counted, and the moments of `join_count`."""

import itertools

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import join_count
from analysis.join_expectation import expected_joins
from tests.board import CODES, board

HALVES = pd.Series(["south"] * 7 + ["north"] * 9, index=CODES, name="half").sample(frac=1, random_state=3)
MEMBERS = [CODES[k] for k in (0, 1, 4, 9, 15)]


def rook() -> Graph:
    return Graph.build_contiguity(board(), rook=True)


def test_every_set_of_two_strata_counted() -> None:
    pairs = {frozenset(pair) for pair in rook().adjacency.index}
    south = [code for code in CODES if HALVES[code] == "south"]
    north = [code for code in CODES if HALVES[code] == "north"]
    counts = [
        sum(frozenset(pair) in pairs for pair in itertools.combinations([*a, *b], 2))
        for a in itertools.combinations(south, 3)
        for b in itertools.combinations(north, 2)
    ]
    assert expected_joins(MEMBERS, rook(), strata=HALVES) == pytest.approx(float(np.mean(counts)), abs=1e-12)


@pytest.mark.parametrize("strata", [None, HALVES, pd.Series(CODES, index=CODES)])
def test_the_moments_of_join_counts(strata: pd.Series | None) -> None:
    eligible = CODES[:3] + CODES[4:]
    members = [code for code in MEMBERS if code in eligible]
    exact = join_count(members, rook(), eligible=eligible, strata=strata, permutations=9, seed=1).expected
    assert expected_joins(members, rook(), eligible=eligible, strata=strata) == pytest.approx(
        exact, abs=1e-12
    )
