"""Columns as numbers: text is refused with its row and column, never turned into something else."""

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError, listed
from boundaries.language import Message


def as_numbers(values: pd.Series, *, what: str | Message | None = None) -> pd.Series:
    """A column as float64; missing stays NaN.

    Raises
    ------
    StatisticError
        Naming each row that holds text; what is no Series.

    Examples
    --------
    >>> as_numbers(pd.Series([1, None], name="gdp")).tolist()
    [1.0, nan]
    """
    if not isinstance(values, pd.Series):
        raise StatisticError(
            "indicators.number.wanted-as-a-series-got", value=what or "values", name=type(values).__name__
        )
    label = what or (str(values.name) if values.name is not None else Message("indicators.number.the-values"))
    numbers = pd.to_numeric(values, errors="coerce")
    text = values[numbers.isna() & values.notna()]
    if len(text):
        cells = [f"{key}: {value!r}" for key, value in text.items()]
        raise StatisticError(
            "indicators.number.holds-text-in-number-cells-read", label=label, cells=listed(cells)
        )
    return pd.Series(numbers.to_numpy(dtype="float64", na_value=np.nan), index=values.index, name=values.name)


def as_number_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Every column as float64; text, infinite values, units and columns listed twice are refused at once."""
    if not isinstance(frame, pd.DataFrame):
        raise StatisticError("indicators.number.wanted-a-dataframe-one-column-an", name=type(frame).__name__)
    columns: dict[int, pd.Series] = {}
    faults = []
    for what, labels in (("units", frame.index), ("indicators", frame.columns)):
        if labels.has_duplicates:
            twice = list(labels[labels.duplicated()].unique())
            faults.append(Message(f"indicators.number.{what}-twice", names=twice))
    for position, name in enumerate(frame.columns):
        try:
            columns[position] = as_numbers(
                frame.iloc[:, position], what=Message("indicators.number.column", name=name)
            )
        except StatisticError as error:
            faults.append(error.message)
            continue
        infinite = np.isinf(columns[position].to_numpy())
        if infinite.any():
            faults.append(Message("indicators.number.infinite", name=name, units=list(frame.index[infinite])))
    if faults:
        raise StatisticError("errors.faults", faults=faults)
    return pd.DataFrame(columns, index=frame.index).set_axis(frame.columns, axis=1)
