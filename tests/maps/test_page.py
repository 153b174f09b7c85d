"""Pages in a real browser: what is drawn, clicked, searched, brushed, compared, downloaded, printed, embedded."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import boundaries
import maps
from maps.wording import LANDMARKS
from tests.maps.browser import HOSTILE, Visit

pytestmark = pytest.mark.browser
RED, GREY = "#b2182b", "#d9d9d6"


def rgb(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)] + [255]


@pytest.fixture(scope="module")
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


def pick(visit: Visit, name: str) -> None:
    visit.page.get_by_label(name, exact=True).first.click()
    visit.page.wait_for_timeout(60)


def test_drawn_colors_are_the_legend_colors(visit: Visit) -> None:
    pick(visit, "名单")
    assert visit.color_at(120.0, 48.6) == rgb("#f7f5ef")  # 鄂温克族自治旗: not on the list
    visit.js("Lian.pages[0].views[0].map.setView([31.35, 120.95], 7, {animate: false})")
    assert visit.color_at(120.95, 31.40) == rgb(RED)  # 昆山


def test_the_whole_country_is_in_view_and_nothing_covers_it(visit: Visit) -> None:
    places = [[lat, lon] for _, _, lon, lat, *_ in LANDMARKS] + [[23.7, 121.0], [4.0, 112.3], [53.5, 123.3]]
    covered = visit.js(
        """(() => { const v = Lian.pages[0].views[0], m = v.map, b = m.getContainer().getBoundingClientRect(), out = [];
        const places = PLACES.map(p => m.latLngToContainerPoint(p)).concat(
          v.page.dashes.flat().map(p => m.latLngToContainerPoint(L.CRS.Albers.projection.unproject(L.point(p[0], p[1])))));
        for (const p of places) {
          if (p.x < 2 || p.y < 2 || p.x > b.width - 2 || p.y > b.height - 2) { out.push(['outside', p.x, p.y]); continue; }
          const e = document.elementFromPoint(b.x + p.x, b.y + p.y);
          if (!(e && (e.tagName === 'CANVAS' || e.classList.contains('leaflet-container')))) { out.push([e && e.className, p.x, p.y]); }
        } return out; })()""".replace("PLACES", json.dumps(places))
    )
    assert covered == []


@pytest.mark.parametrize("zoom", [0.5, 2])
def test_landmarks_and_dashes_are_drawn(visit: Visit, zoom: float) -> None:
    for _, _, lon, lat, *_ in LANDMARKS:
        visit.js(f"Lian.pages[0].views[0].map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
        assert visit.color_at(lon, lat)[3] > 0, (lon, lat)
    visit.js("Lian.pages[0].views[0].map.setView([15, 115], 1, {animate: false})")
    drawn = visit.js(
        """(() => { const v = Lian.pages[0].views[0], c = v.canvas, m = v.map; return v.page.dashes.map(d => {
        const q = d[Math.floor(d.length / 2)], p = m.latLngToLayerPoint(L.CRS.Albers.projection.unproject(L.point(q[0], q[1])));
        return c._ctx.getImageData(Math.round(p.x - c._bounds.min.x), Math.round(p.y - c._bounds.min.y), 1, 1).data[3] > 0; }); })()"""
    )
    assert drawn == [True] * 10


def test_albers_is_the_projection_of_the_geometry(visit: Visit) -> None:
    import pyproj

    from maps.plane import PROJ

    way = pyproj.Transformer.from_crs("EPSG:4326", PROJ["albers"], always_xy=True)
    for lon, lat in ((73.5, 39.3), (121.5, 25.0), (112.3, 3.9), (123.3, 53.5), (105.0, 36.0)):
        x, y, back_lat, back_lon = visit.js(
            f"""(() => {{ const p = Lian.Albers.project(L.latLng({lat}, {lon})), q = Lian.Albers.unproject(p);
            return [p.x, p.y, q.lat, q.lng]; }})()"""
        )
        assert np.allclose([x, y], way.transform(lon, lat), atol=0.01)
        assert np.allclose([back_lon, back_lat], [lon, lat], atol=1e-9)


def test_hover_and_click_show_the_unit(visit: Visit) -> None:
    pick(visit, "名单")
    visit.js("Lian.pages[0].views[0].map.setView([31.35, 120.95], 6, {animate: false})")
    visit.page.mouse.move(*visit.point(120.95, 31.40))
    card = visit.page.locator(".lian-card")
    text = card.inner_text()
    assert "昆山市" in text and "江苏省 · 苏州市 · 320583" in text and "上榜" in text
    assert "位次" in text and "1" in text
    visit.page.mouse.click(*visit.point(120.95, 31.40))
    visit.page.mouse.move(*visit.point(120.2, 31.9))
    assert "昆山市" in card.inner_text()  # pinned
    pick(visit, "面积 2022")
    assert "昆山市" in card.inner_text() and "面积 2022" in card.inner_text()


def test_data_for_taiwan_is_not_called_absent(browser: Any, tmp_path: Path) -> None:
    provinces = boundaries.read_layer("province")
    sheet = maps.Sheet("省").add(maps.choropleth(provinces.assign(v=range(len(provinces))), "v", name="全有"))
    sheet.add(maps.choropleth(provinces.drop(index="710000").assign(v=1), "v", name="缺台湾"))
    with Visit(browser, sheet.save(tmp_path / "p.html")) as visit:
        assert visit.js("Lian.pages[0].views[0].base.data.taiwanAbsent()") is False
        pick(visit, "缺台湾")
        assert visit.js("Lian.pages[0].views[0].base.data.taiwanAbsent()") is True
        visit.page.mouse.move(*visit.point(121.0, 23.9))
        assert "台湾省资料暂缺" in visit.page.locator(".lian-card").inner_text()
        visit.quiet()


@pytest.mark.parametrize("name", ["面积 2022", "名单"])
def test_taiwan_says_that_its_data_is_absent(visit: Visit, name: str) -> None:
    pick(visit, name)
    visit.page.mouse.move(*visit.point(121.0, 23.9))
    assert "台湾省资料暂缺" in visit.page.locator(".lian-card").inner_text()
    assert re.search(r"台湾省资料暂缺\s+20", visit.page.locator(".lian-absent").inner_text())
    assert visit.color_at(121.0, 23.9) == rgb(GREY)


@pytest.mark.parametrize(
    ("query", "first"),
    [("昆山", "昆山市"), ("kunshan", "昆山市"), ("kss", "昆山市"), ("320583", "昆山市"), ("yueqing", "乐清市"),
     ("chongq", None), ("ksh", "昆山市"), ("xianggang", None), ("weishi", "尉氏县")],
)  # fmt: skip
def test_search_by_name_pinyin_and_code(visit: Visit, query: str, first: str | None) -> None:
    names = visit.js(
        f"Lian.find(Lian.geometries[0], {json.dumps(query)}, 200).map(i => Lian.geometries[0].names[i])"
    )
    if first:
        assert first in names
    assert (
        visit.js("Lian.find(Lian.geometries[0], '   ').length"),
        visit.js("Lian.find(Lian.geometries[0], '[(').length"),
    ) == (0, 0)


def test_search_with_the_keyboard_goes_there(visit: Visit) -> None:
    box = visit.page.get_by_role("combobox", name="查找：名称、拼音或代码")
    box.fill("jiangyin")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("Enter")
    assert "江阴市" in visit.page.locator(".lian-card").inner_text()
    center = visit.js("(c => [c.lat, c.lng])(Lian.pages[0].views[0].map.getCenter())")
    assert np.allclose(center, [31.85, 120.3], atol=0.3)


def test_clicking_a_class_isolates_it(visit: Visit) -> None:
    pick(visit, "名单")
    visit.page.locator(".lian-legend button").first.click()
    assert visit.js("Array.from(Lian.pages[0].views[0].selection).length") == 2
    assert "已选 2 个单元" in visit.page.locator(".lian-count").inner_text()
    assert visit.page.locator(".lian-legend button").first.get_attribute("aria-pressed") == "true"
    visit.page.locator(".lian-legend button").first.click()
    assert visit.js("Lian.pages[0].views[0].selection") is None


def test_switching_the_scheme_recuts_the_same_values(visit: Visit) -> None:
    visit.page.locator(".lian-scheme select").select_option("equal_interval")
    visit.page.wait_for_timeout(60)
    counts = visit.js("Lian.pages[0].views[0].base.data.classes.map(c => c.count)")
    index = visit.js("Array.from(Lian.pages[0].views[0].base.data.index)")
    assert counts == [sum(k == c for k in index) for c in range(5)]
    assert counts[0] > 2_500
    assert visit.page.locator(".lian-legend li b").first.inner_text() == f"{counts[0]:,}"


def test_brushing_the_histogram_lights_units(visit: Visit) -> None:
    box = visit.page.locator(".lian-chart svg").first.bounding_box()
    visit.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] * 0.999, box["y"] + 40, steps=3)
    visit.page.mouse.up()
    values = visit.js(
        "(v => Array.from(v.selection).map(i => v.base.data.values[i]))(Lian.pages[0].views[0])"
    )
    top = visit.js("Math.max(...Lian.pages[0].views[0].base.data.values)")
    assert 1 <= len(values) < 60
    assert min(values) > 0.4 * top
    visit.page.locator(".lian-chart svg").first.press("Escape")
    assert visit.js("Lian.pages[0].views[0].selection") is None


def test_year_slider(visit: Visit) -> None:
    slider = visit.page.locator(".lian-years input")
    assert visit.page.locator(".lian-years output").inner_text() == "2022"
    slider.focus()
    slider.press("ArrowRight")
    visit.page.wait_for_timeout(60)
    assert visit.page.locator(".lian-years output").inner_text() == "2023"
    assert visit.js("Lian.pages[0].views[0].base.raw.name") == "面积 2023"
    pick(visit, "名单")
    assert not visit.page.locator(".lian-years").is_visible()


def test_compare_moves_both_maps(visit: Visit) -> None:
    visit.page.get_by_role("button", name="并排对比两个专题").click()
    visit.page.wait_for_timeout(100)
    assert visit.js("Lian.pages[0].views.length") == 2
    visit.js("Lian.pages[0].views[0].map.setView([31, 120], 4, {animate: false})")
    zoom, lat, lng = visit.js(
        "(m => [m.getZoom(), m.getCenter().lat, m.getCenter().lng])(Lian.pages[0].views[1].map)"
    )
    assert zoom == 4 and np.allclose([lat, lng], [31, 120], atol=0.05)
    visit.page.get_by_label("并排对比两个专题").last.focus()
    visit.page.locator(".lian-pick select").select_option("2")
    visit.page.wait_for_timeout(60)
    assert visit.js("Lian.pages[0].views[1].base.raw.name") == "名单"
    assert visit.js("Lian.pages[0].views[0].base.raw.name") == "面积 2022"
    visit.page.get_by_role("button", name="并排对比两个专题").click()
    assert visit.page.locator(".folium-map").count() == 1


def test_permalink_restores_view_and_theme(browser: Any, nation: Path) -> None:
    with Visit(browser, f"{nation.as_uri()}#m=3.500/31.2000/120.5000/2.3") as visit:
        assert visit.js("Lian.pages[0].views[0].base.raw.name") == "名单"
        assert visit.js("Lian.pages[0].views[0].map.getZoom()") == 3.5
        visit.js("Lian.pages[0].views[0].map.setView([40, 110], 2, {animate: false})")
        pick(visit, "面积 2023")
        assert visit.page.url.endswith("#m=2.000/40.0000/110.0000/1.3")
        visit.quiet()


def test_csv_holds_what_is_shown(visit: Visit) -> None:
    pick(visit, "名单")
    visit.page.locator(".lian-legend button").first.click()
    with visit.page.expect_download() as found:
        visit.page.get_by_role("button", name="下载所见数据（CSV）").click()
    assert found.value.suggested_filename == "全国县域.csv"
    rows = list(csv.reader(io.StringIO(Path(found.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["代码", "名称", "省级", "地级", "名单", "类别", "位次"]
    assert rows[1:] == [
        ["320281", "江阴市", "江苏省", "无锡市", "上榜", "上榜", "2"],
        ["320583", "昆山市", "江苏省", "苏州市", "上榜", "上榜", "1"],
    ]


def test_png_is_a_picture_of_the_map(visit: Visit) -> None:
    with visit.page.expect_download() as found:
        visit.page.get_by_role("button", name="下载所见地图（PNG）").click()
    from matplotlib.image import imread

    picture = imread(Path(found.value.path()))
    assert picture.shape[1] > 1500 and picture.shape[0] > 1200
    assert len(np.unique((picture[::7, ::7, :3] * 255).astype(int).reshape(-1, 3), axis=0)) > 20


def test_dark_mode_and_its_button(browser: Any, nation: Path) -> None:
    with Visit(browser, nation, color_scheme="dark") as visit:
        assert visit.js("Lian.darkNow()") is True
        pick(visit, "名单")
        chip = visit.js("getComputedStyle(document.querySelector('.lian-missing i')).backgroundColor")
        assert chip == "rgb(75, 81, 89)" and visit.color_at(120.0, 48.6) == [75, 81, 89, 255]
        assert (
            visit.js("getComputedStyle(document.querySelector('.lian')).backgroundColor") == "rgb(27, 31, 36)"
        )
        visit.page.get_by_role("button", name="切换深浅色").click()
        assert (
            visit.js("getComputedStyle(document.querySelector('.lian')).backgroundColor")
            == "rgb(255, 255, 255)"
        )
        visit.quiet()


def test_phone(browser: Any, nation: Path) -> None:
    with Visit(browser, nation, width=390, height=844, has_touch=True, is_mobile=True) as visit:
        assert visit.js("document.documentElement.scrollWidth") <= 390
        assert visit.js("Lian.pages[0].views[0].map.getSize().x") == 390
        dash = visit.js(
            """(() => { const v = Lian.pages[0].views[0], s = v.map.getSize(); return v.page.dashes.flat().every(d => {
            const p = v.map.latLngToContainerPoint(L.CRS.Albers.projection.unproject(L.point(d[0], d[1])));
            return p.x >= 0 && p.x <= s.x && p.y >= 0 && p.y <= s.y; }); })()"""
        )
        assert dash is True
        visit.page.locator("input[type=radio]").nth(2).tap()
        visit.page.wait_for_timeout(60)
        assert visit.js("Lian.pages[0].views[0].base.raw.name") == "名单"
        visit.page.touchscreen.tap(*visit.point(113.0, 43.8))
        visit.page.wait_for_timeout(400)
        assert "内蒙古自治区" in visit.page.locator(".lian-card").inner_text()
        visit.quiet()


def test_print_shows_map_and_legend_only(visit: Visit) -> None:
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".lian-tools").is_visible()
    assert visit.page.locator(".lian-legend").is_visible()
    assert len(visit.page.pdf()) > 20_000


def test_keyboard_and_labels(visit: Visit) -> None:
    unnamed = visit.js(
        """Array.from(document.querySelectorAll('button,input,select,a,[role=application],svg[role=img]')).filter(e =>
        !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length))).map(e => e.outerHTML)"""
    )
    assert unnamed == []
    visit.page.locator(".folium-map").focus()
    visit.page.keyboard.press("Enter")
    assert visit.page.locator(".lian-card").is_visible()
    visit.page.keyboard.press("Escape")
    assert not visit.page.locator(".lian-card").is_visible()
    before = visit.js("Lian.pages[0].views[0].map.getZoom()")
    visit.page.locator(".folium-map").focus()
    visit.page.keyboard.press("+")
    visit.page.wait_for_timeout(500)
    assert visit.js("Lian.pages[0].views[0].map.getZoom()") > before


def test_moran_scatter_is_linked(browser: Any, board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    import analysis

    values = pd.Series(np.arange(16.0), index=board.index, name="v")
    result = analysis.local_moran(values, analysis.neighbors(board), permutations=99, seed=1)
    path = maps.Sheet("棋盘").add(maps.local_moran(result, board)).save(tmp_path / "moran.html")
    with Visit(browser, path) as visit:
        box = visit.page.locator(".lian-chart svg").first.bounding_box()
        visit.page.mouse.move(box["x"] + box["width"] * 0.52, box["y"] + 2)
        visit.page.mouse.down()
        visit.page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + box["height"] * 0.45, steps=3)
        visit.page.mouse.up()
        chosen = set(
            visit.js("(v => Array.from(v.selection).map(i => v.geo.codes[i]))(Lian.pages[0].views[0])")
        )
        frame = result.frame
        mean = frame["value"].mean()
        assert chosen == set(frame.index[(frame["value"] > mean) & (frame["lag"] > mean)])
        visit.quiet()


def title_as_shown(title: str) -> str:
    """A document's title with ASCII blanks run together, as HTML defines it."""
    return " ".join(part for part in re.split("[ \t\n\f\r]+", title) if part)


def hostile_page(board: gpd.GeoDataFrame, texts: list[str], title: str, path: Path) -> None:
    """Every text as a unit's name, parents, value, column, theme, place and card; all of them as the title."""
    import folium

    cycle = [texts[k % len(texts)] for k in range(16)]
    named = board.assign(name=cycle, province=cycle, prefecture=cycle)
    sheet = maps.Sheet(title, source=title)
    for text in texts:
        named[text] = np.arange(16.0)
        rows = pd.DataFrame({text: cycle}, index=board.index)
        sheet.add(maps.choropleth(named, text, name=text, caption=text, rows=rows, note=text))
    sheet.add(maps.categorical(named, "prefecture", name="类"))
    points = gpd.points_from_xy([119.35] * len(texts), [32.35] * len(texts))
    places = gpd.GeoDataFrame({"n": texts, "t": texts}, geometry=points, crs=4326)
    sheet.add(maps.points(places, label="n", text="t", category="n", name=title))
    basemap = sheet.map()
    folium.LayerControl(collapsed=False).add_to(basemap)
    path.write_text(basemap.get_root().render(), encoding="utf-8")


@pytest.mark.parametrize("texts", [list(HOSTILE), ["长" * 10_000]], ids=["hostile", "long"])
def test_hostile_text_is_shown_and_never_runs(
    browser: Any, board: gpd.GeoDataFrame, texts: list[str], tmp_path: Path
) -> None:
    title = "".join(texts)
    hostile_page(board, texts, title, tmp_path / "hostile.html")
    with Visit(browser, tmp_path / "hostile.html") as visit:
        assert visit.js("document.querySelector('h1').textContent") == title
        assert visit.js("document.title") == title_as_shown(title)
        assert visit.js("document.querySelector('.lian-foot span').textContent") == title
        control = visit.js(
            "Array.from(document.querySelectorAll('.leaflet-control-layers-base label')).map(n => n.textContent.trim())"
        )
        assert control[:-1] == [t.replace("\u2028", " ").replace("\u2029", " ").strip() for t in texts]
        inputs = visit.page.locator(".lian-themes input[type=radio]")
        for k, text in enumerate(texts):
            inputs.nth(k).evaluate("e => e.click()")
            visit.page.wait_for_timeout(20)
            assert visit.js("document.querySelector('.lian-key h2').textContent") == text
            assert visit.js("document.querySelector('.lian-key > .lian-note').textContent") == text
        for k, text in enumerate(texts):
            visit.js(f"Lian.pages[0].views[0].fill({k})")
            assert visit.js("document.querySelector('.lian-card strong').textContent") == text
            assert text in visit.js(
                "Array.from(document.querySelectorAll('.lian-card dd')).map(n => n.textContent)"
            )
        visit.page.mouse.move(*visit.point(119.35, 32.35))
        assert visit.js("document.querySelector('.lian-card strong').textContent") == texts[-1]
        inputs.last.evaluate("e => e.click()")
        visit.page.wait_for_timeout(20)
        labels = visit.js(
            "Array.from(document.querySelectorAll('.lian-key li span')).map(n => n.textContent)"
        )
        assert set(texts) <= set(labels)
        visit.page.get_by_role("combobox").fill(texts[0][:30])
        assert visit.page.locator(".lian-search li b").first.text_content() == texts[0]
        with visit.page.expect_download() as found:
            visit.page.get_by_role("button", name="下载所见数据（CSV）").click()
        assert not set(found.value.suggested_filename) & set('<>"`{}%$\\/:*?|')
        visit.quiet()


def test_embedded_by_file_srcdoc_sandbox_and_four_on_a_page(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    sheet = maps.Sheet("棋盘").add(maps.members(board, ["320101"]))
    host = tmp_path / "host.html"
    parts = [
        sheet.embed(tmp_path / "map.html", height=400),
        sheet.embed(height=400),
        sheet.embed(height=400, sandbox=False),
    ]
    host.write_text(
        "<!DOCTYPE html><meta charset=utf-8><title>host</title>" + "".join(parts), encoding="utf-8"
    )
    with Visit(browser, host, height=1400) as visit:
        visit.page.wait_for_timeout(400)
        frames = [f for f in visit.page.frames if f.parent_frame]
        assert len(frames) == 3
        for frame in frames:
            assert frame.evaluate("Lian.pages[0].drawn > 0 && Lian.pages[0].views[0].map.getSize().x > 300")
            assert frame.evaluate("document.querySelector('h1').textContent") == "棋盘"
        heights = visit.js(
            "Array.from(document.querySelectorAll('iframe')).map(f => f.getBoundingClientRect().height)"
        )
        assert heights == [400, 400, 400]
        visit.quiet()
    four = maps.Page("四图", [sheet] * 4).save(tmp_path / "four.html")
    with Visit(browser, four) as visit:
        assert visit.js("Lian.pages.filter(p => p.drawn > 0).length") == 4
        assert visit.js("Lian.geometries.length") == 1
        visit.quiet()


def test_a_frame_without_size_is_fitted_once_it_has_one(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """A frame in a closed tab or still loading has no size: the map must not keep a view made for none."""
    sheet = maps.Sheet("棋盘").add(maps.members(board, ["320101"]))
    part = sheet.embed(tmp_path / "map.html", height=400).replace('loading="lazy"', "")
    host = tmp_path / "host.html"
    host.write_text(
        f'<!DOCTYPE html><meta charset=utf-8><title>host</title><div id="tab" style="display:none">{part}</div>',
        encoding="utf-8",
    )
    with Visit(browser, host) as visit:
        visit.page.wait_for_timeout(300)
        visit.js("document.getElementById('tab').style.display = 'block'")
        visit.page.wait_for_timeout(400)
        frame = next(f for f in visit.page.frames if f.parent_frame)
        box = frame.evaluate(
            "(() => { const p = Lian.pages[0], m = p.views[0].map, c = m.options.crs.projection, e = p.extent;"
            " const a = m.latLngToContainerPoint(c.unproject(L.point(e[0], e[1])));"
            " const b = m.latLngToContainerPoint(c.unproject(L.point(e[2], e[3])));"
            " const s = m.getSize(); return [Math.min(a.x, b.x), Math.min(a.y, b.y),"
            " s.x - Math.max(a.x, b.x), s.y - Math.max(a.y, b.y), Math.abs(a.x - b.x) / s.x, Math.abs(a.y - b.y) / s.y]; })()"
        )
        assert min(box[:4]) >= 0  # the whole extent is in view
        assert max(box[4:]) > 0.5  # and fills the frame one way or the other
        visit.quiet()


def test_mercator(browser: Any, board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    sheet = maps.Sheet("棋盘", projection="mercator").add(maps.members(board, ["320101"]))
    with Visit(browser, sheet.save(tmp_path / "m.html")) as visit:
        assert visit.color_at(119.05, 32.05) == rgb(RED)
        assert visit.color_at(119.25, 32.05) == rgb("#f7f5ef")
        visit.quiet()


def test_a_raster_lies_under_the_boundaries_in_its_place(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    import rasterio

    path = tmp_path / "small.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint8", crs="EPSG:4326",
        transform=rasterio.Affine(0.2, 0, 119, 0, -0.2, 32.4),
    ) as file:  # fmt: skip
        file.write(np.array([[0, 1], [2, 3]], np.uint8), 1)
    overlay = maps.raster(path, k=4, layer=board)
    with Visit(browser, maps.Sheet("栅格").add(overlay).save(tmp_path / "r.html")) as visit:
        visit.page.wait_for_timeout(100)
        colors = [c.color for c in overlay.classes]
        for lon, lat, k in ((119.05, 32.35, 0), (119.35, 32.35, 1), (119.05, 32.05, 2), (119.35, 32.05, 3)):
            assert visit.color_at(lon, lat) == rgb(colors[k]), k
        visit.quiet()


def test_every_kind_of_overlay_draws(browser: Any, board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    regions = gpd.GeoDataFrame(
        {"members": [tuple(board.index[:8])]},
        geometry=[shapely.box(119, 32, 119.4, 32.2)],
        index=["南"],
        crs=4326,
    )
    places = gpd.GeoDataFrame({"name": ["园区"]}, geometry=[shapely.Point(119.25, 32.25)], crs=4326)
    ranks = pd.Series([5, 2, 3], index=board.index[[0, 5, 10]])
    overlays = [
        maps.bivariate(board.assign(a=np.arange(16.0), b=np.arange(16.0)[::-1]), "a", "b"),
        maps.outline(regions, board),
        maps.points(places),
        maps.flows(board, ranks, ranks[::-1].set_axis(ranks.index)),
        maps.ellipse(shapely.Point(119.2, 32.2).buffer(0.1), shapely.Point(119.2, 32.2)),
    ]
    for overlay in overlays:
        path = maps.Sheet("种类", overlays=[maps.members(board, ["320101"]), overlay]).save(
            tmp_path / "k.html"
        )
        with Visit(browser, path) as visit:
            before = visit.js("Lian.pages[0].views[0].canvas._container.toDataURL()")
            visit.page.locator(".lian-themes input").last.evaluate("e => e.click()")
            visit.page.wait_for_timeout(40)
            assert visit.js("Lian.pages[0].views[0].canvas._container.toDataURL()") != before, overlay.kind
            captions = visit.js(
                "Array.from(document.querySelectorAll('.lian-key h2')).map(n => n.textContent)"
            )
            expected = overlay.colors_units  # the only overlay above is on at first: the click took it off
            assert (overlay.caption in captions) == expected, overlay.kind
            visit.quiet()
