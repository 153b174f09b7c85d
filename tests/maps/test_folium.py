"""Folium's own elements and plugins on a sheet, in a browser that reaches no network."""

from pathlib import Path
from typing import Any

import branca.colormap
import folium
import geopandas as gpd
import numpy as np
import pytest
from folium import plugins

import maps
from tests.maps.browser import Visit

pytestmark = pytest.mark.browser
POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [119.1, 32.1]},
            "properties": {"time": "2023-01-01"},
        }
    ],
}


def test_markers_with_popups_and_what_comes_after_them(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    sheet = maps.Sheet("标记").add(maps.members(board, ["320101"], name="名单"))
    folium.Marker([32.1, 119.1], popup=folium.Popup("<b>这里</b>", max_width=200), tooltip="甲").add_to(sheet)
    folium.Marker([32.2, 119.2], popup=folium.Popup("迟", lazy=True)).add_to(sheet)
    folium.Circle([32.3, 119.3], radius=500).add_to(sheet)
    assert board.explore(m=sheet, tiles=None, tooltip=False) is sheet
    folium.LayerControl().add_to(sheet)
    path = sheet.save(tmp_path / "m.html")
    with Visit(browser, path) as visit:
        assert visit.page.locator(".leaflet-marker-icon").count() == 2
        assert visit.page.locator(".leaflet-overlay-pane path").count() == 17  # the circle and 16 units
        assert visit.page.locator(".leaflet-control-layers").count() == 1
        for at, text in ((0, "这里"), (1, "迟")):
            visit.page.locator(".leaflet-marker-icon").nth(at).evaluate("e => e.click()")
            visit.page.wait_for_timeout(60)
            assert visit.page.locator(".leaflet-popup-content").last.inner_text() == text
        visit.quiet()


def test_plugins_and_colormaps_need_no_network(browser: Any, board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    sheet = maps.Sheet("插件", projection="mercator").add(maps.members(board, ["320101"]))
    places = [[32.1, 119.1], [32.2, 119.2]]
    for element in (
        plugins.HeatMap(places),
        plugins.MarkerCluster(places),
        plugins.Fullscreen(),
        plugins.MousePosition(),
        plugins.MeasureControl(),
        plugins.Draw(),
        plugins.TimestampedGeoJson(POINTS),
        branca.colormap.linear.YlGn_09.scale(0, 1),
        folium.Marker(places[1], popup="后", icon=folium.Icon(color="red")),
    ):
        element.add_to(sheet)
    board.assign(v=np.arange(16.0)).explore("v", m=sheet, tiles=None)
    with Visit(browser, sheet.save(tmp_path / "p.html")) as visit:
        for selector in (
            *(".leaflet-heatmap-layer", "[class*=fullscreen]", ".leaflet-control-mouseposition"),
            *(".leaflet-control-measure", ".leaflet-draw", ".leaflet-bar-timecontrol", ".legend svg"),
            *(".awesome-marker-icon-red", ".leaflet-marker-icon"),
        ):
            assert visit.page.locator(selector).count() >= 1, selector
        visit.quiet()
