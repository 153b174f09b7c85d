"""How firm a belt is: the draws of an uncertain ranking carried through contiguous patches (连片)."""

from dataclasses import replace

from libpysal.graph import Graph

from analysis.belt_stability import BeltStability, stability
from analysis.set_sample import Codes
from indicators._sensitivity import Sensitivity


def belts(
    sensitivity: Sensitivity,
    graph: Graph,
    *,
    eligible: Codes | None = None,
    level: float = 0.90,
    least: float = 0.05,
    min_size: int = 2,
) -> BeltStability:
    """Say which units belong to one belt whatever the weights, and which only by their choice.

    Parameters
    ----------
    sensitivity : Sensitivity
        Draws of a ranking (``indicators.sensitivity``), units by adcode.
    graph : libpysal.graph.Graph
        Neighbors (``analysis.neighbors``); it knows every ranked unit and may know more.
    eligible : iterable of adcodes or boolean Series, optional
        The set the list could have drawn from; every ranked unit must be in it. None: the ranked units.
    level : float
        Every pair of a core shares a belt in at least this share of the draws.
    least : float
        Pairs less often together are not listed.
    min_size : int
        Units that make a belt.

    Returns
    -------
    BeltStability
        As `analysis.belt_stability.stability` makes it; its settings hold the seed too.

    Raises
    ------
    JoinError
        Ranked units that the graph does not know or that are not eligible.
    StatisticError
        Shares outside (0, 1], a size below 2.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import neighbors
    >>> from indicators import sensitivity
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> table = pd.DataFrame({"gdp": range(16, 0, -1), "patents": range(16, 0, -1)}, index=CODES)
    >>> sure = sensitivity(table, {"gdp": 1, "patents": 1}, top=4, draws=100, seed=1)
    >>> belts(sure, neighbors(board())).cores["members"].tolist()
    [('320101', '320102', '320103', '320104')]
    """
    found = stability(
        sensitivity.frame["rank"],
        sensitivity.members(),
        graph,
        top=sensitivity.settings["top"],
        eligible=eligible,
        level=level,
        least=least,
        min_size=min_size,
    )
    return replace(found, settings={**found.settings, "seed": sensitivity.settings["seed"]})
