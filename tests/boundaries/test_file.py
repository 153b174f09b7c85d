"""Files of one's own in every format, and everything that can be wrong with one."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

import boundaries
from boundaries.errors import LayerError, LianpianWarning, SourceError


@pytest.fixture(scope="module")
def suzhou() -> gpd.GeoDataFrame:
    layer = boundaries.read_layer("county")
    return (
        layer[layer["prefecture_code"] == "320500"]
        .reset_index()[["adcode", "name", "geometry"]]
        .rename(columns={"adcode": "代码", "name": "名称"})
    )


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".shp":
        frame.to_file(path, encoding="GB18030")
        path.with_suffix(".cpg").unlink()  # as most Chinese shapefiles come
    else:
        frame.to_file(path)
    return path


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson", ".fgb", ".parquet"])
def test_every_format_gives_the_same_layer(suzhou: gpd.GeoDataFrame, tmp_path: Path, suffix: str) -> None:
    path = written(suzhou.sample(frac=1, random_state=3), tmp_path / f"苏州{suffix}")
    layer = boundaries.read_file(path, adcode="代码", name="名称", datum="cgcs2000")
    wanted = boundaries.read_layer("county").loc[layer.index]
    assert len(layer) == len(suzhou) == 9
    assert layer.geometry.geom_equals(wanted.geometry).all()
    pd.testing.assert_frame_equal(
        pd.DataFrame(layer.drop(columns="geometry")), pd.DataFrame(wanted.drop(columns="geometry"))
    )
    assert layer.attrs["detected"] == "wgs84" and len(layer.attrs["missing"]) == 2844 - 9


@pytest.mark.parametrize("dress", [int, float, "156{}".format, "{}000000".format])
def test_codes_in_other_dress(suzhou: gpd.GeoDataFrame, tmp_path: Path, dress: object) -> None:
    assert callable(dress)
    frame = suzhou.assign(代码=[dress(code) for code in suzhou["代码"]])
    layer = boundaries.read_file(written(frame, tmp_path / "a.gpkg"), adcode="代码", datum="wgs84")
    assert list(layer.index) == sorted(suzhou["代码"])


def test_gcj02_is_converted_and_a_wrong_word_is_noticed(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(boundaries.convert(suzhou, source="wgs84", target="gcj02"), tmp_path / "a.gpkg")
    layer = boundaries.read_file(path, adcode="代码", datum="gcj02")
    wanted = boundaries.read_layer("county").loc[layer.index]
    assert layer.geometry.geom_equals_exact(wanted.geometry, 1e-8).all()
    with pytest.warns(LianpianWarning, match="declared wgs84, but the boundaries fit gcj02"):
        boundaries.read_file(path, adcode="代码", datum="wgs84")


def test_two_datums_in_one_file_are_refused(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    moved = boundaries.convert(suzhou, source="wgs84", target="gcj02")
    mixed = pd.concat([suzhou.iloc[:5], moved.iloc[5:]])
    path = written(mixed, tmp_path / "a.gpkg")
    with pytest.raises(LayerError, match="4 of 9 units compared lie in another datum than wgs84") as caught:
        boundaries.read_file(path, adcode="代码", datum="wgs84")
    assert all(code in str(caught.value) for code in sorted(suzhou["代码"].iloc[5:]))


def test_every_breach_at_once(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    bad = suzhou.copy()
    bad.loc[1, "代码"] = "32x"
    bad.loc[3, "代码"] = bad.loc[2, "代码"]
    bad.loc[4, "geometry"] = None
    bad.loc[5, "geometry"] = Point(120, 31)
    path = written(bad.set_crs(None, allow_override=True), tmp_path / "a.parquet")
    with pytest.raises(LayerError) as caught:
        boundaries.read_file(path, adcode="代码", name="区县", datum="wgs84")
    message = str(caught.value)
    for part in (
        "6 breaches",
        "no column '区县'; the file has 代码, 名称",
        "no CRS",
        "1 rows without geometry: rows 5",
        "1 rows are no polygons: rows 6",
        "row 2 '32x'",
        f"{bad.loc[2, '代码']} rows 3, 4",
    ):
        assert part in message


def test_a_declared_crs_serves_a_file_without(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(suzhou.set_crs(None, allow_override=True), tmp_path / "a.parquet")
    assert len(boundaries.read_file(path, adcode="代码", datum="cgcs2000", crs="EPSG:4490")) == 9
    with pytest.raises(LayerError, match="no coordinate reference system"):
        boundaries.read_file(path, adcode="代码", datum="cgcs2000", crs="EPSG:1")


def test_projected_files_are_brought_to_degrees(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = written(suzhou.to_crs("EPSG:4549"), tmp_path / "a.gpkg")  # CGCS2000 / 3-degree Gauss-Kruger, 120 E
    layer = boundaries.read_file(path, adcode="代码", datum="cgcs2000")
    assert layer.crs.to_epsg() == 4326
    wanted = boundaries.read_layer("county").loc[layer.index]
    assert layer.geometry.geom_equals_exact(wanted.geometry, 1e-7).all()


def test_unlisted_codes_are_kept_and_named(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    old = suzhou.copy()
    old.loc[old["代码"] == "320509", ["代码", "名称"]] = ["320584", "吴江市"]
    path = written(old, tmp_path / "a.gpkg")
    with pytest.warns(LianpianWarning, match="320584"):
        layer = boundaries.read_file(path, adcode="代码", name="名称", datum="wgs84")
    assert layer.loc["320584", ["name", "kind", "province"]].tolist() == ["吴江市", "不在名录", "江苏省"]
    assert layer.attrs["unlisted"] == ("320584 吴江市",)
    assert "320509 吴江区" in layer.attrs["missing"]


def test_faults_are_repaired_and_the_rest_simplified(suzhou: gpd.GeoDataFrame, tmp_path: Path) -> None:
    bad = suzhou.copy()
    bad.loc[0, "geometry"] = bad.geometry[0].buffer(0.002)
    layer = boundaries.read_file(
        written(bad, tmp_path / "a.gpkg"), adcode="代码", datum="wgs84", tolerance_m=1000
    )
    assert boundaries.check_coverage(layer).empty
    assert layer.get_coordinates().shape[0] < suzhou.get_coordinates().shape[0]


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        boundaries.read_file(tmp_path / "a.shp", adcode="a", datum="wgs84")
    (tmp_path / "a.kml").write_text("x")
    with pytest.raises(SourceError, match=r"valid: \.shp, \.gpkg"):
        boundaries.read_file(tmp_path / "a.kml", adcode="a", datum="wgs84")
    (tmp_path / "a.gpkg").write_text("x")
    with pytest.raises(SourceError, match="no boundary file by its content"):
        boundaries.read_file(tmp_path / "a.gpkg", adcode="a", datum="wgs84")
    with pytest.raises(LayerError, match="valid: wgs84"):
        boundaries.read_file(tmp_path / "a.gpkg", adcode="a", datum="mars")
