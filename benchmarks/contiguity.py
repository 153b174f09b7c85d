"""Set statistics on the county layer, beside the peers that have them.

    python -m benchmarks.contiguity

CPU seconds of one process, peers and ours in one run; quote the ratios.
"""

import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd


def timed(work: Callable[[], object], repeats: int = 3) -> float:
    """Best of a few runs, CPU seconds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print a table of seconds and ratios."""
    import analysis
    import boundaries
    import indicators

    layer = boundaries.read_layer("county")
    graph = analysis.neighbors(layer)
    roster = indicators.roster("caict-county-2023")
    members, eligible, province = roster.members, roster.eligible, layer["province"]
    cases = pd.Series(np.random.default_rng(1).poisson(3.0, len(eligible)), index=eligible)
    people = pd.Series(1.0, index=eligible)
    common = {"eligible": eligible, "seed": 1}
    rows: list[tuple[str, float]] = []

    def run(name: str, work: Callable[[], object], repeats: int = 3) -> None:
        rows.append((name, timed(work, repeats)))

    draws = 9_999
    run("join_count 9,999", lambda: analysis.join_count(members, graph, permutations=draws, **common))
    run(
        "join_count 9,999 within provinces",
        lambda: analysis.join_count(members, graph, strata=province, permutations=draws, **common),
    )
    run("patches 9,999", lambda: analysis.patches(members, graph, permutations=draws, **common))
    run(
        "patches 9,999 within provinces",
        lambda: analysis.patches(members, graph, strata=province, permutations=draws, **common),
    )
    run("local_join_count, exact", lambda: analysis.local_join_count(members, graph, eligible=eligible))
    run("scan 999, circles", lambda: analysis.scan(members, layer, permutations=999, **common))
    run(
        "scan 999, connected windows",
        lambda: analysis.scan(members, layer, shape="connected", graph=graph, permutations=999, **common),
    )
    run(
        "scan_counts 99, circles",
        lambda: analysis.scan_counts(cases, people, layer, permutations=99, seed=1),
        1,
    )

    # the peers, on the same eligible units and the same binary graph
    from esda import Join_Counts, Join_Counts_Local

    small = graph.subgraph(sorted(eligible)).transform("b")
    values = pd.Series(0, index=small.unique_ids)
    values[members] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = small.to_W()
        run("esda Join_Counts 999", lambda: Join_Counts(values.to_numpy(), weights, permutations=999), 1)
        touched = small.subgraph(sorted(set(eligible) - set(small.isolates))).to_W()
        flags = values.loc[touched.id_order].to_numpy()
        local = Join_Counts_Local(connectivity=touched)
        local.fit(flags, permutations=9)  # compiles
        run("esda Join_Counts_Local 9,999, warm", lambda: local.fit(flags, permutations=draws), 1)

    seconds = dict(rows)
    ours = {
        "esda Join_Counts 999": ("join_count 9,999", draws / 999),
        "esda Join_Counts_Local 9,999, warm": ("local_join_count, exact", 1.0),
    }
    print(f"{len(members):,} members of {len(eligible):,} eligible counties")
    print(f"{'':38}{'CPU s':>9}   ratio to ours, per draw")
    for name, second in rows:
        note = ""
        if name in ours:
            other, factor = ours[name]
            note = f"{second * factor / seconds[other]:,.0f} x {other}"
        print(f"{name:38}{second:9.3f}   {note}")


if __name__ == "__main__":
    main()
