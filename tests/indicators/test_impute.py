"""Imputation and outliers: filled by hand, counted, nothing else touched."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from scipy import stats

from boundaries.errors import StatisticError
from indicators._impute import impute
from indicators.outliers import box_cox, treat_outliers, winsorize

FRAME = pd.DataFrame(
    {"gdp": [10.0, np.nan, 30, 50], "rd": [1.0, 2, np.nan, np.nan]},
    index=["320101", "320102", "320103", "320104"],
)
GROUPS = pd.Series({"320104": "b", "320103": "b", "320102": "a", "320101": "a"})
NEAR = {"320101": ["320102"], "320102": ["320101", "320103"], "320103": ["320102", "320104"], "320104": []}


def test_group_mean_and_what_it_cannot_fill():
    result = impute(FRAME, method="group_mean", groups=GROUPS)
    assert result.frame["gdp"].tolist() == [10, 10, 30, 50]
    assert result.frame["rd"].isna().tolist() == [False, False, True, True]
    assert result.counts.to_dict("index") == {
        "gdp": {"missing": 1, "filled": 1, "left": 0},
        "rd": {"missing": 2, "filled": 0, "left": 2},
    }
    assert result.filled.to_dict("records") == [
        {"adcode": "320102", "indicator": "gdp", "value": 10.0, "n": 1}
    ]
    assert "3 of 8 cells missing, 1 filled, 2 left" in str(result.steps[0])


@pytest.mark.parametrize("kind", ["mapping", "graph"])
def test_neighbors_use_observed_values_only(kind):
    graph = (
        NEAR
        if kind == "mapping"
        else Graph.from_dicts({k: dict.fromkeys(v or [k], float(bool(v))) for k, v in NEAR.items()})
    )
    result = impute(FRAME.iloc[::-1], method="neighbors", graph=graph)
    assert result.frame.loc[FRAME.index, "gdp"].tolist() == [10, 20, 30, 50]
    # 320103 has the neighbours 320102 (2) and 320104 (missing); 320104 is an isolate
    assert result.frame.loc["320103", "rd"] == 2 and np.isnan(result.frame.loc["320104", "rd"])
    assert result.filled.set_index(["adcode", "indicator"])["n"].to_dict() == {
        ("320102", "gdp"): 2,
        ("320103", "rd"): 1,
    }


def test_previous_year_and_none():
    before = pd.DataFrame({"rd": [9.0, 8, 7], "gdp": [1.0, 2, 3]}, index=["320104", "320102", "320103"])
    result = impute(FRAME, method="previous", previous=before)
    assert result.frame["gdp"].tolist() == [10, 2, 30, 50] and result.frame["rd"].tolist() == [1, 2, 7, 9]
    left = impute(FRAME)
    pd.testing.assert_frame_equal(left.frame, FRAME)
    assert left.counts["left"].tolist() == [1, 2] and left.filled.empty


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"method": "group_mean"}, "needs groups="),
        ({"method": "group_mean", "groups": GROUPS[:2]}, "no group for 2 of 4 units: 320101, 320102"),
        ({"method": "neighbors"}, "needs graph="),
        ({"method": "neighbors", "graph": {"320101": []}}, "graph lacks 3 of 4 units"),
        ({"method": "previous"}, "needs previous="),
        ({"method": "previous", "previous": FRAME[["gdp"]]}, "lacks rd; it has gdp"),
        ({"method": "knn"}, "unknown imputation 'knn'; valid: none"),
    ],
)
def test_bad_imputation(settings, message):
    with pytest.raises(StatisticError, match=message):
        impute(FRAME, **settings)


def test_winsorizing_pulls_in_the_fewest_values():
    x = pd.Series([*range(1, 19), 200.0, 300.0], index=[f"3201{k:02d}" for k in range(20)], dtype=float)
    result = winsorize(x)
    assert result.passed and result.changed.to_dict("index") == {
        "320119": {"before": 300, "after": 18},
        "320118": {"before": 200, "after": 18},
    }
    low = winsorize(-x)
    assert low.values.tolist() == (-result.values).tolist()
    assert winsorize(x, most=1).passed is False
    assert result.skew == pytest.approx(stats.skew(result.values, bias=False))
    assert result.kurtosis == pytest.approx(stats.kurtosis(result.values, bias=False))


def test_box_cox_takes_over_where_winsorizing_fails():
    raw = pd.DataFrame(
        {"a": np.exp(np.random.default_rng(1).normal(0, 2, 200)), "b": np.arange(200.0), "c": np.nan}
    )
    raw.loc[:99, "c"] = -np.exp(np.random.default_rng(2).normal(0, 2, 100))
    result = treat_outliers(raw)
    assert result.log["treatment"].to_dict() == {"a": "box_cox", "b": "none", "c": "box_cox"}
    assert result.log["passed"].all() and result.log.loc["c", "shift"] > 0
    order = raw["a"].rank()
    assert (result.frame["a"].rank() == order).all() and result.frame["c"].isna().sum() == 100
    answer, power = stats.boxcox(raw["a"])
    assert result.frame["a"].to_numpy() == pytest.approx(answer) and result.log.loc[
        "a", "lambda"
    ] == pytest.approx(power)
    assert "2 Box-Cox, 0 still skewed" in str(result.steps[0])
    with pytest.raises(StatisticError, match="fewer than two"):
        box_cox(pd.Series([1.0, 1.0]))
    with pytest.raises(StatisticError, match="infinite values in b"):
        treat_outliers(raw.assign(b=np.inf))
