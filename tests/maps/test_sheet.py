"""Sheets as files: what is in them, that they are safe, whole and always the same."""

import gzip
import html as html_module
import json
import re
import urllib.request
from pathlib import Path
from typing import ClassVar

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from folium.elements import JSCSSMixin

import boundaries
import maps
from boundaries.errors import MapError
from maps.page.folium_map import data_text, label_text
from tests.maps.browser import HOSTILE


def block(page: str, identity: str) -> dict:
    found = re.search(rf'<script type="application/json" id="{identity}">(.*?)</script>', page, re.DOTALL)
    assert found, identity
    return json.loads(found.group(1))


@pytest.fixture
def sheet(board: gpd.GeoDataFrame) -> maps.Sheet:
    themed = board.assign(gdp=np.arange(16.0), pop=np.arange(16.0)[::-1])
    return (
        maps.Sheet("棋盘").add(maps.choropleth(themed, "gdp", k=4)).add(maps.choropleth(themed, "pop", k=4))
    )


def test_a_page_is_the_same_from_run_to_run(sheet: maps.Sheet, board: gpd.GeoDataFrame) -> None:
    first = sheet.html()
    assert first == sheet.html()
    again = board.assign(gdp=np.arange(16.0), pop=np.arange(16.0)[::-1])
    other = maps.Sheet("棋盘").add(maps.choropleth(again, "gdp", k=4)).add(maps.choropleth(again, "pop", k=4))
    assert other.html() == first


def test_page_head(sheet: maps.Sheet) -> None:
    page = sheet.html()
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "<title>棋盘</title>" in page
    assert "user-scalable" not in page and "maximum-scale" not in page
    assert 'content="width=device-width, initial-scale=1"' in page
    assert '<html lang="en">' in maps.Sheet("x", lang="en", overlays=sheet.overlays).html()


def test_no_address_is_loaded(sheet: maps.Sheet) -> None:
    page = re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", sheet.html(), flags=re.DOTALL)
    assert not re.search(r'(src|href)\s*=\s*["\']https?:', page)
    assert not re.search(r"url\((?!data:|#)", page)
    assert "sourceMappingURL" not in sheet.html()
    assert "jquery" not in page.lower() and "bootstrap" not in page.lower()


def test_leaflet_keeps_its_licence() -> None:
    folder = Path(maps.__path__[0]) / "assets" / "leaflet"
    assert "BSD 2-Clause" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "Leaflet 1.9.4" in (folder / "leaflet.js").read_text(encoding="utf-8")[:200]


def test_themes_share_one_geometry(sheet: maps.Sheet) -> None:
    page = sheet.html()
    assert page.count('id="lian-geometry-') == 1
    data = block(page, "lian-page-0")
    assert [t["name"] for t in data["themes"]] == ["gdp", "pop"]
    assert [t["geo"] for t in data["themes"]] == [0, 0]
    assert data["themes"][0]["values"] == list(range(16))
    assert [row[2] for row in data["themes"][0]["classes"]] == [4, 4, 4, 4]


def test_sheets_of_a_page_share_one_geometry(sheet: maps.Sheet) -> None:
    page = maps.Page("四图", [sheet] * 4).html()
    assert page.count('id="lian-geometry-') == 1
    assert page.count('id="lian-page-') == 4
    assert len(page) < 1.2 * len(sheet.html())


def test_units_in_any_order_give_the_same_classes(board: gpd.GeoDataFrame) -> None:
    values = pd.Series(np.arange(16.0), index=board.index, name="gdp")
    shuffled = values.sample(frac=1, random_state=3)
    one = maps.choropleth(board, values)
    two = maps.choropleth(board, shuffled)
    pd.testing.assert_series_equal(one.index, two.index)
    assert maps.Sheet("a").add(one).html() == maps.Sheet("a").add(two).html()


def test_it_is_folium_to_those_who_extend_it(sheet: maps.Sheet) -> None:
    basemap = sheet.map()
    assert isinstance(basemap, folium.Map)
    assert sum(isinstance(child, folium.map.Layer) for child in basemap._children.values()) == 2
    folium.LayerControl().add_to(basemap)
    folium.Marker([32.1, 119.1], popup=None).add_to(basemap)
    page = basemap.get_root().render()
    assert "L.control.layers" in page and "L.marker" in page


def test_a_plugin_that_asks_the_network_is_refused(sheet: maps.Sheet, tmp_path: Path) -> None:
    class Foreign(JSCSSMixin):
        default_js: ClassVar = [("foreign", "https://example.org/foreign.js")]

    basemap = sheet.map()
    Foreign().add_to(basemap)
    with pytest.raises(MapError, match=r"would ask the network for https://example.org/foreign.js"):
        basemap.save(tmp_path / "x.html")
    with pytest.raises(MapError, match=r"lianpian\[plugins\]"):
        sheet.save(tmp_path / "x.html")
    assert list(tmp_path.iterdir()) == []  # no empty file is left


def test_what_was_added_to_the_map_stays_on_the_sheet(board: gpd.GeoDataFrame, sheet: maps.Sheet) -> None:
    folium.Marker([32.1, 119.1], popup="这里").add_to(sheet)
    assert sheet.map() is sheet.map()
    assert "L.marker" in sheet.html() and sheet.html() == sheet.html()
    sheet.add(maps.members(board, ["320101"]))
    assert "L.marker" in sheet.html()
    opened = sheet.embed(state="#m=3.500/31.2000/120.5000/0")
    assert "m=3.500/31.2000/120.5000/0" in opened and "L.marker" in opened
    assert "m=3.500" not in sheet.html()


def test_tiles_do_not_lie_on_an_equal_area_plane(board: gpd.GeoDataFrame) -> None:
    from folium.plugins import MiniMap

    for element in (folium.TileLayer("https://example.org/{z}/{x}/{y}.png", attr="x"), MiniMap()):
        sheet = maps.Sheet("x").add(maps.members(board, ["320101"]))
        element.add_to(sheet)
        with pytest.raises(MapError, match="equal-area plane"):
            sheet.html()


def test_a_plugin_whose_files_are_given_is_inlined(sheet: maps.Sheet) -> None:
    from folium.plugins import Fullscreen

    urls = [url for _, url in (*Fullscreen.default_js, *Fullscreen.default_css)]
    given = maps.Sheet("x", overlays=sheet.overlays, links=dict.fromkeys(urls, "/* given */"))
    basemap = given.map()
    Fullscreen().add_to(basemap)
    page = basemap.get_root().render()
    assert "/* given */" in page
    assert not any(url in page for url in urls)


@pytest.mark.parametrize("text", [*HOSTILE, "长" * 10_000])
def test_hostile_text_is_data(board: gpd.GeoDataFrame, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the page asked for a file")

    monkeypatch.setattr(urllib.request, "urlopen", no_network)
    named = board.assign(name=text, province=text, prefecture=text)
    named[text] = np.arange(16.0)
    rows = pd.DataFrame({text: [text] * 16}, index=board.index)
    sheet = (
        maps.Sheet(text, source=text)
        .add(maps.choropleth(named, text, name=text, caption=text, rows=rows, note=text))
        .add(maps.categorical(named, "prefecture", name=text))
        .add(maps.members(named, ["320101"], name=text, rows=rows))
    )
    page = sheet.html()
    shown = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    data, units = block(page, "lian-page-0"), block(page, "lian-geometry-0")
    assert data["title"] == shown
    assert data["themes"][0]["caption"] == shown
    rows = data["themes"][0]["rows"]
    assert (rows["columns"], rows["at"], rows["cells"]) == ([shown], None, [[shown] * 16])
    assert data["themes"][1]["classes"][0][0] == shown
    assert units["names"] in ([shown] * 16, "|".join([shown] * 16))
    assert f"<title>{html_module.escape(shown)}</title>" in page
    assert len(re.findall(r"<script\b", page)) == page.count("</script>")


def test_half_a_character_does_not_stop_the_page(board: gpd.GeoDataFrame) -> None:
    page = maps.Sheet("\ud800 半").add(maps.members(board, ["320101"], name="\udfff")).html()
    assert "<title>\ufffd 半</title>" in page
    assert page.encode("utf-8")


def test_data_text_cannot_end_a_script_nor_open_a_template() -> None:
    for text in HOSTILE:
        written = data_text({text: [text]})
        assert json.loads(written) == {text: [text]}
        assert "<" not in written and "{{" not in written and "{%" not in written and "{#" not in written


def test_label_text_is_inert_markup() -> None:
    assert label_text("{{7*7}}<b>") == "&#123;&#123;7*7&#125;&#125;&lt;b&gt;"


def test_same_names_are_told_apart(board: gpd.GeoDataFrame) -> None:
    one = maps.members(board, ["320101"], name="名单")
    data = block(maps.Sheet("x").add(one).add(one).html(), "lian-page-0")
    assert [t["name"] for t in data["themes"]] == ["名单", "名单 (2)"]


def test_refusals(board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(MapError, match="has no overlay"):
        maps.Sheet("空").html()
    with pytest.raises(MapError, match="an Overlay is wanted"):
        maps.Sheet("x").add("gdp")  # type: ignore[arg-type]
    for wrong in ({"lang": "fr"}, {"use": "tiny"}, {"projection": "robinson"}):
        with pytest.raises(MapError, match="valid:"):
            maps.Sheet("x", **wrong)  # type: ignore[arg-type]
    sheet = maps.Sheet("x").add(maps.members(board, ["320101"]))
    with pytest.raises(MapError, match="cannot be written"):
        sheet.save(tmp_path / "no" / "map.html")
    folder = tmp_path / "folder.html"
    folder.mkdir()
    with pytest.raises(MapError, match="no plain file"):
        sheet.save(folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_failed_save_leaves_what_was_there(board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(MapError):
        maps.Sheet("空").save(path)
    assert path.read_text(encoding="utf-8") == "before"
    assert maps.Sheet("x").add(maps.members(board, ["320101"])).save(path) == path
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_a_national_map_is_whole_though_the_layer_is_not(tmp_path: Path) -> None:
    layer = boundaries.read_layer()
    official = layer[boundaries.official(layer) & ~layer.index.str.startswith("4603")]
    page = maps.Sheet("全国").add(maps.choropleth(official.assign(x=range(len(official))), "x")).html()
    units, data = block(page, "lian-geometry-0"), block(page, "lian-page-0")
    assert {"宜兰县", "西沙区", "南沙区", "澳门特别行政区"} <= set(units["names"].split("|"))
    assert len(data["dashes"]) == 10
    groups = {"东沙群岛", "西沙群岛", "中沙群岛", "南沙群岛", "曾母暗沙"}
    assert {"钓鱼岛", "赤尾屿", "黄岩岛", "南海诸岛", "台湾省资料暂缺"} | groups == {
        label["text"] for label in data["labels"]
    }
    assert data["credits"][0] == "边界：国家地理信息公共服务平台“天地图”"
    assert "2023-07-31" in data["credits"][1]


def test_eight_national_themes_fit_the_budget() -> None:
    layer = boundaries.read_layer()
    rng = np.random.default_rng(5)
    sheet = maps.Sheet("八个专题")
    for k in range(8):
        values = pd.Series(np.exp(rng.normal(5, 1, len(layer))), index=layer.index, name=f"指标{k}")
        sheet.add(maps.choropleth(layer, values[boundaries.official(layer)]))
    page = sheet.html().encode()
    assert len(page) <= 800 * 1024
    assert len(gzip.compress(page, 9)) <= 420 * 1024
    lite = maps.Sheet("八个专题", use="lite", overlays=sheet.overlays).html().encode()
    assert len(gzip.compress(lite, 9)) <= 320 * 1024
