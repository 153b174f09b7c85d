"""A page of the whole country."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import boundaries
import maps
from tests.maps.browser import Visit


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Counties of the whole country: a choropleth, two years, a list with ranks, a region outline."""
    layer = boundaries.read_layer()
    official = layer.index[boundaries.official(layer)]
    area = pd.Series(boundaries.area_km2(layer), name="面积").loc[official]
    later = (area * 2).rename("面积")
    ranks = pd.DataFrame({"位次": [1, 2]}, index=["320583", "320281"])
    regions = gpd.GeoDataFrame(
        {"members": [tuple(layer.index[layer["prefecture"] == "苏州市"])]},
        geometry=[shapely.union_all(layer.geometry[layer["prefecture"] == "苏州市"].to_numpy())],
        index=["苏州"],
        crs=layer.crs,
    )
    sheet = (
        maps.Sheet("全国县域")
        .add(maps.choropleth(layer, area, name="面积 2022", year=2022, series="面积"))
        .add(maps.choropleth(layer, later, name="面积 2023", year=2023, series="面积"))
        .add(maps.members(layer, ["320583", "320281"], name="名单", rows=ranks))
        .add(maps.outline(regions, layer, name="苏州"))
    )
    return sheet.save(tmp_path_factory.mktemp("nation") / "nation.html")


@pytest.fixture
def visit(browser: Any, nation: Path) -> Any:
    with Visit(browser, nation) as visit:
        yield visit
        visit.quiet()
