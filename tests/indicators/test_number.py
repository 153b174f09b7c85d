"""What comes in where numbers are wanted: tables and columns only, finite, each unit and indicator once."""

import numpy as np
import pandas as pd
import pytest

from boundaries.errors import StatisticError
from indicators import (
    aggregate,
    ahp_weights,
    critic_weights,
    entropy_weights,
    normalize,
    pca_weights,
    tiers,
    topsis,
    treat_outliers,
)
from indicators.number import as_number_frame

FRAME = pd.DataFrame({"gdp": [3.0, 1.0, 2.0], "rd": [1.0, 5.0, 2.0]}, index=["320583", "320281", "320582"])


@pytest.mark.parametrize(
    "function", [aggregate, critic_weights, entropy_weights, pca_weights, topsis, treat_outliers]
)
@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (FRAME["gdp"], "wanted a DataFrame, one column an indicator, got Series"),
        (FRAME.to_numpy(), "got ndarray"),
        (pd.concat([FRAME, FRAME[["gdp"]]], axis=1), "indicators listed twice: gdp"),
        (pd.concat([FRAME, FRAME.head(1)]), "units listed twice: 320583"),
        (FRAME.replace(5.0, np.inf), "infinite values in rd: 320281"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(function: object, frame: object, message: str) -> None:
    assert callable(function)
    with pytest.raises(StatisticError, match=message):
        function(frame)


def test_every_breach_is_told_at_once() -> None:
    frame = pd.concat([FRAME.astype(object), FRAME.head(1)])
    frame.iloc[1, 0] = "n/a"
    frame.iloc[2, 1] = np.inf
    with pytest.raises(StatisticError, match=r"320583.*column gdp holds text.*infinite values in rd"):
        as_number_frame(frame)


def test_a_list_is_no_column() -> None:
    with pytest.raises(StatisticError, match="wanted values as a Series, got list"):
        normalize([1.0, 2.0])  # type: ignore[arg-type]
    with pytest.raises(StatisticError, match="wanted scores as a Series, got list"):
        tiers([1.0, 2.0], k=2)  # type: ignore[arg-type]
    with pytest.raises(StatisticError, match="wanted weights as a Series, got list"):
        topsis(FRAME, [0.5, 0.5])  # type: ignore[arg-type]


def test_rows_of_judgements_that_differ_in_length() -> None:
    with pytest.raises(StatisticError, match="its rows differ in length"):
        ahp_weights([[1, 2], [0.5]])


def test_a_constant_indicator_has_no_entropy_weight_at_all() -> None:
    assert entropy_weights(FRAME.assign(same=2.0)).weights["same"] == 0.0
