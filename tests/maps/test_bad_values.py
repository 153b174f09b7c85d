"""What no map can show is refused in words; what little there is gets an honest legend."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import maps
from boundaries.errors import MapError
from tests.board import CODES
from tests.board import board as make_board

BOARD = make_board()
EMPTY, DOUBLE = BOARD.iloc[:0], pd.concat([BOARD, BOARD.iloc[:1]])
NUMBERS = pd.Series(np.arange(16.0), index=BOARD.index, name="v")
NIGHT = "indicators/data/night_lights_china.tif"
LOCAL = pd.DataFrame(
    {"value": np.arange(16.0), "lag": 1.0, "I": 1.0, "p_fdr": 0.5, "label": "HH", "significant": True,
     "z": 1.0, "member": True, "neighbors": 3, "joins": 1},
    index=BOARD.index,
)  # fmt: skip
PATCH = pd.DataFrame({"patch": [1, 1, 1], "size": [3, 3, 3]}, index=BOARD.index[:3])
WINDOW = pd.DataFrame(
    {"count": [2], "n_eligible": [4], "relative_risk": [2.0], "p_sim": [0.01], "units": [tuple(CODES[:4])]},
    index=[1],
)
GROUP = pd.DataFrame({"count": [2], "n_eligible": [8], "location_quotient": [2.0]}, index=["南"])
REGION = gpd.GeoDataFrame(
    {"members": [tuple(CODES[:8])]}, geometry=[shapely.box(119, 32, 119.4, 32.2)], index=["南"], crs=4326
)
PLACE = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.Point(119, 32)], crs=4326)


def series(values: Any) -> pd.Series:
    return pd.Series(values, index=BOARD.index, name="v", dtype=None if len(values) else float)


def twice(table: Any) -> Any:
    return pd.concat([table, table.iloc[:1]])


def elsewhere(table: Any) -> Any:
    return table.set_axis(["999" + code[3:] for code in table.index])


def result(table: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(frame=table)


def windows(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(clusters=WINDOW.assign(**fields))


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "choropleth, all NaN": (lambda: maps.choropleth(BOARD, series([np.nan] * 16)), "holds no value"),
    "choropleth, infinite": (lambda: maps.choropleth(BOARD, series([np.inf] + [1.0] * 15)), "infinite at 320101"),
    "choropleth, words": (lambda: maps.choropleth(BOARD, series(["x"] * 16)), "must hold numbers"),
    "choropleth, other codes": (lambda: maps.choropleth(BOARD, elsewhere(NUMBERS)), "none of the 16 codes"),
    "choropleth, codes twice": (lambda: maps.choropleth(BOARD, twice(NUMBERS)), "come twice: 320101"),
    "choropleth, empty layer": (lambda: maps.choropleth(EMPTY, NUMBERS), "holds no unit"),
    "choropleth, layer twice": (lambda: maps.choropleth(DOUBLE, NUMBERS), "holds codes twice: 320101"),
    "choropleth, year in words": (lambda: maps.choropleth(BOARD, NUMBERS, year="2023"), "whole number, got '2023'"),
    "choropleth, no language": (lambda: maps.choropleth(BOARD, NUMBERS, lang="fr"), "unknown lang 'fr'"),
    "choropleth, cards twice": (lambda: maps.choropleth(BOARD, NUMBERS, rows=twice(LOCAL)), "come twice: 320101"),
    "choropleth, cards elsewhere": (lambda: maps.choropleth(BOARD, NUMBERS, rows=elsewhere(LOCAL)), "none of the 16"),
    "choropleth, no colors": (
        lambda: maps.choropleth(BOARD, NUMBERS, k=2, colors=["red", "#ffffff"], switch=False), "#rrggbb, got red"
    ),
    "categorical, all NaN": (lambda: maps.categorical(BOARD, series([np.nan] * 16), order=["a"]), "holds no value"),
    "categorical, other codes": (lambda: maps.categorical(BOARD, elsewhere(series(["x"] * 16))), "none of the 16"),
    "categorical, codes twice": (lambda: maps.categorical(BOARD, twice(series(["x"] * 16))), "come twice: 320101"),
    "categorical, order twice": (lambda: maps.categorical(BOARD, series(["x"] * 16), order=["x", "x"]), "twice: x"),
    "categorical, empty layer": (lambda: maps.categorical(EMPTY, series(["x"] * 16)), "holds no unit"),
    "two variables, all NaN": (lambda: maps.bivariate(BOARD, series([np.nan] * 16), NUMBERS), "holds no value"),
    "two variables, never both": (
        lambda: maps.bivariate(BOARD, NUMBERS.where(NUMBERS < 8), NUMBERS.where(NUMBERS >= 8)), "no unit has a value"
    ),
    "two variables, infinite": (lambda: maps.bivariate(BOARD, NUMBERS, series([np.inf] * 16)), "is infinite"),
    "two variables, words": (lambda: maps.bivariate(BOARD, NUMBERS, series(["x"] * 16)), "must hold numbers"),
    "two variables, other codes": (lambda: maps.bivariate(BOARD, NUMBERS, elsewhere(NUMBERS)), "none of the 16"),
    "two variables, five classes": (lambda: maps.bivariate(BOARD, NUMBERS, NUMBERS, k=5), "2 or 3 classes"),
    "members, none": (lambda: maps.members(BOARD, []), "no code was given"),
    "members, all False": (lambda: maps.members(BOARD, NUMBERS < 0), "no code was given"),
    "members, a number": (lambda: maps.members(BOARD, 5), "several adcodes, got int"),
    "members, nothing": (lambda: maps.members(BOARD, None), "several adcodes, got NoneType"),
    "members, other codes": (lambda: maps.members(BOARD, ["999999"]), "not in the layer: 999999"),
    "members, empty layer": (lambda: maps.members(EMPTY, ["320101"]), "holds no unit"),
    "members, a CSS color": (lambda: maps.members(BOARD, ["320101"], color="red;}"), "#rrggbb, got red;}"),
    "members, cards no table": (lambda: maps.members(BOARD, ["320101"], rows={"a": 1}), "must be a DataFrame"),
    "tiers, all NaN": (lambda: maps.tiers(series([np.nan] * 16), BOARD), "holds no value"),
    "tiers, infinite": (lambda: maps.tiers(series([np.inf] + [1.0] * 15), BOARD), "infinite at 320101"),
    "tiers, numbers and words": (lambda: maps.tiers(series([1, "x"] * 8), BOARD), "both came"),
    "tiers, codes twice": (lambda: maps.tiers(twice(series([1] * 16)), BOARD), "come twice: 320101"),
    "tiers, other codes": (lambda: maps.tiers(elsewhere(series([1] * 16)), BOARD), "none of the 16"),
    "flows, words": (lambda: maps.flows(BOARD, series(["x"] * 16), NUMBERS), "must hold numbers"),
    "flows, infinite": (lambda: maps.flows(BOARD, series([np.inf] * 16), NUMBERS), "is infinite at"),
    "flows, all NaN": (lambda: maps.flows(BOARD, series([np.nan] * 16), NUMBERS), "both before and after"),
    "flows, codes twice": (lambda: maps.flows(BOARD, twice(NUMBERS), NUMBERS), "before: these codes come twice"),
    "local Moran, codes twice": (lambda: maps.local_moran(result(twice(LOCAL)), BOARD), "come twice: 320101"),
    "local Moran, other codes": (lambda: maps.local_moran(result(elsewhere(LOCAL)), BOARD), "none of the 16"),
    "local Moran, nothing tested": (lambda: maps.local_moran(result(LOCAL.assign(label=None)), BOARD), "no value"),
    "local Moran, infinite": (lambda: maps.local_moran(result(LOCAL.assign(lag=np.inf)), BOARD), "is infinite at"),
    "local Moran, words": (lambda: maps.local_moran(result(LOCAL.assign(value="x")), BOARD), "must hold numbers"),
    "local Moran, other labels": (lambda: maps.local_moran(result(LOCAL.assign(label="ZZ")), BOARD), "got ZZ"),
    "local Moran, no result": (lambda: maps.local_moran(None, BOARD), "is wanted, got NoneType"),
    "hotspots, all NaN": (lambda: maps.hotspots(result(LOCAL.assign(z=np.nan)), BOARD), "holds no value"),
    "hotspots, words": (lambda: maps.hotspots(result(LOCAL.assign(p_fdr="x")), BOARD), "must hold numbers"),
    "hotspots, codes twice": (lambda: maps.hotspots(result(twice(LOCAL)), BOARD), "come twice: 320101"),
    "local joins, unknown": (
        lambda: maps.local_join_count(result(LOCAL.assign(member=np.nan)), BOARD), "member is unknown at 320101"
    ),
    "local joins, empty": (lambda: maps.local_join_count(result(LOCAL.iloc[:0]), BOARD), "holds no value"),
    "local joins, other codes": (lambda: maps.local_join_count(result(elsewhere(LOCAL)), BOARD), "none of the 16"),
    "patches, codes twice": (lambda: maps.patches(result(twice(PATCH)), BOARD), "come twice: 320101"),
    "patches, other codes": (lambda: maps.patches(result(elsewhere(PATCH)), BOARD), "not in the layer: 999101"),
    "patches, empty": (lambda: maps.patches(result(PATCH.iloc[:0]), BOARD), "holds no unit"),
    "patches, unknown": (lambda: maps.patches(result(PATCH.assign(patch=np.nan)), BOARD), "unknown at 320101"),
    "patches, words": (lambda: maps.patches(result(PATCH.assign(size="x")), BOARD), "must hold numbers"),
    "scan, other codes": (lambda: maps.scan(windows(units=[("999999",)]), BOARD), "not in the layer: 999999"),
    "scan, windows of nothing": (lambda: maps.scan(windows(units=[()]), BOARD), "without units: 1"),
    "scan, no result": (lambda: maps.scan(None, BOARD), "is wanted, got NoneType"),
    "groups, empty": (lambda: maps.groups(result(GROUP.iloc[:0]), BOARD, regions=REGION), "holds no region"),
    "groups, unknown": (
        lambda: maps.groups(result(GROUP.assign(count=np.nan)), BOARD, regions=REGION), "count is unknown at 南"
    ),
    "groups, columns": (lambda: maps.groups(result(GROUP[["count"]]), BOARD, regions=REGION), "lacks n_eligible"),
    "groups, regions twice": (lambda: maps.groups(result(GROUP), BOARD, regions=twice(REGION)), "twice: 南"),
    "outline, empty": (lambda: maps.outline(REGION.iloc[:0], BOARD), "no region to draw"),
    "outline, no CRS": (lambda: maps.outline(REGION.set_crs(None, allow_override=True), BOARD), "have no CRS"),
    "outline, no shape": (lambda: maps.outline(REGION.set_geometry([None]), BOARD), "not finite: 南"),
    "outline, a color": (lambda: maps.outline(REGION, BOARD, color="url(x)"), "#rrggbb"),
    "outline, no members": (lambda: maps.outline(REGION.assign(members=[np.nan]), BOARD), "not so at 南"),
    "outline, texts twice": (
        lambda: maps.outline(REGION, BOARD, text=pd.Series(["a", "b"], index=["南", "南"])), "come twice: 南"
    ),
    "points, none": (lambda: maps.points(PLACE.iloc[:0]), "hold no point"),
    "points, missing": (lambda: maps.points(PLACE.set_geometry([None])), "must be points"),
    "points, empty": (lambda: maps.points(PLACE.set_geometry([shapely.Point()])), "must be points"),
    "points, infinite": (lambda: maps.points(PLACE.set_geometry([shapely.Point(np.inf, 1)])), "no numbers"),
    "points, size": (lambda: maps.points(PLACE, size=float("nan")), "above 0 and at most 100"),
    "raster, no class": (lambda: maps.raster(NIGHT, k=0), "from 1 to 9, got 0"),
    "raster, words": (lambda: maps.raster(NIGHT, k="x"), "from 1 to 9, got 'x'"),
    "raster, colors": (lambda: maps.raster(NIGHT, k=2, colors=["red", "blue"]), "#rrggbb, got red, blue"),
    "raster, no pixel": (lambda: maps.raster(NIGHT, most_pixels=0), "at least 1"),
    "raster, a folder": (lambda: maps.raster("maps"), "cannot read the raster"),
    "raster, no file name": (lambda: maps.raster("a\0b.tif"), "cannot read the raster"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_words(case: str) -> None:
    make, words = REFUSED[case]
    with pytest.raises(MapError) as caught:
        make()
    assert words in str(caught.value)


def legend(overlay: maps.Overlay) -> list[tuple[str, int]]:
    return [(row.label, row.count) for row in overlay.said("zh").classes]


def test_one_class_is_one_row() -> None:
    assert legend(maps.choropleth(BOARD, series([7.0] * 16))) == [("7", 16)]
    assert legend(maps.categorical(BOARD, series(["x"] * 16))) == [("x", 16)]
    assert legend(maps.tiers(series([1] * 16), BOARD)) == [("第1梯队", 16)]
    one = maps.bivariate(BOARD, series([1.0] * 16), NUMBERS)
    assert one.grid == (1, 3) and [row.count for row in one.classes] == [6, 5, 5]
    still = maps.flows(BOARD, NUMBERS, NUMBERS)
    assert [row.count for row in still.classes] == [0, 0, 16]
    flat = maps.local_moran(result(LOCAL.assign(value=1.0)), BOARD)
    assert flat.scatter is None and legend(flat)[0] == ("高高聚集", 16)


def test_a_scan_that_found_nothing_says_so() -> None:
    nothing = maps.scan(SimpleNamespace(clusters=WINDOW.iloc[:0]), BOARD)
    assert [row.count for row in nothing.classes] == [0, 0]
    all_inside = maps.scan(windows(relative_risk=np.inf), BOARD, lang="zh")
    assert all_inside.shapes is not None and "相对风险 ∞" in all_inside.shapes["text"].iloc[0]
    assert "id=" in maps.Sheet("x").add(maps.members(BOARD, CODES[:1])).add(nothing).html()


def test_missing_labels_and_categories_of_places_are_no_words() -> None:
    places = gpd.GeoDataFrame(
        {"name": ["甲", None], "c": ["x", np.nan]}, geometry=[shapely.Point(119, 32)] * 2, crs=4326
    )
    overlay = maps.points(places, category="c", text="c")
    assert legend(overlay) == [("x", 1), ("无数据", 1)]
    assert overlay.shapes is not None
    assert overlay.shapes["label"].tolist() == ["甲", ""] and overlay.shapes["text"].tolist() == ["x", ""]
