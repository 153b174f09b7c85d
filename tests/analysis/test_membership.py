"""Members, eligible units and random draws."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis.set_sample import BLOCK, adcodes, membership
from boundaries.errors import StatisticError
from tests.board import CODES


@pytest.fixture
def rook(board):
    return Graph.build_contiguity(board, rook=True)


def test_members_may_be_codes_or_a_boolean_series(rook):
    flags = pd.Series(False, index=CODES[::-1])
    flags.loc[CODES[:3]] = True
    assert adcodes(flags, what="members").tolist() == CODES[:3]
    assert adcodes(iter(CODES[2::-1]), what="members").tolist() == CODES[:3]
    assert membership(flags, rook).ids[membership(flags, rook).chosen].tolist() == CODES[:3]


def test_units_outside_the_eligible_set_leave_the_graph(rook):
    field = membership(CODES[:2], rook, eligible=CODES[:4])
    assert field.n_joins == 3
    assert field.mean_neighbors == 1.5
    assert membership(CODES[:1], rook, eligible=[CODES[0], CODES[5]]).isolates.tolist() == [
        CODES[0],
        CODES[5],
    ]


@pytest.mark.parametrize(
    ("members", "eligible", "message"),
    [
        (["320101", "999999"], CODES, "members: 1 of 2 outside the 16 eligible units: 999999"),
        (["320101", "320101"], CODES, "members: given more than once: 320101"),
        (None, CODES, "members: wanted adcodes or a boolean Series by adcode, came None"),
        ([320101], CODES, r"members: codes are integers \(320101\), the eligible units' are text"),
        ("320101", CODES, "wanted adcodes, came the text"),
        (CODES[:1], [*CODES, "440101"], "the graph misses 1 eligible units: 440101"),
        (CODES[:1], [], "eligible: no unit at all"),
    ],
)
def test_refusals_name_the_units(rook, members, eligible, message):
    with pytest.raises(StatisticError, match=message):
        membership(members, rook, eligible=eligible)


def test_negative_weights_are_refused():
    graph = Graph.from_arrays(["320101", "320102"], ["320102", "320101"], [1.0, -1.0])
    with pytest.raises(StatisticError, match="1 negative or missing weights: 320102-320101"):
        membership(["320101"], graph)


def test_a_unit_without_stratum_is_refused(rook):
    strata = pd.Series("a", index=CODES, name="province")
    strata.iloc[3] = None
    with pytest.raises(StatisticError, match="strata: 1 eligible units have none: 320104"):
        membership(CODES[:1], rook, strata=strata)


def test_draws_keep_the_number_of_each_stratum_and_repeat_no_unit(rook):
    strata = pd.Series(list("aaaabbbbccccdddd"), index=CODES, name="row")
    field = membership([*CODES[:3], *CODES[4:6], CODES[8]], rook, strata=strata)
    drawn = np.concatenate(list(field.draws(2 * BLOCK + 7, 5)))
    assert drawn.shape == (2 * BLOCK + 7, 6)
    by_stratum = np.stack([(field.strata.codes[drawn] == code).sum(axis=1) for code in range(4)], axis=1)
    assert (by_stratum == [3, 2, 1, 0]).all()
    assert all(len(set(row)) == 6 for row in drawn.tolist())


def test_draws_are_a_prefix_of_longer_runs_and_ignore_the_order_of_inputs(rook):
    members = [CODES[9], CODES[1], CODES[4]]
    few = np.concatenate(list(membership(members, rook).draws(10, 3)))
    many = np.concatenate(list(membership(members[::-1], rook, eligible=CODES[::-1]).draws(BLOCK + 10, 3)))
    assert (few == many[:10]).all()


def test_every_set_is_equally_likely(rook):
    from scipy.stats import chisquare

    field = membership(CODES[:2], rook, eligible=CODES[:5])
    drawn = np.sort(np.concatenate(list(field.draws(20_000, 11))), axis=1)
    _, counts = np.unique(drawn @ [5, 1], return_counts=True)
    assert len(counts) == 10
    assert chisquare(counts).pvalue > 0.001


def test_the_null_says_what_is_drawn_from_what(rook):
    strata = pd.Series("a", index=CODES, name="province")
    assert "from 16 eligible units, each set" in str(membership(CODES[:2], rook, eligible=CODES).null)
    assert "(every unit of the graph, for no eligible set was named)" in str(membership(CODES[:2], rook).null)
    assert "named" not in str(membership(CODES[:2], rook, eligible=CODES).null)
    assert "each of the 1 strata of 'province'" in str(membership(CODES[:2], rook, strata=strata).null)
