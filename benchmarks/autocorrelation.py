"""Local Moran and Gi* beside esda and pygeoda, in one run: CPU seconds, ratios, memory.

python -m benchmarks.autocorrelation            the counties and the grids
python -m benchmarks.autocorrelation --long     also the peers at 99,999 draws on the counties and at 9,999 on 50,000 cells
"""

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from libpysal.graph import Graph

GRIDS = (50_000, 500_000, 1_000_000)


def clock(work: Callable[[], object], *, times: int = 3) -> tuple[float, float]:
    """CPU seconds (all threads) of the first call, and the best of the later ones."""
    taken = []
    for _ in range(times + 1):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return taken[0], min(taken[1:], default=taken[0])


def line(name: str, draws: int, ours: float, theirs: dict[str, float]) -> None:
    peers = "  ".join(f"{peer} {seconds:8.3f} s ({seconds / ours:6.0f}x)" for peer, seconds in theirs.items())
    print(f"{name:32s} {draws:>7,} draws  ours {ours:8.4f} s  {peers}", flush=True)


def counties(*, long: bool) -> None:
    import esda
    import pygeoda

    import analysis
    import boundaries
    from analysis.engine import compiled

    layer = boundaries.read_layer("county")
    layer = layer[boundaries.official(layer)].sort_index()
    graph = analysis.neighbors(layer, isolates="keep")
    source = np.random.default_rng(7)
    center = layer.geometry.representative_point()
    y = pd.Series(np.exp(np.sin(center.x / 4) + source.normal(size=len(layer))), index=layer.index)
    w = graph.to_W()
    with tempfile.TemporaryDirectory() as folder:
        layer[["geometry"]].to_file(Path(folder) / "county.shp")
        geoda = pygeoda.open(str(Path(folder) / "county.shp"))
    queen = pygeoda.queen_weights(geoda)
    one = np.array(y)
    print(
        f"{len(layer):,} counties, {graph.n_edges:,} joins; compiled engine: {compiled()}; one thread each, CPU seconds"
    )
    cold, _ = clock(lambda: analysis.local_moran(y, graph, permutations=999, seed=1), times=0)
    esda_cold, _ = clock(
        lambda: esda.Moran_Local(one, w, permutations=999, seed=1, n_jobs=1, keep_simulations=False), times=0
    )
    line("local Moran, first call", 999, cold, {"esda": esda_cold})
    for draws in (999, 9_999, 99_999):
        times = 1 if draws > 9_999 else 3
        peers = draws < 99_999 or long
        _, ours = clock(lambda n=draws: analysis.local_moran(y, graph, permutations=n, seed=1), times=7)  # type: ignore[misc]
        _, star = clock(lambda n=draws: analysis.hotspots(y, graph, permutations=n, seed=1), times=7)  # type: ignore[misc]
        theirs, stars = {}, {}
        if peers:
            theirs["esda warm"] = clock(
                lambda n=draws: esda.Moran_Local(  # type: ignore[misc]
                    one, w, permutations=n, seed=1, n_jobs=1, keep_simulations=False
                ),
                times=times,
            )[1]
            stars["esda warm"] = clock(
                lambda n=draws: esda.G_Local(  # type: ignore[misc]
                    one, w, star=True, transform="B", permutations=n, seed=1, n_jobs=1, keep_simulations=False
                ),
                times=times,
            )[1]
            for name, method in (("pygeoda lookup", "lookup-table"), ("pygeoda", "complete")):
                for call, found in ((pygeoda.local_moran, theirs), (pygeoda.local_gstar, stars)):
                    found[name] = clock(
                        lambda n=draws, f=call, m=method: f(  # type: ignore[misc]
                            queen, one.tolist(), permutations=n, permutation_method=m, seed=1, cpu_threads=1
                        ),
                        times=0 if draws > 999 else 1,
                    )[0]
        line("local Moran", draws, ours, theirs)
        line("Gi*", draws, star, stars)
    _, ours = clock(lambda: analysis.moran(y, graph, permutations=9_999, seed=1))
    _, theirs_ = clock(lambda: esda.Moran(one, w, permutations=9_999), times=1)
    line("global Moran", 9_999, ours, {"esda warm": theirs_})
    table = pd.DataFrame(source.normal(size=(len(layer), 50)), index=layer.index)
    columns = [table[name] for name in table]
    _, ours = clock(
        lambda: [analysis.local_moran(column, graph, permutations=999, seed=1) for column in columns]
    )
    _, theirs_ = clock(
        lambda: [
            esda.Moran_Local(np.array(column), w, permutations=999, seed=1, n_jobs=1, keep_simulations=False)
            for column in columns
        ],
        times=1,
    )
    line("local Moran, 50 variables", 999, ours, {"esda warm": theirs_})


def grid(cells: int, *, peers: bool = False, long: bool = False) -> None:
    """Local Moran and Gi* on hexagons (six neighbors each, fewer at the rim); run in a process of its own."""
    import analysis
    from analysis._neighbors import graph_of

    side = int(cells**0.5)
    number = np.arange(side * side).reshape(side, side)
    ends = ((number[:, :-1], number[:, 1:]), (number[:-1], number[1:]), (number[:-1, :-1], number[1:, 1:]))
    pairs = np.concatenate([np.column_stack([a.ravel(), b.ravel()]) for a, b in ends])
    ids = pd.Index([f"{k:07d}" for k in range(side * side)])
    graph = graph_of(pairs, ids)
    y = pd.Series(np.random.default_rng(1).normal(size=len(ids)), index=ids)
    for draws in (999, 9_999):
        first, ours = clock(lambda n=draws: analysis.local_moran(y, graph, permutations=n, seed=1))  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        _, star = clock(lambda n=draws: analysis.hotspots(y, graph, permutations=n, seed=1))  # type: ignore[misc]
        theirs, stars = grid_peers(y, graph, pairs, draws) if peers and (draws == 999 or long) else ({}, {})
        line(f"local Moran, {len(ids):,} hexagons", draws, ours, theirs)
        line(f"Gi*, {len(ids):,} hexagons", draws, star, stars)
        print(
            f"{'':32s} first call {first:.3f} s; peak memory of the process {peak:.2f} GB, graph and values in it"
        )


def grid_peers(
    y: pd.Series, graph: "Graph", pairs: "np.ndarray[tuple[int, int], np.dtype[np.intp]]", draws: int
) -> tuple[dict[str, float], dict[str, float]]:
    """CPU seconds of esda and pygeoda on one grid: local Moran, Gi*."""
    import esda
    import pygeoda

    w, one = graph.to_W(), np.array(y)
    asked = {"permutations": draws, "seed": 1, "n_jobs": 1, "keep_simulations": False}
    esda.Moran_Local(one, w, **(asked | {"permutations": 9}))  # compiles
    esda.G_Local(one, w, star=True, transform="B", **(asked | {"permutations": 9}))
    theirs = {"esda warm": clock(lambda: esda.Moran_Local(one, w, **asked), times=0)[0]}
    stars = {"esda warm": clock(lambda: esda.G_Local(one, w, star=True, transform="B", **asked), times=0)[0]}
    near: dict[int, list[int]] = {k: [] for k in range(len(y))}
    for a, b in pairs.tolist():
        near[a].append(b)
        near[b].append(a)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.gal"
        rows = (f"{k} {len(found)}\n{' '.join(map(str, found))}\n" for k, found in near.items())
        path.write_text(f"0 {len(y)} grid id\n" + "".join(rows))
        weights = pygeoda.read_gal(str(path), [str(k) for k in range(len(y))])
    for name, method in (("pygeoda lookup", "lookup-table"), ("pygeoda", "complete")):
        for call, found in ((pygeoda.local_moran, theirs), (pygeoda.local_gstar, stars)):
            found[name] = clock(
                lambda f=call, m=method: f(  # type: ignore[misc]
                    weights, one.tolist(), permutations=draws, permutation_method=m, seed=1, cpu_threads=1
                ),
                times=0,
            )[0]
    return theirs, stars


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    counties(long="--long" in sys.argv)
    for cells in GRIDS:
        extra = ["--peers"] if cells == GRIDS[0] else []
        extra += ["--long"] if "--long" in sys.argv else []
        subprocess.run([sys.executable, "-m", __name__ if __name__ != "__main__" else "benchmarks.autocorrelation",
                        "--grid", str(cells), *extra], check=True)  # fmt: skip


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if "--grid" in sys.argv:
        grid(
            int(sys.argv[sys.argv.index("--grid") + 1]),
            peers="--peers" in sys.argv,
            long="--long" in sys.argv,
        )
    else:
        main()
