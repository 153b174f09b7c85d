"""How often driver tests reject at 5 % where response and factor have nothing to do with each other.

    python -m benchmarks.driver_rates SIMULATIONS [detector | regression | all] [LAW ...]

Maps of chance on the graph of counties, response and factor drawn apart by the same law:

- ``independent``: normal values without neighbors;
- ``sar_0.5``, ``sar_0.8``, ``sar_0.95``: (I - rho W)^-1 e;
- ``smooth``: e averaged four times over itself and its neighbors, which is no SAR;
- ``province``: a normal effect of each province beside SAR 0.5;
- ``skewed``: the exponential of SAR 0.8;
- ``listed``: the response is the list of the highest tenth of SAR 0.8, the factor SAR 0.8 (detector only).

The detector runs on all units with neighbors, the regressions on those of three provinces. Rates are printed as
CSV; tests/known/driver_rates.csv holds them.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.linalg import splu

import analysis
import boundaries
from analysis.value_sample import rows_of

LAWS = ("independent", "sar_0.5", "sar_0.8", "sar_0.95", "smooth", "province", "skewed", "listed")
THREE = ("江苏省", "浙江省", "安徽省")
DRAWS = 99


def layer_of(provinces: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    """The official counties, those of some provinces only where asked."""
    layer = boundaries.read_layer("county", tolerance_m=500)
    layer = layer[layer.index.isin(boundaries.units().index)]
    return layer[layer["province"].isin(provinces)] if provinces else layer


def chance(layer: gpd.GeoDataFrame, graph: object) -> Callable[[str, np.random.Generator], pd.Series]:
    """What draws a map by the name of its law."""
    rows = rows_of(graph)
    matrix = rows.matrix(rows.standardized())
    n = len(rows.ids)
    eye = sparse.identity(n, format="csc")
    solvers = {rho: splu(sparse.csc_array(eye - rho * matrix)) for rho in (0.5, 0.8, 0.95)}
    province = layer["province"].reindex(rows.ids).to_numpy()
    names, code = np.unique(province, return_inverse=True)
    near = (sparse.csr_array(eye) + matrix) / 2

    def drawn(law: str, rng: np.random.Generator) -> pd.Series:
        e = rng.normal(size=n)
        if law.startswith("sar"):
            e = solvers[float(law[4:])].solve(e)
        elif law == "smooth":
            for _ in range(4):
                e = near @ e
        elif law == "province":
            e = solvers[0.5].solve(e) + rng.normal(size=len(names))[code]
        elif law in ("skewed", "listed"):
            e = solvers[0.8].solve(e)
            e = np.exp(e) if law == "skewed" else e
        return pd.Series(e, index=rows.ids)

    return drawn


def detector(simulations: int, laws: Sequence[str]) -> Iterator[dict[str, object]]:
    """The p of the geographical detector."""
    layer = layer_of()
    graph = analysis.neighbors(layer)
    drawn = chance(layer, graph)
    province = layer["province"]
    for law in laws:
        seen: dict[str, list[float]] = {}
        for number in range(simulations):
            rng = np.random.default_rng([number, LAWS.index(law)])
            y, x, z = drawn(law, rng), drawn(law, rng), drawn(law, rng)
            if law == "listed":
                y = (y > y.quantile(0.9)).astype(float)
            table = pd.DataFrame({"x": x, "z": z})
            for label, cuts, ks in (
                ("one cut", ("quantile",), (5,)),
                ("searched", ("quantile", "equal"), (3, 4, 5, 6)),
            ):
                found = analysis.geodetector(
                    y, table, graph, strata=province, cuts=cuts, ks=ks, permutations=DRAWS, seed=number
                )
                row = found.factors.loc["x"]
                for key in ("p_F", "p_anova", "p_sim", "p_spatial"):
                    seen.setdefault(f"geodetector {key} ({label})", []).append(row[key])
                if label == "one cut":
                    extreme = found.contrasts[found.contrasts["factor"] == "x"].iloc[0]
                    eco, both = found.ecological.iloc[0], found.interactions.iloc[0]
                    seen.setdefault("geodetector contrast p_t", []).append(extreme["p_t"])
                    seen.setdefault("geodetector contrast p_spatial", []).append(extreme["p_spatial"])
                    seen.setdefault("geodetector ecological p_F", []).append(eco["p_F"])
                    seen.setdefault("geodetector ecological p_spatial", []).append(eco["p_spatial"])
                    seen.setdefault("geodetector interaction p_gain", []).append(both["p_gain"])
        yield from rates(law, seen, len(y))


def regressions(simulations: int, laws: Sequence[str]) -> Iterator[dict[str, object]]:
    """The p of a slope, by model."""
    layer = layer_of(THREE)
    graph = analysis.neighbors(layer)
    drawn = chance(layer, graph)
    province = layer["province"]
    for law in laws:
        if law == "listed":
            continue
        seen: dict[str, list[float]] = {}
        for number in range(simulations):
            rng = np.random.default_rng([number, LAWS.index(law), 7])
            y, x = drawn(law, rng), drawn(law, rng).to_frame("x")
            for model in ("ols", "lag", "error", "durbin"):
                for strata in (None, province):
                    found = analysis.regression(
                        y, x, graph, model=model, strata=strata, draws=99, seed=number
                    )
                    label = f"regression {model}" + (", province effects" if strata is not None else "")
                    seen.setdefault(f"{label}, p of b", []).append(found.coefficients.loc["x", "p"])
                    if len(found.effects) and strata is None:
                        seen.setdefault(f"{label}, p of total", []).append(found.effects.loc["x", "total_p"])
        yield from rates(law, seen, len(y))


def rates(law: str, seen: dict[str, list[float]], units: int) -> Iterator[dict[str, object]]:
    """One row a p: the share at most 0.05 and its standard error."""
    for name, values in seen.items():
        share = float(np.mean(np.array(values) <= 0.05))
        yield {
            "p": name,
            "law": law,
            "rate": round(share, 4),
            "se": round((share * (1 - share) / len(values)) ** 0.5, 4),
            "simulations": len(values),
            "units": units,
        }


def main() -> None:
    """Print the rates asked for; two simulations of one law where nothing is asked."""
    asked = sys.argv[1:] or ["2", "detector", "sar_0.8"]
    simulations, what, laws = int(asked[0]), (asked[1:2] or ["all"])[0], asked[2:] or LAWS
    started = time.perf_counter()
    print("p,law,rate,se,simulations,units")
    for name, run in (("detector", detector), ("regression", regressions)):
        if what in (name, "all"):
            for row in run(simulations, laws):
                print('"{p}",{law},{rate},{se},{simulations},{units}'.format(**row), flush=True)
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
