"""Units of any country with any ids: read, checked, measured, matched within their layer."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import analysis
import boundaries
from boundaries.abroad import in_china
from boundaries.errors import LayerError, MatchError
from boundaries.layer import check_layer
from boundaries.own import read_units
from boundaries.within import match_within


def grid(west: float, south: float, *, step: float = 1.0) -> gpd.GeoDataFrame:
    """Sixteen squares by rows from the south-west, shuffled."""
    squares = [
        box(
            west + step * (k % 4),
            south + step * (k // 4),
            west + step * (k % 4 + 1),
            south + step * (k // 4 + 1),
        )
        for k in range(16)
    ]
    frame = gpd.GeoDataFrame({"k": range(16)}, geometry=squares, crs="EPSG:4326")
    return frame.sample(frac=1, random_state=6, ignore_index=True)


def states(folder: Path) -> Path:
    """Counties of two states, some of the same name, with the ids of a census."""
    frame = grid(-100.0, 38.0)
    frame["GEOID"] = [f"{1 + k // 8:02d}{2 * (k % 8) + 1:03d}" for k in frame["k"]]
    frame["NAME"] = [("Lake", "Orange", "Clay", "Polk")[k % 4] for k in frame["k"]]
    frame["STATE"] = ["Alpha" if k < 8 else "Beta" for k in frame["k"]]
    frame.loc[frame["k"] % 8 >= 4, "NAME"] += " North"
    frame.drop(columns="k").to_file(folder / "counties.gpkg")
    return folder / "counties.gpkg"


def test_ids_names_and_parents_are_the_files_own(tmp_path: Path) -> None:
    layer = read_units(states(tmp_path), id="GEOID", name="NAME", parent="STATE")
    assert layer.index.tolist() == sorted(layer.index)
    assert layer.loc["01003", ["name", "province", "province_code"]].tolist() == ["Orange", "Alpha", "Alpha"]
    assert layer.attrs["level"] == "own"
    assert not layer.attrs["chinese"]
    assert check_layer(layer) is layer
    assert analysis.neighbors(layer).n_edges == 84


def test_numbers_are_ids_too(tmp_path: Path) -> None:
    grid(-100.0, 38.0).astype({"k": float}).to_parquet(tmp_path / "u.parquet")
    layer = read_units(tmp_path / "u.parquet", id="k")
    assert sorted(layer.index, key=int) == [str(k) for k in range(16)]
    assert layer["name"].tolist() == layer.index.tolist()


def test_townships_lie_where_their_county_does(tmp_path: Path) -> None:
    """A township of 济源 (419001) lies in no 4190: its prefecture is what its county's is."""
    frame = grid(112.0, 35.0, step=0.05)
    frame["code"] = [f"{'419001' if k < 8 else '410122'}{k:03d}" for k in frame["k"]]
    frame.to_parquet(tmp_path / "t.parquet")
    layer = read_units(tmp_path / "t.parquet", id="code", tolerance_m=50.0)
    county = boundaries.units().loc["419001"]
    assert layer.loc["419001000", "province"] == "河南省"
    assert layer.loc["419001000", "prefecture"] == county["prefecture"]
    assert layer.loc["410122008", ["prefecture", "prefecture_code"]].tolist() == ["郑州市", "410100"]


def test_every_breach_at_once(tmp_path: Path) -> None:
    frame = grid(-100.0, 38.0)
    frame["id"] = ["a", "a", None, *map(str, range(13))]
    frame.to_parquet(tmp_path / "u.parquet")
    with pytest.raises(LayerError, match=r"rows 3.*(?s:.)*more than once.*a") as refused:
        read_units(tmp_path / "u.parquet", id="id")
    assert "2 breaches" in str(refused.value)
    with pytest.raises(LayerError, match="GEOID"):
        read_units(tmp_path / "u.parquet", id="GEOID")


@pytest.mark.parametrize("west", [-100.0, -77.0, 5.0, 119.0, 178.0 - 4])
def test_areas_are_those_of_the_ellipsoid_everywhere(west: float) -> None:
    """A square of one degree at 40-41 N: 9414 km2 to within a square kilometer, wherever it lies."""
    layer = grid(west, 40.0).set_index("k")
    layer.index = layer.index.astype(str).rename("adcode")
    geod = layer.crs.get_geod()
    expected = [
        abs(geod.geometry_area_perimeter(shape.segmentize(0.01))[0]) / 1e6 for shape in layer.geometry
    ]
    fine = layer.set_geometry(layer.geometry.segmentize(0.01))
    assert boundaries.area_km2(fine).to_numpy() == pytest.approx(expected, rel=1e-4)


def test_what_lies_in_china() -> None:
    assert in_china(boundaries.read_layer("province", tolerance_m=500))
    assert not in_china(grid(-100.0, 38.0))
    assert not in_china(grid(100.0, 12.0))  # the gulf of Thailand


def test_names_are_matched_within_the_layer_only(tmp_path: Path) -> None:
    layer = read_units(states(tmp_path), id="GEOID", name="NAME", parent="STATE")
    table = pd.DataFrame(
        {
            "county": ["Orange", "orange ", "Orange", "Orang", "昆山市", "", "Polk North"],
            "state": ["Alpha", "Beta", None, "Alpha", None, None, "beta"],
        },
        index=[9, 8, 7, 6, 5, 4, 3],
    )
    found = match_within(table, layer, name="county", parent="state").frame
    assert found.index.tolist() == table.index.tolist()
    assert found["status"].tolist() == [
        *("exact", "normalized", "ambiguous", "not_found", "not_found", "not_found", "exact")
    ]
    assert found["adcode"].fillna("-").tolist() == ["01003", "02003", "-", "-", "-", "-", "02015"]
    assert found["candidates"].iloc[2] == ("01003", "02003")
    assert found["suggestion"].iloc[3] == "Orange"


def test_ids_come_before_names_with_the_zeros_that_were_eaten(tmp_path: Path) -> None:
    layer = read_units(states(tmp_path), id="GEOID", name="NAME", parent="STATE")
    table = pd.DataFrame({"fips": [1003.0, 2015, 99999], "county": ["x", "Lake", "Lake"]})
    found = match_within(table, layer, name="county", id="fips").frame
    assert found["adcode"].fillna("-").tolist() == ["01003", "02015", "-"]
    assert found["status"].tolist() == ["by_id", "by_id", "ambiguous"]
    with pytest.raises(MatchError, match="nowhere"):
        match_within(table, layer, name="nowhere")
