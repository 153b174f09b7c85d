"""S-maup: would an indicator tell another story if its units were drawn together into larger ones?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.set_sample import Codes, adcodes, by_adcode
from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown

LEAST, MOST = 25, 900
"""Units for which the critical values were simulated."""

STEPS = (-0.8, -0.6, -0.4, -0.15, 0.15, 0.4, 0.6, 0.8)  # between the autocorrelations that were simulated


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Smaup(Shown):
    """How sensitive a variable is to being aggregated.

    Attributes
    ----------
    statistic : float
        M, from 0 (not sensitive) to 1.
    critical_10, critical_05, critical_01 : float
        What M exceeds in 10, 5 and 1 % of variables that are not sensitive.
    p_below : float
        0.01, 0.05 or 0.1: the smallest level at which M is critical; 1 where it is not at any.
    sensitive : bool
        M is critical at 5 %.
    rho : float
        Moran's I of the values.
    n_units, n_wholes : int
        Units with a value, and the larger units they are drawn together into.
    null : Message
    """

    statistic: float
    critical_10: float
    critical_05: float
    critical_01: float
    p_below: float
    sensitive: bool
    rho: float
    n_units: int
    n_wholes: int
    null: Message


def smaup(values: pd.Series, graph: Graph, wholes: pd.Series, *, eligible: Codes | None = None) -> Smaup:
    """Test whether a variable is sensitive to the modifiable areal unit problem, for one way to aggregate.

    Parameters
    ----------
    values : Series by adcode
        NaN takes no part.
    graph : Graph
        Neighbors, for Moran's I of the values.
    wholes : Series by adcode
        The larger unit of every unit with a value: its province, say.
    eligible : iterable of adcodes or boolean Series, optional
        Units that take part; None means every unit of the graph.

    Returns
    -------
    Smaup

    Raises
    ------
    StatisticError
        Fewer than 25 or more than 900 units with a value: the critical values were simulated for 25 to 900,
        which takes in the prefectures of China, not its counties. Units without a whole, as many wholes as
        units, and whatever `analysis.moran` refuses.

    Notes
    -----
    M = L / (1 + eta exp(rho tau)) with theta = wholes / units, L = 1 / (1 + exp(-2.2 + 7.03 theta)), eta =
    exp(-0.6618) theta^1.3, tau = 5.32 - 5.53 theta. It knows of the values only their autocorrelation and of
    the aggregation only its size: it says how risky *any* aggregation of that size is, not what this one
    does. Computed by `esda.Smaup`; where rho lies exactly between two simulated ones, esda takes the critical
    values of -0.9, here those of the one nearer to 0 are taken.

    References
    ----------
    Duque, J. C., Laniado, H., Polo, A. (2018). S-maup: Statistical test to measure the sensitivity to the
    modifiable areal unit problem. PLoS ONE 13(11), e0207377.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from analysis._neighbors import graph_of
    >>> ids = pd.Index([f"{n:06d}" for n in range(30)], name="adcode")
    >>> chain = graph_of(np.column_stack([np.arange(29), np.arange(1, 30)]), ids)
    >>> found = smaup(pd.Series(np.arange(30.0), index=ids), chain, pd.Series(ids.str[4], index=ids))
    >>> found.n_units, found.n_wholes, round(found.statistic, 3), found.sensitive
    (30, 3, 0.212, False)
    """
    from esda.smaup import Smaup as Peer

    from analysis._moran import moran

    by_adcode(values, what="values")
    by_adcode(wholes, what="wholes")
    total = moran(values, graph, eligible=eligible, permutations=1, seed=0)
    ids = values.dropna().index
    if eligible is not None:
        ids = ids.intersection(adcodes(eligible, what="eligible"))
    lacking = ids.difference(wholes.dropna().index)
    if len(lacking):
        raise StatisticError(
            "analysis.smaup.units-without-a-whole", n_lacking=len(lacking), units=listed(lacking)
        )
    n, k = len(ids), int(wholes.loc[ids].nunique())
    if not LEAST <= n <= MOST:
        raise StatisticError("analysis.smaup.units-out-of-range", n_units=n, least=LEAST, most=MOST)
    if k >= n:
        raise StatisticError("analysis.smaup.nothing-is-aggregated", n_units=n, n_wholes=k)
    rho = float(total.I)
    peer = Peer(n, k, float(np.nextafter(rho, 0.0)) if rho in STEPS else rho)
    critical = {0.01: peer.critical_01, 0.05: peer.critical_05, 0.1: peer.critical_1}
    p_below = min((level for level, value in critical.items() if peer.smaup > value), default=1.0)
    return Smaup(
        statistic=float(peer.smaup),
        critical_10=float(peer.critical_1),
        critical_05=float(peer.critical_05),
        critical_01=float(peer.critical_01),
        p_below=p_below,
        sensitive=bool(peer.smaup > peer.critical_05),
        rho=rho,
        n_units=n,
        n_wholes=k,
        null=Message("analysis.null.wholes", units=n, wholes=k),
    )
