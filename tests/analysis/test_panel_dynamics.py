"""Dynamics of panels: by hand on the board, and as giddy, pymannkendall and spreg have them."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from libpysal.weights import lat2W

import analysis
from analysis._emerging import PATTERNS, mann_kendall, pattern
from analysis._rank_mobility import concordance, theta
from analysis._spatial_markov import homogeneity
from boundaries.errors import StatisticError
from tests.board import CODES, board

pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning"
)
SIDE = 12


def grid() -> Graph:
    """A lattice of 144 units, rook."""
    w = lat2W(SIDE, SIDE)
    names = {i: f"{100_000 + i}" for i in range(SIDE * SIDE)}
    w.remap_ids([names[i] for i in range(SIDE * SIDE)])
    return Graph.from_W(w)


def panel(years: int = 8, seed: int = 3) -> pd.DataFrame:
    """Values that drift with a slope over the lattice, positive."""
    rng = np.random.default_rng(seed)
    slope = np.add.outer(np.arange(SIDE), np.arange(SIDE)).ravel() / SIDE
    steps = rng.normal(0, 0.25, (SIDE * SIDE, years)).cumsum(axis=1)
    index = [f"{100_000 + i}" for i in range(SIDE * SIDE)]
    return pd.DataFrame(np.exp(slope[:, None] + steps), index=index, columns=range(2015, 2015 + years))


def lacking(table: pd.DataFrame, value: float) -> pd.DataFrame:
    """The panel with one unit's values replaced."""
    changed = table.copy()
    changed.loc["100000"] = value
    return changed


def mixed(table: pd.DataFrame) -> pd.DataFrame:
    """The same panel with rows and columns in another order."""
    return table.sample(frac=1, random_state=2)[list(table.columns[::-1])]


def test_spatial_markov_as_giddy() -> None:
    from giddy.markov import Spatial_Markov

    table, graph = panel(), grid()
    w = graph.to_W()
    w.transform = "r"
    peer = Spatial_Markov((table / table.mean()).loc[w.id_order].to_numpy(), w, fixed=True, k=4, m=4)
    ours = analysis.spatial_markov(mixed(table), graph, k=4, permutations=99, seed=1)
    np.testing.assert_array_equal(ours.counts.to_numpy().reshape(4, 4, 4), peer.T)
    assert pytest.approx(peer.Q) == ours.Q and pytest.approx(peer.LR) == ours.LR
    assert ours.degrees == peer.dof_hom
    assert ours.p_q == pytest.approx(peer.Q_p_value) and ours.p_lr == pytest.approx(peer.LR_p_value)
    np.testing.assert_allclose(ours.pooled.to_numpy(), np.asarray(peer.p))
    assert ours.frame[["up", "down", "stayed"]].sum(axis=1).eq(7).all()
    again = analysis.spatial_markov(table, graph, k=4, permutations=99, seed=1)
    assert again.p_sim == ours.p_sim and 0.01 <= ours.p_sim <= 1


def test_homogeneity_by_hand() -> None:
    """Two layers with opposite rows: n = 10 each, p 0.8 and 0.2, pooled 0.5."""
    counts = np.array([[[8, 2], [5, 5]], [[2, 8], [5, 5]]])
    q, lr, degrees = homogeneity(counts)
    assert q == pytest.approx(2 * 10 * 2 * 0.3**2 / 0.5)
    assert lr == pytest.approx(2 * 2 * (8 * np.log(1.6) + 2 * np.log(0.4)))
    assert degrees == 2


def test_neighbors_that_pull_are_found() -> None:
    """A unit rises only where its neighbors are high: the exchanges of neighborhoods say so."""
    rng = np.random.default_rng(1)
    graph = grid()
    matrix = graph.transform("r").sparse
    x = rng.normal(size=SIDE * SIDE)
    columns = {}
    for year in range(12):
        columns[year] = x
        x = 0.3 * x + 0.6 * (matrix @ x) + rng.normal(0, 0.3, len(x))
    values = pd.DataFrame(columns, index=graph.unique_ids)
    found = analysis.spatial_markov(values, graph, k=3, relative=False, permutations=199, seed=2)
    assert found.p_sim <= 0.01
    loose = values.apply(lambda c: pd.Series(rng.permutation(c.to_numpy()), index=c.index))
    assert analysis.spatial_markov(loose, graph, k=3, relative=False, permutations=199, seed=2).p_sim > 0.05


@pytest.mark.parametrize("seed", range(4))
def test_mann_kendall_as_pymannkendall(seed: int) -> None:
    import pymannkendall

    rng = np.random.default_rng(seed)
    series = rng.integers(0, 6, size=12 + seed).astype(float) + np.arange(12 + seed) * 0.1 * (seed % 2)
    peer = pymannkendall.original_test(series)
    tau, z, p = mann_kendall(series)
    assert (tau, z, p) == pytest.approx((peer.Tau, peer.z, peer.p))


@pytest.mark.parametrize(
    ("path", "trend", "name"),
    [
        (["--"] * 4, 0, "none"),
        (["--", "--", "--", "hot"], 0, "new_hot"),
        (["cold", "--", "--", "hot"], 0, "new_hot"),
        (["--", "--", "hot", "hot"], 0, "consecutive_hot"),
        (["hot", "--", "hot", "hot"], 0, "sporadic_hot"),
        (["hot", "cold", "hot", "hot"], 0, "oscillating_hot"),
        (["hot"] * 4, 0, "persistent_hot"),
        (["hot"] * 4, 2, "intensifying_hot"),
        (["hot"] * 4, -2, "diminishing_hot"),
        (["cold"] * 4, -2, "intensifying_cold"),
        (["hot"] * 9 + ["--"], 0, "historical_hot"),
        (["hot", "--", "cold", "--"], 0, "sporadic_cold"),
    ],
)
def test_patterns(path: list[str], trend: float, name: str) -> None:
    assert pattern(path, trend) == name
    assert name == "none" or name.split("_")[0] in PATTERNS


def test_emerging_hotspots_are_the_years_hotspots() -> None:
    graph = grid()
    place = pd.Series([i // SIDE + i % SIDE for i in range(SIDE * SIDE)], index=panel().index)
    table = np.log(panel(5)).add(place / 2, axis=0)
    found = analysis.emerging_hotspots(mixed(table), graph, permutations=9_999, seed=4)
    assert found.frame.index.equals(table.index)
    for year in table.columns:
        one = analysis.hotspots(table[year], graph, permutations=9_999, seed=4).frame
        np.testing.assert_allclose(found.z[year], one["z"])
        assert (found.labels[year].isin(["hot", "cold"]) == one["significant"]).all()
    assert found.counts.sum() == len(table)
    sides = found.frame["pattern"].str.split("_").str[-1]
    assert place[sides.eq("hot")].min() > place[sides.eq("cold")].max()
    assert sides.isin(["hot", "cold"]).sum() > 20
    with pytest.raises(StatisticError, match="three years or more"):
        analysis.emerging_hotspots(table[[2015, 2016]], graph, seed=1)


def test_rank_mobility_as_giddy() -> None:
    from giddy.rank import Tau, Tau_Local, Tau_Local_Neighbor, Theta

    table, graph = panel(), grid()
    regions = pd.Series([str(i % 5) for i in range(len(table))], index=table.index)
    ours = analysis.rank_mobility(mixed(table), regions=regions, graph=graph, permutations=99, seed=1)
    first, last = table[2015].to_numpy(), table[2022].to_numpy()
    assert ours.steps["tau"].iloc[0] == pytest.approx(Tau(first, table[2016].to_numpy()).tau)
    np.testing.assert_allclose(ours.frame["lima"], Tau_Local(first, last).tau_local)
    peer = Theta(table.to_numpy(), regions.to_numpy().astype(int), permutations=9)
    np.testing.assert_allclose(ours.steps["theta"], peer.theta.ravel())
    w = lat2W(SIDE, SIDE)  # the same lattice with numbers for names: giddy knows no others
    near = Tau_Local_Neighbor(first, last, w, permutations=0)
    np.testing.assert_allclose(ours.frame["lima_neighbors"], near.tau_ln)


def test_theta_by_hand() -> None:
    moved = np.array([2.0, -2.0, 1.0, -1.0])
    assert theta(moved, np.array([0, 0, 1, 1])) == 0.0
    assert theta(moved, np.array([0, 1, 0, 1])) == 1.0
    assert np.isnan(theta(np.zeros(4), np.array([0, 0, 1, 1])))


def test_p_of_local_tau_is_the_hypergeometric_one() -> None:
    """A unit all of whose neighbors changed places, and nobody else: the p is exact up to the draws."""
    table = panel(2, seed=5)
    found = analysis.rank_mobility(table, graph=grid(), permutations=9_999, seed=1)
    from scipy.stats import hypergeom

    signs = concordance(table[2015].to_numpy(), table[2016].to_numpy())
    i = int(np.argmin(found.frame["lima_neighbors"]))
    near = 2 if i in (0, SIDE - 1) else len(grid()[found.frame.index[i]])
    agree = int((np.delete(signs[i], i) == 1).sum())
    seen = round((found.frame["lima_neighbors"].iloc[i] + 1) / 2 * near)
    law = hypergeom(len(table) - 1, agree, near)
    exact = min(1.0, 2 * min(law.cdf(seen), law.sf(seen - 1)))
    assert found.frame["p_lima"].iloc[i] == pytest.approx(exact, abs=0.02)


def test_rose_as_giddy() -> None:
    from giddy.directional import Rose

    table, graph = panel(), grid()
    w = graph.to_W()
    w.transform = "r"
    relative = (table / table.mean())[[2015, 2022]].to_numpy()
    peer = Rose(relative, w, k=8)
    ours = analysis.rose(mixed(table), graph, permutations=199, seed=1)
    np.testing.assert_array_equal(ours.sectors["n"], peer.counts)
    np.testing.assert_allclose(ours.frame["length"], peer.r)
    assert ours.sectors["expected"].sum() == pytest.approx(len(table))
    both = ours.sectors["n"].iloc[[0, 1, 4, 5]].sum() / len(table)
    assert ours.together == pytest.approx(both)
    assert (ours.first, ours.last) == (2015, 2022)
    with pytest.raises(StatisticError, match="sectors=6: wanted a multiple of 4"):
        analysis.rose(table, graph, sectors=6, seed=1)


@pytest.mark.filterwarnings("ignore:Method .bounded.:RuntimeWarning")
@pytest.mark.parametrize("model", ["lag", "error"])
def test_convergence_as_spreg(model: str) -> None:
    from spreg import ML_Error, ML_Lag

    table, graph = panel(), grid()
    w = graph.to_W()
    w.transform = "r"
    logs = np.log(table.to_numpy())
    start, growth = logs[:, [0]], (logs[:, [-1]] - logs[:, [0]]) / 7
    peer = (ML_Lag if model == "lag" else ML_Error)(growth, start, w=w)
    ours = analysis.convergence(mixed(table), graph, model=model)  # type: ignore[arg-type]
    assert ours.beta == pytest.approx(peer.betas[1, 0], rel=1e-5)
    assert ours.spatial == pytest.approx(peer.betas[2, 0], rel=1e-4, abs=1e-7)
    assert ours.p == pytest.approx(peer.z_stat[1][1], rel=1e-3)


def test_convergence_by_hand() -> None:
    """Everybody goes the share 1 - e^(-0.02 T) of the way to one level: speed 0.02, half-life ln 2 / 0.02."""
    start = np.array([0.0, 1.0, 2.0, 3.0])
    years = np.arange(2000, 2021)
    logs = 5 + (start[:, None] - 5) * np.exp(-0.02 * (years - 2000))
    found = analysis.convergence(pd.DataFrame(np.exp(logs), index=list("abcd"), columns=years))
    assert found.speed == pytest.approx(0.02) and found.half_life == pytest.approx(np.log(2) / 0.02)
    assert found.r2 == pytest.approx(1.0) and found.sigma_trend < 0
    sd = found.sigma["sd_log"]
    assert sd.loc[2020] / sd.loc[2000] == pytest.approx(np.exp(-0.4))


def test_theil_by_year_is_theil_of_each_year() -> None:
    table = panel()
    levels = pd.DataFrame({"plate": [str(i % 3) for i in range(len(table))]}, index=table.index)
    found = analysis.theil_by_year(mixed(table), levels)
    assert found.index.tolist() == list(table.columns)
    for year in table.columns:
        one = analysis.theil(table[year], levels)
        assert found.loc[year, "total"] == pytest.approx(one.total)
        assert found.loc[year, ["plate", "within"]].tolist() == pytest.approx(one.frame["component"].tolist())
    np.testing.assert_allclose(found["plate"] + found["within"], found["total"])


def test_the_life_of_patches_by_hand() -> None:
    """On the 4 x 4 board, rook: two patches merge, split again, one dies and one is born."""
    graph = analysis.neighbors(board(), contiguity="rook")
    c = CODES
    editions = {
        2020: [c[0], c[2]],  # two of the first row, apart
        2021: [c[0], c[1], c[2]],  # joined by a third
        2022: [c[0], c[2], c[15]],  # apart again; the last corner is new
        2023: [c[0], c[4], c[15]],  # one grew, one is gone
        2024: [c[4], c[8], c[15]],  # as many, not the same
    }
    found = analysis.list_life(dict(reversed(editions.items())), graph)
    told = {(row.year, row.patch): row.event for row in found.patches.itertuples()}
    assert told == {
        (2020, c[0]): "",
        (2020, c[2]): "",
        (2021, c[0]): "merged",
        (2022, c[0]): "split",
        (2022, c[2]): "split",
        (2022, c[15]): "born",
        (2023, c[0]): "grown",
        (2023, c[15]): "kept",
        (2024, c[4]): "changed",
        (2024, c[15]): "kept",
    }
    assert found.gone[["year", "patch", "size"]].values.tolist() == [[2022, c[2], 1]]
    corner = found.patches[found.patches["patch"].eq(c[15])]
    assert len(set(corner["line"])) == 1 and corner["age"].tolist() == [1, 2, 3]
    step = found.steps.loc[(2022, 2023)]
    assert step[["members", "stayed", "joined", "left", "gone"]].tolist() == [3, 2, 1, 1, 1]
    assert found.units.loc[c[2], ["first", "last", "editions", "joined", "left"]].tolist() == [
        2020,
        2022,
        3,
        0,
        1,
    ]


def test_what_is_refused() -> None:
    table, graph = panel(3), grid()
    with pytest.raises(StatisticError, match="units given more than once: 100000"):
        analysis.rank_mobility(pd.concat([table, table.iloc[:1]]), seed=1)
    with pytest.raises(StatisticError, match="at least 2 years; came 1"):
        analysis.rose(table[[2015]], graph, seed=1)
    with pytest.raises(StatisticError, match="logarithms want positive values; not so: 100000"):
        analysis.convergence(lacking(table, -1.0))
    with pytest.raises(StatisticError, match="a graph belongs to 'lag' and 'error'"):
        analysis.convergence(table, graph)
    with pytest.raises(StatisticError, match="the graph misses 1 units with values: 200000"):
        analysis.spatial_markov(table.rename(index={"100000": "200000"}), graph, seed=1)
    with pytest.raises(StatisticError, match="editions without a member: 2021"):
        analysis.list_life({2020: [CODES[0]], 2021: []}, analysis.neighbors(board()))
    with pytest.raises(StatisticError, match="k=1: wanted 2 classes or more"):
        analysis.quantile_states(table, k=1)
    gap = lacking(table, np.nan)
    found = analysis.spatial_markov(gap, graph, k=2, permutations=9, seed=1)
    assert list(found.missing) == ["100000"] and found.n_units == SIDE * SIDE - 1


def test_quantile_states_feed_transitions() -> None:
    states = analysis.quantile_states(panel(), k=4)
    assert states.apply(lambda c: c.value_counts()).eq(36).all(axis=None)
    moves = analysis.transitions(states)
    assert moves.states == ("1", "2", "3", "4") and moves.n_steps == SIDE * SIDE * 7
    gap = lacking(panel(), np.nan)
    assert analysis.quantile_states(gap)[2015].isna().tolist() == (gap[2015].isna()).tolist()
