"""Mean centers and ellipses as the page draws them, against the result's own figures."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer

import analysis
import boundaries
import maps
from boundaries.errors import MapError
from maps.page.theme_data import theme_data
from maps.page.topology import PROJ, encode

GEOD = Geod(ellps="GRS80")


def drawn(overlay: maps.Overlay, layer: gpd.GeoDataFrame, projection: str) -> list[dict]:
    """The shapes of the page, back in longitude and latitude."""
    geometry = encode(layer, projection=projection)  # type: ignore[arg-type]
    back = Transformer.from_crs(PROJ[projection], "EPSG:4326", always_xy=True)
    shapes = theme_data(overlay, geometry, at=0)["shapes"]
    for shape in shapes:
        shape["places"] = [back.transform(*p) for part in shape.get("g", [[shape.get("p")]]) for p in part]
    return shapes


@pytest.mark.parametrize("projection", ["albers", "mercator"])
def test_the_ellipse_on_the_page_has_the_results_center_and_axes(projection: str) -> None:
    layer = boundaries.read_layer()
    layer = layer[layer["province"].isin(["江苏省", "浙江省", "安徽省", "福建省"])]
    rng = np.random.default_rng(1)
    weights = pd.DataFrame({2013: 1.0, 2023: rng.uniform(1, 9, len(layer))}, index=layer.index)
    result = analysis.centrography(weights.sample(frac=1, random_state=1), layer)
    overlay = maps.centrography(result, layer, lang="zh")
    assert [(c.label, c.symbol, c.count) for c in overlay.classes] == [
        ("2013", "line", len(layer)),
        ("2023", "line", len(layer)),
        ("重心移动", "arrow", 1),
    ]
    shapes = drawn(overlay, layer, projection)
    assert [s["label"] for s in shapes] == ["2013", "2023", "2013：重心", "2023：重心", "2013 → 2023"]
    for k, row in enumerate(result.frame.itertuples()):
        ring, center = np.array(shapes[k]["places"]), shapes[2 + k]["places"][0]
        assert GEOD.inv(*center, row.lon, row.lat)[2] < 2
        azimuth, _, reach = GEOD.inv(
            np.full(len(ring), row.lon), np.full(len(ring), row.lat), ring[:, 0], ring[:, 1]
        )
        assert reach.max() / 1000 == pytest.approx(row.major_km, rel=0.005)
        assert reach.min() / 1000 == pytest.approx(row.minor_km, rel=0.005)
        assert azimuth[reach.argmax()] % 180 == pytest.approx(row.rotation_deg, abs=4)
        for figure in (f"{row.major_km:,.1f}", f"{row.standard_distance_km:,.1f}", f"{row.lon:.3f}"):
            assert figure in shapes[k]["text"] and figure in shapes[2 + k]["text"]
    way = shapes[4]["places"]
    assert GEOD.inv(*way[0], *way[-1])[2] / 1000 == pytest.approx(result.frame["shift_km"].iloc[1], abs=0.01)


def test_one_ellipse_of_a_small_layer_keeps_its_shape_and_says_its_figures(board: gpd.GeoDataFrame) -> None:
    result = analysis.centrography(pd.Series(1.0, index=board.index, name="2023"), board, scale="none")
    overlay = maps.centrography(result, board, lang="en")
    assert [c.symbol for c in overlay.classes] == ["line"]
    assert "119.200°E, 32.200°N" in overlay.note and "one standard deviation" in overlay.note
    ring = drawn(overlay, board, "albers")[0]["places"]
    assert len(ring) > 40  # an ellipse of 10 km, not a polygon of few corners


def test_what_is_no_result_is_refused(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(MapError, match=r"a result of analysis\.centrography is wanted, got str"):
        maps.centrography("x")
    result = analysis.centrography(pd.Series(1.0, index=board.index), board)
    with pytest.raises(MapError, match="lacks n, lon"):
        maps.centrography(SimpleNamespace(frame=result.frame[["area_km2"]], ellipses=result.ellipses))
    many = analysis.centrography(pd.DataFrame(dict.fromkeys(range(13), 1.0), index=board.index), board)
    with pytest.raises(MapError, match="1 to 12 ellipses, 13 came"):
        maps.centrography(many)
    with pytest.raises(MapError, match="unknown lang 'fr'"):
        maps.centrography(result, lang="fr")  # type: ignore[arg-type]
