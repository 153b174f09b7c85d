"""Regionalization (区域划分): belts found from data, against designated ones and against chance."""

import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analysis.extras import extra
from analysis.permutation import Floats, Ints, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.value_sample import sample
from boundaries.errors import StatisticError, choose

Way = Literal["skater", "ward", "azp"]
WAYS: tuple[str, ...] = get_args(Way)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Regionalization:
    """Contiguous regions of like units.

    Attributes
    ----------
    frame : DataFrame
        By adcode: region, numbered from 1 by the smallest code of each.
    within : float
        Share of the variance of the standardized variables that lies within regions, 0 to 1.
    expected, p_sim : float
        The mean of that share over random contiguous partitions into as many regions, and how often one is as
        small. Random partitions cut a random spanning tree at random joins.
    rand : float
        Adjusted Rand index with ``designated``, over the units in both; NaN without one.
    n_regions, n_units, permutations, seed : int
    way : str
    missing : Index
    """

    frame: pd.DataFrame
    within: float
    expected: float
    p_sim: float
    rand: float
    n_regions: int
    n_units: int
    permutations: int
    seed: int
    way: str
    missing: pd.Index


def regionalization(
    values: pd.DataFrame,
    graph: Neighbors,
    *,
    way: Way = "skater",
    n_regions: int = 8,
    designated: pd.Series | None = None,
    eligible: Codes | None = None,
    permutations: int = 99,
    seed: int,
) -> Regionalization:
    """Divide a map into contiguous regions of units that are alike.

    Parameters
    ----------
    values : DataFrame by adcode
        Numbers; each is standardized.
    graph : Graph
        Neighbors, in one piece.
    way : {"skater", "ward", "azp"}
        Cuts of a minimum spanning tree, agglomeration by Ward's rule among neighbors (SCHC), or exchange of
        border units.
    n_regions : int
    designated : Series by adcode, optional
        Names of planned regions (city clusters).
    eligible, permutations, seed

    Returns
    -------
    Regionalization

    Raises
    ------
    StatisticError
        See `analysis.sample`; a graph in several pieces; more regions than units; spopt missing.

    References
    ----------
    Assuncao, R. M. et al. (2006). IJGIS 20, 797-811 (skater). Openshaw, S., Rao, L. (1995). Environment and
    Planning A 27, 425-446 (AZP).
    """
    choose(way, WAYS, what="way", error=StatisticError)
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(tuple(values[name] for name in values.columns), graph, eligible=eligible)
    table = np.column_stack(taken.values)
    z = (table - table.mean(axis=0)) / table.std(axis=0)
    rows = taken.rows
    matrix = rows.matrix(np.ones(len(rows.weights)))
    pieces = csgraph.connected_components(matrix)[0]
    if pieces > 1:
        raise StatisticError("analysis.regionalization.in-pieces", pieces=pieces)
    if not 2 <= n_regions <= taken.n // 2:
        raise StatisticError("analysis.regionalization.n-regions", n_regions=n_regions, n_units=taken.n)
    labels = _found(z, matrix, way, n_regions, seed)
    k = int(labels.max()) + 1
    rng = np.random.default_rng(seed)
    observed = within_share(z, labels)
    drawn = np.array([within_share(z, random_partition(matrix, k, rng)) for _ in range(permutations)])
    units = taken.rows.ids
    order = pd.Series(labels).drop_duplicates().reset_index(drop=True)  # units are sorted by code
    region = pd.Series(labels).map({label: number + 1 for number, label in order.items()}).to_numpy()
    rand = float("nan")
    if designated is not None:
        plan = designated.reindex(units)
        both = plan.notna().to_numpy()
        rand = adjusted_rand(region[both], pd.factorize(plan[both])[0])
    return Regionalization(
        frame=pd.DataFrame({"region": region}, index=units),
        within=observed,
        expected=float(drawn.mean()),
        p_sim=float((drawn <= observed + 1e-12).sum() + 1) / (permutations + 1),
        rand=rand,
        n_regions=k,
        n_units=taken.n,
        permutations=permutations,
        seed=seed,
        way=way,
        missing=taken.missing,
    )


def _found(z: Floats, matrix: sparse.csr_array, way: str, k: int, seed: int) -> Ints:
    """The labels that spopt gives."""
    import geopandas as gpd
    from shapely import Point

    weights = extra("libpysal.weights")
    w = weights.WSP(sparse.csr_matrix(matrix), id_order=list(range(len(z)))).to_W(silence_warnings=True)
    names = [f"v{j}" for j in range(z.shape[1])]
    frame = gpd.GeoDataFrame(pd.DataFrame(z, columns=names), geometry=[Point(i, 0) for i in range(len(z))])
    region = extra("spopt.region")
    state = np.random.get_state()  # noqa: NPY002 - spopt draws from the global stream; it is put back
    try:
        np.random.seed(seed % 2**32)  # noqa: NPY002
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            ways: dict[str, Callable[[], Any]] = {
                "skater": lambda: region.Skater(frame, w, names, n_clusters=k, floor=1),
                "ward": lambda: region.WardSpatial(frame, w, names, n_clusters=k),
                "azp": lambda: region.AZP(frame, w, names, n_clusters=k, random_state=seed % 2**32),
            }
            model = ways[way]()
            model.solve()
    finally:
        np.random.set_state(state)  # noqa: NPY002
    return np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int64)


def within_share(z: Floats, labels: Ints) -> float:
    """The share of variance within regions."""
    counts = np.bincount(labels)
    between = sum(
        float((np.bincount(labels, column) ** 2 / counts).sum()) for column in (z - z.mean(axis=0)).T
    )
    return 1 - between / float(((z - z.mean(axis=0)) ** 2).sum())


def random_partition(matrix: sparse.csr_array, k: int, rng: np.random.Generator) -> Ints:
    """A contiguous partition: a spanning tree of random weights without k - 1 of its joins."""
    weighted = matrix.tocoo()
    low = weighted.row < weighted.col
    head, tail = weighted.row[low], weighted.col[low]
    tree = csgraph.minimum_spanning_tree(
        sparse.coo_array((rng.random(len(head)) + 1e-9, (head, tail)), shape=matrix.shape).tocsr()
    ).tocoo()
    kept = np.ones(len(tree.row), dtype=bool)
    kept[rng.choice(len(tree.row), size=k - 1, replace=False)] = False
    left = sparse.coo_array((np.ones(kept.sum()), (tree.row[kept], tree.col[kept])), shape=matrix.shape)
    return np.asarray(csgraph.connected_components(left, directed=False)[1], dtype=np.int64)


def adjusted_rand(first: Ints, second: Ints) -> float:
    """How far two partitions agree: 1 the same, 0 as by chance.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    if len(first) < 2:
        return float("nan")
    table = pd.crosstab(first, second).to_numpy(dtype=np.float64)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / (len(first) * (len(first) - 1) / 2)
    most = (rows + columns) / 2
    return (both - chance) / (most - chance) if most != chance else 1.0
