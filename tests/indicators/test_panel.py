"""Graded classes and expert panels."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import friedmanchisquare

from boundaries.errors import StatisticError
from indicators.expert_panel import grade_weights, kendall_w, panel_weights


def test_grades_give_weights_within_pillars():
    grades = pd.Series({"iva": "主要", "growth": "次要", "rd": "主要"})
    groups = pd.Series({"rd": "创新", "iva": "规模", "growth": "规模"})
    result = grade_weights(grades, points={"主要": 3, "次要": 1}, groups=groups)
    assert result.weights.to_dict() == {"iva": 0.75, "growth": 0.25, "rd": 1.0}
    with pytest.raises(
        StatisticError, match=r"no points for grade 次要 .*; points of 主要 are 0, not positive"
    ):
        grade_weights(grades, points={"主要": 0})


def test_kendalls_w_by_hand_and_against_friedman():
    # Three judges, four items: rank sums 4, 7, 9, 10 about the mean 7.5: S = 21, W = 12 * 21 / (9 * 60)
    ranks = pd.DataFrame([[1, 2, 3, 4], [1, 3, 4, 2], [2, 2.0, 2, 4]]).iloc[:2]
    ranks.loc[2] = [2, 1, 3, 4]
    sums = ranks.sum()
    by_hand = 12 * ((sums - 7.5) ** 2).sum() / (9 * 60)
    w, chi2 = kendall_w(ranks)
    assert w == pytest.approx(by_hand) and chi2 == pytest.approx(9 * by_hand)
    tied = pd.DataFrame(np.random.default_rng(3).integers(1, 5, (6, 5)))
    assert kendall_w(tied)[1] == pytest.approx(friedmanchisquare(*tied.to_numpy().T).statistic)


def test_delphi_rounds_converge():
    names = ["质效", "创新", "绿色"]
    first = pd.DataFrame([[5, 3, 2], [2, 5, 3], [4, 4, 2]], index=list("甲乙丙"), columns=names)
    second = pd.DataFrame([[5, 3, 2], [5, 3, 2], [50, 30, 20]], index=list("甲乙丙"), columns=names)
    result = panel_weights([first, second[["绿色", "质效", "创新"]]])
    assert result.weights.to_dict() == pytest.approx({"质效": 0.5, "创新": 0.3, "绿色": 0.2})
    assert result.rounds["kendall_w"].iloc[1] == pytest.approx(1)
    assert result.rounds["kendall_w"].iloc[0] < 1 and result.agreed
    assert result.rounds["largest_change"].iloc[1] == pytest.approx(0.5 - 1.1 / 3)
    assert not panel_weights(first).agreed


def test_every_fault_of_the_ratings_is_named():
    first = pd.DataFrame([[5, 3], [0, 0]], index=["甲", "乙"], columns=["a", "b"])
    second = pd.DataFrame([[5, -3]], index=["甲"], columns=["a", "c"])
    with pytest.raises(StatisticError, match=r"round 1: 乙 rated everything 0; round 2 rates a, c.*甲 / c"):
        panel_weights([first, second])
