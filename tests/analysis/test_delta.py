"""The real lists: join counts as spdep's and esda's, the belts of the Yangtze delta, full coverage."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis
import boundaries
import indicators
from tests.known.make_spdep_county_joins import labels

KNOWN = pd.read_csv(Path(__file__).parents[1] / "known" / "spdep_county_joins.csv", comment="#")


@pytest.fixture(scope="module")
def layer():
    return boundaries.read_layer("county")


@pytest.fixture(scope="module")
def graph(layer):
    return analysis.neighbors(layer)


@pytest.fixture(scope="module")
def counties():
    return indicators.roster("caict-county-2023")


@pytest.fixture(scope="module")
def districts():
    return indicators.roster("caict-district-2023")


@pytest.mark.parametrize("coloring", ["member", "third"])
def test_join_counts_of_counties_as_spdep(graph, counties, coloring):
    rows = KNOWN[KNOWN.coloring == coloring].set_index("pair")
    colors = labels(pd.Index(sorted(counties.eligible)), counties.members)[coloring]
    result = analysis.join_count_colors(colors, graph, permutations=9, seed=1)
    for (a, b), row in result.frame.iterrows():
        for column in ("observed", "expected", "variance"):
            assert row[column] == pytest.approx(rows.loc[f"{b}:{a}", column], rel=1e-10)


@pytest.mark.filterwarnings("ignore")
def test_join_counts_of_counties_as_esda(graph, counties):
    from esda import Join_Counts

    small = graph.subgraph(sorted(counties.eligible))
    flags = np.asarray(pd.Index(small.unique_ids).isin(counties.members)).astype(int)
    peer = Join_Counts(flags, small.to_W(), permutations=0)
    result = analysis.join_count(counties.members, graph, eligible=counties.eligible, permutations=9, seed=1)
    assert (result.bb, result.bw, result.ww) == (peer.bb, peer.bw, peer.ww)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_exact_local_p_is_what_esda_and_geoda_estimate(layer, graph, counties):
    import pygeoda
    from esda import Join_Counts_Local

    ids = sorted(set(counties.eligible) - set(graph.subgraph(sorted(counties.eligible)).isolates))
    small = graph.subgraph(ids)
    members = counties.members.intersection(ids)
    exact = analysis.local_join_count(members, small).frame.loc[ids]
    flags = exact["member"].astype(int).to_numpy()
    weights = small.to_W()
    assert list(weights.id_order) == ids
    draws = 9_999
    peer = Join_Counts_Local(connectivity=weights).fit(flags, permutations=draws)
    np.testing.assert_array_equal(np.asarray(peer.LJC), np.where(exact["member"], exact["joins"], 0))
    tested = (exact["member"] & (exact["joins"] > 0)).to_numpy()
    p = exact["p_exact"].to_numpy()
    spread = np.sqrt(p * (1 - p) / draws) + 1 / draws
    assert (np.abs(np.asarray(peer.p_sim) - p)[tested] <= 5 * spread[tested]).all()
    # GeoDa finds its own neighbors: compare the units where both have the same
    geoda = pygeoda.open(layer.loc[ids].reset_index())
    queen = pygeoda.queen_weights(geoda)
    own = pygeoda.local_joincount(queen, pd.Series(flags).tolist(), permutations=draws, cpu_threads=1)
    same = np.array([len(queen.get_neighbors(k)) for k in range(len(ids))]) == exact["neighbors"].to_numpy()
    assert same.mean() > 0.95
    found = np.asarray(own.lisa_pvalues())
    held = tested & same & (np.asarray(own.lisa_values()) == exact["joins"].to_numpy())
    assert held.sum() > 60
    assert (np.abs(found - p)[held] <= 5 * spread[held]).all()


def test_counties_alone_form_two_belts_in_the_delta(layer, graph, counties):
    result = analysis.patches(
        counties.members,
        graph,
        eligible=counties.eligible,
        strata=layer["province"],
        permutations=999,
        seed=2023,
    )
    assert result.sizes[:2] == (21, 18)
    south, north = result.table["members"].iloc[:2]
    assert {"宜兴市", "海宁市", "义乌市", "宁海县"} <= set(layer["name"].loc[list(south)])
    assert {"江阴市", "昆山市", "如皋市", "兴化市", "天长市"} <= set(layer["name"].loc[list(north)])
    assert result.statistics.loc["largest", "p_sim"] < 0.05
    assert result.statistics.loc["share_3", "p_sim"] < 0.01
    regions = boundaries.read_regions("subregion")
    named = analysis.belts(result, regions, eligible=counties.eligible, layer=layer)
    # the south reaches into ten prefectures, too far for one region's name; 17 of the 18 in the north are in the seven
    assert named["belt"].iloc[:2].tolist() == ["嘉兴市—宁波市—湖州市等", "苏锡常镇扬泰通七市"]
    assert named["named_by"].iloc[:2].tolist() == ["prefectures", "region"]
    assert named.loc[1, "region"] == "嘉湖甬绍四市" and named.loc[1, "cover"] < 0.8 <= named.loc[2, "cover"]


def test_counties_and_districts_together_form_one(layer, graph, counties, districts):
    eligible = counties.eligible.union(districts.eligible)
    members = counties.members.union(districts.members)
    result = analysis.patches(
        members, graph, eligible=eligible, strata=layer["province"], permutations=999, seed=2023
    )
    assert result.sizes[:2] == (76, 12)
    assert layer["province"].loc[list(result.table["members"].iloc[0])].nunique() == 3
    assert result.statistics.loc["largest", "p_sim"] < 0.01


def test_seven_prefectures_of_jiangsu_are_covered_in_full(counties):
    regions = boundaries.read_regions("city_cluster")
    result = analysis.groups(counties.members, regions, eligible=counties.eligible)
    full = result.full_coverage.index
    jiangsu = {"320200", "320400", "320500", "320600", "321000", "321100", "321200"}
    assert {code for code in full if code.startswith("32")} == jiangsu
    assert result.frame.loc["长江三角洲城市群", "count"] == 46


def test_variants_of_one_region_are_told_apart(counties):
    members = boundaries.region_members("city_cluster", variant="all")
    result = analysis.groups(counties.members, members, eligible=counties.eligible)
    counts = result.frame.loc[result.frame.index.str.startswith("长三角城市群"), "count"]
    assert {46, 48} <= set(counts)
