"""The counties, their graph, and what esda, pygeoda and spdep say of them (tests/known)."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from libpysal.graph import Graph

import analysis
import boundaries

KNOWN = Path(__file__).parents[1] / "known"


@cache
def county_graph() -> Graph:
    layer = boundaries.read_layer("county")
    return analysis.neighbors(layer[boundaries.official(layer)], isolates="keep")


@cache
def local_answers() -> pd.DataFrame:
    table = pd.read_csv(KNOWN / "autocorrelation_local.csv", comment="#", dtype={"adcode": str})
    return table.set_index("adcode")


@cache
def global_answers() -> pd.Series:
    table = pd.read_csv(KNOWN / "autocorrelation_global.csv", comment="#")
    return table.set_index(["statistic", "program"])["value"]


def smaller_side(frame: pd.DataFrame) -> pd.Series:
    """The one-sided p that esda and GeoDa call p_sim."""
    return frame[["p_greater", "p_less"]].min(axis=1)


def deviates(ours: pd.Series, theirs: pd.Series, draws: int = 99_999) -> pd.Series:
    """Difference of two pseudo p in units of its Monte Carlo error, units with two neighbors or more.

    Of units with one neighbor esda loses ties to rounding: with values of two decimals about one draw in
    a hundred ties with the observed value.
    """
    several = county_graph().cardinalities.reindex(ours.index) > 1
    error = np.sqrt(2 * np.maximum(ours * (1 - ours), 20 / draws) / draws)
    return ((ours - theirs) / error)[several & ours.notna()]
