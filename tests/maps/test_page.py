"""Pages in a real browser: what is drawn, shown, printed, embedded."""

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import analysis
import boundaries
import maps
from maps.cartography.landmarks import LANDMARKS
from tests.maps.browser import Visit, pick, rgb

pytestmark = pytest.mark.browser
RED, GREY = "#b2182b", "#d9d9d6"


def test_drawn_colors_are_the_legend_colors(visit: Visit) -> None:
    pick(visit, "名单")
    assert visit.color_at(120.0, 48.6) == rgb("#f7f5ef")  # 鄂温克族自治旗: not on the list
    visit.js("Lian.pages[0].views[0].map.setView([31.35, 120.95], 7, {animate: false})")
    assert visit.color_at(120.95, 31.40) == rgb(RED)  # 昆山


SEEN = """(() => { const v = Lian.pages[0].views[0], m = v.map, b = m.getContainer().getBoundingClientRect(), out = [];
const inset = v.inset.frame, box = v.inset.canvas.getBoundingClientRect(), s = v.inset.place;
const meters = PLACES.map(p => L.CRS.Albers.projection.project(L.latLng(p)))
  .concat(v.page.dashes.flat().map(p => L.point(p[0], p[1])));
for (const q of meters) {
  const p = m.latLngToContainerPoint(L.CRS.Albers.projection.unproject(q));
  if (inset) {  // in the inset, or else in the frame and not beneath the inset
    const x = inset.ax * q.x + inset.bx, y = inset.ay * q.y + inset.by;
    if (x >= 0 && y >= 0 && x <= inset.width && y <= inset.height) { continue; }
    if (p.x > s.left && p.x < s.left + s.width && p.y > s.top && p.y < s.top + s.height) { out.push(['covered', p.x, p.y]); }
  }
  if (p.x < 2 || p.y < 2 || p.x > b.width - 2 || p.y > b.height - 2) { out.push(['outside', p.x, p.y]); continue; }
  const e = document.elementFromPoint(b.x + p.x, b.y + p.y);
  if (!(e && (e.tagName === 'CANVAS' || e.classList.contains('leaflet-container')))) { out.push([e && e.className, p.x, p.y]); }
} return out; })()"""
PLACES = [[mark.latitude, mark.longitude] for mark in LANDMARKS] + [
    *([23.7, 121.0], [4.0, 112.3], [53.5, 123.3], [48.4, 135.0], [39.4, 73.6], [20.7, 116.72], [17.0, 112.3]),
]
LABELS = """(() => { const v = Lian.pages[0].views[0], out = [], named = [];
const near = (box, x, y) => x > box[0] && x < box[2] && y > box[1] && y < box[3];
[v.canvas.frameNow, v.inset.frame].filter(Boolean).forEach(f => {
  f.placed.forEach(l => {
    named.push(l.text);
    v.page.dashes.forEach(d => d.forEach((q, k) => {
      const to = d[k + 1] || q;
      for (let t = 0; t <= 1; t += 0.1) {
        if (near(l.box, f.ax * (q[0] + t * (to[0] - q[0])) + f.bx, f.ay * (q[1] + t * (to[1] - q[1])) + f.by)) { out.push(['dash', l.text]); }
      }
    }));
    v.geo.dots.forEach(d => { if (near(l.box, f.ax * d[1] + f.bx, f.ay * d[2] + f.by)) { out.push(['dot', l.text]); } });
    for (let p = 0; p < v.geo.X.length; p++) {
      if (near(l.box, f.ax * v.geo.X[p] + f.bx, f.ay * v.geo.Y[p] + f.by)) { out.push(['coast', l.text]); }
    }
  });
}); return [Array.from(new Set(out.map(String))), named]; })()"""
GROUPS = {
    "西沙群岛",
    "中沙群岛",
    "南沙群岛",
    "东沙群岛",
    "曾母暗沙",
    "黄岩岛",
    "南海诸岛",
    "钓鱼岛",
    "赤尾屿",
}
LAND = """(() => { const v = Lian.pages[0].views[0], e = v.page.inset.main, f = v.canvas.frameNow;
return Math.abs(f.ax * f.ay) * (e[2] - e[0]) * (e[3] - e[1]); })()"""


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (768, 1024), (390, 844)], ids=str)
def test_the_whole_country_is_in_view_and_nothing_covers_it(
    browser: Any, nation: Path, size: tuple[int, int]
) -> None:
    """Main map and inset together hold every island and dash; names lie on none of them."""
    seen = SEEN.replace("PLACES", json.dumps(PLACES))
    with Visit(browser, nation, width=size[0], height=size[1]) as visit:
        assert visit.js(seen) == []
        covers, named = visit.js(LABELS)
        assert covers == [] and set(named) >= GROUPS
        aside = visit.js("Boolean(Lian.pages[0].views[0].inset.place)")
        assert aside == (size[0] > 390)
        before = visit.js(LAND)
        visit.page.get_by_role("button", name="南海诸岛与大陆同比例显示").click()
        visit.page.wait_for_timeout(60)
        assert visit.js(seen) == [] and visit.js(LABELS)[0] == []
        assert not visit.page.locator(".lian-inset").is_visible()
        times = 1.99 if size[0] >= 1280 else 1.4 if aside else 1.0
        assert before >= times * visit.js(LAND)
        visit.page.get_by_role("button", name="南海诸岛与大陆同比例显示").click()
        visit.page.get_by_role("button", name="并排对比两个专题").click()
        visit.page.wait_for_timeout(60)
        assert visit.js(seen) == []
        assert visit.page.locator(".lian-key h2").all_inner_texts()[0].startswith("左图")
        assert any(text.startswith("右图") for text in visit.page.locator(".lian-key h2").all_inner_texts())
        visit.quiet()


@pytest.mark.parametrize("zoom", [0.5, 2])
def test_landmarks_and_dashes_are_drawn(visit: Visit, zoom: float) -> None:
    for mark in LANDMARKS:
        lon, lat = mark.longitude, mark.latitude
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

    from maps.cartography.projection import PROJ

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
    assert card.evaluate("e => getComputedStyle(e).pointerEvents") == "auto"  # a long one can be scrolled
    pick(visit, "面积")
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


@pytest.mark.parametrize("name", ["面积", "名单"])
def test_taiwan_says_that_its_data_is_absent(visit: Visit, name: str) -> None:
    pick(visit, name)
    visit.page.mouse.move(*visit.point(121.0, 23.9))
    assert "台湾省资料暂缺" in visit.page.locator(".lian-card").inner_text()
    assert re.search(r"台湾省资料暂缺\s+20", visit.page.locator(".lian-absent").inner_text())
    hatched = {tuple(visit.color_at(120.6 + k / 40, 23.7)) for k in range(16)}  # not the look of no data
    assert tuple(rgb(GREY)) in hatched and len(hatched) > 1


def test_dark_mode_and_its_button(browser: Any, nation: Path) -> None:
    with Visit(browser, nation, color_scheme="dark") as visit:
        assert visit.js("Lian.darkNow()") is True
        pick(visit, "名单")
        chip = visit.js("getComputedStyle(document.querySelector('.lian-missing i')).backgroundColor")
        assert chip == "rgb(47, 53, 61)" and visit.color_at(120.0, 48.6) == [47, 53, 61, 255]
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
        visit.page.get_by_label("名单", exact=True).first.tap()
        visit.page.wait_for_timeout(60)
        assert visit.js("Lian.pages[0].views[0].base.raw.name") == "名单"
        visit.page.touchscreen.tap(*visit.point(113.0, 43.8))
        visit.page.wait_for_timeout(400)
        assert "内蒙古自治区" in visit.page.locator(".lian-card").inner_text()
        visit.quiet()


CONTRAST = """(() => {
const part = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); };
const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
const parse = s => s.match(/[\\d.]+/g).map(Number);
const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0.9) { return c; } } return [255, 255, 255]; };
const out = [];
document.querySelectorAll('.lian *').forEach(e => {
  const own = Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim()) || e.placeholder;
  if (!own || !e.getClientRects().length || e.closest('.lian-pane canvas')) { return; }
  const s = getComputedStyle(e), c = parse(e.placeholder ? getComputedStyle(e, '::placeholder').color : e.closest('svg') ? s.fill : s.color);
  const a = light(c), b = light(ground(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) { out.push([e.tagName, e.className, e.textContent.slice(0, 20), ratio]); }
}); return out; })()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path, scheme: str
) -> None:
    both = board.assign(a=np.arange(16.0), b=np.arange(16.0)[::-1])
    weights = pd.DataFrame({"甲": 1.0, "乙": np.arange(16.0)}, index=board.index)
    sheet = (
        maps.Sheet("对比度").add(maps.bivariate(both, "a", "b", note="注")).add(maps.choropleth(both, "a"))
    )
    sheet.add(maps.centrography(analysis.centrography(weights, board), board))
    with Visit(browser, sheet.save(tmp_path / "c.html"), color_scheme=scheme) as visit:
        visit.js("Lian.pages[0].views[0].pick(3, L.point(90, 90))")
        visit.page.get_by_role("combobox").first.fill("棋")
        assert visit.page.locator(".lian-search li").count() > 3
        assert visit.js(CONTRAST) == []
        visit.page.keyboard.press("Escape")
        pick(visit, "a")
        visit.page.get_by_role("button", name="并排对比两个专题").click()
        assert visit.js(CONTRAST) == []
        visit.quiet()


def test_print_is_light_though_the_page_is_dark(browser: Any, nation: Path) -> None:
    with Visit(browser, nation, color_scheme="dark") as visit:
        pick(visit, "名单")
        visit.page.emulate_media(media="print", color_scheme="dark")
        visit.js("window.dispatchEvent(new Event('beforeprint'))")
        visit.page.wait_for_timeout(50)
        assert visit.page.locator(".lian-print").is_visible()
        assert not visit.page.locator(".folium-map").is_visible()
        chip = "getComputedStyle(document.querySelector('.lian-missing i')).backgroundColor"
        assert visit.js(chip) == "rgb(247, 245, 239)"
        visit.js("window.dispatchEvent(new Event('afterprint'))")
        visit.page.wait_for_timeout(50)
        assert visit.js(chip) == "rgb(47, 53, 61)"
        visit.quiet()


def test_the_legend_of_two_variables_has_its_counts_in_the_grid_and_the_rest_beneath(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    both = board.assign(a=np.arange(16.0), b=np.arange(16.0)[::-1])
    both.loc["320101", "a"] = np.nan
    overlay = maps.bivariate(both, "a", "b", k=2)
    with Visit(browser, maps.Sheet("二元").add(overlay).save(tmp_path / "b.html")) as visit:
        cells = visit.page.locator(".lian-grid button")
        assert [cells.nth(k).inner_text() for k in range(4)] == [str(c.count) for c in overlay.classes]
        grid, rest = (visit.page.locator(s).bounding_box() for s in (".lian-grid", ".lian-missing"))
        assert rest["y"] > grid["y"] + grid["height"] and rest["width"] > 200
        assert visit.page.locator(".lian-missing").inner_text().split() == ["无数据", "1"]
        visit.quiet()


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_print_shows_map_and_legend(
    browser: Any, nation: Path, tmp_path: Path, landscape: bool, phone: bool
) -> None:
    """The pages of the PDF as a printer would set them, from a phone and from a dark screen too."""
    import pypdfium2

    size: dict[str, Any] = {"width": 390, "height": 844, "is_mobile": True} if phone else {}
    with Visit(browser, nation, color_scheme="dark" if phone else "light", **size) as visit:
        pick(visit, "名单")
        file = tmp_path / "p.pdf"
        visit.page.pdf(path=file, format="A4", landscape=landscape)
        visit.quiet()
    with pypdfium2.PdfDocument(file) as printed:
        assert len(printed) == 1
        shown = np.asarray(printed[0].render(scale=60 / 72).to_pil().convert("RGB")).astype(int)
        text = printed[0].get_textpage().get_text_bounded()
    listed = (np.abs(shown - rgb(RED)[:3]).sum(axis=2) < 60).sum()
    land = (np.abs(shown - [247, 245, 239]).sum(axis=2) < 24).sum()
    assert listed >= 10 and land > 0.12 * shown.shape[0] * shown.shape[1]
    assert (shown.reshape(-1, 3).min(axis=1) > 200).mean() > 0.6  # white paper though the screen was dark
    assert "上榜" in text and "未上榜" in text and "天地图" in text


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


def test_the_page_reads_the_numbers_and_classes_that_were_written(browser: Any, tmp_path: Path) -> None:
    layer = boundaries.read_layer()
    rng = np.random.default_rng(3)
    units = layer.index[boundaries.official(layer)]
    value = pd.Series(
        rng.normal(size=len(units)) * 10.0 ** rng.integers(-6, 7, len(units)), index=units, name="v"
    )
    value.iloc[::9] = np.nan
    value.iloc[5], value.iloc[6] = 0.0, 12345678.0
    cards = pd.DataFrame(
        {"数": value.round(4), "词": rng.choice(["甲", "乙"], len(units))}, index=units
    ).iloc[3:900]
    cards["次"] = range(len(cards))
    overlay = maps.choropleth(layer, value, rows=cards.sample(frac=1, random_state=1))
    with Visit(browser, maps.Sheet("数").add(overlay).save(tmp_path / "n.html")) as visit:
        data = "Lian.pages[0].views[0].base.data"
        codes = visit.js("Lian.geometries[0].codes")
        read = pd.Series(visit.js(f"{data}.values"), index=codes, dtype=float)
        known = value.dropna()
        assert set(read.dropna().index) == set(known.index)
        short = known.map(lambda v: v if float(f"{v:.8g}") == v else float(f"{v:.5g}"))
        np.testing.assert_allclose(read[known.index], short, rtol=2e-5, atol=0)
        assert (read[known.index] == short).mean() > 0.5  # more digits where the classes need them
        for scheme in (overlay.scheme, *(a.scheme for a in overlay.alternatives)):
            visit.js(f"{data}.recut({json.dumps(scheme)})")
            index = pd.Series(visit.js(f"Array.from({data}.index)"), index=codes)
            counts = [row["count"] for row in visit.js(f"{data}.classes")]
            assert [int((index == k).sum()) for k in range(len(counts))] == counts, scheme
            if scheme == overlay.scheme:
                assert (index[layer.index] == overlay.index).all()
        for code in (cards.index[0], cards.index[500], units[2]):
            cells = visit.js(f"{data}.cells(Lian.geometries[0].at.get('{code}'))")
            if code not in cards.index:
                assert cells is None
                continue
            row = cards.loc[code]
            expected = None if pd.isna(row["数"]) else float(f"{row['数']:.6g}")
            assert cells == [expected, row["词"], row["次"]]
        visit.quiet()


def test_mercator(browser: Any, board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    sheet = maps.Sheet("棋盘", projection="mercator").add(maps.members(board, ["320101"]))
    with Visit(browser, sheet.save(tmp_path / "m.html")) as visit:
        assert visit.color_at(119.02, 32.08) == rgb(RED)
        assert visit.color_at(119.22, 32.08) == rgb("#f7f5ef")
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
        maps.centrography(analysis.centrography(pd.Series(1.0, index=board.index), board), board),
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
