import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from libpysal.examples import get_path
from libpysal.graph import Graph
from libpysal.io import open as open_table

import analysis
from analysis.design import inflation
from boundaries.errors import StatisticError
from tests.board import CODES, board

KNOWN = Path(__file__).parents[1] / "known"


def example(table, neighbors, columns):
    """Data of libpysal under six-digit codes, with its neighbors."""
    source = open_table(get_path(table), "r")
    frame = pd.DataFrame({name: source.by_col(name) for name in columns})
    source.close()
    codes = [f"{k:06d}" for k in range(1, len(frame) + 1)]
    source = open_table(get_path(neighbors))
    weights = source.read()
    source.close()
    ids = {name: codes[k] for k, name in enumerate(weights.id_order)}
    graph = Graph.from_arrays(*zip(*[
        (ids[a], ids[b], 1.0) for a, around in weights.neighbors.items() for b in around
    ], strict=True))  # fmt: skip
    return frame.set_axis(codes, axis=0), graph


@pytest.fixture(scope="module")
def columbus():
    return example("columbus.dbf", "columbus.gal", ["CRIME", "INC", "HOVAL"])


@pytest.fixture(scope="module")
def known():
    table = pd.read_csv(KNOWN / "columbus.csv", comment="#")
    return table.set_index(["model", "what", "term"])["value"].sort_index()


TERMS = {"(Intercept)": "constant", "lag.INC": "W INC", "lag.HOVAL": "W HOVAL"}


@pytest.mark.parametrize("model", ["ols", "lag", "error", "durbin"])
def test_columbus_against_spatialreg(columbus, known, model):
    frame, graph = columbus
    found = analysis.regression(
        frame["CRIME"], frame[["INC", "HOVAL"]], graph, model=model, draws=999, seed=1
    )
    for what, tolerance in (("b", 2e-5), ("se", 2e-4)):
        for term, value in known[model, what].dropna().items():
            assert found.coefficients.loc[TERMS.get(term, term), what] == pytest.approx(value, rel=tolerance)
    if model != "ols":
        assert found.fit["log_likelihood"] == pytest.approx(known[model, "fit", "log_likelihood"], abs=1e-5)
    if model in ("lag", "durbin"):
        for part in ("direct", "indirect", "total"):
            for term, value in known[model, part].items():
                assert found.effects.loc[term, part] == pytest.approx(value, rel=1e-4)
    if model == "ols":
        tests = found.diagnostics
        assert tests.loc["moran_residuals", ["statistic", "p"]].tolist() == pytest.approx(
            [known["ols", "moran", "I"], known["ols", "moran", "p"]]
        )
        ours = {
            "LMerr": "lm_error",
            "LMlag": "lm_lag",
            "RLMerr": "rlm_error",
            "RLMlag": "rlm_lag",
            "SARMA": "lm_sarma",
        }
        for theirs, name in ours.items():
            assert tests.loc[name, "statistic"] == pytest.approx(known["ols", theirs, "statistic"])
            assert tests.loc[name, "p"] == pytest.approx(known["ols", theirs, "p"])


def test_baltimore_as_spreg_prints_it():
    # spreg 1.9.0, tests/test_ml_lag.py and test_ml_error.py (BSD 3-Clause)
    frame, graph = example("baltim.dbf", "baltim_q.gal", ["PRICE", "NROOM", "AGE", "SQFT"])
    factors = frame[["NROOM", "AGE", "SQFT"]]
    lag = analysis.regression(frame["PRICE"], factors, graph, model="lag", draws=99, seed=1)
    assert lag.coefficients["b"].round(6).tolist() == pytest.approx(
        [-6.040402, 3.489951, -0.201040, 0.654624, 0.623511], abs=2e-6
    )
    assert lag.coefficients.loc["constant", "se"] ** 2 == pytest.approx(28.57288755, rel=1e-5)


def test_shuffled_inputs_give_the_same_answer(columbus):
    frame, graph = columbus
    mixed = frame.sample(frac=1, random_state=1)
    settings = {"model": "durbin", "draws": 99, "seed": 1}
    one = analysis.regression(frame["CRIME"], frame[["INC", "HOVAL"]], graph, **settings)
    other = analysis.regression(
        frame["CRIME"].sample(frac=1, random_state=2), mixed[["INC", "HOVAL"]], graph, **settings
    )
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients)
    pd.testing.assert_frame_equal(one.effects, other.effects)
    pd.testing.assert_series_equal(one.residuals, other.residuals)


def test_effects_cover_what_they_say(columbus):
    frame, graph = columbus
    found = analysis.regression(
        frame["CRIME"], frame[["INC", "HOVAL"]], graph, model="lag", draws=2999, seed=3
    )
    effects = found.effects
    assert (effects["direct"] + effects["indirect"]).tolist() == pytest.approx(effects["total"].tolist())
    b = found.coefficients.loc[["INC", "HOVAL"], "b"]
    assert effects["total"].tolist() == pytest.approx((b / (1 - found.rho)).tolist())
    for part in ("direct", "indirect", "total"):
        assert (effects[f"{part}_low"] < effects[part]).all() and (
            effects[part] < effects[f"{part}_high"]
        ).all()


def test_gmm_agrees_with_ml_where_the_model_is_true():
    layer = board()
    graph = analysis.neighbors(layer)
    rng = np.random.default_rng(4)
    side = 20
    codes = [f"{k:06d}" for k in range(side * side)]
    pairs = [(a * side + b, (a + i) * side + b + j) for a in range(side) for b in range(side)
             for i, j in ((0, 1), (1, 0)) if a + i < side and b + j < side]  # fmt: skip
    head, tail = np.array(pairs).T
    graph = Graph.from_arrays(
        np.array(codes)[np.r_[head, tail]], np.array(codes)[np.r_[tail, head]], np.ones(2 * len(head))
    )
    w = graph.transform("r").sparse.toarray()
    x = rng.normal(size=side * side)
    y = np.linalg.solve(np.eye(len(x)) - 0.5 * w, 2 * x + rng.normal(size=len(x)))
    response, factors = pd.Series(y, index=codes), pd.DataFrame({"x": x}, index=codes)
    for method in ("ml", "gmm"):
        found = analysis.regression(response, factors, graph, model="lag", method=method, draws=99, seed=1)
        assert found.rho == pytest.approx(0.5, abs=0.1)
        assert found.coefficients.loc["x", "b"] == pytest.approx(2, abs=0.15)
    # without its neighbors the same data leave residuals that gather
    plain = analysis.regression(response, factors, graph, draws=99, seed=1)
    assert plain.diagnostics.loc["lm_lag", "p"] < 1e-6 and plain.residual_p == 0.02
    filtered = analysis.spatial_filter(response, factors, graph, n_vectors=180)
    assert filtered.moran["z"].iloc[0] > 5 and filtered.moran["z"].iloc[-1] <= 1
    assert (filtered.vectors.T @ filtered.vectors).to_numpy() == pytest.approx(
        np.eye(filtered.vectors.shape[1]), abs=1e-8
    )
    assert filtered.moran["I"].iloc[0] == pytest.approx(plain.residual_moran)


def test_a_lag_that_is_but_the_province():
    layer = board()
    graph = analysis.neighbors(layer)
    rng = np.random.default_rng(5)
    half = pd.Series(["w", "w", "e", "e"] * 4, index=CODES, name="province")
    y = pd.Series(np.where(half == "w", 5.0, 0.0) + rng.normal(size=16), index=CODES)
    found = analysis.province_effect(
        y, pd.DataFrame({"x": rng.normal(size=16)}, index=CODES), graph, strata=half
    )
    assert found.verdict == "province" and found.df == 1 and found.p < 0.001
    assert found.frame.loc["without", "p"] < 0.05 < found.frame.loc["within", "p"]


def test_probit_poisson_and_a_factor_of_classes():
    rng = np.random.default_rng(6)
    codes = [f"{k:06d}" for k in range(400)]
    x = rng.normal(size=400)
    kind = np.where(rng.random(400) < 0.5, "city", "rural")
    counts = pd.Series(rng.poisson(np.exp(0.5 + 0.8 * x - 0.7 * (kind == "rural"))), index=codes)
    factors = pd.DataFrame({"x": x, "kind": kind}, index=codes)
    found = analysis.regression(counts, factors, model="poisson", seed=1)
    assert found.coefficients["b"].tolist() == pytest.approx([0.5, 0.8, -0.7], abs=0.15)
    assert list(found.coefficients.index) == ["constant", "x", "kind=rural"]
    # score equations of a Poisson regression: residuals are orthogonal to the design
    raw = counts - found.fitted
    assert [raw.sum(), (raw * x).sum()] == pytest.approx([0, 0], abs=1e-5)
    listed = pd.Series(0.3 + x + rng.normal(size=400) > 0, index=codes)
    probit = analysis.regression(listed, factors, model="probit", seed=1)
    assert probit.coefficients["b"].tolist() == pytest.approx([0.3, 1, 0], abs=0.25)
    assert probit.effects.loc["x", "direct"] == pytest.approx(
        probit.coefficients.loc["x", "b"] * np.exp(-(probit_index(probit, factors) ** 2) / 2).mean() / 2.5066,
        rel=0.2,
    )


def probit_index(found, factors):
    b = found.coefficients["b"]
    return b["constant"] + b["x"] * factors["x"] + b["kind=rural"] * (factors["kind"] == "rural")


def test_panel_with_effects_of_units():
    rng = np.random.default_rng(8)
    side, years = 12, 4
    codes = [f"{k:06d}" for k in range(side * side)]
    pairs = [(a * side + b, (a + i) * side + b + j) for a in range(side) for b in range(side)
             for i, j in ((0, 1), (1, 0)) if a + i < side and b + j < side]  # fmt: skip
    head, tail = np.array(pairs).T
    graph = Graph.from_arrays(
        np.array(codes)[np.r_[head, tail]], np.array(codes)[np.r_[tail, head]], np.ones(2 * len(head))
    )
    solve = np.linalg.inv(np.eye(len(codes)) - 0.4 * graph.transform("r").sparse.toarray())
    unit = 3 * rng.normal(size=len(codes))
    rows = []
    for year in range(years):
        x, z = rng.normal(size=(2, len(codes)))
        y = solve @ (1.5 * x - 0.5 * z + unit + rng.normal(size=len(codes)))
        rows.append(pd.DataFrame({"adcode": codes, "year": 2020 + year, "x": x, "z": z, "y": y}))
    panel = pd.concat(rows).set_index(["adcode", "year"]).sample(frac=1, random_state=1)
    found = analysis.panel_regression(panel, graph, response="y", factors=["x", "z"])
    assert found.coefficients["b"].tolist() == pytest.approx([1.5, -0.5, 0.4], abs=0.1)
    assert (found.n_units, found.n_years) == (144, 4)


@pytest.mark.parametrize(
    ("response", "factors", "model", "slug"),
    [
        ([0.0, 1.0] * 8, {"x": range(16)}, "ols", "analysis.regression.response-is-a-list"),
        (range(16), {"x": list(np.arange(16) ** 2)}, "probit", "analysis.regression.probit-wants-a-list"),
        (np.arange(16) / 3, {"x": range(16)}, "poisson", "analysis.regression.poisson-wants-counts"),
        (np.arange(16) ** 2, {"x": [3.0] * 16}, "ols", "analysis.factors.constant"),
        (np.arange(16) ** 2, {"x": range(16), "z": range(0, 32, 2)}, "ols", "analysis.drivers.collinear"),
        ([0.0] * 8 + [1.0] * 8, {"x": range(16)}, "probit", "analysis.regression.separated"),
        (np.arange(16) ** 2, {"x": range(16)}, "lag", "analysis.drivers.no-graph"),
    ],
)
def test_refusals(response, factors, model, slug):
    y = pd.Series(list(response), index=CODES, dtype=float)
    table = pd.DataFrame({key: list(value) for key, value in factors.items()}, index=CODES)
    with pytest.raises(StatisticError) as refused:
        analysis.regression(y, table, model=model, seed=1)
    assert refused.value.id == slug, str(refused.value)


def test_islands_in_a_lag_model_are_named():
    graph = analysis.neighbors(board(), contiguity="rook")
    y = pd.Series(np.arange(16.0) ** 2, index=CODES)
    y[[CODES[1], CODES[4]]] = np.nan  # the corner's only neighbors
    x = pd.DataFrame({"x": np.sqrt(np.arange(16.0))}, index=CODES)
    with pytest.raises(StatisticError, match=CODES[0]):
        analysis.regression(y, x, graph, model="lag", seed=1)


def test_variance_inflation_by_hand():
    rng = np.random.default_rng(9)
    a = rng.normal(size=(50, 3))
    a[:, 2] += a[:, 0]
    others = np.column_stack([np.ones(50), a[:, :2]])
    left = a[:, 2] - others @ np.linalg.lstsq(others, a[:, 2], rcond=None)[0]
    r2 = 1 - (left**2).sum() / ((a[:, 2] - a[:, 2].mean()) ** 2).sum()
    assert inflation(a)[2] == pytest.approx(1 / (1 - r2))


def test_without_the_libraries_one_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "spreg", None)
    y = pd.Series([1.0, 2, 4, 7, 3, 9], index=CODES[:6])
    x = pd.DataFrame({"x": [1.0, 3, 2, 5, 4, 0]}, index=y.index)
    with pytest.raises(StatisticError, match=r'pip install "lianpian\[drivers\]"'):
        analysis.regression(y, x, seed=1)
