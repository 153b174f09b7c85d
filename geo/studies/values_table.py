"""The indicators of a study by unit, as its workbook holds them."""

from typing import TYPE_CHECKING

import pandas as pd

from geo.pages.list_page import headed
from geo.phrases import Lang

if TYPE_CHECKING:
    from geo.studies.intake import Intake


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
