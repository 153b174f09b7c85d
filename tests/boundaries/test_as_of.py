"""The layer as of another day, or a plain word why not."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import boundaries
from boundaries.errors import LayerError, LianpianError, LianpianWarning

DRAWN = pd.read_csv(Path(__file__).parents[1] / "known" / "drawn_by_year.csv", comment="#", index_col="year")
BESIDE = ("台湾省辖", "特别行政区", "管理区")


@pytest.fixture(scope="module")
def county() -> gpd.GeoDataFrame:
    return boundaries.read_layer("county")


def test_a_day_without_changes(county: gpd.GeoDataFrame) -> None:
    later = boundaries.read_layer("county", as_of="2023-12-31")
    assert later.index.equals(county.index) and later.attrs["date"] == "2023-12-31"
    assert later.geometry.geom_equals_exact(county.geometry, 0).all()
    assert (later["name"] == county["name"]).all()


def test_renamed_units_keep_their_boundary(county: gpd.GeoDataFrame) -> None:
    with pytest.warns(LianpianWarning, match="4 units have exchanged land since"):
        earlier = boundaries.read_layer("county", as_of="2023-04-02", tolerance_m=1000)
    assert earlier.loc["540422", ["name", "kind"]].tolist() == ["米林县", "县"]
    assert "540481" not in earlier.index and boundaries.official(earlier).sum() == 2844
    drawn = boundaries.read_layer("county", tolerance_m=1000)
    assert earlier.geometry["540422"].equals(drawn.geometry["540481"])
    assert earlier.attrs["approximate"] == ("511525 高县", "511526 珙县", "620121 永登县", "620122 皋兰县")
    boundaries.check_layer(earlier)
    assert shapely.coverage_is_valid(np.asarray(earlier.geometry.array))
    with pytest.warns(LianpianWarning):
        cities = boundaries.read_layer("prefecture", as_of="2023-04-02", tolerance_m=1000)
    assert len(cities) == 375


@pytest.mark.parametrize(
    ("day", "named"),
    [
        ("2020-12-31", r"330104 江干区 \(330102 上城区\+330114 钱塘区\)"),
        ("2024-12-31", r"653228 和康县 \(653223 皮山县\)"),
        ("2025-12-31", r"500157 两江新区 \(500105 江北区\+500112 渝北区\)"),
    ],
)
def test_what_cannot_be_drawn_is_named(day: str, named: str) -> None:
    with pytest.raises(LayerError, match=named):
        boundaries.read_layer("county", as_of=day)


@pytest.mark.parametrize("year", [2000, 2003, 2012, 2020, 2022])
@pytest.mark.filterwarnings("ignore::boundaries.errors.LianpianWarning")
def test_every_year_end_is_drawn_without_a_hole(year: int, county: gpd.GeoDataFrame) -> None:
    layer = boundaries.read_layer("county", as_of=f"{year}-12-31", tolerance_m=1000, where_merged="whole")
    want = DRAWN.loc[year]
    merged = layer.attrs["merged"]
    assert int(boundaries.official(layer).sum()) == want["polygons"]
    assert len(merged) == want["groups_that_can"]
    assert sum(map(len, merged.values())) == want["not_drawable"]
    now = boundaries.read_layer("county", tolerance_m=1000)
    assert shapely.coverage_is_valid(np.asarray(layer.geometry.array))
    assert boundaries.area_km2(layer).sum() == pytest.approx(boundaries.area_km2(now).sum(), rel=1e-12)
    units = boundaries.units(f"{year}-12-31")["name"]
    held = {line[:6]: line[7:] for lines in merged.values() for line in lines}
    drawn = layer.loc[boundaries.official(layer).to_numpy(), "name"].drop(list(merged))
    assert {**held, **drawn} == units.to_dict()
    assert all(layer["name"][code] == "、".join(line[7:] for line in lines) for code, lines in merged.items())
    boundaries.check_layer(layer)


def test_ground_of_no_unit_is_marked() -> None:
    with pytest.warns(LianpianWarning):
        layer = boundaries.read_layer("county", as_of="2010-12-31", tolerance_m=1000, where_merged="whole")
    assert layer.attrs["unlisted"] == ("460302 西沙区", "460303 南沙区", "632803 茫崖市")
    assert layer.loc[["460200", "441900"], "kind"].tolist() == ["地级市", "地级市"]
    assert "460203" not in layer.index and not boundaries.official(layer)["632803"]


def test_a_later_day_draws_what_has_split_since_as_one() -> None:
    with pytest.warns(LianpianWarning, match="as of 2025-12-31: 16 units"):
        layer = boundaries.read_layer("county", as_of="2025-12-31", tolerance_m=1000, where_merged="whole")
    assert layer.attrs["merged"] == {
        "500109": ("500109 北碚区", "500157 两江新区"),
        "653221": ("653221 和田县", "653229 和安县"),
        "653223": ("653223 皮山县", "653228 和康县"),
    }


def test_constant_units_are_drawn(county: gpd.GeoDataFrame) -> None:
    units = boundaries.constant_units(2000, 2023)
    with pytest.warns(LianpianWarning, match="constant units 2000-2023"):
        layer = boundaries.read_layer(units=units, tolerance_m=1000)
    now = boundaries.read_layer("county", tolerance_m=1000)
    assert set(layer.index) == set(units.units.index) | set(now.index[now["kind"].isin(BESIDE)])
    assert boundaries.area_km2(layer).sum() == pytest.approx(boundaries.area_km2(now).sum(), rel=1e-12)
    merged = units.units.loc["421303", "members"]
    assert boundaries.area_km2(layer)["421303"] == pytest.approx(
        boundaries.area_km2(now)[list(merged)].sum(), rel=1e-9
    )
    assert layer.attrs["date"] == "2000-2023" and layer.attrs["missing"] == ()


def test_constant_units_that_were_merged_later() -> None:
    units = boundaries.constant_units(2010, 2020)
    with pytest.raises(LayerError, match=r"330104 江干区 \(330102 上城区\+330114 钱塘区\)"):
        boundaries.read_layer(units=units, tolerance_m=1000)
    with pytest.warns(LianpianWarning):
        layer = boundaries.read_layer(units=units, tolerance_m=1000, where_merged="whole")
    assert layer.attrs["merged"]["330102"] == ("330102 上城区", "330104 江干区")
    assert layer["name"]["330102"] == "上城区、江干区"


def test_questions_that_contradict_themselves() -> None:
    units = boundaries.constant_units(2022, 2023)
    with pytest.raises(LayerError, match="want level 'county'"):
        boundaries.read_layer("province", units=units)
    with pytest.raises(LayerError, match="leave one of them out"):
        boundaries.read_layer(as_of="2020-12-31", units=units)
    with pytest.raises(LayerError, match="unknown where_merged 'drop'; valid: refuse, whole"):
        boundaries.read_layer(as_of="2020-12-31", where_merged="drop")  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["1999-12-31", "2031-01-01", "lately"])
def test_days_out_of_range(day: str) -> None:
    with pytest.raises(LianpianError, match=day):
        boundaries.read_layer("county", as_of=day)
