"""AHP: Saaty's printed answers, another program's, and the laws of reciprocal matrices."""

import warnings
from fractions import Fraction
from pathlib import Path

import ahpy
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import LianpianWarning, StatisticError
from indicators.ahp import ahp_group, ahp_weights

KNOWN = pd.read_csv(Path(__file__).parents[1] / "known" / "saaty_ahp.csv", comment="#").set_index("case")


def from_upper(n, entries):
    a = np.eye(n)
    i, j = np.triu_indices(n, 1)
    a[i, j] = entries
    a[j, i] = 1 / a[i, j]
    return a


def quiet(matrix, **settings_):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LianpianWarning)
        return ahp_weights(matrix, **settings_)


@pytest.mark.parametrize("case", KNOWN.index)
def test_saatys_printed_answers(case):
    row = KNOWN.loc[case]
    result = quiet(from_upper(row["n"], [float(Fraction(x)) for x in row["upper"].split()]))
    printed = row["weights"].split()
    digits = len(printed[0].split(".")[1])
    # Saaty's own rounding of the small weights is off by one in the last place in places
    assert result.weights.to_numpy() == pytest.approx([float(w) for w in printed], abs=1.5 * 10.0**-digits)
    if pd.notna(row["lambda_max"]):
        assert result.lambda_max == pytest.approx(row["lambda_max"], abs=0.006)
    assert result.consistency_ratio == pytest.approx(row["consistency_ratio"], abs=0.006)


def test_agrees_with_ahpy():
    pairs = {("a", "b"): 3, ("a", "c"): 5, ("a", "d"): 2, ("b", "c"): 2, ("b", "d"): 1 / 2, ("c", "d"): 1 / 4}
    other = ahpy.Compare("c", pairs, precision=6, random_index="saaty")
    mine = ahp_weights(pairs)
    assert mine.weights.to_dict() == pytest.approx(other.target_weights, abs=2e-6)
    assert mine.consistency_ratio == pytest.approx(
        other.consistency_ratio, abs=2e-3
    )  # ahpy keeps 0.89 for n = 4


def test_worked_by_hand_and_the_worst_judgement_is_named():
    # a:b = 2, b:c = 2, a:c = 1/4 where 4 would be consistent: by symmetry all three are off by the same factor.
    with pytest.warns(LianpianWarning, match=r"consistency ratio .* exceeds 0.1; reconsider first"):
        result = ahp_weights({("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 1 / 4})
    # w by geometric means: (2/4)^(1/3), (2/2)^(1/3), (4/2)^(1/3); each judgement is 16^(1/3) off
    assert result.judgements["error"].to_numpy() == pytest.approx([16 ** (1 / 3)] * 3)
    assert not result.consistent
    with pytest.warns(LianpianWarning):
        four = from_upper(4, [2, 4, 1 / 9, 2, 4, 2])  # only 1:4 breaks the pattern 8, 4, 2, 1
        worst = ahp_weights(four)
    assert str(worst.most_inconsistent).startswith("1 : 4 judged 0.111, implied")


def test_methods_agree_on_three_criteria_and_on_a_consistent_matrix():
    a = from_upper(3, [3, 5, 2])
    one, two = ahp_weights(a), ahp_weights(a, method="geometric_mean")
    assert one.weights.to_numpy() == pytest.approx(two.weights.to_numpy())
    exact = ahp_weights(np.outer([6, 3, 2], 1 / np.array([6.0, 3, 2])))
    assert exact.weights.to_numpy() == pytest.approx([6 / 11, 3 / 11, 2 / 11])
    assert exact.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert exact.lambda_max == pytest.approx(3)


@given(
    st.lists(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1, 2, 3, 7]), min_size=6, max_size=6),
    st.permutations(range(4)),
)
@settings(max_examples=40, deadline=None)
def test_relabelling_criteria_relabels_weights(entries, order):
    names = np.array(list("abcd"))
    table = pd.DataFrame(from_upper(4, entries), index=names, columns=names)
    shuffled = table.loc[names[list(order)], names[list(order)]]
    for method in ("eigenvector", "geometric_mean"):
        one, two = quiet(table, method=method), quiet(shuffled, method=method)
        assert one.weights.sum() == pytest.approx(1)
        assert two.weights.to_dict() == pytest.approx(one.weights.to_dict())
        assert two.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-9)
        assert one.lambda_max >= 4 - 1e-9


def test_experts_combine_by_geometric_means():
    one, two = {("a", "b"): 8}, {("a", "b"): 2}
    group = ahp_group({"x": one, "y": two})
    assert group.weights.to_dict() == pytest.approx({"a": 0.8, "b": 0.2})  # sqrt(16) = 4 : 1
    assert group.experts["x"].weights["a"] == pytest.approx(8 / 9)
    priorities = ahp_group(
        {"x": one, "y": two}, combine="priorities", expert_weights=pd.Series({"y": 1, "x": 3})
    )
    ratio = (8**0.75) * (2**0.25)
    assert priorities.weights["a"] == pytest.approx(ratio / (1 + ratio))
    assert priorities.combined is None and priorities.spread.loc["a", "max"] == pytest.approx(8 / 9)
    with pytest.raises(StatisticError, match="expert y judges a, c"):
        ahp_group({"x": one, "y": {("a", "c"): 2}})


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.ones((2, 3)), "square"),
        ([[1, 3], [3, 1]], r"not reciprocal: \(1, 2\) is 3, back 3, not 0.3333"),
        ([[2, 1], [1, 1]], r"\(1, 1\) is 2, not 1"),
        ([[1, -3], [-1 / 3, 1]], "both must be positive"),
        ({("a", "b"): 2, ("b", "c"): 2}, r"\(a, c\) is nan"),
        ([["x", 1], [1, 1]], "must be numbers"),
        (pd.DataFrame(np.eye(2), index=["a", "b"], columns=["a", "c"]), "rows .* and columns .* differ"),
        (np.ones((16, 16)), "at most 15"),
    ],
)
def test_bad_matrices_are_named(matrix, message):
    with pytest.raises(StatisticError, match=message):
        ahp_weights(matrix)
