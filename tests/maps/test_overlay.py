"""Overlays as values: classes, counts, colors and refusals."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

import analysis
import boundaries
import maps
from boundaries.errors import MapError
from maps.cartography import palette


def counts(overlay: maps.Overlay) -> dict[str, int]:
    return {c.label: c.count for c in overlay.said("zh").classes}


def test_choropleth_values_classes_and_missing(board: gpd.GeoDataFrame) -> None:
    values = pd.Series([*range(1, 13), np.nan], index=[*board.index[:12], board.index[12]], name="v")
    overlay = maps.choropleth(board, values, k=4)
    assert counts(overlay) == {"1–3": 3, "4–6": 3, "7–9": 3, "10–12": 3}
    assert overlay.missing == 4 and overlay.said("zh").missing_label == "无数据"
    assert overlay.index.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, -1, -1, -1, -1]
    assert [c.color for c in overlay.classes] == list(palette.sequential(4))
    assert overlay.no_data_color not in {c.color for c in overlay.classes}
    assert {a.scheme for a in overlay.alternatives} == {"equal_interval", "fisher_jenks", "head_tail"}


def test_choropleth_of_one_value_has_one_class(board: gpd.GeoDataFrame) -> None:
    overlay = maps.choropleth(board.assign(v=7), "v")
    assert counts(overlay) == {"7": 16}
    assert overlay.alternatives == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([np.nan] * 16, "holds no value"),
        ([np.inf] + [1.0] * 15, "infinite at 320101"),
        (["多"] * 16, "must hold numbers"),
    ],
)
def test_choropleth_refuses_what_cannot_be_classed(
    board: gpd.GeoDataFrame, values: list[object], message: str
) -> None:
    with pytest.raises(MapError, match=message):
        maps.choropleth(board.assign(v=values), "v")


def test_codes_that_are_not_in_the_layer(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(MapError, match="none of the 2 codes"):
        maps.choropleth(board, pd.Series([1, 2], index=["999999", "999998"]))
    with pytest.raises(MapError, match="1 codes are not in the layer: 999999"):
        maps.members(board, ["320101", "999999"])
    with pytest.raises(MapError, match="come twice: 320101"):
        maps.choropleth(board, pd.Series([1, 2], index=["320101", "320101"]))
    with pytest.raises(MapError, match=r"no column 'gdp'.*name"):
        maps.choropleth(board, "gdp")


def test_layers_that_are_none(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(MapError, match=r"a layer .* is wanted"):
        maps.choropleth(pd.DataFrame(), "v")  # type: ignore[arg-type]
    with pytest.raises(MapError, match="holds no unit"):
        maps.choropleth(board.iloc[:0], "v")
    with pytest.raises(MapError, match="holds codes twice"):
        maps.members(pd.concat([board, board]), ["320101"])
    with pytest.raises(MapError, match="no CRS"):
        maps.members(board.set_crs(None, allow_override=True), ["320101"])


def test_members_and_eligible(board: gpd.GeoDataFrame) -> None:
    overlay = maps.members(board, ["320101", "320102"], eligible=board.index[:5])
    assert counts(overlay) == {"上榜": 2, "参评未上榜": 3}
    assert overlay.missing == 11 and overlay.said("zh").missing_label == "不参评"
    flags = pd.Series(False, index=board.index)
    flags["320101"] = True
    assert counts(maps.members(board, flags)) == {"上榜": 1}
    assert counts(maps.members(board, flags[flags].to_frame(), lang="en")) == {"On the list": 1}
    with pytest.raises(MapError, match="no code"):
        maps.members(board, [])
    with pytest.raises(MapError, match="several adcodes"):
        maps.members(board, "320101")


def test_tiers_from_a_series_and_from_a_result(board: gpd.GeoDataFrame) -> None:
    tier = pd.Series([1, 2, 2, 3], index=board.index[:4])
    overlay = maps.tiers(tier, board)
    assert counts(overlay) == {"第1梯队": 1, "第2梯队": 2, "第3梯队": 1}
    assert overlay.missing == 12
    again = maps.tiers(SimpleNamespace(frame=pd.DataFrame({"tier": tier})), board)
    assert counts(again) == counts(overlay)


def test_categories(board: gpd.GeoDataFrame) -> None:
    overlay = maps.categorical(
        board.assign(c=["甲", "乙"] * 8), "c", order=["乙", "甲"], colors=["#000000", "#ffffff"]
    )
    assert counts(overlay) == {"乙": 8, "甲": 8}
    assert overlay.index.tolist() == [1, 0] * 8
    with pytest.raises(MapError, match="outside order: 甲"):
        maps.categorical(board.assign(c=["甲", "乙"] * 8), "c", order=["乙"])
    with pytest.raises(MapError, match="at most 60"):
        maps.categorical(boundaries.read_layer(), "name")


def test_bivariate(board: gpd.GeoDataFrame) -> None:
    frame = board.assign(a=np.arange(16.0), b=np.tile(np.arange(4.0), 4))
    overlay = maps.bivariate(frame, "a", "b", k=2)
    assert overlay.grid == (2, 2) and overlay.axes == ("a", "b")
    assert [c.count for c in overlay.classes] == [4, 4, 4, 4]
    assert overlay.index["320101"] == 0 and overlay.index["320116"] == 3 and overlay.index["320104"] == 1


def test_local_results_on_the_board(board: gpd.GeoDataFrame) -> None:
    graph = analysis.neighbors(board)
    values = pd.Series(np.arange(16.0), index=board.index)
    moran = analysis.local_moran(values, graph, permutations=999, seed=1)
    overlay = maps.local_moran(moran, board)
    frame = moran.frame
    for key, label in (("HH", "高高聚集"), ("LL", "低低聚集")):
        expected = int((frame["significant"].fillna(False).astype(bool) & (frame["label"] == key)).sum())
        assert counts(overlay)[label] == expected
    assert sum(counts(overlay).values()) == 16
    assert overlay.scatter is not None
    assert overlay.scatter["value"].mean() == pytest.approx(0)
    note = overlay.said("zh").note
    assert "置换 999 次，种子 1" in note and "参评单元 16 个" in note
    spots = maps.hotspots(analysis.hotspots(values, graph, permutations=999, seed=1), board)
    assert sum(counts(spots).values()) == 16
    assert [c.color for c in spots.classes] == list(palette.HOTSPOTS.values())
    joins = maps.local_join_count(analysis.local_join_count(board.index[:4], graph), board)
    assert counts(joins)["参评未上榜"] == 12
    with pytest.raises(MapError, match="lacks"):
        maps.local_moran(SimpleNamespace(frame=pd.DataFrame({"value": [1]})), board)


def test_hotspot_levels() -> None:
    from tests.board import board

    layer = board()
    frame = pd.DataFrame(
        {"z": [3.0, 2, 2, 1, -1, -2, -2, -3], "p_fdr": [0.01, 0.05, 0.1, 0.11, 0.11, 0.1, 0.05, 0.001]},
        index=layer.index[:8],
    )
    overlay = maps.hotspots(SimpleNamespace(frame=frame.sample(frac=1, random_state=1)), layer)
    assert overlay.index.tolist() == [0, 1, 2, 3, 3, 4, 5, 6] + [-1] * 8


def test_patches_are_named_and_counted(board: gpd.GeoDataFrame) -> None:
    graph = analysis.neighbors(board)
    chosen = ["320101", "320102", "320105", "320111", "320116", "320104"]
    result = analysis.patches(chosen, graph, eligible=board.index, permutations=99, seed=1)
    overlay = maps.patches(result, board)
    assert counts(overlay) == {"南京市等 3 个": 3, "其他连片（2 个及以上）": 2, "孤立上榜": 1}
    assert maps.patches(result, board, names={1: "角带"}).classes[0].label == "角带"


@pytest.mark.parametrize("kind", ["choropleth", "members", "patches", "moran", "hotspots", "joins", "tiers"])
def test_taiwan_is_absent_from_every_theme_that_knows_nothing_of_it(
    board: gpd.GeoDataFrame, kind: str
) -> None:
    layer = board.rename(index={"320113": "710101", "320116": "710102"})
    inside = layer.index[~layer.index.str.startswith("71")]
    values = pd.Series(np.arange(14.0), index=inside, name="v")
    overlay = taiwan_free(layer, values)[kind]
    assert overlay.lacks_taiwan and overlay.absent == ("710101", "710102")
    known = values.reindex(layer.index).fillna(1.0)
    assert not maps.choropleth(layer, known).lacks_taiwan
    assert maps.choropleth(layer, known.drop("710101")).absent == ()


def taiwan_free(layer: gpd.GeoDataFrame, values: pd.Series) -> dict[str, maps.Overlay]:
    """Each way of coloring units, for values of some of them."""
    graph = analysis.neighbors(layer.loc[values.index])
    chosen = values.index[:5]
    local = {"permutations": 99, "seed": 1}
    return {
        "choropleth": maps.choropleth(layer, values),
        "members": maps.members(layer, chosen),
        "tiers": maps.tiers(pd.Series([1, 2, 2, 3, 3], index=chosen), layer),
        "patches": maps.patches(analysis.patches(chosen, graph, eligible=values.index, **local), layer),
        "moran": maps.local_moran(analysis.local_moran(values, graph, **local), layer),
        "hotspots": maps.hotspots(analysis.hotspots(values, graph, **local), layer),
        "joins": maps.local_join_count(analysis.local_join_count(chosen, graph), layer),
    }


def test_groups_scan_and_outline(board: gpd.GeoDataFrame) -> None:
    regions = gpd.GeoDataFrame(
        {"members": [tuple(board.index[:8]), tuple(board.index[8:])]},
        geometry=[box(119, 32, 119.4, 32.2), box(119, 32.2, 119.4, 32.4)],
        index=pd.Index(["南", "北"], name="region"),
        crs=4326,
    )
    chosen = board.index[:6]
    groups = maps.groups(analysis.groups(chosen, regions, eligible=board.index), board, regions=regions)
    assert groups.shapes is not None
    assert groups.shapes["label"].tolist() == ["南"]
    assert groups.said("zh").shapes["text"].iloc[0] == "上榜 6/8，区位商 2.00"
    assert sum(c.count for c in groups.classes) == 1
    found = analysis.scan(chosen, board, eligible=board.index, permutations=99, seed=1)
    windows = maps.scan(found, board)
    assert windows.shapes is not None and windows.shapes["members"].iloc[0] == tuple(
        found.clusters["units"].iloc[0]
    )
    lines = maps.outline(regions, board)
    assert lines.kind == "outline" and lines.classes[0].count == 2
    with pytest.raises(MapError, match="have no outline: "):
        maps.groups(analysis.groups(chosen, regions, eligible=board.index), board, regions=regions.iloc[:1])


def test_points_flows_and_raster(board: gpd.GeoDataFrame) -> None:
    places = gpd.GeoDataFrame(
        {"name": ["甲", "乙", "丙"], "c": ["x", "y", "x"]},
        geometry=gpd.points_from_xy([119.1] * 3, [32.1] * 3),
        crs=4326,
    )
    assert counts(maps.points(places, category="c")) == {"x": 2, "y": 1}
    with pytest.raises(MapError, match="must be points; not so at 0"):
        maps.points(places.set_geometry(places.buffer(0)))
    with pytest.raises(MapError, match="lack z"):
        maps.points(places, label="z")
    before = pd.Series([5, 2, 3], index=board.index[:3])
    after = pd.Series([1, 4, 3], index=board.index[:3])
    overlay = maps.flows(board, before, after)
    assert counts(overlay) == {"位次上升": 1, "位次下降": 1, "位次不变": 1}
    assert overlay.shapes is not None
    assert overlay.shapes["text"].tolist() == ["5 → 1", "2 → 4", "3 → 3"]


def test_raster(tmp_path: object) -> None:
    import rasterio

    path = f"{tmp_path}/small.tif"
    data = np.array([[0, 1], [2, 255]], np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint8", crs="EPSG:4326", nodata=255,
        transform=rasterio.Affine(0.2, 0, 119, 0, -0.2, 32.4),
    ) as file:  # fmt: skip
        file.write(data, 1)
    overlay = maps.raster(path, k=2)
    assert [c.count for c in overlay.classes] == [2, 1]
    assert overlay.image is not None and overlay.image.bounds == pytest.approx((119, 32, 119.4, 32.4))
    with pytest.raises(MapError, match="bands 1 to 1, not 2"):
        maps.raster(path, band=2)
    with pytest.raises(MapError, match="cannot read the raster"):
        maps.raster(f"{tmp_path}/none.tif")


def test_an_overlay_is_a_value(board: gpd.GeoDataFrame) -> None:
    overlay = maps.members(board, ["320101"])
    with pytest.raises(AttributeError):
        overlay.name = "x"  # type: ignore[misc]
    with pytest.raises(MapError, match="unknown kind"):
        maps.Overlay(name="x", kind="heat", layer=board)  # type: ignore[arg-type]
    before = board.copy()
    maps.choropleth(board.assign(v=range(16)), "v")
    pd.testing.assert_frame_equal(pd.DataFrame(board), pd.DataFrame(before))


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64"])
def test_numbered_categories_are_whole_and_in_their_order(board: gpd.GeoDataFrame, dtype: str) -> None:
    layer = board
    tiers = pd.Series([k % 12 + 1 for k in range(16)], index=layer.index, dtype=dtype, name="tier")
    tiers.iloc[0] = np.nan if dtype == "float64" else pd.NA
    shown = maps.categorical(layer, tiers.sample(frac=1, random_state=2))
    assert [each.label for each in shown.classes] == [str(k) for k in range(1, 13)]
    assert [each.count for each in shown.classes] == [1, 2, 2, 2] + [1] * 8
    assert shown.missing == 1
