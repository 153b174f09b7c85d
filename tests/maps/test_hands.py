"""Pages under a reader's hands: searched, clicked, brushed, switched, compared, linked."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import maps
from tests.maps.browser import Visit, pick

pytestmark = pytest.mark.browser


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


def test_the_keyboard_brushes_too(visit: Visit) -> None:
    chart = visit.page.locator(".lian-chart svg").first
    size = "Lian.pages[0].views[0].selection.size"
    for _ in range(20):
        chart.press("ArrowLeft")
    first = visit.js(size)
    assert first > 100 and f"已选 {first:,} 个单元" in visit.page.locator(".lian-count").inner_text()
    chart.press("Shift+ArrowRight")
    assert visit.js(size) > first
    assert visit.js("document.activeElement.tagName") == "svg"
    chart.press("Escape")
    assert visit.js("Lian.pages[0].views[0].selection") is None
    assert "方向键" in chart.get_attribute("aria-label")


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
    pick(visit, "面积")  # the years are one entry, and the year is kept
    assert visit.js("Lian.pages[0].views[0].base.raw.name") == "面积 2023"
    assert visit.page.get_by_label("面积 2022", exact=True).count() == 0
    # the year that is drawn stands in the title and the legend; the histogram's range is that of all years
    assert visit.page.locator("h1").inner_text() == "全国县域 · 2023"
    assert "2023" in visit.page.locator(".lian-key h2").first.inner_text()
    bars = "Array.from(document.querySelectorAll('.lian-bar')).map(b => Number(b.getAttribute('height')))"
    values = visit.js("Lian.pages[0].views[0].base.data.values.filter(v => v !== null)")
    counts = np.histogram(values, bins=40, range=(min(values) / 2, max(values)))[0]
    np.testing.assert_allclose(
        visit.js(bars), np.where(counts, np.maximum(0.8, counts / counts.max() * 80), 0)
    )
    assert visit.page.locator(".lian-chart text").count() >= 3


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


def test_search_knows_places_traditional_forms_and_says_when_there_is_nothing(visit: Visit) -> None:
    box = visit.page.get_by_role("combobox", name="查找：名称、拼音或代码")
    hits = visit.page.locator(".lian-search li b")
    for text, name in (
        *(("江苏", "江苏省"), ("suzhoushi", "苏州市"), ("蘇州", "苏州市"), ("崑山", "昆山市")),
        *(("钓鱼", "钓鱼岛"), ("西沙", "西沙群岛"), ("内蒙古", "内蒙古自治区")),
    ):
        box.fill(text)
        assert name in hits.all_inner_texts(), text
    box.fill("江苏省")
    box.press("Enter")
    west, south, east, north = visit.js(
        "(b => [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()])(Lian.pages[0].views[0].map.getBounds())"
    )
    assert west < 116.4 and east > 121.9 and south < 30.8 and north > 35.1 and east - west < 20
    box.fill("<img src=x onerror=window.pwned=1>")
    assert "没有找到“<img" in visit.page.locator(".lian-none").inner_text()
    assert visit.page.locator(".lian-search li").count() == 0


def test_names_stand_on_the_map_where_they_fit(visit: Visit) -> None:
    pick(visit, "名单")
    visit.js("Lian.pages[0].views[0].map.setView([31.35, 120.95], 6, {animate: false})")
    frame = "Lian.pages[0].views[0].canvas.frameNow"
    named = visit.js(f"{frame}.named")
    assert (
        set(named[:2]) == {"江阴市", "昆山市"}
        and {"常熟市", "太仓市"} <= set(named)
        and len(named) == len(set(named))
    )
    visit.js("Lian.pages[0].views[0].map.setView([31.35, 118], 3.5, {animate: false})")
    assert "苏州市" in visit.js(f"{frame}.named")  # a prefecture
    visit.js("Lian.pages[0].views[0].map.setView([36, 104], 0.25, {animate: false})")
    assert visit.js(f"{frame}.named || []") == [] and visit.js(f"{frame}.marks") == 2  # too small to be seen


def test_permalink_keeps_scheme_class_unit_and_comparison(browser: Any, nation: Path) -> None:
    state = "#m=5.000/31.2000/120.5000/0/s:equal_interval;c:0;u:320583;b:2"
    with Visit(browser, nation.as_uri() + state) as visit:
        view = "Lian.pages[0].views[0]"
        assert visit.js(f"[{view}.base.data.scheme, {view}.base.isolated]") == ["equal_interval", 0]
        assert visit.js(f"{view}.geo.codes[{view}.picked]") == "320583"
        assert "昆山市" in visit.page.locator(".lian-card").first.inner_text()
        assert visit.js("Lian.pages[0].views[1].base.raw.name") == "名单"
        assert visit.page.url.endswith("/s:equal_interval;c:0;u:320583;b:2")
        visit.quiet()
    hostile = "#m=5.000/31.2000/120.5000/0/s:__proto__;c:1e9;u:constructor;b:-7;w:x;<script>"
    with Visit(browser, nation.as_uri() + hostile) as visit:
        assert visit.js("Lian.pages[0].views.length") == 1
        visit.quiet()


def test_an_embedded_map_lets_the_page_scroll(browser: Any, nation: Path, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    host.write_text(
        f'<!DOCTYPE html><meta charset=utf-8><title>h</title><iframe title=m src="{nation.as_uri()}" '
        'style="width:100%;height:600px;border:0"></iframe><div style="height:3000px"></div>',
        encoding="utf-8",
    )
    with Visit(browser, host) as visit:
        visit.page.wait_for_timeout(300)
        frame = visit.page.frames[1]
        zoom = frame.evaluate("Lian.pages[0].views[0].map.getZoom()")
        visit.page.mouse.move(400, 300)
        visit.page.mouse.wheel(0, 300)
        visit.page.wait_for_timeout(500)
        assert frame.evaluate("Lian.pages[0].views[0].map.getZoom()") == zoom
        assert visit.js("window.scrollY") > 100
        visit.js("window.scrollTo(0, 0)")
        assert "Ctrl" in frame.locator(".lian-hint").text_content()
        visit.page.mouse.click(400, 300)
        visit.page.mouse.wheel(0, -300)
        visit.page.wait_for_timeout(700)
        assert frame.evaluate("Lian.pages[0].views[0].map.getZoom()") > zoom
        frame.evaluate("Lian.pages[0].views[0].map.setView([-40, 200], 2, {animate: false})")
        visit.page.wait_for_timeout(100)
        lat, lng = frame.evaluate("(c => [c.lat, c.lng])(Lian.pages[0].views[0].map.getCenter())")
        assert -5 < lat < 56 and 60 < lng < 150  # the country is not lost
        visit.quiet()


def test_permalink_restores_view_and_theme(browser: Any, nation: Path) -> None:
    with Visit(browser, f"{nation.as_uri()}#m=3.500/31.2000/120.5000/2.3") as visit:
        assert visit.js("Lian.pages[0].views[0].base.raw.name") == "名单"
        assert visit.js("Lian.pages[0].views[0].map.getZoom()") == 3.5
        visit.js("Lian.pages[0].views[0].map.setView([40, 110], 2, {animate: false})")
        pick(visit, "面积")
        assert visit.page.url.endswith("#m=2.000/40.0000/110.0000/0.3")
        visit.quiet()


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


def test_the_keyboard_alone_reaches_everything(browser: Any, nation: Path) -> None:
    """Tab from the top; every stop is seen, and what Enter, blank and arrows do is done."""
    with Visit(browser, nation) as visit:
        stops: dict[str, bool] = {}
        for _ in range(60):
            visit.page.keyboard.press("Tab")
            at, seen = visit.js(
                """(() => { const e = document.activeElement, s = getComputedStyle(e);
                const name = e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].textContent.trim()) || e.textContent.trim() || e.tagName;
                return [e.tagName + ' ' + (e.type || e.getAttribute('role') || '') + ' ' + name,
                        s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1]; })()"""
            )
            if at in stops or at.startswith("BODY"):
                break
            stops[at] = seen
        assert "H1" not in "".join(stops)  # a short title is no stop
        assert all(stops.values()), [stop for stop, seen in stops.items() if not seen]
        reached = "\n".join(stops)
        for what in (
            "INPUT search", "并排对比", "（PNG）", "（CSV）", "链接", "回到全图", "切换深浅色", "application",
            "INPUT radio", "INPUT checkbox", "INPUT range", "SELECT", "BUTTON button",
        ):  # fmt: skip
            assert what in reached, reached
        slider = visit.page.locator(".lian-years input")
        slider.focus()
        visit.page.keyboard.press("End")
        visit.page.wait_for_timeout(60)
        assert visit.page.locator(".lian-years output").inner_text() == "2023"
        visit.page.get_by_role("button", name="并排对比两个专题").focus()
        visit.page.keyboard.press("Enter")
        assert visit.page.locator(".folium-map").count() == 2
        visit.page.keyboard.press("Enter")
        visit.page.locator(".lian-legend li button").first.focus()
        visit.page.keyboard.press("Space")
        assert visit.js("Lian.pages[0].views[0].selection.size") > 0
        focused = "document.activeElement === document.querySelector('.lian-legend li button')"
        visit.page.wait_for_timeout(60)
        assert visit.js(focused)
        for name in ("下载所见数据（CSV）", "下载所见地图（PNG）"):
            visit.page.get_by_role("button", name=name).focus()
            with visit.page.expect_download():
                visit.page.keyboard.press("Enter")
        visit.quiet()
