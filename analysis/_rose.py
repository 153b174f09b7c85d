"""The directional rose: whether units and their neighbors move together from one year to another."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.panel import read_panel
from analysis.permutation import check_permutations, check_seed
from boundaries.errors import StatisticError
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Rose(Shown):
    """Moves in the Moran scatterplot by direction.

    Attributes
    ----------
    sectors : DataFrame
        One row a sector, counterclockwise from east: from_deg, to_deg, n (units), expected, p_greater, p_less
        (share of random maps with as many, as few). Between 0 and 90 degrees a unit and its neighbors both
        rose, between 180 and 270 both fell.
    frame : DataFrame by adcode
        dx (change of the unit), dy (change of its neighbors' mean), angle_deg, length, sector,
        quadrant_first, quadrant_last (HH LH LL HL by the year's mean).
    together : float
        Share of units that moved the same way as their neighbors.
    p_together : float
        Share of random maps with as large a share.
    first, last : the years
    n_units, permutations, seed : int
    missing, isolates : Index
    """

    sectors: pd.DataFrame
    frame: pd.DataFrame
    together: float
    p_together: float
    first: int
    last: int
    n_units: int
    permutations: int
    seed: int
    missing: pd.Index
    isolates: pd.Index


def rose(
    values: pd.DataFrame,
    graph: Graph,
    *,
    sectors: int = 8,
    relative: bool = True,
    permutations: int = 999,
    seed: int,
) -> Rose:
    """Draw where units moved in the Moran scatterplot between the first and the last year.

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year; the first and the last count, units that lack a year take no part.
    graph : Graph
        Row-standardized here.
    sectors : int
        Equal sectors of the circle, a multiple of 4.
    relative : bool
        Divide by each year's mean first.
    permutations, seed : int
        Units with both their values are dealt over the places of the map.

    Returns
    -------
    Rose. A unit that did not move at all, nor its neighbors, is in the first sector, as in giddy's ``Rose``.

    References
    ----------
    Rey, Murray and Anselin (2011), Letters in Spatial and Resource Sciences 4, 81-90.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 2.0, 1.0] * 4, index=layer.index)
    >>> panel = pd.DataFrame({2020: west, 2021: west * west})
    >>> result = rose(panel, neighbors(layer), permutations=99, seed=1)
    >>> int(result.sectors["n"].sum()), result.together
    (16, 0.75)
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    if isinstance(sectors, bool) or not isinstance(sectors, int) or sectors < 4 or sectors % 4:
        raise StatisticError("analysis.rose.sectors-wanted-a-multiple-of", sectors=sectors)
    panel = read_panel(values, graph)
    assert panel.weights is not None
    size = panel.values[:, [0, -1]]
    if relative:
        size = size / size.mean(axis=0)
    lag = np.asarray(panel.weights @ size)
    dx, dy = size[:, 1] - size[:, 0], lag[:, 1] - lag[:, 0]
    cuts = np.linspace(0.0, 2 * np.pi, sectors + 1)

    def sector_of(x: "np.ndarray[tuple[int], np.dtype[np.float64]]", y: object) -> object:
        angle = np.arctan2(y, x) % (2 * np.pi)  # type: ignore[call-overload]
        return np.clip(np.searchsorted(cuts, angle, side="right") - 1, 0, sectors - 1)

    where = np.asarray(sector_of(dx, dy))
    counts = np.bincount(where, minlength=sectors)
    together = float(((dx * dy) > 0).mean())
    rng = np.random.default_rng(seed)
    drawn = np.empty((permutations, sectors), dtype=np.int64)
    shares = np.empty(permutations)
    for draw in range(permutations):
        x = dx[rng.permutation(len(dx))]
        y = np.asarray(panel.weights @ x)
        drawn[draw] = np.bincount(np.asarray(sector_of(x, y)), minlength=sectors)
        shares[draw] = ((x * y) > 0).mean()
    table = pd.DataFrame(
        {
            "from_deg": np.degrees(cuts[:-1]),
            "to_deg": np.degrees(cuts[1:]),
            "n": counts,
            "expected": drawn.mean(axis=0),
            "p_greater": ((drawn >= counts).sum(axis=0) + 1) / (permutations + 1),
            "p_less": ((drawn <= counts).sum(axis=0) + 1) / (permutations + 1),
        },
        index=pd.RangeIndex(1, sectors + 1, name="sector"),
    )
    names = np.array([["LL", "LH"], ["HL", "HH"]])
    quadrants = [
        names[(size[:, t] > size[:, t].mean()).astype(int), (lag[:, t] > size[:, t].mean()).astype(int)]
        for t in (0, 1)
    ]
    frame = pd.DataFrame(
        {
            "dx": dx,
            "dy": dy,
            "angle_deg": np.degrees(np.arctan2(dy, dx) % (2 * np.pi)),
            "length": np.hypot(dx, dy),
            "sector": where + 1,
            "quadrant_first": quadrants[0],
            "quadrant_last": quadrants[1],
        },
        index=panel.ids,
    )
    return Rose(
        sectors=table,
        frame=frame,
        together=together,
        p_together=float(((shares >= together - 1e-12).sum() + 1) / (permutations + 1)),
        first=panel.years[0],
        last=panel.years[-1],
        n_units=len(panel.ids),
        permutations=permutations,
        seed=seed,
        missing=panel.missing,
        isolates=panel.isolates,
    )
