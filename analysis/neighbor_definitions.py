"""Sensitivity to the definition of a neighbor: does the finding hold under every reasonable one?"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.adjust import benjamini_hochberg
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, Floats, Ints, adcode_set, adcodes, by_adcode, is_graph, joins_within
from analysis.windows import points
from boundaries.errors import LayerError, StatisticError
from boundaries.language import Message
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Specifications(Shown):
    """One test under several definitions of a neighbor.

    Attributes
    ----------
    frame : DataFrame
        One row per unit tested (members of a list, units with a value): n_tested (definitions under which it
        has neighbors), n_significant, share (of those tested; NaN if none), label (of values the most
        frequent significant one, of lists "member"; "" if never significant), then one boolean column for
        each definition. Definitions that are the same graph among the eligible units count once, under the
        name of the first.
    table : DataFrame
        One row per definition, index ``specification``: n_joins (directed, between eligible units),
        mean_neighbors, n_isolates, statistic (BB or Moran's I), expected, z, p_sim (greater), n_significant,
        same_as (the definition before it that is the same graph among the eligible units, "" if none).
    robust : Index
        Units significant under every definition under which they have neighbors.
    test : str
        "local join count" or "local Moran".
    alpha : float
        False discovery rate within each definition.
    null : Message
    strata : str
        ``strata`` is what the global and the local tests hold fixed, "" for nothing.
    n_eligible, n_units, permutations, seed : int
    """

    frame: pd.DataFrame
    table: pd.DataFrame
    robust: pd.Index
    test: str
    alpha: float
    null: Message
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
    """Neighbors by queen, rook, land only, k nearest, distance bands and inverse distance.

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
        "queen", "rook", "queen, land only" (without joins over water; only where the borders of the layer's
        units are known, see `neighbors`), "knn4" ..., "band 50 km" ..., "inverse 100 km". Some may be the
        same graph among the eligible units: `coinciding` says which, `specifications` counts them once.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> list(specification_graphs(board(), eligible=CODES, nearest=[4], bands_km=[12.0]))
    ['queen', 'rook', 'knn4', 'band 12 km', 'inverse 100 km']
    """
    from analysis._neighbors import neighbors
    from analysis.nearest import nearest as nearest_units
    from analysis.nearest import within

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
    graphs = {"queen": neighbors(layer), "rook": neighbors(layer, contiguity="rook")}
    with suppress(LayerError):  # whose borders are known to nobody has no land-only row
        graphs["queen, land only"] = neighbors(layer, water="drop")
    lon, lat = points(layer, ids)
    order = nearest_units(lon, lat, max(nearest))[0] if nearest else None
    for k in nearest:
        assert order is not None
        graphs[f"knn{k}"] = graph_of(ids, np.repeat(np.arange(n), k), order[:, :k].ravel(), np.ones(n * k))
    for km in bands_km:
        heads, tails, _ = within(lon, lat, km)
        graphs[f"band {km:g} km"] = graph_of(ids, heads, tails, np.ones(len(heads)))
    if inverse_km is not None:
        heads, tails, away = within(lon, lat, inverse_km)
        inverse = 1 / np.maximum(away, 1e-3)
        total = np.bincount(heads, inverse, n)
        graphs[f"inverse {inverse_km:g} km"] = graph_of(ids, heads, tails, inverse / total[heads])
    return graphs


def coinciding(graphs: Mapping[str, Graph], *, eligible: Codes) -> "pd.Series[str]":
    """Which definitions of a neighbor are one and the same among the eligible units.

    Parameters
    ----------
    graphs : mapping of str to Graph
    eligible : iterable of adcodes or boolean Series

    Returns
    -------
    Series of str, index ``specification``
        The first definition with the same joins and the same weights within each unit (in proportion, to
        1e-12); a definition unlike all before it names itself.

    Examples
    --------
    Squares on a board touch in edges exactly where their middles lie within 12 km:

    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> graphs = specification_graphs(board(), eligible=CODES, nearest=[4], bands_km=[12.0])
    >>> coinciding(graphs, eligible=CODES)["band 12 km"]
    'rook'
    """
    given(graphs)
    pools = {
        name: adcode_set([], eligible, known=pd.Index(graph.unique_ids), where="graph")[1]
        for name, graph in graphs.items()
    }
    return first_alike(graphs, pools)


def first_alike(graphs: Mapping[str, Graph], pools: Mapping[str, pd.Index]) -> "pd.Series[str]":
    """`coinciding`, each graph among units of its own."""
    found: dict[str, str] = {}
    seen: dict[tuple[object, ...], list[tuple[str, Floats]]] = {}
    for name, graph in graphs.items():
        heads, tails, weights = joins_within(graph, pools[name])
        share = weights / np.bincount(heads, weights)[heads]
        alike = seen.setdefault((*pools[name], heads.tobytes(), tails.tobytes()), [])
        same = (first for first, other in alike if np.allclose(share, other, rtol=1e-12, atol=0))
        found[name] = next(same, name)
        if found[name] == name:
            alike.append((name, share))
    return pd.Series(found, dtype="str").rename_axis("specification").rename("same_as")


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
        Random lists keep the number of members of each stratum, in the global and the local tests.
    permutations, seed : int
    alpha : float
        False discovery rate over the members, within each definition.

    Returns
    -------
    Specifications

    Notes
    -----
    With weights equal within a row the local p is exact (`local_join_count`); with unequal ones (inverse
    distance) it is the conditional permutation p of the local Moran of membership, greater, which orders
    members as the local join count does.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> graphs = specification_graphs(board(), eligible=CODES, nearest=[4], bands_km=[12.0])
    >>> result = specifications(["320101", "320102", "320105", "320106"], graphs, eligible=CODES, seed=1)
    >>> result.table["n_significant"].to_dict()
    {'queen': 3, 'rook': 0, 'knn4': 2, 'band 12 km': 0, 'inverse 100 km': 3}
    >>> result.table.loc["band 12 km", "same_as"]
    'rook'
    """
    from analysis._join_count import join_count
    from analysis._local_join_count import local_join_count
    from analysis._local_moran import local_moran

    given(graphs)
    found, pool = adcode_set(members, eligible, known=None, where="graphs")
    flag = pd.Series(np.where(pool.isin(found), 1.0, 0.0), index=pool)
    rows, columns, tested = {}, {}, {}
    total = None
    same_as = first_alike(graphs, dict.fromkeys(graphs, checked(graphs, pool)))
    for name in once(same_as):
        graph = graphs[name]
        total = join_count(found, graph, eligible=pool, strata=strata, permutations=permutations, seed=seed)
        if equal_rows(graph, pool):
            p = local_join_count(found, graph, eligible=pool, strata=strata).frame["p_exact"].loc[found]
        else:
            local = local_moran(
                flag, graph, eligible=pool, strata=strata, permutations=permutations, seed=seed
            )
            p = local.frame["p_greater"].loc[found]
        tested[name] = p.notna()
        columns[name] = pd.Series(benjamini_hochberg(p.to_numpy()) <= alpha, index=found)
        row = total.frame.loc["BB"]
        rows[name] = described(graph, pool, row["observed"], row["expected"], row["z"], row["p_greater"])
    assert total is not None  # there is a graph
    return gathered(
        rows,
        pd.DataFrame(columns),
        pd.DataFrame(tested),
        {name: pd.Series("member", index=found) for name in columns},
        same_as,
        test="local join count",
        alpha=alpha,
        null=total.null,
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
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
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
    local = None
    asked = values.dropna().index
    if eligible is not None:
        asked = asked.intersection(adcodes(eligible, what="eligible"))
    pools = {
        name: pd.Index(sorted(asked.intersection(pd.Index(graph.unique_ids))))
        for name, graph in graphs.items()
    }
    same_as = first_alike(graphs, pools)
    for name in once(same_as):
        graph = graphs[name]
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
    assert local is not None  # there is a graph
    return gathered(
        rows,
        pd.DataFrame(columns),
        pd.DataFrame(tested),
        labels,
        same_as,
        test="local Moran",
        alpha=alpha,
        null=local.null,
        strata=local.strata,
        n_eligible=local.n_eligible,
        permutations=check_permutations(permutations),
        seed=check_seed(seed),
    )


def given(graphs: Mapping[str, Graph]) -> None:
    """Refuse no definitions at all, and what is no graph."""
    if not isinstance(graphs, Mapping) or not graphs:
        raise StatisticError("analysis.neighbor_definitions.specifications-want-at-least-one-graph")
    for graph in graphs.values():
        is_graph(graph)


def once(same_as: "pd.Series[str]") -> list[str]:
    """The definitions that coincide with none before them."""
    return [str(name) for name, first in same_as.items() if name == first]


def checked(graphs: Mapping[str, Graph], pool: pd.Index) -> pd.Index:
    """The eligible units, if every graph has them all."""
    for graph in graphs.values():
        adcode_set([], pool, known=pd.Index(graph.unique_ids), where="graph")
    return pool


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
    same_as: "pd.Series[str]",
    *,
    test: str,
    alpha: float,
    null: Message,
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
    table = table.loc[same_as.to_numpy()].set_axis(same_as.index)
    table["same_as"] = same_as.where(same_as != same_as.index, "")
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
