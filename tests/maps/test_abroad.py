"""Maps of another country: its units, and nothing of China's around them."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import maps
from maps.cartography.national import is_national, is_national_layer
from maps.static.layout import abroad


def country(west: float, south: float, *, step: float) -> gpd.GeoDataFrame:
    """A country of sixteen squares wider than thirty degrees."""
    squares = [
        box(
            west + step * (k % 4),
            south + step * (k // 4),
            west + step * (k % 4 + 1),
            south + step * (k // 4 + 1),
        )
        for k in range(16)
    ]
    frame = {"name": [f"U{k}" for k in range(16)], "v": range(16)}
    index = pd.Index([f"{k + 1:02d}001" for k in range(16)], name="adcode")
    return gpd.GeoDataFrame(frame, geometry=squares, crs="EPSG:4326", index=index)


AMERICA = country(-120.0, 26.0, step=10.0)


def test_a_wide_country_elsewhere_is_not_the_nation() -> None:
    assert not is_national_layer(AMERICA)
    assert not is_national(AMERICA.index, (-120.0, 26.0, -80.0, 66.0))
    assert is_national([], (75.0, 20.0, 130.0, 50.0))
    assert not is_national([], (-180.0, -90.0, 180.0, 90.0))


def test_a_figure_has_no_chinese_furniture(tmp_path: Path) -> None:
    theme = maps.choropleth(AMERICA, "v", lang="en")
    assert abroad((theme,))
    svg = maps.figure(theme, tmp_path / "a.svg", title="")
    assert svg.stat().st_size > 5_000
    bare = maps.figure(theme, tmp_path / "b.png", title="")
    assert bare.stat().st_size > 5_000
    from maps.static.captions import footer

    said = " ".join(footer((theme,), lang="zh", source=None, approval_number=None))
    assert "审图号" not in said


def test_a_page_has_no_chinese_furniture() -> None:
    html = maps.Sheet("US", lang="zh").add(maps.choropleth(AMERICA, "v")).html()
    for word in ("南海诸岛", "审图号", "钓鱼岛", "台湾省资料暂缺"):
        assert word not in html.split("<script")[0]


@pytest.mark.parametrize("step", [1.0, 8.0])
def test_a_country_beside_china_is_none_of_it(step: float) -> None:
    assert not is_national_layer(country(100.0, -11.0, step=step))
