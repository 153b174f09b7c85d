"""How firm a gathering is: the draws of an uncertain ranking counted by region (成群)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError
from indicators._sensitivity import Sensitivity


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupDraws:
    """Members of the top by region, with their uncertainty.

    Attributes
    ----------
    frame : DataFrame
        By region: ``ranked`` (units of the region in the ranking), ``count`` (members by the stated ranking),
        ``mean``, ``low``, ``median``, ``high`` (over the draws), ``p_first`` (share of draws in which no
        other region has more members).
    inside : tuple of float
        Low, median and high share of the members that lie in at least one region.
    settings : dict
        Draws, top, level, seed.
    """

    frame: pd.DataFrame
    inside: tuple[float, float, float]
    settings: dict[str, Any]


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

    Raises
    ------
    StatisticError
        Regions without the columns wanted, or of which no unit is ranked.

    Examples
    --------
    >>> from indicators import sensitivity
    >>> from tests.board import CODES
    >>> table = pd.DataFrame({"gdp": range(16), "patents": range(16)}, index=CODES)
    >>> sure = sensitivity(table, {"gdp": 1, "patents": 1}, top=4, draws=100, seed=1)
    >>> regions = pd.DataFrame({"region": ["南", "北", "北"], "adcode": [CODES[0], CODES[15], CODES[14]]})
    >>> group_draws(sure, regions).frame["count"].to_dict()
    {'南': 0, '北': 2}
    """
    if not 0 < level < 1:
        raise StatisticError("geo.lists.group_draws.level-wanted-a-share-between-and", level=level)
    if "members" in regions:
        long = regions["members"].explode().rename("adcode").rename_axis("region").reset_index()
    elif {"region", "adcode"} <= set(regions.columns):
        long = regions[["region", "adcode"]]
    else:
        raise StatisticError(
            "geo.lists.group_draws.regions-wanted-a-column-members-or", columns=list(regions.columns)
        )
    ranked = sensitivity.frame.index
    names = pd.Index(long["region"].unique(), name="region")
    rows = ranked.get_indexer(pd.Index(long["adcode"]))
    known = rows >= 0
    if not known.any():
        raise StatisticError("geo.lists.group_draws.no-unit-of-these-regions-is")
    belongs = np.zeros((len(names), len(ranked)), dtype=np.float32)
    belongs[names.get_indexer(pd.Index(long["region"]))[known], rows[known]] = 1
    held = sensitivity.members()
    top = sensitivity.settings["top"]
    counts = (belongs @ held.astype(np.float32)).round().astype(np.int64)
    share = held[belongs.any(axis=0)].sum(axis=0) / held.sum(axis=0)
    at = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, median, high = np.quantile(counts, at, axis=1, method="nearest")
    stated = (sensitivity.frame["rank"] <= top).to_numpy()
    frame = pd.DataFrame(
        {
            "ranked": belongs.sum(axis=1).astype(np.int64),
            "count": (belongs @ stated).astype(np.int64),
            "mean": counts.mean(axis=1),
            "low": low,
            "median": median,
            "high": high,
            "p_first": (counts == counts.max(axis=0)).mean(axis=1),
        },
        index=names,
    )
    inside = tuple(float(value) for value in np.quantile(share, at, method="nearest"))
    settings = {"draws": held.shape[1], "top": top, "level": level, "seed": sensitivity.settings["seed"]}
    return GroupDraws(frame=frame, inside=(inside[0], inside[1], inside[2]), settings=settings)
