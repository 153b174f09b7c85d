"""Answers of esda, pygeoda and spdep on the county layer, for tests/analysis.

    python -m tests.known.make_autocorrelation        (needs pygeoda, and R with spdep on the PATH; about 2 minutes)

Writes autocorrelation_local.csv (a row a county: the values given, and each program's local statistics) and
autocorrelation_global.csv. The values are made up, rounded to two decimals so that ties occur.
"""

import subprocess
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

import esda
import numpy as np
import pandas as pd
import pygeoda

import analysis
import boundaries

HERE = Path(__file__).parent
DRAWS = 99_999


def main() -> None:
    layer = boundaries.read_layer("county")
    layer = layer[boundaries.official(layer)].sort_index()
    graph = analysis.neighbors(layer, isolates="keep")
    source = np.random.default_rng(20231)
    center = layer.geometry.representative_point()
    frame = pd.DataFrame(index=layer.index)
    frame["y"] = np.round(np.exp(np.sin(center.x / 4) + 0.8 * source.normal(size=len(layer))), 2)
    frame["x"] = np.round(np.cos(center.y / 3) + 0.5 * frame["y"] + source.normal(size=len(layer)), 2)
    frame["population"] = source.integers(5_000, 900_000, len(layer))
    frame["events"] = source.poisson(frame["population"] * 2e-5 * (1 + frame["y"]))
    w = graph.to_W()
    w.transform = "r"
    y, x = frame["y"].to_numpy(), frame["x"].to_numpy()
    rows: list[tuple[str, str, float]] = []

    local = esda.Moran_Local(y, w, permutations=DRAWS, seed=1, n_jobs=1, keep_simulations=False)
    frame["esda_I"], frame["esda_I_p"], frame["esda_q"] = local.Is, local.p_sim, local.q
    both = esda.Moran_Local_BV(x, y, w, permutations=DRAWS, seed=1, n_jobs=1, keep_simulations=False)
    frame["esda_bv_I"], frame["esda_bv_p"] = both.Is, both.p_sim
    for star, name in ((False, "gi"), (True, "gistar")):
        g = esda.G_Local(
            y,
            graph.to_W(),
            transform="B",
            star=star,
            permutations=DRAWS,
            n_jobs=1,
            seed=1,
            keep_simulations=False,
        )
        frame[f"esda_{name}_z"], frame[f"esda_{name}_p"] = g.Zs, g.p_sim
    joined = (graph.cardinalities > 0).to_numpy()
    part = graph.subgraph(layer.index[joined]).to_W()
    m = esda.Moran(y, w, permutations=DRAWS)
    rows += [
        ("I", "esda", m.I), ("I_var_normal", "esda", m.VI_norm), ("I_var_random", "esda", m.VI_rand),
        ("I_p_normal", "esda", m.p_norm), ("I_sd_sim", "esda", m.seI_sim),
    ]  # fmt: skip
    bv = esda.Moran_BV(x[joined], y[joined], part, permutations=99)
    rows.append(("I_bivariate_joined", "esda", bv.I))
    c = esda.Geary(y, w, permutations=99)
    rows += [("C", "esda", c.C), ("C_var_normal", "esda", c.VC_norm), ("C_var_random", "esda", c.VC_rand)]
    g = esda.G(y, graph.to_W(), permutations=99)
    rows += [("G", "esda", g.G), ("G_z", "esda", g.z_norm)]
    rate = esda.Moran_Rate(frame["events"].to_numpy(), frame["population"].to_numpy(), w, permutations=99)
    rows.append(("I_rate", "esda", rate.I))

    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        layer[["geometry"]].to_file(where / "county.shp")
        geoda = pygeoda.open(str(where / "county.shp"))
        queen = pygeoda.queen_weights(geoda)
        for name, call in (
            ("I", pygeoda.local_moran),
            ("gistar", pygeoda.local_gstar),
            ("c", pygeoda.local_geary),
        ):
            found = call(queen, y.tolist(), permutations=DRAWS, seed=1, cpu_threads=1)
            frame[f"pygeoda_{name}"], frame[f"pygeoda_{name}_p"] = found.lisa_values(), found.lisa_pvalues()
        frame.to_csv(where / "values.csv")
        edges = graph.adjacency[graph.adjacency > 0].reset_index()
        edges.to_csv(where / "edges.csv", index=False)
        subprocess.run(["Rscript", str(HERE / "make_autocorrelation.R"), folder], check=True)
        r_local = pd.read_csv(where / "local.csv", dtype={"adcode": str}).set_index("adcode")
        r_global = pd.read_csv(where / "global.csv")
    frame = frame.join(r_local)
    rows += list(r_global[["statistic", "program", "value"]].itertuples(index=False, name=None))
    spdep = subprocess.run(
        ["Rscript", "-e", "cat(as.character(packageVersion('spdep')))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    head = (
        f"# esda {esda.__version__}, pygeoda {version('pygeoda')}, spdep {spdep}; {DRAWS:,} draws; queen, isolates kept\n"
        f"# script: make_autocorrelation.py and make_autocorrelation.R; date: {date.today()}\n"
    )
    frame = frame.dropna(axis=1, how="all")
    (HERE / "autocorrelation_local.csv").write_text(
        head + frame.to_csv(float_format="%.12g"), encoding="utf-8"
    )
    table = pd.DataFrame(rows, columns=["statistic", "program", "value"])
    (HERE / "autocorrelation_global.csv").write_text(
        head + table.to_csv(index=False, float_format="%.15g"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
