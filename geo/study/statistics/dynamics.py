"""How the units of a panel move: between tiers, with their neighbors, in and out of hotspots, in rank, together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

import analysis
from boundaries.errors import StatisticError
from geo.study.statistics.indicators import Gathering

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from analysis._convergence import Convergence
    from analysis._emerging import Emerging
    from analysis._rank_mobility import RankMobility
    from analysis._rose import Rose
    from analysis._spatial_markov import SpatialMarkov
    from analysis.dynamics import Transitions
    from geo.study.table.intake import Intake

MOST = 2  # indicators whose dynamics are told, the first ones
CLASSES = 5
DRAWS = 999
STATES = ("HH", "LH", "LL", "HL", "--")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dynamics:
    """The dynamics of one indicator; what its values do not allow is None.

    Attributes
    ----------
    name : str
    values : DataFrame
        By adcode, a column a year tested: eligible units with a value in every one of them.
    markov : SpatialMarkov or None
    local : Transitions or None
        Of local Moran's I (FDR), "--" where a unit is not significant.
    states : DataFrame
        The states behind it, by adcode and year.
    rose : Rose or None
    emerging : Emerging or None
    mobility : RankMobility or None
    convergence : Convergence or None
        Of values above 0 only, as the Theil indices are.
    theil : DataFrame or None
        By year.
    """

    name: str
    values: pd.DataFrame
    markov: "SpatialMarkov | None"
    local: "Transitions | None"
    states: pd.DataFrame
    rose: "Rose | None"
    emerging: "Emerging | None"
    mobility: "RankMobility | None"
    convergence: "Convergence | None"
    theil: pd.DataFrame | None


def regions_of(taken: "Intake") -> "pd.Series[str]":
    """The province of each unit; the prefecture, where all lie in one."""
    provinces = taken.layer["province"]
    several = len(provinces.reindex(taken.eligible).unique()) > 1
    return provinces if several else taken.layer["prefecture"]


def dynamics(
    found: list[Gathering], graph: "Graph", regions: pd.Series, *, draws: int, alpha: float, seed: int
) -> list[Dynamics]:
    """Follow the first indicators of a panel through its years.

    Parameters
    ----------
    found : list of Gathering
        Of every indicator and year.
    graph : Graph
    regions : Series by adcode
        The province of each unit (the prefecture, where all lie in one province).
    draws : int
        Of Gi* in every year; the other tests take `DRAWS`.
    alpha : float
        Level of the false discovery rate.
    seed : int

    Returns
    -------
    list of Dynamics
        None where fewer than two years were tested.
    """
    names = list(dict.fromkeys(item.name for item in found))[:MOST]
    made = []
    for name in names:
        years = [item for item in found if item.name == name and item.year is not None]
        if len(years) < 2:
            continue
        values = pd.DataFrame({item.year: item.values for item in years}).dropna().sort_index()
        if len(values) > CLASSES:
            made.append(_of_one(name, values, years, graph, regions, draws=draws, alpha=alpha, seed=seed))
    return made


def _of_one(
    name: str,
    values: pd.DataFrame,
    years: list[Gathering],
    graph: "Graph",
    regions: pd.Series,
    *,
    draws: int,
    alpha: float,
    seed: int,
) -> Dynamics:
    above = bool((values > 0).all(axis=None))
    inside = regions.reindex(values.index)
    states = pd.DataFrame(
        {
            item.year: item.local.frame["label"].where(item.local.frame["significant"], "--").astype(object)
            for item in years
            if item.local is not None
        }
    ).reindex(values.index)
    return Dynamics(
        name=name,
        values=values,
        markov=_defined(
            lambda: analysis.spatial_markov(
                values, graph, k=CLASSES, relative=above, permutations=DRAWS, seed=seed
            )
        ),
        local=_defined(lambda: analysis.transitions(states, states=STATES)) if states.shape[1] > 1 else None,
        states=states,
        rose=_defined(lambda: analysis.rose(values, graph, relative=above, permutations=DRAWS, seed=seed)),
        emerging=_defined(
            lambda: analysis.emerging_hotspots(values, graph, permutations=draws, alpha=alpha, seed=seed)
        ),
        mobility=_defined(
            lambda: analysis.rank_mobility(
                values, regions=inside if len(inside.unique()) > 1 else None, permutations=DRAWS, seed=seed
            )
        ),
        convergence=_defined(lambda: analysis.convergence(values)) if above else None,
        theil=_defined(lambda: analysis.theil_by_year(values, inside.to_frame("region"))) if above else None,
    )


def _defined(ask: Callable[[], T]) -> T | None:
    """The answer, or None where the statistic is not defined for these values."""
    try:
        return ask()
    except StatisticError:
        return None
