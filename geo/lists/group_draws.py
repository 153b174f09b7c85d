"""How firm a gathering is: the draws of an uncertain ranking counted by region (成群)."""

from dataclasses import replace

import pandas as pd

from analysis.region_draws import GroupDraws, counts
from indicators._sensitivity import Sensitivity


def group_draws(sensitivity: Sensitivity, regions: pd.DataFrame, *, level: float = 0.90) -> GroupDraws:
    """Count the top units of every draw by region.

    Parameters
    ----------
    sensitivity : Sensitivity
        Draws of a ranking, units by adcode.
    regions : DataFrame
        As ``boundaries.read_regions`` gives them (index region, column ``members``), or two columns
        ``region`` and ``adcode``. Regions may overlap; units that are not ranked are passed over.
    level : float
        Share of the draws between ``low`` and ``high``.

    Returns
    -------
    GroupDraws
        As `analysis.region_draws.counts` makes it; its settings hold the seed too.

    Raises
    ------
    StatisticError
        Regions without the columns wanted, or of which no unit is ranked.

    Examples
    --------
    >>> from indicators import sensitivity
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> table = pd.DataFrame({"gdp": range(16), "patents": range(16)}, index=CODES)
    >>> sure = sensitivity(table, {"gdp": 1, "patents": 1}, top=4, draws=100, seed=1)
    >>> regions = pd.DataFrame({"region": ["南", "北", "北"], "adcode": [CODES[0], CODES[15], CODES[14]]})
    >>> group_draws(sure, regions).frame["count"].to_dict()
    {'南': 0, '北': 2}
    """
    found = counts(
        sensitivity.frame["rank"],
        sensitivity.members(),
        regions,
        top=sensitivity.settings["top"],
        level=level,
    )
    return replace(found, settings={**found.settings, "seed": sensitivity.settings["seed"]})
