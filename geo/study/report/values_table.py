"""The indicators of a study by unit, and the units at both ends of each."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from geo.reporting.table import Column, Typed, column, typed

if TYPE_CHECKING:
    from geo.study.table.intake import Intake

SHOWN = 5  # units at each end of an indicator
UNIT = ("adcode", "name", "province", "prefecture")


def own_columns(taken: "Intake") -> tuple[list[str], list[Column]]:
    """Keys and columns for the indicators, which are headed as in the table: ``own.0``, ``own.1``, ..."""
    keys = [f"own.{at}" for at in range(len(taken.values.columns))]
    return keys, [
        column(key, heading=taken.measured(str(name)))
        for key, name in zip(keys, taken.values.columns, strict=True)
    ]


def values_table(taken: "Intake") -> Typed:
    """One row a unit with a value: code, name, province, prefecture, indicators; in the order of the codes.

    Parameters
    ----------
    taken : Intake
        Of a table of one year.

    Returns
    -------
    Typed
    """
    keys, columns = own_columns(taken)
    names = taken.layer[list(UNIT[1:])].reindex(taken.values.index).rename_axis("adcode").reset_index()
    values = taken.values.set_axis(keys, axis=1).reset_index(drop=True)
    return typed(pd.concat([pd.DataFrame(names), values], axis=1), [*UNIT, *columns])


def extremes_table(taken: "Intake") -> Typed:
    """The eligible units with the highest and lowest values of each indicator; of equals the lower code
    first.

    Parameters
    ----------
    taken : Intake
        Of a table of one year.

    Returns
    -------
    Typed
        One row a unit and indicator: indicator, place from the top, unit, province, prefecture, value.
    """
    parts = []
    for name in taken.values.columns:
        values = (
            taken.values[name].reindex(taken.eligible).dropna().sort_values(ascending=False, kind="stable")
        )
        places = pd.Series(range(1, len(values) + 1), index=values.index)
        kept = places[(places <= SHOWN) | (places > len(values) - SHOWN)]
        units = taken.layer.reindex(kept.index)
        parts.append(
            pd.DataFrame(
                {
                    "indicator": [taken.measured(str(name))] * len(kept),
                    "place": kept.to_numpy(),
                    "unit": units["name"].to_numpy(),
                    "province": units["province"].to_numpy(),
                    "prefecture": units["prefecture"].to_numpy(),
                    "value": values[kept.index].to_numpy(),
                }
            )
        )
    return typed(
        pd.concat(parts, ignore_index=True),
        [
            column("indicator", heading=Message("study.tests.indicator")),
            column("place", heading=Message("study.extremes.place")),
            column("unit", heading=Message("study.extremes.unit")),
            "province",
            "prefecture",
            column("value", heading=Message("study.extremes.value")),
        ],
    )
