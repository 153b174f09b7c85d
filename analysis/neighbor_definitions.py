"""Sensitivity to the definition of a neighbor: does the finding hold under every reasonable one?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.adjust import benjamini_hochberg
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, Floats, Ints, adcode_set, by_adcode, is_graph
from analysis.windows import great_circle_km, points
from boundaries.errors import StatisticError


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Specifications:
    """One test under several definitions of a neighbor.

    Attributes
    ----------
    frame : DataFrame
        One row per unit tested (members of a list, units with a value): n_tested (definitions under which it
        has neighbors), n_significant, share (of those tested; NaN if none), label (of values the most
        frequent significant one, of lists "member"; "" if never significant), then one boolean column for
        each definition.
    table : DataFrame
        One row per definition, index ``specification``: n_joins (directed, between eligible units),
        mean_neighbors, n_isolates, statistic (BB or Moran's I), expected, z, p_sim (greater), n_significant.
    robust : Index
        Units significant under every definition under which they have neighbors.
    test : str
        "local join count" or "local Moran".
    alpha : float
        False discovery rate within each definition.
    null, strata : str
        ``strata`` holds for the global p_sim, and for the local Moran; local join counts know none.
    n_eligible, n_units, permutations, seed : int
    """

    frame: pd.DataFrame
    table: pd.DataFrame
    robust: pd.Index
    test: str
    alpha: float
    null: str
    strata: str
    n_eligible: int
    n_units: int
    permutations: int
    seed: int


def specification_graphs(
    layer: gpd.GeoDataFrame,
    *,
    eligible: Codes,
    nearest: Sequence[int] = (4, 5, 6, 7, 8),
    bands_km: Sequence[float] = (50.0, 100.0, 150.0),
    inverse_km: float | None = 100.0,
) -> dict[str, Graph]:
    """Neighbors by queen, rook, k nearest, distance bands and inverse distance.

    Parameters
    ----------
    layer : GeoDataFrame
        Index adcode; contiguity is that of the whole layer, distances run between representative points of
        eligible units on the great circle.
    eligible : iterable of adcodes or boolean Series
    nearest : sequence of int
        k of the k nearest eligible units (not symmetric).
    bands_km : sequence of float
        Widest distance of a neighbor.
    inverse_km : float, optional
        Weights 1 / km up to this distance, row-standardized; None leaves them out.

    Returns
    -------
    dict of Graph
        "queen", "rook", "knn4" ..., "band 50 km" ..., "inverse 100 km".

    Examples
    --------
    >>> from tests.board import CODES, board
    >>> list(specification_graphs(board(), eligible=CODES, nearest=[4], bands_km=[12.0]))
    ['queen', 'rook', 'knn4', 'band 12 km', 'inverse 100 km']
    """
    from analysis._neighbors import neighbors

    _, ids = adcode_set([], eligible, known=pd.Index(layer.index), where="layer")
    n = len(ids)
    if any(not 0 < k < n for k in nearest):
        raise StatisticError(
            "analysis.neighbor_definitions.nearest-wanted-numbers-from-to-came",
            value=n - 1,
            nearest=list(nearest),
        )
    widest = [*bands_km, *([] if inverse_km is None else [inverse_km])]
    if any(not km > 0 for km in widest):
        raise StatisticError(
            "analysis.neighbor_definitions.distances-wanted-kilometers-above-came", widest=widest
        )
    graphs = {name: neighbors(layer, contiguity=name) for name in ("queen", "rook")}
    lon, lat = points(layer, ids)
    rows = [great_circle_km(lon[at], lat[at], lon, lat) for at in range(n)]
    every = np.arange(n)
    order = np.array(
        [np.lexsort((every, row, every != at))[1 : max([*nearest, 1]) + 1] for at, row in enumerate(rows)]
    )
    for k in nearest:
        tails = order[:, :k].ravel()
        graphs[f"knn{k}"] = graph_of(ids, np.repeat(every, k), tails, np.ones(n * k))
    for km in bands_km:
        heads, tails = within(rows, km)
        graphs[f"band {km:g} km"] = graph_of(ids, heads, tails, np.ones(len(heads)))
    if inverse_km is not None:
        heads, tails = within(rows, inverse_km)
        away = np.array([rows[a][b] for a, b in zip(heads, tails, strict=True)])
        inverse = 1 / np.maximum(away, 1e-3)
        total = np.bincount(heads, inverse, n)
        graphs[f"inverse {inverse_km:g} km"] = graph_of(ids, heads, tails, inverse / total[heads])
    return graphs


def within(rows: list[Floats], km: float) -> tuple[Ints, Ints]:
    """Ordered pairs of different units no farther apart than ``km``."""
    near = [np.flatnonzero(row <= km) for row in rows]
    heads = np.repeat(np.arange(len(rows)), [len(one) for one in near])
    tails = np.concatenate(near)
    keep = heads != tails
    return heads[keep], tails[keep]


def graph_of(
    ids: pd.Index,
    heads: Ints,
    tails: Ints,
    weights: Floats,
) -> Graph:
    """A Graph over all ``ids``; those without neighbors are kept as isolates."""
    alone = np.setdiff1d(np.arange(len(ids)), heads)
    return Graph.from_arrays(
        ids[np.concatenate([heads, alone])].to_numpy(),
        ids[np.concatenate([tails, alone])].to_numpy(),
        np.concatenate([weights, np.zeros(len(alone))]),
    )


def specifications(
    members: Codes,
    graphs: Mapping[str, Graph],
    *,
    eligible: Codes,
    strata: pd.Series | None = None,
    permutations: int = 999,
    alpha: float = 0.05,
    seed: int,
) -> Specifications:
    """Repeat the join counts of a list, global and local, under several definitions of a neighbor.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    graphs : mapping of str to Graph
        See :func:`specification_graphs`.
    eligible : iterable of adcodes or boolean Series
    strata : Series by adcode, optional
        For the global join counts.
    permutations, seed : int
    alpha : float
        False discovery rate over the members, within each definition.

    Returns
    -------
    Specifications

    Notes
    -----
    With weights equal within a row the local p is exact (hypergeometric); with unequal ones (inverse
    distance) it is the conditional permutation p of the local Moran of membership, greater, which orders
    members as the local join count does.

    Examples
    --------
    >>> from tests.board import CODES, board
    >>> graphs = specification_graphs(board(), eligible=CODES, nearest=[4], bands_km=[12.0])
    >>> result = specifications(["320101", "320102", "320105", "320106"], graphs, eligible=CODES, seed=1)
    >>> result.table["n_significant"].to_dict()
    {'queen': 3, 'rook': 0, 'knn4': 1, 'band 12 km': 0, 'inverse 100 km': 3}
    """
    from analysis._join_count import join_count
    from analysis._local_join_count import local_join_count
    from analysis._local_moran import local_moran

    given(graphs)
    found, pool = adcode_set(members, eligible, known=None, where="graphs")
    flag = pd.Series(np.where(pool.isin(found), 1.0, 0.0), index=pool)
    rows, columns, tested = {}, {}, {}
    null = ""
    for name, graph in graphs.items():
        total = join_count(found, graph, eligible=pool, strata=strata, permutations=permutations, seed=seed)
        null = total.null
        if equal_rows(graph, pool):
            p = local_join_count(found, graph, eligible=pool).frame["p_exact"].loc[found]
        else:
            local = local_moran(flag, graph, eligible=pool, permutations=permutations, seed=seed)
            p = local.frame["p_greater"].loc[found]
        tested[name] = p.notna()
        columns[name] = pd.Series(benjamini_hochberg(p.to_numpy()) <= alpha, index=found)
        row = total.frame.loc["BB"]
        rows[name] = described(graph, pool, row["observed"], row["expected"], row["z"], row["p_greater"])
    return gathered(
        rows,
        pd.DataFrame(columns),
        pd.DataFrame(tested),
        {name: pd.Series("member", index=found) for name in graphs},
        test="local join count",
        alpha=alpha,
        null=null,
        strata=str(strata.name) if strata is not None else "",
        n_eligible=len(pool),
        permutations=check_permutations(permutations),
        seed=check_seed(seed),
    )


def value_specifications(
    values: pd.Series,
    graphs: Mapping[str, Graph],
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9_999,
    alpha: float = 0.05,
    seed: int,
) -> Specifications:
    """Repeat Moran's I and the local Moran of values under several definitions of a neighbor.

    Parameters
    ----------
    values : Series by adcode
    graphs : mapping of str to Graph
    eligible, strata, permutations, alpha, seed
        As for ``local_moran``.

    Returns
    -------
    Specifications

    Examples
    --------
    >>> from tests.board import CODES, board
    >>> graphs = specification_graphs(board(), eligible=CODES, nearest=[4], bands_km=[12.0])
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=CODES)
    >>> value_specifications(west, graphs, permutations=999, alpha=0.2, seed=1).frame["label"].iloc[4]
    'HH'
    """
    from analysis._local_moran import local_moran
    from analysis._moran import moran

    given(graphs)
    by_adcode(values, what="values")
    rows, columns, tested, labels = {}, {}, {}, {}
    null, n, strata_name = "", 0, ""
    for name, graph in graphs.items():
        held = values[values.index.isin(graph.unique_ids)]
        total = moran(held, graph, eligible=eligible, strata=strata, permutations=permutations, seed=seed)
        local = local_moran(
            held,
            graph,
            eligible=eligible,
            strata=strata,
            permutations=permutations,
            alpha=alpha,
            seed=seed,
        )
        frame = local.frame[local.frame["value"].notna()].sort_index()
        tested[name] = frame["p_sim"].notna()
        columns[name] = frame["significant"].fillna(False).astype(bool)
        labels[name] = frame["label"].astype(object)
        pool = pd.Index(sorted(frame.index))
        rows[name] = described(graph, pool, total.I, total.expected, total.z_random, total.p_greater)
        null, n, strata_name = local.null, local.n_eligible, local.strata
    return gathered(
        rows,
        pd.DataFrame(columns),
        pd.DataFrame(tested),
        labels,
        test="local Moran",
        alpha=alpha,
        null=null,
        strata=strata_name,
        n_eligible=n,
        permutations=check_permutations(permutations),
        seed=check_seed(seed),
    )


def given(graphs: Mapping[str, Graph]) -> None:
    """Refuse no definitions at all, and what is no graph."""
    if not isinstance(graphs, Mapping) or not graphs:
        raise StatisticError("analysis.neighbor_definitions.specifications-want-at-least-one-graph")
    for graph in graphs.values():
        is_graph(graph)


def equal_rows(graph: Graph, pool: pd.Index) -> bool:
    """Whether every unit weighs its neighbors equally."""
    adjacency = graph.adjacency
    focal = adjacency.index.get_level_values(0)
    live = (adjacency.to_numpy() > 0) & focal.isin(pool)
    weight = adjacency[live].groupby(focal[live])
    return bool(np.allclose(weight.min(), weight.max(), rtol=1e-12, atol=0))


def described(
    graph: Graph, pool: pd.Index, statistic: float, expected: float, z: float, p: float
) -> dict[str, float]:
    """One row of the table of definitions."""
    from analysis.set_sample import joins_within

    heads, _, _ = joins_within(graph, pool)
    return {
        "n_joins": len(heads),
        "mean_neighbors": len(heads) / len(pool),
        "n_isolates": len(pool) - len(np.unique(heads)),
        "statistic": float(statistic),
        "expected": float(expected),
        "z": float(z),
        "p_sim": float(p),
    }


def gathered(
    rows: dict[str, dict[str, float]],
    significant: pd.DataFrame,
    tested: pd.DataFrame,
    labels: dict[str, pd.Series],
    *,
    test: str,
    alpha: float,
    null: str,
    strata: str,
    n_eligible: int,
    permutations: int,
    seed: int,
) -> Specifications:
    """Put the definitions together, unit by unit."""
    significant = significant.fillna(False).astype(bool)
    tested = tested.fillna(False).astype(bool)
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("specification")
    table["n_significant"] = significant.sum()
    n_tested, n_found = tested.sum(axis=1), significant.sum(axis=1)
    named = pd.DataFrame(labels).reindex(significant.index).where(significant)
    most = [
        min(((-count, str(label)) for label, count in line.value_counts().items()), default=(0, ""))[1]
        for _, line in named.iterrows()
    ]
    frame = pd.DataFrame(
        {
            "n_tested": n_tested,
            "n_significant": n_found,
            "share": n_found / n_tested.where(n_tested > 0),
            "label": most,
        },
        index=significant.index,
    ).join(significant)
    return Specifications(
        frame=frame.rename_axis("adcode"),
        table=table,
        robust=frame.index[(n_tested > 0) & (n_found == n_tested)],
        test=test,
        alpha=alpha,
        null=null,
        strata=strata,
        n_eligible=n_eligible,
        n_units=len(frame),
        permutations=permutations,
        seed=seed,
    )
