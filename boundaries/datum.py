"""Which datum a layer is drawn in, told by laying its boundaries over the reference layer."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.adcode import malformed
from boundaries.crs import convert_points
from boundaries.errors import LayerError, listed
from boundaries.language import Message
from boundaries.layer import want_layer
from boundaries.read import read_layer

DatumName = Literal["wgs84", "gcj02", "bd09", "undecided"]
CANDIDATES: tuple[DatumName, ...] = ("wgs84", "gcj02", "bd09")
FEWEST_UNITS = 3
CLEAR = 1.6
"""How many times closer the best datum must lie than the next."""
AGREED = 0.6
"""The share of units that must prefer the best datum."""
FARTHEST_M = 1500.0
"""Above this the layer is taken for another thing altogether."""
VERTICES = 400
UNITS = 300


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Datum:
    """The datum of a layer, and why.

    Attributes
    ----------
    datum : "wgs84" (or CGCS2000, which equals it), "gcj02", "bd09" or "undecided" reason : one sentence
    frame : DataFrame by adcode; columns wgs84, gcj02, bd09: median distance in metres of the unit's
    vertices from
        the reference boundary if the layer were in that datum; best: the nearest of them
    distance_m : Series by datum, the typical (geometric mean) distance over the units
    ratio : how many times closer the best lies than the second
    agreement : share of the units whose best is the best of all
    reference : what the layer was compared with
    """

    datum: DatumName
    reason: Message
    frame: pd.DataFrame
    distance_m: pd.Series
    ratio: float
    agreement: float
    reference: str


def detect_datum(layer: gpd.GeoDataFrame) -> Datum:
    """Tell whether a county layer is in WGS 84, GCJ-02 or BD-09.

    Parameters
    ----------
    layer : GeoDataFrame by adcode, coordinates in degrees; three units or more, in full detail. Of a larger
    layer
        300 units evenly spread over the codes are compared.

    Returns
    -------
    Datum. "undecided" where fewer than three units are known to the reference, where the best datum is not
    at least 1.6 times closer than the next, where fewer than 60 % of the units prefer it, or where nothing
    fits within 1.5 km.

    Raises
    ------
    LayerError
        The index holds no adcodes, or the coordinates are not in degrees.
    """
    want_layer(layer)
    reference = _reference()
    evidence = compare(layer, reference)
    return decide(evidence, reference=f"{reference.attrs['provider']} {reference.attrs['date']}")


@cache
def _reference() -> gpd.GeoDataFrame:
    return read_layer("county")


def compare(layer: gpd.GeoDataFrame, reference: gpd.GeoDataFrame, *, units: int = UNITS) -> pd.DataFrame:
    """Measure unit by unit how far the layer lies from the reference in each datum (see `Datum.frame`)."""
    bad = malformed(layer.index)
    if bad:
        raise LayerError(
            "boundaries.datum.the-index-must-hold-adcodes-are", n_bad=len(bad), value=listed(map(repr, bad))
        )
    if layer.crs is not None and not layer.crs.is_geographic:
        raise LayerError("boundaries.datum.the-datum-shows-in-degrees-only", to_string=layer.crs.to_string())
    known = layer.index.unique().intersection(reference.index).sort_values()
    if len(known) > units:
        known = known[np.linspace(0, len(known) - 1, units).astype(int)]
    rows = {code: _distances(layer.geometry[code], reference.geometry[code]) for code in known}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(CANDIDATES), dtype=float)
    frame.index.name = "adcode"
    frame = frame.dropna()
    frame["best"] = frame[list(CANDIDATES)].idxmin(axis=1) if len(frame) else pd.Series(dtype=str)
    return frame


def decide(evidence: pd.DataFrame, *, reference: str) -> Datum:
    """Decide on the datum from the distances of the units."""
    # A unit far off in every datum is another unit under the same code: it has no say.
    near = evidence[list(CANDIDATES)].clip(lower=1.0, upper=FARTHEST_M * 4)
    typical = np.exp(np.log(near).mean())
    order = typical.sort_values()
    best = str(order.index[0])
    ratio = float(order.iloc[1] / order.iloc[0]) if len(evidence) else float("nan")
    voters = evidence[near.min(axis=1) < FARTHEST_M * 4]
    agreement = float((voters["best"] == best).mean()) if len(voters) else float("nan")
    doubt = None
    voices = {"agreement": agreement, "units": len(evidence), "best": best}
    if len(evidence) < FEWEST_UNITS:
        doubt = Message("boundaries.datum.too-few", units=len(evidence), wanted=FEWEST_UNITS)
    elif order.iloc[0] > FARTHEST_M:
        doubt = Message("boundaries.datum.too-far", best=best, distance=float(order.iloc[0]))
    elif ratio < CLEAR:
        doubt = Message("boundaries.datum.not-clear", best=best, ratio=ratio, second=str(order.index[1]))
    elif agreement < AGREED:
        doubt = Message("boundaries.datum.not-agreed", **voices)
    told = [
        Message("boundaries.datum.distance", name=str(name), distance=float(value))
        for name, value in order.items()
    ]
    reason = doubt or Message("boundaries.datum.agreed", **voices)
    return Datum(
        datum="undecided" if doubt else next(name for name in CANDIDATES if name == best),
        reason=Message("boundaries.datum.reason", reason=reason, distances=told),
        frame=evidence,
        distance_m=typical.rename("distance_m"),
        ratio=ratio,
        agreement=agreement,
        reference=reference,
    )


def _distances(shape: shapely.Geometry | None, reference: shapely.Geometry) -> list[float]:
    if shape is None or shape.is_empty:
        return [np.nan] * len(CANDIDATES)
    points = shapely.get_coordinates(shape)
    points = points[np.linspace(0, len(points) - 1, min(len(points), VERTICES)).astype(int)]
    middle = float(points[:, 1].mean())
    scale = np.array([111_320.0 * np.cos(np.radians(middle)), 110_950.0])
    edge = shapely.transform(shapely.boundary(reference), lambda xy: xy * scale)
    shapely.prepare(edge)
    found = []
    for datum in CANDIDATES:
        lon, lat = convert_points(points[:, 0], points[:, 1], source=datum)
        flat: NDArray[np.float64] = np.column_stack([lon, lat]) * scale
        found.append(float(np.median(shapely.distance(shapely.points(flat), edge))))
    return found
