"""Join counts of the Top-100 counties and of random thirds as R's spdep gives them on the county layer.

Run ``python -m tests.known.make_spdep_county_joins`` (wants R with spdep). Writes spdep_county_joins.csv.
"""

import subprocess
import tempfile
from pathlib import Path

import pandas as pd

import analysis
import boundaries
import indicators

SCRIPT = """
suppressPackageStartupMessages(library(spdep))
args <- commandArgs(TRUE)
edges <- read.csv(args[1], colClasses = "character"); units <- read.csv(args[2], colClasses = "character")
n <- nrow(units); at <- setNames(seq_len(n), units$adcode)
nb <- lapply(seq_len(n), function(i) 0L)
held <- split(at[edges$neighbor], factor(at[edges$focal], levels = seq_len(n)))
for (i in seq_len(n)) if (length(held[[i]])) nb[[i]] <- as.integer(sort(unname(held[[i]])))
class(nb) <- "nb"; attr(nb, "region.id") <- units$adcode
lw <- nb2listw(nb, style = "B", zero.policy = TRUE)
for (column in c("member", "third")) {
  result <- joincount.multi(factor(units[[column]]), lw, zero.policy = TRUE, adjust.n = FALSE)
  for (pair in setdiff(rownames(result), "Jtot"))
    cat(column, pair, sprintf("%.15g", result[pair, 1:3]), sep = ",", fill = 200)
}
cat("#", as.character(packageVersion("spdep")), as.character(getRversion()), "\\n")
"""


def labels(units: pd.Index, members: pd.Index) -> pd.DataFrame:
    """Two colorings of the eligible units: member or not, and the last digits of the adcode in three parts."""
    third = units.str[-3:].astype(int) % 3
    return pd.DataFrame({"member": units.isin(members).astype(int), "third": third}, index=units).astype(str)


def main() -> None:
    roster = indicators.roster("caict-county-2023")
    graph = analysis.neighbors(boundaries.read_layer("county"))
    units = pd.Index(sorted(roster.eligible), name="adcode")
    pairs = graph.adjacency[graph.adjacency > 0].reset_index()
    pairs = pairs[pairs["focal"].isin(units) & pairs["neighbor"].isin(units)]
    with tempfile.TemporaryDirectory() as folder:
        edges, table, script = (Path(folder) / name for name in ("edges.csv", "units.csv", "joins.R"))
        pairs.to_csv(edges, index=False)
        labels(units, roster.members).to_csv(table)
        script.write_text(SCRIPT)
        done = subprocess.run(["Rscript", script, edges, table], capture_output=True, text=True, check=True)
    *rows, versions = done.stdout.strip().splitlines()
    _, spdep, r = versions.split()
    head = [
        f"# program: spdep {spdep}, R {r}; layer tianditu 2023-07-31, queen, islands joined, eligible counties",
        "# script: tests/known/make_spdep_county_joins.py",
        "# date: 2026-11-21",
        "coloring,pair,observed,expected,variance",
    ]
    out = Path(__file__).with_name("spdep_county_joins.csv")
    out.write_text("\n".join([*head, *rows]) + "\n")


if __name__ == "__main__":
    main()
