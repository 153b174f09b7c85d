"""What a patch hangs on: the joins whose loss would split it, and what kind of border they are."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]

COLUMNS = ("patch", "a", "b", "border_km", "water_share", "sizes")


def bridges(n: int, first: Ints, second: Ints, weight: Ints) -> tuple[Ints, Ints, Ints]:
    """The edges of a network whose loss would split a component, in time linear in its size.

    Parameters
    ----------
    n : int
        Nodes, numbered from 0.
    first, second : ndarray of int
        Edges, each once, no loops.
    weight : ndarray of int
        What each node counts for in the sizes.

    Returns
    -------
    ndarray of int
        The positions of these edges, sorted.
    ndarray of int, ndarray of int
        The weights of the two parts that each would leave, the larger first.

    References
    ----------
    Tarjan, R. E. (1974). A note on finding the bridges of a graph. Information Processing Letters 2, 160-161.

    Examples
    --------
    A triangle, and a node on a string:

    >>> bridges(4, np.array([0, 1, 0, 2]), np.array([1, 2, 2, 3]), np.ones(4, dtype=int))
    (array([3]), array([3]), array([1]))
    """
    m = len(first)
    head = np.concatenate([first, second])
    order = np.argsort(head, kind="stable")
    start = np.searchsorted(head[order], np.arange(n + 1)).tolist()
    tail = np.concatenate([second, first])[order].tolist()
    edge = np.concatenate([np.arange(m), np.arange(m)])[order].tolist()
    found_at, low, size = [-1] * n, [0] * n, weight.tolist()
    by, turn = [-1] * n, list(start[:n])  # the edge a node was reached by, the next edge to look at
    cut: list[tuple[int, int]] = []
    whole = [0] * m
    clock = 0
    for root in range(n):
        if found_at[root] >= 0:
            continue
        begun, path = len(cut), [root]
        found_at[root] = low[root] = clock
        clock += 1
        while path:
            node = path[-1]
            if turn[node] < start[node + 1]:
                at = turn[node]
                turn[node] += 1
                if edge[at] == by[node]:
                    continue
                other = tail[at]
                if found_at[other] >= 0:
                    low[node] = min(low[node], found_at[other])
                else:
                    found_at[other] = low[other] = clock
                    clock += 1
                    by[other] = edge[at]
                    path.append(other)
                continue
            path.pop()
            if path:
                above = path[-1]
                low[above] = min(low[above], low[node])
                size[above] += size[node]
                if low[node] > found_at[above]:
                    cut.append((by[node], size[node]))
        for place, _ in cut[begun:]:
            whole[place] = size[root]
    cut.sort()
    places = np.array([place for place, _ in cut], dtype=np.int64)
    below = np.array([part for _, part in cut], dtype=np.int64)
    rest = np.array([whole[place] for place, _ in cut], dtype=np.int64) - below
    return places, np.maximum(below, rest), np.minimum(below, rest)


def critical_joins(
    ids: pd.Index,
    patch: Ints,
    joins: tuple[Ints, Ints],
    links: tuple[Ints, Ints],
    n_hubs: int,
) -> pd.DataFrame:
    """The joins between members whose loss would split their patch, the largest patch first.

    Parameters
    ----------
    ids : Index
        The members, sorted.
    patch : ndarray of int
        Of each member.
    joins : two ndarrays of int
        Joins between members, each once: positions in ``ids``.
    links : two ndarrays of int
        Which member touches which chain of bridging units; a patch may hold together through these.
    n_hubs : int
        How many such chains there are.

    Returns
    -------
    DataFrame, one row a join: patch, a, b, sizes; see `analysis.patches`.
    """
    n = len(ids)
    first = np.concatenate([joins[0], links[0]])
    second = np.concatenate([joins[1], n + links[1]])
    weight = np.concatenate([np.ones(n, dtype=np.int64), np.zeros(n_hubs, dtype=np.int64)])
    edge, larger, smaller = bridges(n + n_hubs, first, second, weight)
    own = edge < len(joins[0])
    edge, larger, smaller = edge[own], larger[own], smaller[own]
    frame = pd.DataFrame(
        {
            "patch": patch[joins[0][edge]],
            "a": ids[joins[0][edge]],
            "b": ids[joins[1][edge]],
            "sizes": list(zip(larger.tolist(), smaller.tolist(), strict=True)),
        }
    )
    return frame.sort_values(["patch", "a", "b"], ignore_index=True)


def with_borders(joins: pd.DataFrame, borders: pd.DataFrame | None) -> pd.DataFrame:
    """Put the length of each border and the share of it over water beside it: `COLUMNS`.

    NaN where a unit is in no row of ``borders``. Units that are and have no row together do not touch: 0 km,
    and no share. What the borders ask to be credited with goes along (``attrs["licence"]``).
    """
    length, share = np.full(len(joins), np.nan), np.full(len(joins), np.nan)
    if borders is not None and len(joins):
        a, b = pd.Index(joins["a"]), pd.Index(joins["b"])
        turned = a > b
        place = borders.index.get_indexer(
            pd.MultiIndex.from_arrays([a.where(~turned, b), b.where(~turned, a)])
        )
        row = place >= 0
        if not row.all():
            there = set(units_of(borders))
            length[~row & [x in there and y in there for x, y in zip(a, b, strict=True)]] = 0.0
        length[row] = borders["border_km"].to_numpy()[place[row]]
        share[row] = borders["water_share"].to_numpy()[place[row]]
    found = joins.assign(border_km=length, water_share=share)[list(COLUMNS)]
    if borders is not None and "licence" in borders.attrs:
        found.attrs["licence"] = borders.attrs["licence"]
    return found


def measured_borders(ids: pd.Index) -> pd.DataFrame | None:
    """The borders of `boundaries.water_borders` where all ``ids`` are its counties or its prefectures."""
    from boundaries import water_borders

    if not len(ids) or not all(isinstance(code, str) and len(code) == 6 for code in ids):
        return None
    level = "prefecture" if str(ids[0]).endswith("00") else "county"
    return water_borders(level) if measured_units(level).issuperset(ids) else None


@cache
def measured_units(level: str) -> frozenset[str]:
    """The units of a level whose borders were measured, and those of its islands, which touch nobody."""
    from boundaries import units, water_borders

    now = units()
    alone = now.index if level == "county" else pd.Index(now["prefecture_code"])
    return frozenset(units_of(water_borders(level)).union(alone))


def units_of(borders: pd.DataFrame) -> pd.Index:
    """Every unit that a table of borders names."""
    return pd.Index(np.unique(np.concatenate([borders.index.get_level_values(k).to_numpy() for k in (0, 1)])))
