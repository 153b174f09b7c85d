"""Transitions by hand and as giddy counts them."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis.dynamics import local_states, transitions
from boundaries.errors import StatisticError
from tests.board import CODES

PANEL = pd.DataFrame(
    np.random.default_rng(4).integers(1, 4, size=(16, 5)).astype(str), index=CODES, columns=range(2019, 2024)
)


def test_by_hand():
    panel = pd.DataFrame(
        {1: ["a", "b", None], 2: ["b", "b", "a"], 3: ["a", None, "a"]}, index=["x", "y", "z"]
    )
    result = transitions(panel)
    assert result.counts.to_numpy().tolist() == [[1, 1], [1, 1]]
    assert result.n_steps == 4
    assert result.missing == 2
    assert result.mobility == 1.0
    assert result.steady.tolist() == pytest.approx([0.5, 0.5])
    assert result.frame.loc["x"].tolist() == ["a", "a", 2, 1, 1, 2]
    assert result.frame.loc["y", ["first", "last", "years"]].tolist() == ["b", "b", 1]
    assert result.steps["moved"].tolist() == [1, 1]


@pytest.mark.filterwarnings("ignore")
def test_as_giddy():
    from giddy.markov import Markov

    peer = Markov(PANEL.to_numpy(), summary=False)
    result = transitions(PANEL.sample(frac=1, random_state=1))
    np.testing.assert_array_equal(result.counts.to_numpy(), peer.transitions)
    np.testing.assert_allclose(result.probabilities.to_numpy(), np.asarray(peer.p))
    np.testing.assert_allclose(result.steady.to_numpy(), np.asarray(peer.steady_state).ravel())


def test_a_state_never_left_has_no_probabilities():
    result = transitions(pd.DataFrame({1: ["a"], 2: ["a"]}, index=["x"]), states=("a", "b"))
    assert result.probabilities.loc["b"].isna().all()
    assert result.steady.isna().all()
    assert np.isnan(result.mobility)


def test_states_of_local_autocorrelation(board):
    queen = Graph.build_contiguity(board, rook=False)
    west = pd.Series([9.0, 8.0, 1.0, 0.0] * 4, index=CODES)
    values = pd.DataFrame({2022: west, 2023: west[::-1].to_numpy()}, index=CODES)
    states = local_states(values, queen, permutations=999, alpha=0.3, seed=1)
    assert states.index.tolist() == CODES
    assert set(states[2022]) <= {"HH", "LH", "LL", "HL", "--"}
    assert states.loc[CODES[4], 2022] == "HH"
    assert states.loc[CODES[4], 2023] == "LL"
    moves = transitions(states, states=("LL", "LH", "--", "HL", "HH"))
    assert moves.n_steps == 16


def test_refusals():
    with pytest.raises(StatisticError, match="at least two years; came 1"):
        transitions(PANEL[[2019]])
    with pytest.raises(StatisticError, match="states outside 1, 2: 3"):
        transitions(PANEL, states=("1", "2"))


def test_years_run_forward_however_the_table_lists_them():
    panel = pd.DataFrame({2021: list("112"), 2022: list("122"), 2023: list("123")}, index=list("abc"))
    right = transitions(panel)
    for columns in ([2023, 2022, 2021], [2022, 2023, 2021]):
        turned = transitions(panel[columns])
        pd.testing.assert_frame_equal(turned.steps, right.steps)
        pd.testing.assert_frame_equal(turned.frame, right.frame)
    for names in ("2021 2022 2023", "2021年 2022年 2023年", "2021-12-31 2022-12-31 2023-12-31"):
        text = panel.set_axis(names.split(), axis=1)
        assert transitions(text.iloc[:, ::-1]).steps["up"].tolist() == right.steps["up"].tolist()
    dated = panel.set_axis(pd.to_datetime(["2021-12-31", "2022-12-31", "2023-12-31"]), axis=1)
    assert transitions(dated.iloc[:, ::-1]).steps["up"].tolist() == right.steps["up"].tolist()
    waves = panel.set_axis(["third", "second", "first"], axis=1)
    assert transitions(waves).steps["up"].tolist() == right.steps["up"].tolist()
    with pytest.raises(StatisticError, match="more than once: 2021"):
        transitions(panel.set_axis([2021, 2021, 2022], axis=1))
