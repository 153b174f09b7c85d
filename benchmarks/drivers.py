"""Drivers of 2,844 units: the detector with its searches and draws, and the regressions that spreg fits."""

import resource
import time

import numpy as np
import pandas as pd

import analysis
import indicators
from benchmarks.driver_rates import chance, layer_of

DRAWS = 999


def main() -> None:
    """Print seconds and peak memory; beside the PyPI package geodetector where it is installed."""
    layer = layer_of()
    graph = analysis.neighbors(layer)
    factors = indicators.access(layer).frame[["coast_km", "river_km", "capital_km", "metro_km", "border_km"]]
    y = chance(layer, graph)("sar_0.8", np.random.default_rng(1)).reindex(layer.index)
    province = layer["province"]
    print(f"{len(y):,} units, {len(factors.columns)} factors, {DRAWS} draws")
    start = time.perf_counter()
    found = analysis.geodetector(y, factors, graph, strata=province, permutations=DRAWS, seed=1)
    ours = time.perf_counter() - start
    cuts = int(found.factors["n_searched"].sum())
    print(f"{f'detector, {cuts} cuts searched, two nulls':48}{ours:8.2f} s")
    _peer(y, found, ours)
    for model in ("ols", "error", "lag", "durbin"):
        start = time.perf_counter()
        analysis.regression(y, np.log1p(factors), graph, model=model, draws=DRAWS, seed=1)
        print(f"{f'regression {model}':48}{time.perf_counter() - start:8.2f} s")
    start = time.perf_counter()
    fitted = analysis.spatial_filter(y, np.log1p(factors), graph, n_vectors=300, z=20.0)
    print(
        f"{f'spatial filter, {len(fitted.vectors.columns)} vectors':48}{time.perf_counter() - start:8.2f} s"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB (layer and libraries included)")


def _peer(y: pd.Series, found: "analysis.Geodetector", ours: float) -> None:
    """The factor detector of the PyPI package geodetector: one cut a factor, no draws."""
    try:
        from geodetector import GeoDetector
    except ImportError:
        print("  geodetector (PyPI) is not installed")
        return
    table = found.classes.assign(y=y)
    start = time.perf_counter()
    GeoDetector(factors=list(found.classes.columns), target="y").fit(table)
    peer = time.perf_counter() - start
    print(f"{'  geodetector: one cut a factor, no draws':48}{peer:8.2f} s   ratio {peer / ours:.2f}")


if __name__ == "__main__":
    main()
