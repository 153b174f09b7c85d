"""Centrography: the middle of a distribution, its spread and direction, and how they move."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer

from analysis.set_sample import Floats, numbers
from analysis.windows import points
from analysis.years import rising
from boundaries.errors import StatisticError, choose, listed
from boundaries.shown import Shown

GEOD = Geod(ellps="GRS80")  # CGCS2000's ellipsoid, to 0.1 mm
Scale = Literal["sqrt2", "crimestat", "none"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Centrography(Shown):
    """Mean centers and standard deviational ellipses, one for each set of weights.

    Attributes
    ----------
    frame : DataFrame
        One row per weight column, in their order: n (units of weight above zero), weight (their sum),
        lon, lat (mean center), major_km, minor_km (semi-axes), rotation_deg (of the major axis, clockwise
        from north, 0-180), area_km2, flattening (1 - minor / major), standard_distance_km (root mean square
        distance), shift_deg and shift_km (azimuth and geodesic length from the row before; NaN at first).
    ellipses : GeoDataFrame
        The same index; polygons in EPSG:4326.
    scale : str
    """

    frame: pd.DataFrame
    ellipses: gpd.GeoDataFrame
    scale: str


def centrography(
    weights: pd.Series | pd.DataFrame, layer: gpd.GeoDataFrame, *, scale: Scale = "sqrt2"
) -> Centrography:
    """Find the weighted mean center (重心) and the standard deviational ellipse (标准差椭圆).

    Parameters
    ----------
    weights : Series or DataFrame by adcode
        Not negative; NaN takes no part. A DataFrame has one column per time; years (numbers, dates or texts
        like "2023") are brought in rising order, others stay as they stand. For a list 1 for each member.
    layer : GeoDataFrame
        Index adcode; each unit stands at its representative point.
    scale : {"sqrt2", "crimestat", "none"}
        Semi-axes are sqrt(2) times the standard deviations along the principal axes, as ArcGIS draws them (an
        ellipse over a bivariate normal holds 63 % of it); the same with two degrees of freedom taken off,
        sqrt(2 n / (n - 2)) times, as CrimeStat draws them, n the units of weight above zero; or the standard
        deviations themselves (39 %).

    Returns
    -------
    Centrography

    Raises
    ------
    StatisticError
        Negative or infinite weights, units that the layer lacks, fewer than three units of weight above zero.

    Notes
    -----
    Everything is measured on an azimuthal equidistant plane around the center itself: the center is the
    point around which the weighted displacements cancel (found by iteration). Principal axes are the
    eigenvectors of the weighted covariance (divided by the sum of weights).

    References
    ----------
    Lefever (1926), American Journal of Sociology 32, 88-94; Yuill (1971), Geografiska Annaler B 53, 28-39;
    Levine (2015), CrimeStat IV, ch. 4 (the standard deviational ellipse, divisor n - 2);
    Wang, Shi and Miao (2015), Confidence analysis of standard deviational ellipse, PLoS ONE 10(3).

    Examples
    --------
    >>> from boundaries import board
    >>> result = centrography(pd.Series(1.0, index=board().index, name="2023"), board())
    >>> row = result.frame.loc["2023"]
    >>> round(float(row["lon"]), 3), round(float(row["lat"]), 3), int(row["n"])
    (119.2, 32.2, 16)
    """
    kind = choose(scale, ("sqrt2", "crimestat", "none"), what="scale", error=StatisticError)
    if not isinstance(weights, pd.Series | pd.DataFrame):
        raise StatisticError(
            "analysis.centrography.weights-wanted-a-series-or-frame", name=type(weights).__name__
        )
    table = weights.to_frame() if isinstance(weights, pd.Series) else weights
    if table.index.has_duplicates:
        raise StatisticError(
            "analysis.centrography.weights-given-more-than-once",
            value=listed(table.index[table.index.duplicated()].unique()),
        )
    table = table.iloc[:, rising(table.columns, what="weights")].sort_index()
    lon, lat = points(layer, pd.Index(table.index))
    rows, shapes = [], []
    before: tuple[float, float] | None = None
    for column in table.columns:
        weight = numbers(table[column], what=f"weights {column!r}")
        bad = table.index[np.isinf(weight) | (weight < 0)]
        if len(bad):
            raise StatisticError(
                "analysis.centrography.weights-wanted-finite-not-negative", column=column, bad=listed(bad)
            )
        live = weight > 0
        if live.sum() < 3:
            raise StatisticError(
                "analysis.centrography.weights-wanted-at-least-three-units", column=column, n_value=live.sum()
            )
        row, shape = ellipse(lon[live], lat[live], weight[live], factor(kind, int(live.sum())))
        row["shift_deg"], row["shift_km"] = np.nan, np.nan
        if before is not None:
            azimuth, _, length = GEOD.inv(*before, row["lon"], row["lat"])
            row["shift_deg"], row["shift_km"] = azimuth % 360, length / 1000
        before = (row["lon"], row["lat"])
        rows.append(row)
        shapes.append(shape)
    frame = pd.DataFrame(rows, index=pd.Index(table.columns, name=table.columns.name))
    return Centrography(
        frame=frame,
        ellipses=gpd.GeoDataFrame(index=frame.index, geometry=shapes, crs="EPSG:4326"),
        scale=kind,
    )


def factor(scale: str, n: int) -> float:
    """How many standard deviations (divisor: the sum of weights) a semi-axis is long, of n units."""
    if scale == "none":
        return 1.0
    return float(np.sqrt(2.0 * n / (n - 2) if scale == "crimestat" else 2.0))


def ellipse(
    lon: Floats, lat: Floats, weight: Floats, factor: float
) -> tuple[dict[str, float], shapely.Polygon]:
    """Center, axes and outline of one weighted set of points."""
    total = weight.sum()
    x0, y0 = float((weight * lon).sum() / total), float((weight * lat).sum() / total)
    for _ in range(50):
        plane = Transformer.from_crs(
            "EPSG:4326", f"+proj=aeqd +lon_0={x0!r} +lat_0={y0!r} +ellps=GRS80 +units=m", always_xy=True
        )
        x, y = (np.asarray(part, dtype=np.float64) for part in plane.transform(lon, lat))
        mean_x, mean_y = float((weight * x).sum() / total), float((weight * y).sum() / total)
        if np.hypot(mean_x, mean_y) < 1e-3:
            break
        x0, y0 = (float(part) for part in plane.transform(mean_x, mean_y, direction="INVERSE"))
    covariance = np.array(
        [[(weight * x * x).sum(), (weight * x * y).sum()], [(weight * x * y).sum(), (weight * y * y).sum()]]
    )
    values, vectors = np.linalg.eigh(covariance / total)
    minor, major = (float(v) for v in factor * np.sqrt(np.maximum(values, 0.0)))
    east, north = vectors[:, 1]
    angle = np.linspace(0, 2 * np.pi, 181)
    along, across = major * np.cos(angle), minor * np.sin(angle)
    outline = plane.transform(
        along * east - across * north, along * north + across * east, direction="INVERSE"
    )
    row = {
        "n": float(len(weight)),
        "weight": float(total),
        "lon": x0,
        "lat": y0,
        "major_km": major / 1000,
        "minor_km": minor / 1000,
        "rotation_deg": float(np.degrees(np.arctan2(east, north)) % 180),
        "area_km2": np.pi * major * minor / 1e6,
        "flattening": 1 - minor / major if major > 0 else float("nan"),
        "standard_distance_km": float(np.sqrt(values.sum()) / 1000),
    }
    return row, shapely.Polygon(np.column_stack(outline))
