"""Static national figures beside geopandas.plot: time and size, the same layer and classes, in one run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import boundaries
import maps
from maps.cartography.extent import NATIONAL

ROUNDS = 3


def best(call: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print a table of ratios."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    layer = boundaries.read_layer(tolerance_m=500)
    area = boundaries.area_km2(layer)
    overlay = maps.choropleth(layer, area, k=5, switch=False)
    projected = layer.to_crs(NATIONAL)
    projected["area"] = area

    def peer(path: Path) -> None:
        page = Figure(figsize=(180 / 25.4, 150 / 25.4), dpi=300)
        FigureCanvasAgg(page)
        projected.plot(column="area", scheme="quantiles", k=5, legend=True, ax=page.add_subplot())
        page.savefig(path)

    print(
        f"national county figure, {len(layer):,} units, 180 mm, 300 dpi, best of {ROUNDS}; the peer draws no inset,"
    )
    print("no ten-dash line, no scale bar, no sources")
    print(
        f"{'format':8}{'maps.figure s':>14}{'geopandas s':>13}{'ratio':>8}{'MB':>7}{'geopandas MB':>14}{'ratio':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for form in ("png", "svg", "pdf"):
            ours, theirs = Path(folder) / f"a.{form}", Path(folder) / f"b.{form}"
            one = best(lambda path=ours: maps.figure(overlay, path))  # type: ignore[misc]
            two = best(lambda path=theirs: peer(path))  # type: ignore[misc]
            small, large = ours.stat().st_size / 1e6, theirs.stat().st_size / 1e6
            print(
                f"{form:8}{one:14.2f}{two:13.2f}{two / one:8.1f}{small:7.2f}{large:14.2f}{large / small:8.1f}"
            )


if __name__ == "__main__":
    main()
