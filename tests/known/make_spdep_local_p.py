"""Pseudo p of spdep's local statistics on the county layer, for tests/analysis.

    python -m tests.known.make_spdep_local_p        (needs R with spdep on the PATH; about 6 minutes on 2 cores)

Writes spdep_local_p.csv, a row a county, from the values ``y`` of autocorrelation_local.csv: the folded p of
localmoran_perm (I), of localG_perm without and with the unit itself (gi, gistar) and of localC_perm (c).
"""

import subprocess
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from tests.analysis.county_answers import county_graph, local_answers

HERE = Path(__file__).parent
DRAWS = 99_999


def main() -> None:
    graph = county_graph()
    frame = local_answers()[["y"]]
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        frame.to_csv(where / "values.csv")
        graph.adjacency[graph.adjacency > 0].reset_index().to_csv(where / "edges.csv", index=False)
        script = ["Rscript", str(HERE / "make_spdep_local_p.R"), folder, str(DRAWS)]
        runs = [subprocess.Popen([*script, *names]) for names in (("I", "gi"), ("gistar", "c"))]
        if any(run.wait() for run in runs):
            raise SystemExit("spdep failed")
        for name in ("I", "gi", "gistar", "c"):
            one = pd.read_csv(where / f"{name}.csv", dtype={"adcode": str}).set_index("adcode")
            frame = frame.join(one)
    version = subprocess.run(
        ["Rscript", "-e", "cat(as.character(packageVersion('spdep')))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    head = (
        f"# spdep {version}; {DRAWS:,} draws with replacement; queen, isolates kept\n"
        f"# script: make_spdep_local_p.py and make_spdep_local_p.R; date: {date.today()}\n"
    )
    table = frame.drop(columns="y").to_csv(float_format="%.6g")
    (HERE / "spdep_local_p.csv").write_text(head + table, encoding="utf-8")


if __name__ == "__main__":
    main()
