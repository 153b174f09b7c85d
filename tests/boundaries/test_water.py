"""Borders over the sea: measured once, found again by codes, refused where they are not known."""

from datetime import date
from importlib.resources import files

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

import boundaries
import indicators
from boundaries.errors import LayerError, LianpianWarning, MatchError
from boundaries.water import CREDIT, WHOLLY

GEOD = Geod(ellps="GRS80")
COAST = [("330281", "330424"), ("310151", "320681"), ("330902", "330903"), ("330303", "330305")]


@pytest.fixture(scope="module")
def county() -> gpd.GeoDataFrame:
    return boundaries.read_layer("county")


def border_km(layer: gpd.GeoDataFrame, a: str, b: str) -> float:
    """The length of a border by another road: what the two outlines have in common."""
    common = shapely.intersection(layer.geometry[a].boundary, layer.geometry[b].boundary)
    lines = [part for part in shapely.get_parts(common) if part.geom_type == "LineString"]
    return sum(GEOD.geometry_length(line) for line in lines) / 1000


def test_borders_by_hand() -> None:
    table = boundaries.water_borders()
    # 余姚 - 海盐: three vertices in the middle of the bay of Hangzhou
    bay = GEOD.line_length([120.891, 120.934, 121.0], [30.265, 30.279, 30.32]) / 1000
    assert table.loc[("330281", "330424"), "border_km"] == pytest.approx(bay, abs=0.1)
    assert table.loc[("330281", "330424")].tolist() == [12.175, 12.175, 1.0]
    # on land: 东城 - 西城, 昆山 - 太仓; the lake of 太湖 and the Yangtze at 江阴 are no sea
    for pair in [("110101", "110102"), ("320583", "320585"), ("320506", "330502"), ("320281", "321282")]:
        assert table.loc[pair, "border_km"] > 5 and table.loc[pair, "water_share"] == 0, pair
    # 启东 - 崇明: by land on the island itself, then down the mouth of the Yangtze
    assert table.loc[("310151", "320681"), "water_share"] == pytest.approx(0.41, abs=0.01)
    # 定海 - 普陀 share the island of 舟山; the outer islands touch nothing
    assert table.loc[("330902", "330903"), "water_share"] < 0.05
    assert not {"330921", "330922"} & set(table.index.get_level_values("b"))
    # 洞头, islands, touches two units and both over water
    around = table[
        (table.index.get_level_values("a") == "330305") | (table.index.get_level_values("b") == "330305")
    ]
    assert around["water_share"].tolist() == [1.0, 1.0]
    # two that meet in a point, in the hills
    assert table.loc[("340122", "340124")].tolist() == [0, 0, 0]


def test_every_pair_that_touches_is_a_row_and_no_other(county: gpd.GeoDataFrame) -> None:
    table = boundaries.water_borders()
    met = boundaries.queen_pairs(county.sort_index())
    codes = county.sort_index().index
    assert table.index.tolist() == list(zip(codes[met[:, 0]], codes[met[:, 1]], strict=True))
    assert (table["border_km"] >= 0).all() and table["water_share"].between(0, 1).all()
    assert (table["border_km"].eq(0)).sum() == 10
    assert table["water_km"].to_numpy() == pytest.approx(
        (table["border_km"] * table["water_share"]).to_numpy(), abs=6e-4
    )


def test_lengths_by_another_road(county: gpd.GeoDataFrame) -> None:
    table = boundaries.water_borders()
    some = [*COAST, *table.index[table["water_share"] > 0], *table.sample(100, random_state=1).index]
    for pair in some:
        assert table.loc[pair, "border_km"] == pytest.approx(border_km(county, *pair), abs=1e-3), pair


def test_no_border_is_nearly_over_water() -> None:
    share = boundaries.water_borders()["water_share"]
    assert share[share.between(0.64, 1, inclusive="left")].empty and 0.64 < WHOLLY < 1
    assert [a + b for a, b in share.index[share >= WHOLLY]] == [
        "330281330424",
        "330303330305",
        "330305330382",
        "330424330604",
        "330481330603",
        "330481330604",
    ]


@pytest.mark.parametrize("wholly", [0.2, 0.5, WHOLLY, 1.0])
def test_the_block_that_hangs_on_the_bay(county: gpd.GeoDataFrame, wholly: float) -> None:
    met = boundaries.queen_pairs(county)
    dry = boundaries.known_borders(county, pairs=met)["water_share"].to_numpy() < wholly

    def sizes(members: pd.Index, pairs: np.ndarray) -> list[int]:
        inside = county.index.isin(members)
        pairs = pairs[inside[pairs].all(axis=1)]
        joins = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(county), len(county)))
        patch = connected_components(joins, directed=False)[1][inside]
        return sorted(np.bincount(patch), reverse=True)[:3]

    listed = indicators.roster("caict-county-2023").frame.index
    assert sizes(listed, met) == [21, 18, 4]
    assert sizes(listed, met[dry]) == [18, 11, 10]
    both = listed.union(indicators.roster("caict-district-2023").frame.index)
    assert sizes(both, met)[0] == sizes(both, met[dry])[0] == 76


def test_over_water_either_way_round() -> None:
    pairs = [("330424", "330281"), ("330281", "330424"), ("110101", "110102")]
    found = boundaries.over_water(pairs)
    assert found.index.tolist() == pairs and found.tolist() == [True, True, False]
    table = boundaries.water_borders()
    assert boundaries.over_water(table.index).sum() == 6
    assert boundaries.over_water(table.index, wholly=0.4).sum() == 9
    assert boundaries.over_water([]).empty


def test_a_layer_shuffled_simplified_or_cut(county: gpd.GeoDataFrame) -> None:
    table = boundaries.water_borders()
    layer = boundaries.read_layer("county", tolerance_m=5000).sample(frac=0.5, random_state=3)
    met = boundaries.queen_pairs(layer)
    found = boundaries.known_borders(layer)
    assert len(found) == len(met)
    for (one, other), (a, b), row in zip(met, found.index, found.itertuples(index=False), strict=True):
        assert (a, b) == (layer.index[one], layer.index[other])
        assert list(row) == table.loc[(min(a, b), max(a, b))].tolist()
    assert boundaries.known_borders(county.loc[["330921", "110101"]]).empty


def test_a_layer_without_known_borders(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(LayerError, match=r"42 pairs of units have no border .*320101-320102.*keep the joins"):
        boundaries.known_borders(board)
    own = pd.DataFrame(
        {"border_km": 9.4, "water_share": 0.0},
        index=boundaries.known_borders(board.iloc[:0]).index.append(
            pd.MultiIndex.from_arrays(
                board.index.to_numpy()[boundaries.queen_pairs(board)].T, names=["a", "b"]
            )
        ),
    )
    assert boundaries.known_borders(board, borders=own)["border_km"].tolist() == [9.4] * 42
    with pytest.warns(LianpianWarning), pytest.raises(LayerError, match="72 of 8,187 pairs"):
        boundaries.known_borders(boundaries.read_layer("county", provider="amap"))
    with pytest.raises(LayerError, match="GeoDataFrame"):
        boundaries.known_borders(pd.DataFrame())


@pytest.mark.parametrize("level", ["prefecture", "province"])
def test_borders_of_unions(level: str) -> None:
    layer = boundaries.read_layer(level)
    found = boundaries.known_borders(layer)
    assert len(found) == len(boundaries.water_borders(level)) == len(boundaries.queen_pairs(layer))
    for a, b in [*found.sample(20, random_state=2).index]:
        assert found.loc[(a, b), "border_km"] == pytest.approx(border_km(layer, a, b), abs=0.03), (a, b)
    if level == "prefecture":  # 宁波 - 嘉兴 meet over the bay only, 嘉兴 - 绍兴 too
        over = boundaries.over_water(found.index, level=level)
        assert over.index[over].tolist() == [("330200", "330400"), ("330400", "330600")]


def test_another_day() -> None:
    now, then = boundaries.water_borders(), boundaries.water_borders(as_of="2023-04-02")
    assert then.index.is_monotonic_increasing and len(then) == len(now)
    codes = {"540481": "540422", "540581": "540530"}  # 米林, 错那: recoded that spring
    for (a, b), row in now[now.index.get_level_values("b").isin(codes)].iterrows():
        assert then.loc[tuple(sorted((codes.get(a, a), codes.get(b, b))))].equals(row)
    assert boundaries.water_borders(as_of=date(2023, 12, 31)).equals(now)  # type: ignore[arg-type]
    with pytest.warns(LianpianWarning):
        layer = boundaries.read_layer("prefecture", as_of="2023-04-02", tolerance_m=1000)
    assert len(boundaries.known_borders(layer)) == 979
    with pytest.raises(LayerError, match=r"330103 下城区.*boundaries\.translate"):
        boundaries.water_borders(as_of="2020-12-31")
    before = boundaries.water_borders(as_of="2022-12-31")  # 白杨's land lay in the unit that gave it
    assert "659012" not in {code for pair in before.index for code in pair}


def test_unions_of_ones_own() -> None:
    whole = pd.Series({"330281": "b", "330282": "b", "330424": "a", "330481": "a", "330604": None})
    assert boundaries.union_borders(whole).loc[("a", "b")].tolist() == [12.175, 12.175, 1.0]
    points = pd.Series({"340122": "x", "340124": "y", "360112": "x", "361128": "y"})
    assert boundaries.union_borders(points).loc[("x", "y")].tolist() == [0, 0, 0]
    with pytest.raises(LayerError, match=r"no units of 2023-07-31: 999999"):
        boundaries.union_borders(pd.Series({"999999": "x"}))
    with pytest.raises(LayerError, match="more than once: 330281"):
        boundaries.union_borders(pd.Series(["a", "b"], index=["330281", "330281"]))
    with pytest.raises(LayerError, match="came dict"):
        boundaries.union_borders({})  # type: ignore[arg-type]


def test_what_cannot_be_asked() -> None:
    with pytest.raises(LayerError, match=r"1 of 2 pairs .*330921-330922"):
        boundaries.over_water([("330281", "330424"), ("330921", "330922")])
    for strange in (["330281"], [("330281", "330424", "330481")], [330281]):
        with pytest.raises(LayerError, match="pairs of two codes"):
            boundaries.over_water(strange)  # type: ignore[arg-type]
    for share in (0, 1.1, float("nan"), "0.9"):
        with pytest.raises(LayerError, match="wholly"):
            boundaries.over_water([], wholly=share)  # type: ignore[arg-type]
    with pytest.raises(LayerError, match="township"):
        boundaries.water_borders("township")
    with pytest.raises(MatchError, match="1999-12-31"):
        boundaries.water_borders(as_of="1999-12-31")


def test_the_table_is_not_handed_out() -> None:
    table = boundaries.water_borders()
    table.loc[:, :] = -1.0
    table.attrs["licence"] = ""
    assert boundaries.water_borders()["border_km"].min() == 0
    assert boundaries.water_borders().attrs["licence"] == CREDIT


def test_the_file_says_whose_it_is() -> None:
    head = (files("boundaries") / "data" / "water_borders.csv").read_text("utf-8").split("a,b,border_km")[0]
    assert "OpenStreetMap contributors" in head and "opendatacommons.org/licenses/odbl/1-0" in head
