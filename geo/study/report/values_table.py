"""The indicators of a study by unit, as its workbook holds them."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import place
from geo.atlas_pages.list_page import headed

if TYPE_CHECKING:
    from geo.study.table.intake import Intake


def values_table(taken: "Intake", lang: Lang) -> pd.DataFrame:
    """One row a unit with a value: code, name, province, prefecture, indicators; in the order of the codes.

    Parameters
    ----------
    taken : Intake
        Of a table of one year.
    lang : {"zh", "en"}

    Returns
    -------
    DataFrame
    """
    names = taken.layer[["name", "province", "prefecture"]].reindex(taken.values.index)
    frame = headed(names.rename_axis("adcode").reset_index(), lang)
    values = taken.values.rename(columns=lambda name: taken.measured(str(name), lang))
    return pd.concat([frame, values.reset_index(drop=True)], axis=1)


SHOWN = 5


def extremes_table(taken: "Intake", lang: Lang) -> pd.DataFrame:
    """The eligible units with the highest and lowest values of each indicator; of equals the lower code first.

    Parameters
    ----------
    taken : Intake
        Of a table of one year.
    lang : {"zh", "en"}

    Returns
    -------
    DataFrame
        One row a unit and indicator: indicator, place from the top, unit, province, prefecture, value.
    """
    zh = lang == "zh"
    parts = []
    for name in taken.values.columns:
        column = (
            taken.values[name].reindex(taken.eligible).dropna().sort_values(ascending=False, kind="stable")
        )
        places = pd.Series(range(1, len(column) + 1), index=column.index)
        kept = places[(places <= SHOWN) | (places > len(column) - SHOWN)]
        units = taken.layer.reindex(kept.index)
        parts.append(
            pd.DataFrame(
                {
                    ("指标" if zh else "Indicator"): taken.measured(str(name), lang),
                    ("由高到低" if zh else "From the top"): kept.to_numpy(),
                    ("单元" if zh else "Unit"): units["name"].to_numpy(),
                    ("省份" if zh else "Province"): [place(p, lang) for p in units["province"]],
                    ("地级市" if zh else "Prefecture"): units["prefecture"].to_numpy(),
                    ("数值" if zh else "Value"): column[kept.index].to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
