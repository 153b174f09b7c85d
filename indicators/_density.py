"""Density surfaces: units or parks as a smooth field, cut to the land, written as cloud-optimized GeoTIFF."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from boundaries.errors import JoinError, LayerError, StatisticError, choose, listed
from boundaries.language import Message
from boundaries.layer import ALBERS
from boundaries.shown import Shown
from boundaries.writing import whole_file

Floats = npt.NDArray[np.float64]
_LARGEST = 25_000_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Density(Shown):
    """A density surface on disk and how it was made.

    Attributes
    ----------
    path : Path
        Cloud-optimized GeoTIFF, one float32 band, NaN off the land; points (or weight) per 10,000 km².
    bandwidth_km : float
        Standard deviation of the Gaussian kernel.
    rule : str
        "given" or "scott".
    cell_km : float
    crs : str
        The equal-area projection of the grid.
    points : int
        Points used; ``left_out`` lists units with an empty shape or weight 0.
    left_out : tuple of str
    weight : float
        Sum of the weights (number of points where none were given).
    on_grid : float
        Integral of the surface over the cells kept: what is missing from ``weight`` lies off the land.
    peak : float
        Largest value of a cell; ``peak_at`` its centre (longitude, latitude).
    peak_at : tuple of float
    edge : str
        "none" or "land".
    """

    path: Path
    bandwidth_km: float
    rule: str
    cell_km: float
    crs: str
    points: int
    left_out: tuple[str, ...]
    weight: float
    on_grid: float
    peak: float
    peak_at: tuple[float, float]
    edge: str


def density(
    points: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    land: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    weights: pd.Series | None = None,
    bandwidth_km: float | None = None,
    cell_km: float = 10.0,
    edge: Literal["none", "land"] = "none",
) -> Density:
    """Estimate how dense units or parks are everywhere and write the surface as GeoTIFF.

    Parameters
    ----------
    points : GeoDataFrame
        Points, or polygons that stand for one by a point inside them; any CRS.
    path : path
        File to write; replaced only when the new one is whole.
    land : GeoDataFrame or GeoSeries, optional
        Polygons outside which cells are missing (a cell counts by its centre); also sets the extent. Without
        it the surface extends three bandwidths beyond the points.
    weights : Series, optional
        By the index of ``points``, not negative; 1 each when not given.
    bandwidth_km : float, optional
        Standard deviation of the Gaussian kernel; None takes Scott's rule.
    cell_km : float
        Side of a cell.
    edge : {"none", "land"}
        "none": a kernel that reaches over the coast loses what lies beyond. "land": each kernel is divided by
        its part on the land, so that the surface integrates to the sum of weights (needs ``land``).

    Returns
    -------
    Density

    Raises
    ------
    LayerError
        No CRS, a repeated index, fewer than two points.
    JoinError
        Weights that do not meet the points, or points that all lie off the land.
    StatisticError
        Negative or missing weights, a bandwidth or cell not above 0, a grid of more than 25 million cells.

    Notes
    -----
    In the Albers projection of the national maps (25°N, 47°N, 105°E). A cell holds the mean of
    sum_i w_i N(x - x_i, h² I) over the cell (differences of the normal distribution function, exact, no
    binning). Scott's rule in two dimensions: h = s n^(-1/6), s² the mean of the variances along x and y,
    n the effective number (sum w)² / sum w². It is meant for one normal cloud: for points in several clumps
    it is wide; give ``bandwidth_km`` then.

    References
    ----------
    Scott D. W. (1992), Multivariate Density Estimation, p. 152. Diggle P. (1985), Appl. Stat. 34: 138-147
    (edge).

    Examples
    --------
    >>> import tempfile
    >>> from boundaries import board
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = density(board(), Path(folder) / "board.tif", bandwidth_km=10, cell_km=2)
    >>> made.points, round(made.on_grid, 2)
    (16, 15.99)
    """
    choose(edge, ("none", "land"), what="edge", error=StatisticError)
    if edge == "land" and land is None:
        raise StatisticError("indicators.density.edge-land-needs-land-the-polygons")
    for value, what in (
        (cell_km, "cell_km"),
        (1.0 if bandwidth_km is None else bandwidth_km, "bandwidth_km"),
    ):
        if not (np.isfinite(value) and value > 0):
            raise StatisticError("indicators.density.must-be-above-got", what=what, value=value)
    spots, weight, left_out = _points(points, weights)
    h = _scott(spots, weight) if bandwidth_km is None else bandwidth_km * 1000
    cell = cell_km * 1000
    shapes = None if land is None else _land(land)
    bounds = (
        np.concatenate([spots.min(axis=0) - 3 * h, spots.max(axis=0) + 3 * h])
        if shapes is None
        else np.asarray(shapely.total_bounds(shapes))
    )
    # Edges fall on whole multiples of the cell, so that surfaces of several lists lie on one grid.
    west, south = np.floor(bounds[:2] / cell) * cell
    columns, rows = (np.ceil((bounds[2:] - [west, south]) / cell).astype(int)).tolist()
    if rows * columns > _LARGEST:
        raise StatisticError(
            "indicators.density.x-cells-are-more-than-use", rows=rows, columns=columns, LARGEST=_LARGEST
        )
    north = south + rows * cell
    along = _parts(spots[:, 0], west + cell * np.arange(columns + 1), h)
    down = _parts(spots[:, 1], (north - cell * np.arange(rows + 1))[::-1], h)[:, ::-1]
    inside = np.ones((rows, columns), dtype=bool)
    if shapes is not None:
        inside = _inside(shapes, west, north, cell, rows, columns)
    used = weight
    if edge == "land":
        on_land = np.einsum("pr,pr->p", down @ inside.astype(float), along)
        if (on_land < 1e-6).any():
            far = int((on_land < 1e-6).sum())
            raise JoinError("indicators.density.points-lie-so-far-off-the", far=far)
        used = weight / on_land
    mass = (down.T * used) @ along
    mass[~inside] = 0
    if not mass.any():
        raise JoinError("indicators.density.no-point-lies-near-the-land")
    values = np.where(inside, mass / (cell_km**2) * 10_000, np.nan).astype(np.float32)
    target = Path(path)
    _write(target, values, west, north, cell)
    top = int(np.nanargmax(values))
    x, y = west + cell * (top % columns + 0.5), north - cell * (top // columns + 0.5)
    spot = gpd.GeoSeries([shapely.Point(x, y)], crs=ALBERS).to_crs(4326).iloc[0]
    return Density(
        path=target,
        bandwidth_km=float(h / 1000),
        rule="scott" if bandwidth_km is None else "given",
        cell_km=float(cell_km),
        crs=ALBERS,
        points=len(spots),
        left_out=left_out,
        weight=float(weight.sum()),
        on_grid=float(mass.sum()),
        peak=float(np.nanmax(values)),
        peak_at=(round(float(spot.x), 4), round(float(spot.y), 4)),
        edge=edge,
    )


def _points(points: gpd.GeoDataFrame, weights: pd.Series | None) -> tuple[Floats, Floats, tuple[str, ...]]:
    breaches = []
    if points.crs is None:
        breaches.append(Message("indicators.density.no-crs"))
    if not points.index.is_unique:
        twice = list(points.index[points.index.duplicated()].unique())
        breaches.append(Message("errors.units-twice", units=twice))
    if breaches:
        raise LayerError("indicators.density.the-points-cannot-be-used", breaches=breaches)
    mass = np.ones(len(points))
    if weights is not None:
        if not isinstance(weights, pd.Series):
            raise StatisticError(
                "indicators.density.weights-wanted-a-series-by-unit", name=type(weights).__name__
            )
        lacking, extra = points.index.difference(weights.index), weights.index.difference(points.index)
        if len(lacking) or len(extra) or not weights.index.is_unique:
            raise JoinError(
                "indicators.density.weights-and-points-do-not-meet",
                value=listed(lacking) or "none",
                value_2=listed(extra) or "none",
            )
        mass = weights.loc[points.index].to_numpy(dtype=float, na_value=np.nan)
        wrong = ~(np.isfinite(mass) & (mass >= 0))
        if wrong.any():
            raise StatisticError(
                "indicators.density.weights-must-be-numbers-from-up", index=listed(points.index[wrong])
            )
    shapes = points.geometry.to_crs(ALBERS).array
    gone = np.asarray(shapely.is_empty(shapes) | shapely.is_missing(shapes)) | (mass == 0)
    kept = np.asarray(shapes)[~gone]
    if len(kept) < 2:
        raise LayerError("indicators.density.a-density-needs-two-points-with", n_kept=len(kept))
    flat = shapely.get_type_id(kept) != 0
    kept = np.where(flat, shapely.point_on_surface(kept), kept)
    return shapely.get_coordinates(kept), mass[~gone], tuple(str(unit) for unit in points.index[gone])


def _scott(spots: Floats, weight: Floats) -> float:
    share = weight / weight.sum()
    variance = float((share @ (spots - share @ spots) ** 2).mean())
    if variance == 0:
        raise StatisticError("indicators.density.all-points-lie-at-one-place")
    return float(np.sqrt(variance) * (1 / (share @ share)) ** (-1 / 6))


def _land(land: gpd.GeoDataFrame | gpd.GeoSeries) -> npt.NDArray[Any]:
    if land.crs is None:
        raise LayerError("indicators.density.the-land-has-no-crs-set")
    shapes: npt.NDArray[Any] = np.asarray(land.geometry.to_crs(ALBERS).array)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(shapes):
        raise LayerError("indicators.density.the-land-has-no-polygon")
    return np.asarray(shapes)


def _parts(at: Floats, edges: Floats, h: float) -> Floats:
    """Share of each point's kernel between neighboring edges (rising), points x cells."""
    from scipy.special import ndtr

    return np.diff(ndtr((edges[None, :] - at[:, None]) / h), axis=1)


def _inside(
    shapes: npt.NDArray[Any], west: float, north: float, cell: float, rows: int, columns: int
) -> npt.NDArray[np.bool_]:
    from affine import Affine
    from rasterio.features import rasterize

    grid = Affine(cell, 0, west, 0, -cell, north)
    burnt = rasterize(
        ((shape, 1) for shape in shapes), out_shape=(rows, columns), transform=grid, dtype="uint8"
    )
    if not burnt.any():
        raise LayerError("indicators.density.the-land-covers-no-cell-s")
    return np.asarray(burnt, dtype=bool)


def _write(path: Path, values: npt.NDArray[np.float32], west: float, north: float, cell: float) -> None:
    """Write a cloud-optimized GeoTIFF under a temporary name, then rename it."""
    from affine import Affine
    from rasterio.io import MemoryFile
    from rasterio.shutil import copy

    if path.is_dir() or not path.parent.is_dir():
        raise StatisticError(
            "indicators.density.cannot-be-written",
            path=path,
            value=Message(f"indicators.density.{'a-folder' if path.is_dir() else 'no-folder'}"),
        )
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", height=values.shape[0], width=values.shape[1], count=1, dtype="float32",
            nodata=np.nan, crs=ALBERS, transform=Affine(cell, 0, west, 0, -cell, north),
        ) as plain:  # fmt: skip
            plain.write(values, 1)
            plain.set_band_description(1, "density per 10,000 km2")
        with whole_file(path, error=StatisticError) as partial, memory.open() as plain:
            copy(
                plain, str(partial), driver="COG", compress="DEFLATE", predictor="YES", blocksize=256,
                overview_resampling="AVERAGE", num_threads=1,
            )  # fmt: skip
