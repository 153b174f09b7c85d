"""How many joins between members a random set has, exactly."""

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.set_sample import Codes, membership


def expected_joins(
    members: Codes, graph: Graph, *, eligible: Codes | None = None, strata: pd.Series | None = None
) -> float:
    """The expected join count BB of as many random members; what ``join_count`` gives as ``expected``, alone.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    graph : Graph
        Neighbors.
    eligible : iterable of adcodes or boolean Series, optional
        Units that could have been chosen; None means every unit of the graph.
    strata : Series by adcode, optional
        Random sets keep the number of members of each stratum.

    Returns
    -------
    float
        Weight, each unordered pair once.

    Raises
    ------
    StatisticError
        Members outside the eligible set or given twice, eligible units that the graph or the strata lack.

    Notes
    -----
    1/2 sum w_ij P(i and j are members): m_s (m_s - 1) / (n_s (n_s - 1)) within a stratum of n_s eligible
    units and m_s members, (m_s / n_s) (m_t / n_t) between two (Cliff and Ord 1981, ch. 2).

    Examples
    --------
    >>> from boundaries import board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> round(expected_joins(["320101", "320102", "320105", "320106"], rook), 6)
    1.2
    """
    field = membership(members, graph, eligible=eligible, strata=strata)
    code = field.strata.codes
    units = np.bincount(code, minlength=field.n_strata).astype(float)
    held = np.bincount(code[field.chosen], minlength=field.n_strata).astype(float)
    share = held / units
    again = np.divide(held - 1, units - 1, out=np.zeros_like(held), where=units > 1)
    first, second = code[field.heads], code[field.tails]
    both = share[first] * np.where(first == second, again[first], share[second])
    return float(field.weights @ both / 2)
