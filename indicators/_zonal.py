"""Zonal statistics: what a raster says about every unit of a layer; shared cells count by their share."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import JoinError, LayerError, LianpianError, LianpianWarning, choose, listed
from boundaries.language import Message
from indicators.raster import Band, open_bands

if TYPE_CHECKING:
    from indicators.raster import Raster, Rasters

STATS = (
    "mean",
    "sum",
    "min",
    "max",
    "count",
    "median",
    "stdev",
    "variance",
    "coefficient_of_variation",
    "majority",
    "minority",
    "variety",
    "coverage",
)
WEIGHTED_STATS = ("weighted_mean", "weighted_sum", "weighted_stdev", "weighted_variance")
_CACHE_MB = 128
_QUANTILE = re.compile(r"quantile\(q=(0?\.\d+|0|1|1\.0)\)")


def zonal(
    layer: gpd.GeoDataFrame,
    raster: Rasters,
    *,
    stats: str | Sequence[str],
    weights: Raster | None = None,
    missing_weight: float = 0.0,
    bands: int | Sequence[int] | None = None,
    crs: str | None = None,
    cells: Literal["equal", "spherical"] = "equal",
    max_cells: int = 30_000_000,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Summarize the cells of a raster under every unit of a layer.

    A cell that a unit covers in part counts by the part covered, computed exactly. The layer goes to the
    raster's CRS, never the other way, so that no cell value is resampled. Cells are read in windows: a
    raster may be larger than memory.

    Parameters
    ----------
    layer : GeoDataFrame
        Polygons with a unique index (adcode) and a CRS.
    raster : path, rasterio dataset, sequence of them, or mapping of name to one
        Any raster that GDAL reads. Cells of nodata, masked cells and NaN are left out.
    stats : str or sequence of str
        Any of ``mean sum min max count median stdev variance coefficient_of_variation majority minority
        variety coverage``, ``quantile(q=0.9)``, and with ``weights`` also ``weighted_mean weighted_sum
        weighted_stdev weighted_variance``. ``count`` is the number of valid cells, parts included;
        ``coverage`` is the share of the unit's area (in the raster's plane) that valid cells cover, 0 to
        1; stdev and variance divide by n.
    weights : path or rasterio dataset, optional
        One-band raster of weights (population, say) on the same or a nested grid and CRS.
    missing_weight : float, default 0
        The weight of a cell whose weight is nodata; NaN makes the unit's weighted statistics missing.
    bands : int or sequence of int, optional
        Band numbers from 1; None takes all.
    crs : str, optional
        The CRS of a raster whose file states none.
    cells : {"equal", "spherical"}
        Whether all cells weigh the same, or each by its area on the sphere (geographic CRS only; then
        ``count`` is in m² and ``sum`` is an integral over m²).
    max_cells : int, default 30,000,000
        Cells held in memory at once.
    progress : callable, optional
        Called with the number of units done and their total.

    Returns
    -------
    DataFrame
        On the layer's index, in its order; float64 columns named as in ``stats``, with a prefix ``band_2_``,
        ``<name>_`` or ``<name>_band_2_`` where there are several bands or rasters. Units with no valid
        cell are NaN (count and coverage 0). ``attrs["zonal"]`` records rasters, CRS, whether the layer was
        reprojected, the units outside, without valid cells and covered in part.

    Raises
    ------
    SourceError
        The raster is unreadable, rotated, or has no CRS.
    LayerError
        The layer has no CRS, a repeated index, or shapes that are no valid polygons.
    JoinError
        No unit meets the raster. Where only some units miss it, a ``LianpianWarning`` lists them.

    References
    ----------
    Baston D. (2024). exactextract. The share of a cell is the exact area of its intersection with the
    polygon.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from indicators import night_lights
    >>> units = gpd.GeoDataFrame(geometry=[box(121.2, 31.0, 121.7, 31.4), box(82, 38, 83, 39)],
    ...                          index=["shanghai", "taklamakan"], crs="EPSG:4326")
    >>> zonal(units, night_lights(), stats=["mean", "coverage"]).round(1)
                mean  coverage
    shanghai    98.0       1.0
    taklamakan  65.6       1.0
    """
    import rasterio

    names = _check_stats(stats, weighted=weights is not None)
    choose(cells, ("equal", "spherical"), what="cells")
    if isinstance(max_cells, bool) or not isinstance(max_cells, int | np.integer) or max_cells < 1:
        raise LianpianError("indicators.zonal.max-cells", max_cells=repr(max_cells))
    max_cells = int(max_cells)
    _check_layer(layer)
    # GDAL would keep blocks up to a twentieth of the machine's memory.
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB), open_bands(raster, bands=bands, crs=crs) as found:
        if weights is None:
            return _extract(layer, found, None, names, missing_weight, cells, max_cells, progress)
        with open_bands(weights, bands=1, crs=crs) as given:
            return _extract(layer, found, given[0], names, missing_weight, cells, max_cells, progress)


def _extract(
    layer: gpd.GeoDataFrame,
    bands: Sequence[Band],
    weights: Band | None,
    names: Sequence[str],
    missing_weight: float,
    cells: str,
    max_cells: int,
    progress: Callable[[int, int], None] | None,
) -> pd.DataFrame:
    """Run exactextract once for each dataset and put the columns side by side."""
    columns: dict[str, pd.Series] = {}
    records: list[dict[str, Any]] = []
    groups: dict[int, list[Band]] = {}
    for band in bands:
        groups.setdefault(id(band.dataset), []).append(band)
    if progress is not None:
        progress(0, len(layer) * len(groups))
    for turn, group in enumerate(groups.values()):
        first = group[0]
        if cells == "spherical" and not first.crs.is_geographic:
            raise LianpianError(
                "indicators.zonal.cells-spherical-needs-a-raster-in",
                name=first.dataset.name,
                short=_short(first.crs),
            )
        if weights is not None and not _same(first.crs, weights.crs):
            raise LianpianError(
                "indicators.zonal.the-weights-are-in-and-in",
                short=_short(weights.crs),
                name=first.dataset.name,
                short_2=_short(first.crs),
            )
        moved = not _same(layer.crs, first.crs)
        shapes = layer.geometry.to_crs(first.crs) if moved else layer.geometry
        meets = _meets(shapes, first, layer)
        done = turn * len(layer)
        watch = None
        if progress is not None:
            total = len(layer) * len(groups)

            def watch(share: float, _: str, done: int = done, total: int = total) -> None:
                progress(done + round(share * len(layer)), total)

        raw = _run(shapes, group, weights, names, missing_weight, cells, max_cells, watch)
        cell_area = abs(first.dataset.transform.a * first.dataset.transform.e)
        unit_area = shapely.area(shapes.array)
        for band in group:
            valid = raw[f"{band.prefix}@cells"].to_numpy()
            share = np.minimum(valid * cell_area / unit_area, 1.0)
            share[share > 1 - 1e-9] = 1.0
            for name in names:
                values = share if name == "coverage" else raw[band.prefix + name].to_numpy(dtype=float)
                if name not in ("count", "coverage"):
                    values = np.where(valid > 0, values, np.nan)
                columns[band.prefix + name] = pd.Series(values, index=layer.index)
            records.append(
                {
                    "raster": str(band.dataset.name),
                    "band": band.number,
                    "crs": _short(band.crs),
                    "layer_reprojected_from": _short(layer.crs) if moved else None,
                    "outside": [str(unit) for unit in layer.index[~meets]],
                    "no_valid_cell": [str(unit) for unit in layer.index[meets & (valid == 0)]],
                    "covered_in_part": [str(unit) for unit in layer.index[(share > 0) & (share < 1 - 1e-6)]],
                }
            )
    frame = pd.DataFrame(columns, index=layer.index)
    frame.attrs["zonal"] = {
        "rasters": records,
        "weights": None if weights is None else str(weights.dataset.name),
        "missing_weight": missing_weight,
        "cells": cells,
    }
    return frame


def _run(
    shapes: gpd.GeoSeries,
    bands: Sequence[Band],
    weights: Band | None,
    names: Sequence[str],
    missing_weight: float,
    cells: str,
    max_cells: int,
    watch: Callable[[float, str], None] | None,
) -> pd.DataFrame:
    """Ask exactextract; columns as asked, and ``<prefix>@cells``, the number of valid cells."""
    from exactextract import exact_extract
    from exactextract.operation import Operation
    from exactextract.raster import RasterioRasterSource

    options = {"coverage_weight": "area_spherical_m2"} if cells == "spherical" else {}
    heavy = None if weights is None else RasterioRasterSource(weights.dataset, 1, name="weights")
    # An Operation does not keep its source alive: these lists do, until exact_extract is done.
    sources, operations = [], []
    for band in bands:
        source = RasterioRasterSource(band.dataset, band.number, name=band.prefix or "raster")
        sources.append(source)
        operations.append(Operation("count", f"{band.prefix}@cells", source))
        for name in names:
            if name == "coverage":
                continue
            field, given = f"{band.prefix}{name}@@", dict(options)
            weighted = heavy if name in WEIGHTED_STATS else None
            if weighted is not None and not np.isnan(missing_weight):
                given["default_weight"] = str(missing_weight)
            quantile = _QUANTILE.fullmatch(name)
            if quantile:
                given["q"] = quantile[1]
            operations.append(Operation("quantile" if quantile else name, field, source, weighted, given))
    # Neighbours follow one another, so that blocks of the file are read and unpacked once.
    order = (
        np.argsort(shapes.hilbert_distance().to_numpy(), kind="stable")
        if len(shapes) > 1
        else np.arange(len(shapes))
    )
    plain = gpd.GeoDataFrame(geometry=shapes.to_numpy()[order], crs=bands[0].crs)
    plain["@row"] = order
    try:
        raw = exact_extract(
            [],
            plain,
            operations,
            include_cols=["@row"],
            output="pandas",
            max_cells_in_memory=max_cells,
            progress=watch if watch is not None else False,
        )
    except (RuntimeError, ValueError, OSError) as failure:
        raise LianpianError(
            "indicators.zonal.name-failure-value",
            name=bands[0].dataset.name,
            failure=failure,
            value=Message("indicators.zonal.other-grid") if heavy else "",
        ) from failure
    # exactextract adds "_90" to the names of quantiles.
    wide = pd.DataFrame(raw).set_index("@row").sort_index()
    return wide.set_axis([column.split("@@")[0] for column in wide.columns], axis=1)


def _check_stats(stats: str | Sequence[str], *, weighted: bool) -> list[str]:
    if not isinstance(stats, str | Sequence):
        raise LianpianError("indicators.zonal.stats-wanted-a-name-or-names", name=type(stats).__name__)
    names = [stats] if isinstance(stats, str) else list(dict.fromkeys(stats))
    valid = [*STATS, "quantile(q=0.9)", *WEIGHTED_STATS]
    unknown = [n for n in names if not (n in STATS or n in WEIGHTED_STATS or _QUANTILE.fullmatch(str(n)))]
    if unknown or not names:
        raise LianpianError(
            "indicators.zonal.unknown-statistic-valid",
            value=listed(map(repr, unknown)),
            valid=listed(valid, most=60),
        )
    needing = [n for n in names if n in WEIGHTED_STATS]
    if needing and not weighted:
        raise LianpianError("indicators.zonal.need-weights-a-raster-of-weights", needing=listed(needing))
    if weighted and not needing:
        raise LianpianError(
            "indicators.zonal.weights-are-given-but-no-statistic", WEIGHTED_STATS=listed(WEIGHTED_STATS)
        )
    return names


def _check_layer(layer: gpd.GeoDataFrame) -> None:
    if not hasattr(layer, "crs"):
        raise LayerError("indicators.zonal.wanted-a-geodataframe-got", name=type(layer).__name__)
    breaches = []
    if layer.crs is None:
        breaches.append(Message("indicators.zonal.no-crs"))
    if layer.empty:
        breaches.append(Message("indicators.zonal.no-unit"))
    if not layer.index.is_unique:
        twice = list(layer.index[layer.index.duplicated()].unique())
        breaches.append(Message("errors.units-twice", units=twice))
    kinds = shapely.get_type_id(layer.geometry.array)
    flat = ~np.isin(kinds, (3, 6)) | np.asarray(layer.geometry.is_empty)
    if flat.any():
        breaches.append(Message("indicators.zonal.no-polygon", units=list(layer.index[flat])))
    torn = ~flat & ~np.asarray(layer.geometry.is_valid)
    if torn.any():
        breaches.append(Message("indicators.zonal.invalid", units=list(layer.index[torn])))
    if breaches:
        raise LayerError("indicators.zonal.the-layer-cannot-be-laid-over", breaches=breaches)


def _meets(shapes: gpd.GeoSeries, band: Band, layer: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say which units meet the raster's rectangle; refuse if none does, warn of those that do not."""
    bounds = band.dataset.bounds
    frame = shapely.box(bounds.left, bounds.bottom, bounds.right, bounds.top)
    meets = np.asarray(shapely.intersects(shapes.array, frame) & ~shapely.touches(shapes.array, frame))
    extent = Message(
        "indicators.zonal.extent",
        west=bounds.left,
        east=bounds.right,
        south=bounds.bottom,
        north=bounds.top,
        crs=_short(band.crs),
    )
    if not meets.any():
        west, south, east, north = shapes.total_bounds
        raise JoinError(
            "indicators.zonal.no-unit-meets-it-covers-the",
            name=band.dataset.name,
            extent=extent,
            west=west,
            east=east,
            south=south,
            north=north,
        )
    if not meets.all():
        missed = layer.index[~meets]
        label = [f"{unit} {layer['name'][unit]}" if "name" in layer else str(unit) for unit in missed]
        warnings.warn(
            LianpianWarning(
                "indicators.zonal.outside",
                outside=len(missed),
                units=len(layer),
                name=band.dataset.name,
                extent=extent,
                missed=label,
            ),
            stacklevel=4,
        )
    return meets


def _same(one: Any, other: Any) -> bool:
    if one.to_epsg() is not None and one.to_epsg() == other.to_epsg():
        return True
    return bool(one.equals(other, ignore_axis_order=True))


def _short(crs: Any) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code is not None else str(crs.to_string())
