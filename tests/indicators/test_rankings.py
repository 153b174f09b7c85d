"""Rank-sum ratio, grey relation, VIKOR, coupling and obstacles: by hand, against pymcdm, and their laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.methods import VIKOR
from scipy.special import ndtri

from boundaries.errors import StatisticError
from indicators import coupling, grey_relation, obstacles, rank_sum_ratio, vikor

CODES = ["320583", "320281", "320582", "330282"]
TABLE = pd.DataFrame({"output": [4.0, 3.0, 2.0, 1.0], "waste": [10.0, 40.0, 20.0, 30.0]}, index=CODES)
SIGNS = {"output": 1, "waste": -1}


def random_table(seed: int, units: int = 9, columns: int = 4) -> pd.DataFrame:
    values = np.random.default_rng(seed).random((units, columns))
    return pd.DataFrame(values, index=[f"u{i}" for i in range(units)], columns=list("abcd")[:columns])


def test_rank_sum_ratio_by_hand():
    result = rank_sum_ratio(TABLE, directions=SIGNS)
    # ranks of output 4 3 2 1, of waste (less is better) 4 1 3 2: sums 8 4 5 3, over m n = 8.
    assert result.frame["rsr"].tolist() == [1.0, 0.5, 0.625, 0.375]
    assert result.frame["rank"].tolist() == [1, 3, 2, 4]
    assert result.frame["probit"].tolist() == pytest.approx(
        [ndtri(1 - 1 / 16) + 5, ndtri(0.5) + 5, ndtri(0.75) + 5, ndtri(0.25) + 5]
    )
    slope, intercept = np.polyfit(result.frame["probit"], result.frame["rsr"], 1)
    assert (result.slope, result.intercept) == pytest.approx((slope, intercept))
    assert 0 < result.r2 <= 1


def test_grey_relation_by_hand():
    result = grey_relation(TABLE, pd.Series({"output": 0.75, "waste": 0.25}), directions=SIGNS)
    # distances from the best: output 0 1/3 2/3 1, waste 0 1 1/3 2/3; coefficient 0.5 / (d + 0.5).
    expected = [1.0, 0.75 * 0.6 + 0.25 / 3, 0.75 * 3 / 7 + 0.25 * 0.6, 0.75 / 3 + 0.25 * 3 / 7]
    assert result.frame["degree"].tolist() == pytest.approx(expected)
    assert result.frame["rank"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(5))
def test_vikor_as_pymcdm(seed):
    table = random_table(seed)
    weights = pd.Series([0.4, 0.3, 0.2, 0.1], index=table.columns)
    signs = {"a": 1, "b": -1, "c": 1, "d": -1}
    ours = vikor(table, weights, directions=signs).frame["Q"]
    theirs = VIKOR()(table.to_numpy(), weights.to_numpy(), np.array(list(signs.values())))
    assert ours.to_numpy() == pytest.approx(theirs)


def test_vikor_recommends_the_first_alone_only_with_an_advantage():
    far = pd.DataFrame({"a": [1.0, 0.1, 0.0], "b": [1.0, 0.2, 0.0]}, index=list("xyz"))
    result = vikor(far)
    assert (result.advantage, result.stable, list(result.compromise)) == (True, True, ["x"])
    near = pd.DataFrame({"a": [1.0, 0.99, 0.5, 0.0], "b": [0.99, 1.0, 0.5, 0.0]}, index=list("wxyz"))
    result = vikor(near)
    assert not result.advantage
    assert set(result.compromise) == {"w", "x"}


def test_coupling_by_hand():
    systems = pd.DataFrame(
        {"a": [0.6, 0.0, 0.9, np.nan], "b": [0.6, 0.5, 0.1, 0.2], "c": [0.6, 0.5, 0.1, 0.2]},
        index=list("wxyz"),
    )
    frame = coupling(systems).frame
    assert frame.loc["w"].tolist() == [pytest.approx(1), pytest.approx(0.6), pytest.approx(0.6**0.5), *(
        "intermediate", "a")]  # fmt: skip
    assert frame.loc["x", ["C", "D", "coordination"]].tolist() == [0, 0, "extreme_disorder"]
    C = 3 * (0.9 * 0.1 * 0.1) ** (1 / 3) / 1.1
    assert frame.loc["y", "D"] == pytest.approx(np.sqrt(C * 1.1 / 3))
    assert frame.loc["y", "lowest"] == "b"
    assert frame.loc["z"].isna().all()


def test_a_tenth_begins_the_next_class():
    """D of exactly 0.1, 0.2 ... is of the upper class, though the computer's 0.3 is less than three tenths."""
    equal = pd.Series([k / 10 for k in range(1, 10)])
    frame = coupling(pd.DataFrame({"a": equal, "b": equal})).frame
    assert frame["D"].tolist() == pytest.approx(np.sqrt(equal).tolist())
    squared = equal**2
    assert coupling(pd.DataFrame({"a": squared, "b": squared})).frame["coordination"].tolist() == [
        "severe_disorder", "moderate_disorder", "mild_disorder", "near_disorder",
        "barely_coordinated", "primary", "intermediate", "good", "quality",
    ]  # fmt: skip


def test_obstacles_by_hand():
    result = obstacles(TABLE, pd.Series({"output": 0.75, "waste": 0.25}), directions=SIGNS)
    row = result.frame.loc["320281"]  # lacks 1/3 of output and all of waste: 0.25 and 0.25
    assert row.tolist() == pytest.approx([50, 50])
    assert result.leading.loc["330282", ["first", "first_pct"]].tolist() == [
        "output",
        pytest.approx(81.81818),
    ]
    assert result.frame.loc["320583"].isna().all()  # the best in everything is held back by nothing
    assert result.leading.loc["320583"].isna().all()


METHODS = {
    "rsr": lambda t, w, d: rank_sum_ratio(t, w, directions=d).frame["rsr"],
    "grey": lambda t, w, d: grey_relation(t, w, directions=d).frame["degree"],
    "vikor": lambda t, w, d: -vikor(t, w, directions=d).frame["Q"],
}


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.01, 1000), shift=st.floats(-100, 100))
@pytest.mark.parametrize("method", METHODS)
def test_order_units_and_measures_change_no_score(method, seed, scale, shift):
    table = random_table(seed)
    weights, signs = pd.Series([4.0, 3.0, 2.0, 1.0], index=table.columns), {"a": 1, "b": -1, "c": 1, "d": 1}
    score = METHODS[method](table, weights, signs)
    rng = np.random.default_rng(seed)
    shuffled = table.iloc[rng.permutation(len(table)), rng.permutation(4)]
    again = METHODS[method](shuffled, weights.sample(frac=1, random_state=seed), signs)
    assert again[table.index].to_numpy() == pytest.approx(score.to_numpy())
    other = METHODS[method](table * scale + shift, weights * 7, signs)
    assert other.to_numpy() == pytest.approx(score.to_numpy(), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
@pytest.mark.parametrize("method", METHODS)
def test_a_unit_better_in_everything_ranks_above(method, seed):
    table = random_table(seed)
    table.loc["best"] = table.max() + 0.5
    table.loc["worst"] = table.min() - 0.5
    score = METHODS[method](table, None, None)
    assert score.idxmax() == "best"
    assert score.idxmin() == "worst"


def test_what_cannot_be_ranked_is_named():
    constant = TABLE.assign(same=1.0)
    for method in (grey_relation, vikor, obstacles):
        with pytest.raises(StatisticError, match="same"):
            method(constant)
        with pytest.raises(StatisticError, match="waste"):
            method(TABLE, directions={"output": 1})
    with pytest.raises(StatisticError, match="320281"):
        vikor(TABLE.mask(TABLE.eq(40.0)))
    with pytest.raises(StatisticError, match="rho"):
        grey_relation(TABLE, rho=0)
    with pytest.raises(StatisticError, match="v is between"):
        vikor(TABLE, v=2)
    with pytest.raises(StatisticError, match="output"):
        coupling(TABLE)
    with pytest.raises(StatisticError, match="two systems"):
        coupling(TABLE[["output"]])
    with pytest.raises(StatisticError, match="there are 1"):
        rank_sum_ratio(TABLE.iloc[:1])
