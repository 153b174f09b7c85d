"""2,844 units x 60 indicators x 10,000 draws: the block engine beside the loop that everybody writes."""

import resource
import time

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from analysis import neighbors
from boundaries import official, read_layer
from geo.lists.belts import belts
from indicators import sensitivity

DRAWS, LOOP = 10_000, 200


def main() -> None:
    """Print seconds, ratios and peak memory."""
    layer = read_layer()
    layer = layer[official(layer)]
    rng = np.random.default_rng(0)
    strength = rng.normal(size=(len(layer), 1))
    columns = [f"x{k}" for k in range(60)]
    table = pd.DataFrame(strength + rng.normal(size=(len(layer), 60)), index=layer.index, columns=columns)
    weights = pd.Series(1.0, index=columns)
    print(f"{len(table):,} units x {len(columns)} indicators x {DRAWS:,} draws, top 100")

    start = time.perf_counter()
    found = sensitivity(table, weights, draws=DRAWS, seed=1)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    plain = _loop(table, LOOP)
    loop = (time.perf_counter() - start) * DRAWS / LOOP
    print(f"{'weights':52}{ours:8.2f} s   ratio 1")
    print(f"{f'  loop: score, rankdata ({LOOP} draws, scaled up)':52}{loop:8.2f} s   ratio {loop / ours:.1f}")
    print(f"  largest difference of P(top 100): {np.abs(plain - found.frame['p_top']).max():.3f}")

    for label, more in (
        (
            "weights x 2 normalizations x 3 aggregations",
            {"aggregations": ("arithmetic", "geometric", "harmonic")},
        ),
        ("  with Sobol indices, base 1,024", {"aggregations": ("arithmetic", "geometric"), "sobol": 1024}),
    ):
        start = time.perf_counter()
        sensitivity(table, weights, draws=DRAWS, seed=1, normalizations=("min_max", "rank"), **more)
        print(f"{label:52}{time.perf_counter() - start:8.2f} s")

    graph = neighbors(layer)
    start = time.perf_counter()
    firm = belts(found, graph)
    print(
        f"{'belts of every draw':52}{time.perf_counter() - start:8.2f} s   {len(firm.frame):,} units ever in the top"
    )
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB (layer and libraries included)"
    )


def _loop(table, draws):
    rng = np.random.default_rng(1)
    scaled = ((table - table.min()) / (table.max() - table.min())).to_numpy()
    concentration = 16 * (table.shape[1] - 1) - 1
    top = np.zeros(len(table))
    ranks = np.empty((draws, len(table)))
    for draw in range(draws):
        weights = rng.dirichlet(np.full(table.shape[1], concentration / table.shape[1]))
        ranks[draw] = rankdata(-(scaled @ weights), method="min")
        top += ranks[draw] <= 100
    np.quantile(ranks, [0.05, 0.5, 0.95], axis=0)
    return top / draws


if __name__ == "__main__":
    main()
