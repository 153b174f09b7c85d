"""Islands: detached pieces of a layer, joined to the nearest unit over water under a cap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from boundaries.coverage import queen_pairs
from boundaries.errors import LayerError, listed
from boundaries.layer import in_degrees, want_layer

GEOD = Geod(ellps="GRS80")
KM_PER_DEGREE = 111.0


def island_edges(
    layer: gpd.GeoDataFrame, *, max_km: float = 50.0, edges: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the edges that join every detached piece of a layer to the rest.

    A piece is a unit, or an archipelago of touching units, that no chain of queen neighbors connects to the
    mainland (the largest piece). Each piece is joined to its nearest unit, as long as that lies within
    ``max_km``; pieces so joined are again taken as one until nothing more can be joined.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
    max_km : float
        The cap, in kilometres between the nearest points of the two boundaries, on the ellipsoid.
    edges : DataFrame with columns a, b and optionally reason, optional
        Joins that are set by hand (see `fixed_links`): laid first, whatever their length.

    Returns
    -------
    DataFrame: a (the island's unit), b, distance_km, reason. ``attrs["unjoined"]`` lists the pieces left
    alone, each with its nearest unit: ``(a, b, distance_km)``.

    Raises
    ------
    LayerError
        ``max_km`` is negative, or ``edges`` names units that the layer has not.

    Examples
    --------
    >>> from boundaries import board
    >>> apart = board().drop(["320102", "320105", "320106", "320107"])
    >>> island_edges(apart)[["a", "b", "reason"]].values.tolist()
    [['320101', '320103', 'nearest boundary']]
    """
    if not max_km >= 0:
        raise LayerError("boundaries.islands.max-km-must-be-or-more", max_km=max_km)
    want_layer(layer)
    layer = layer.set_geometry(in_degrees(layer))
    pieces = _Pieces.of(layer.index, queen_pairs(layer))
    found = _given(layer, pieces, edges)
    finder = _Finder.of(layer)
    alone: dict[frozenset[int], tuple[int, int, float]] = {}
    while True:
        groups = pieces.groups()
        mainland = max(groups, key=len, default=[])
        waiting = [group for group in groups if group is not mainland and frozenset(group) not in alone]
        if not waiting:
            break
        near = [finder.nearest(group, max_km) for group in waiting]
        joined = False
        for group, (a, b, distance) in sorted(zip(waiting, near, strict=True), key=lambda row: row[1][2]):
            if distance > max_km:
                alone[frozenset(group)] = (a, b, distance)
            elif pieces.merge(a, b):
                found.append((a, b, distance, "nearest boundary"))
                joined = True
        if not joined:
            break
    codes = layer.index.to_numpy()
    known = _link_names()
    rows = [
        (codes[a], codes[b], distance, known.get(frozenset((codes[a], codes[b])), why))
        for a, b, distance, why in found
    ]
    table = pd.DataFrame(rows, columns=["a", "b", "distance_km", "reason"])
    left = [alone[key] for key in map(frozenset, pieces.groups()) if key in alone]
    table.attrs["unjoined"] = tuple((str(codes[a]), str(codes[b]), distance) for a, b, distance in left)
    return table.sort_values(["a", "b"], ignore_index=True)


def fixed_links() -> pd.DataFrame:
    """List the causeways and bridges known to join an island: a, b, reason.

    Give it, or part of it, as ``edges=`` to join these islands by their link, not by the nearest boundary.

    Returns
    -------
    DataFrame
        One row per link: a, b (adcodes), reason.
    """
    table = _known()
    links = table[table["fixed_link"] != ""]
    return (
        links.rename(columns={"code_a": "a", "code_b": "b", "fixed_link": "reason"})[["a", "b", "reason"]]
        .drop_duplicates(["a", "b"])
        .reset_index(drop=True)
    )


@dataclass(slots=True)
class _Pieces:
    """Which units hang together; merged as edges are laid."""

    parent: list[int]

    @classmethod
    def of(cls, codes: pd.Index, pairs: NDArray[np.intp]) -> "_Pieces":
        pieces = cls(list(range(len(codes))))
        for a, b in pairs.tolist():
            pieces.merge(a, b)
        return pieces

    def root(self, unit: int) -> int:
        while self.parent[unit] != unit:
            self.parent[unit] = self.parent[self.parent[unit]]
            unit = self.parent[unit]
        return unit

    def merge(self, a: int, b: int) -> bool:
        a, b = self.root(a), self.root(b)
        self.parent[max(a, b)] = min(a, b)
        return a != b

    def groups(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for unit in range(len(self.parent)):
            groups.setdefault(self.root(unit), []).append(unit)
        return list(groups.values())


@dataclass(frozen=True, slots=True)
class _Finder:
    """Nearest units over water."""

    shapes: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def of(cls, layer: gpd.GeoDataFrame) -> "_Finder":
        shapes = np.asarray(layer.geometry.array)
        return cls(shapes, shapely.STRtree(shapes))

    def nearest(self, group: Sequence[int], reach_km: float) -> tuple[int, int, float]:
        """The unit of ``group``, the unit outside it nearest to it, and their distance in km."""
        inside = np.asarray(group)
        west, south, east, north = shapely.total_bounds(self.shapes[inside])
        reach = max(reach_km, 1.0) / KM_PER_DEGREE
        while True:
            wide = reach / np.cos(np.radians(min(abs(north) + reach, 80)))
            frame = shapely.box(west - wide, south - reach, east + wide, north + reach)
            others = np.setdiff1d(self.tree.query(frame), inside)
            found = _closest(self.shapes, inside, others) if len(others) else None
            # Whatever lies nearer than the edge of the frame has been seen.
            if found is not None and found[2] <= reach * KM_PER_DEGREE:
                return found
            if reach > 40:
                if found is None:
                    return int(inside[0]), int(inside[0]), float("inf")
                return found
            reach *= 2


def _closest(
    shapes: NDArray[np.object_], inside: NDArray[np.intp], others: NDArray[np.intp]
) -> tuple[int, int, float]:
    middle = shapely.centroid(shapely.GeometryCollection(list(shapes[inside])))
    there = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +ellps=GRS80"
    )

    def flat(unit: int) -> shapely.Geometry:
        if unit not in drawn:
            drawn[unit] = shapely.transform(
                shapes[unit], lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1]))
            )
        return drawn[unit]

    drawn: dict[int, shapely.Geometry] = {}
    least = _least_km(shapely.bounds(shapes[inside]), shapely.bounds(shapes[others])).ravel()
    best, a, b = float("inf"), int(inside[0]), int(others[0])
    # Pairs in the order of the distance of their frames, until no frame is nearer than the best pair.
    for place in np.argsort(least, kind="stable"):
        if least[place] * 1000 > best:
            break
        one, other = int(inside[place // len(others)]), int(others[place % len(others)])
        distance = shapely.distance(flat(one), flat(other))
        if distance < best:
            best, a, b = distance, one, other
    line = shapely.shortest_line(flat(a), flat(b))
    ends = shapely.get_coordinates(line)
    lon, lat = there.transform(ends[:, 0], ends[:, 1], direction="INVERSE")
    _, _, metres = GEOD.inv(lon[0], lat[0], lon[1], lat[1])
    return a, b, float(metres) / 1000


def _least_km(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """A lower bound of the distance between units, from their frames in degrees."""
    one, other = one[:, None, :], other[None, :, :]
    gap = np.maximum(np.maximum(one - other[..., [2, 3, 0, 1]], other - one[..., [2, 3, 0, 1]]), 0.0)
    north = np.maximum(np.abs(one), np.abs(other))[..., [1, 3]].max(axis=-1)
    bound: NDArray[np.float64] = np.hypot(gap[..., 0] * np.cos(np.radians(north)), gap[..., 1]) * 110.0
    return bound


def _given(
    layer: gpd.GeoDataFrame, pieces: _Pieces, edges: pd.DataFrame | None
) -> list[tuple[int, int, float, str]]:
    if edges is None:
        return []
    absent = [column for column in ("a", "b") if column not in edges.columns]
    if absent:
        raise LayerError("boundaries.islands.edges-needs-the-columns-a-b", columns=listed(edges.columns))
    strange = sorted(set(edges["a"]) | set(edges["b"]) - set(layer.index))
    strange = [code for code in strange if code not in layer.index]
    if strange:
        raise LayerError(
            "boundaries.islands.edges-names-units-that-the-layer",
            n_strange=len(strange),
            strange=listed(strange),
        )
    shapes = np.asarray(layer.geometry.array)
    reasons: Iterable[str] = edges["reason"] if "reason" in edges.columns else ["given"] * len(edges)
    rows = []
    for code_a, code_b, why in zip(edges["a"], edges["b"], reasons, strict=True):
        a, b = int(layer.index.get_loc(code_a)), int(layer.index.get_loc(code_b))
        _, _, distance = _closest(shapes, np.array([a]), np.array([b]))
        pieces.merge(a, b)
        rows.append((a, b, distance, str(why)))
    return rows


@cache
def _known() -> pd.DataFrame:
    path = files("boundaries") / "data" / "island_edges.csv"
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False, comment="#")


@cache
def _link_names() -> dict[frozenset[str], str]:
    links = fixed_links()
    return {frozenset((a, b)): reason for a, b, reason in links.itertuples(index=False)}
