"""A folder of yearly files of one's own."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import boundaries
from boundaries.errors import LayerError, LianpianWarning, SourceError


@pytest.fixture(scope="module")
def drawn() -> gpd.GeoDataFrame:
    with pytest.warns(LianpianWarning):
        return boundaries.read_layer("county", as_of="2022-12-31", tolerance_m=4000)


@pytest.fixture(scope="module")
def folder(drawn: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2022 as one file; 2021 in a folder, one shapefile a province in GB18030, two units without right codes."""
    path = tmp_path_factory.mktemp("own")
    table = drawn.reset_index().rename(
        columns={"adcode": "县代码", "name": "县", "prefecture": "市", "province": "省"}
    )
    table = table[["县代码", "县", "市", "省", "geometry"]]
    table.sample(frac=1, random_state=1).to_file(path / "县级2022.gpkg")
    zhejiang = table[table["省"].eq("浙江省")].copy()
    zhejiang.loc[zhejiang["县"].eq("余杭区"), "县代码"] = "330113"  # the code of 临平区
    zhejiang.loc[zhejiang["县"].eq("临平区"), ["县代码", "市"]] = ["", "杭州"]
    odd = zhejiang.iloc[[0]].assign(县代码="330199", 县="某开发区")
    odd.geometry = odd.geometry.translate(-40, -8).buffer(0)
    (path / "2021").mkdir()
    pd.concat([zhejiang, odd]).to_file(path / "2021" / "浙江.shp", encoding="GB18030")
    return path


def test_a_year_as_one_file(folder: Path, drawn: gpd.GeoDataFrame) -> None:
    layer = boundaries.read_layer("county", as_of="2022-12-31", provider=f"folder:{folder}")
    assert layer.index.equals(drawn.index)
    for column in ("name", "kind", "province", "prefecture", "prefecture_code"):
        assert (layer[column] == drawn[column]).all(), column
    assert np.allclose(boundaries.area_km2(layer), boundaries.area_km2(drawn), rtol=1e-9)
    assert layer.attrs["missing"] == () and layer.attrs["detected"] == "wgs84"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIANPIAN_FOLDER", str(folder))
        again = boundaries.read_layer("province", as_of="2022-12-31", provider="folder")
    assert len(again) == 34 and again.attrs["provider"] == "folder"


def test_a_folder_a_year_with_names_codes_and_strangers(folder: Path) -> None:
    with pytest.warns(LianpianWarning) as told:
        layer = boundaries.read_layer("county", as_of="2021-12-31", provider=f"folder:{folder}")
    assert layer.loc[["330110", "330113"], "name"].tolist() == ["余杭区", "临平区"]
    assert layer.attrs["disagreeing"] == ("330113 余杭区",)
    assert layer.attrs["strange"] == ("330199 某开发区",)
    assert len(layer.attrs["missing"]) == 2843 - 90 and len(layer) == 90
    assert len([w for w in told if "2021: " in str(w.message)]) == 3


def test_what_a_folder_lacks(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no boundary file of 2015; it has 2021, 2022"):
        boundaries.read_layer("county", as_of="2015-12-31", provider=f"folder:{folder}")
    with pytest.raises(LayerError, match="units changed between 2021-01-01 and the end of 2021"):
        boundaries.read_layer("county", as_of="2021-01-01", provider=f"folder:{folder}")
    with pytest.raises(SourceError, match="no such folder"):
        boundaries.read_layer("county", provider=f"folder:{tmp_path / 'none'}")
    with pytest.raises(SourceError, match="needs to know where"):
        boundaries.read_layer("county", provider="folder")
    box = gpd.GeoDataFrame({"x": [1]}, geometry=gpd.points_from_xy([110], [30]).buffer(1), crs=4326)
    box.to_file(tmp_path / "2020.geojson")
    with pytest.raises(LayerError, match=r"neither a column of codes nor of names \(columns: x\)"):
        boundaries.read_layer("county", as_of="2020-12-31", provider=f"folder:{tmp_path}")
