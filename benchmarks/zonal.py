"""Zonal statistics beside the usual ways, and a raster larger than the memory they would take."""

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from rasterio.features import geometry_mask, rasterize
from rasterio.windows import from_bounds

from boundaries import read_layer
from indicators import night_lights, zonal

ROWS, COLUMNS = 16_000, 20_000  # float32: 1.28 GB uncompressed


def main() -> None:
    """Print seconds, ratios and errors."""
    layer = read_layer()
    layer = layer[layer.bounds["miny"] > 16]
    start = time.perf_counter()
    exact = zonal(layer, night_lights(), stats=["mean"])["mean"]
    ours = time.perf_counter() - start
    print(f"{len(layer):,} units, night lights (717 x 444 cells), mean")
    print(f"{'':44}{'ratio':>8}{'no value':>10}{'mean error':>12}{'largest':>9}")
    print(f"{'lianpian zonal (exact cell shares)':44}{1:8.2f}{int(exact.isna().sum()):10}{0:12.2f}{0:9.1f}")
    for name, run in (
        ("one mask a unit, cells by centre", _masks),
        ("all units burnt at once, cells by centre", _burnt),
    ):
        start = time.perf_counter()
        found = run(layer)
        spent = time.perf_counter() - start
        off = np.abs(found - exact.to_numpy())
        print(
            f"{name:44}{spent / ours:8.2f}{np.isnan(found).sum():10}{np.nanmean(off):12.2f}{np.nanmax(off):9.1f}"
        )
    print(f"(ratio 1 = {ours:.2f} s)")
    with tempfile.TemporaryDirectory() as folder:
        path = _large(Path(folder) / "large.tif")
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.zonal", str(path)], check=True, capture_output=True, text=True
        )
        print(answer.stdout, end="")


def _masks(layer):  # what rasterstats does
    result = np.full(len(layer), np.nan)
    with rasterio.open(night_lights()) as dataset:
        for row, shape in enumerate(layer.geometry):
            window = from_bounds(*shape.bounds, transform=dataset.transform)
            window = window.round_offsets(op="floor").round_lengths(op="ceil")
            values = dataset.read(1, window=window)
            if values.size:
                grid = dataset.window_transform(window)
                inside = geometry_mask([shape], values.shape, grid, invert=True)
                if inside.any():
                    result[row] = values[inside].mean()
    return result


def _burnt(layer):
    with rasterio.open(night_lights()) as dataset:
        values = dataset.read(1)
        labels = rasterize(
            zip(layer.geometry, range(1, len(layer) + 1), strict=True), values.shape, transform=dataset.transform,
            dtype="int32",
        )  # fmt: skip
    count = np.bincount(labels.ravel(), minlength=len(layer) + 1)[1:]
    total = np.bincount(labels.ravel(), values.ravel(), minlength=len(layer) + 1)[1:]
    return np.divide(total, count, out=np.full(len(layer), np.nan), where=count > 0)


def _large(path):
    """A float32 raster over China, written tile row by tile row."""
    size = 64 / COLUMNS
    profile = {
        "driver": "GTiff", "height": ROWS, "width": COLUMNS, "count": 1, "dtype": "float32", "crs": "EPSG:4326",
        "transform": Affine(size, 0, 72.5, 0, -size, 54.5), "tiled": True, "blockxsize": 512, "blockysize": 512,
        "compress": "deflate", "zlevel": 1,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as out:
        for start in range(0, ROWS, 512):
            height = min(512, ROWS - start)
            band = np.repeat(np.arange(start, start + height, dtype="float32")[:, None] // 8, COLUMNS, axis=1)
            out.write(band, 1, window=rasterio.windows.Window(0, start, COLUMNS, height))
    return path


def _measure(path):
    warnings.simplefilter("ignore")
    layer = read_layer()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    frame = zonal(layer, path, stats=["mean", "max"], max_cells=1_000_000)
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = ROWS * COLUMNS * 4 / 1024**2
    print(
        f"raster of {ROWS:,} x {COLUMNS:,} float32 ({size:,.0f} MB in memory): {spent:.1f} s for {len(frame):,} units, "
        f"peak memory {peak:,.0f} MB ({before:,.0f} MB before the raster was opened)"
    )


if __name__ == "__main__":
    _measure(sys.argv[1]) if len(sys.argv) > 1 else main()
