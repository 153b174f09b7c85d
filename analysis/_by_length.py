"""From how many first places on a ranked list gathers: the tests of its first 10, 20, 30 units, and so on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis._patches import Network, read_bridges
from analysis.adjust import benjamini_hochberg
from analysis.p_values import tails
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, membership
from boundaries.errors import StatisticError

MOST = 12
"""Lengths that are tested where none are asked for."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ByLength:
    """The first places of a ranked list, tested length by length.

    Attributes
    ----------
    frame : DataFrame by length
        joins (between the first K units), joins_mean (of the draws), p_joins, largest (units in the largest
        patch), largest_mean, p_largest: one-sided, towards gathering; p_fdr_joins, p_fdr_largest
        (Benjamini-Hochberg over all lengths and both statistics).
    strata : str
        What the draws hold fixed: the name of the strata, "" for nothing.
    n_eligible : int
        The units that could have been listed.
    mean_neighbors : float
        Mean number of eligible neighbors of an eligible unit.
    permutations, seed : int
    """

    frame: pd.DataFrame
    strata: str
    n_eligible: int
    mean_neighbors: float
    permutations: int
    seed: int


def by_length(
    order: Sequence[str] | pd.Index,
    graph: Graph,
    *,
    eligible: Codes,
    strata: pd.Series | None = None,
    lengths: Iterable[int] | None = None,
    permutations: int = 999,
    seed: int,
) -> ByLength:
    """Test the first K units of a ranked list for gathering, for several K.

    Parameters
    ----------
    order : sequence of adcodes
        The list from its first place on.
    graph : Graph
        Neighbors; a pair counts when either direction has weight.
    eligible : iterable of adcodes or boolean Series
        The units that could have been listed.
    strata : Series by adcode, optional
        Random sets keep, for each K, the number of the first K units in each stratum.
    lengths : iterable of int, optional
        The K, from 2 to the length of the list; None: up to 12 even steps that end with the whole list.
    permutations, seed : int
        Random sets for each K.

    Returns
    -------
    ByLength

    Raises
    ------
    StatisticError
        A list of fewer than two units, lengths outside it, units that are not eligible or given twice.

    Notes
    -----
    The lists of the lengths hold each other, so their p move together: the curve is one look, not as many
    findings as it has points.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> found = by_length(CODES[:4], rook, eligible=CODES, lengths=[2, 4], permutations=99, seed=1)
    >>> found.frame[["joins", "largest"]].values.tolist()
    [[1, 2], [3, 4]]
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    codes = pd.Index(list(order))
    field = membership(codes, graph, eligible=eligible, strata=strata)
    field.joined()
    wanted = steps(len(codes)) if lengths is None else sorted({int(k) for k in lengths})
    if not wanted or wanted[0] < 2 or wanted[-1] > len(codes):
        raise StatisticError("analysis.by_length.lengths-outside", n=len(codes), lengths=wanted[:8])
    network = Network(field, read_bridges(None, graph, field))
    rows = []
    for length in wanted:
        first = replace(field, chosen=np.asarray(field.ids.isin(codes[:length])))
        _, seen, _ = network.components(first.members[None, :])
        drawn = [network.components(block)[1] for block in first.draws(permutations, seed)]
        row: dict[str, float] = {"length": length}
        for name, key in (("joins", "bb"), ("largest", "largest")):
            found = tails(
                float(seen[key][0]), np.concatenate([part[key] for part in drawn]), alternative="greater"
            )
            row[name] = int(seen[key][0])
            row[f"{name}_mean"], row[f"p_{name}"] = float(found["mean_sim"]), float(found["p_sim"])
        rows.append(row)
    frame = pd.DataFrame(rows).set_index("length")
    both = benjamini_hochberg(np.concatenate([frame["p_joins"], frame["p_largest"]]))
    return ByLength(
        frame=frame.assign(p_fdr_joins=both[: len(frame)], p_fdr_largest=both[len(frame) :]),
        strata=field.strata.name,
        n_eligible=field.n_eligible,
        mean_neighbors=field.mean_neighbors,
        permutations=permutations,
        seed=seed,
    )


def steps(n: int) -> list[int]:
    """Up to twelve even steps from the first units to all of them.

    >>> steps(100), steps(5), steps(1)
    ([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], [2, 3, 4, 5], [])
    """
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500) if n / s <= MOST), -(-n // MOST))
    found = [k for k in range(step, n + 1, step) if k >= 2]
    return found if not n or n < 2 or found[-1:] == [n] else [*found, n]
