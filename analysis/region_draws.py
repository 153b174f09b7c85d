"""How firm a gathering is: many draws of an uncertain set of members counted by region (成群)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.errors import StatisticError


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
        Draws, top, level.
    """

    frame: pd.DataFrame
    inside: tuple[float, float, float]
    settings: dict[str, Any]


def counts(
    ranks: pd.Series, held: npt.NDArray[np.bool_], regions: pd.DataFrame, *, top: int, level: float = 0.90
) -> GroupDraws:
    """Count the members of every draw by region.

    Parameters
    ----------
    ranks : Series by adcode
        The stated ranking; the units up to ``top`` are the stated members.
    held : array of bool, units in the order of ``ranks`` x draws
        Who is a member in which draw.
    regions : DataFrame
        As ``boundaries.read_regions`` gives them (index region, column ``members``), or two columns
        ``region`` and ``adcode``. Regions may overlap; units that are not ranked are passed over.
    top : int
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
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> ranks = pd.Series(range(16, 0, -1), index=CODES)
    >>> held = np.tile((ranks <= 4).to_numpy()[:, None], 10)
    >>> regions = pd.DataFrame({"region": ["南", "北", "北"], "adcode": [CODES[0], CODES[15], CODES[14]]})
    >>> counts(ranks, held, regions, top=4).frame["count"].to_dict()
    {'南': 0, '北': 2}
    """
    if not 0 < level < 1:
        raise StatisticError("analysis.region_draws.level-wanted-a-share-between-and", level=level)
    if "members" in regions:
        long = regions["members"].explode().rename("adcode").rename_axis("region").reset_index()
    elif {"region", "adcode"} <= set(regions.columns):
        long = regions[["region", "adcode"]]
    else:
        raise StatisticError(
            "analysis.region_draws.regions-wanted-a-column-members-or", columns=list(regions.columns)
        )
    ranked = ranks.index
    names = pd.Index(long["region"].unique(), name="region")
    rows = ranked.get_indexer(pd.Index(long["adcode"]))
    known = rows >= 0
    if not known.any():
        raise StatisticError("analysis.region_draws.no-unit-of-these-regions-is")
    belongs = np.zeros((len(names), len(ranked)), dtype=np.float32)
    belongs[names.get_indexer(pd.Index(long["region"]))[known], rows[known]] = 1
    numbers = (belongs @ held.astype(np.float32)).round().astype(np.int64)
    share = held[belongs.any(axis=0)].sum(axis=0) / held.sum(axis=0)
    at = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, median, high = np.quantile(numbers, at, axis=1, method="nearest")
    stated = (ranks <= top).to_numpy()
    frame = pd.DataFrame(
        {
            "ranked": belongs.sum(axis=1).astype(np.int64),
            "count": (belongs @ stated).astype(np.int64),
            "mean": numbers.mean(axis=1),
            "low": low,
            "median": median,
            "high": high,
            "p_first": (numbers == numbers.max(axis=0)).mean(axis=1),
        },
        index=names,
    )
    inside = tuple(float(value) for value in np.quantile(share, at, method="nearest"))
    settings = {"draws": held.shape[1], "top": top, "level": level}
    return GroupDraws(frame=frame, inside=(inside[0], inside[1], inside[2]), settings=settings)
