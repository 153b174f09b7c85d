"""Night lights as a continuous indicator: zonal means of the shipped picture and their autocorrelation."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import analysis
import boundaries
import indicators
from boundaries.errors import LianpianWarning
from geo.atlas_pages.settings import LIGHT_PERMUTATIONS
from geo.lists.report import title
from geo.lists.survey import Survey

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._hotspots import Hotspots
    from analysis._local_moran import LocalMoran
    from analysis._moran import Moran


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lights:
    """Mean brightness of the shipped night-lights picture by county, and its statistics.

    Attributes
    ----------
    values : Series
        Mean brightness (0-255) by adcode.
    moran : Moran
    local : LocalMoran
    hotspots : Hotspots
    lists : DataFrame
        For each county-level list: title, members, hot (members in a hotspot), base (share of its eligible units
        in one).
    """

    values: pd.Series
    moran: "Moran"
    local: "LocalMoran"
    hotspots: "Hotspots"
    lists: pd.DataFrame


def lights(layer: "gpd.GeoDataFrame", graph: "Graph", surveys: list[Survey], *, seed: int) -> Lights:
    """Measure the brightness of every county and test how it gathers.

    Parameters
    ----------
    layer : GeoDataFrame
        Counties.
    graph : Graph
        Neighbors of its official units.
    surveys : list of Survey
        Lists whose members are looked up among the hotspots; those of another level are passed over.
    seed : int
    """
    units = layer[boundaries.official(layer)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LianpianWarning)  # units outside the picture: the page names them
        values = indicators.zonal(units, indicators.night_lights(), stats=["mean"])["mean"]
    values = values.rename("brightness")
    draws = LIGHT_PERMUTATIONS
    hotspots = analysis.hotspots(values, graph, permutations=draws, seed=seed)
    hot = hotspots.frame["significant"] & (hotspots.frame["z"] > 0)
    rows = []
    for found in surveys:
        if found.roster.level == "county":
            members = hot.reindex(found.roster.members)
            rows.append(
                {
                    "title": title(found),
                    "members": len(members),
                    "hot": int(members.sum()),
                    "base": float(hot.reindex(found.roster.eligible).mean()),
                }
            )
    return Lights(
        values=values,
        moran=analysis.moran(values, graph, permutations=draws, seed=seed),
        local=analysis.local_moran(values, graph, permutations=draws, seed=seed),
        hotspots=hotspots,
        lists=pd.DataFrame(rows),
    )
