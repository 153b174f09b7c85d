"""Background tiles: asked for only when wanted, aligned to the pixel, the data on their datum, safe, and dispensable."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.image import imread

import analysis
import boundaries
import maps
from boundaries.crs import convert_points
from boundaries.errors import MapError
from maps.cartography import palette
from maps.cartography.color_vision import difference, seen
from maps.page.tiles import KNOWN, OPACITY, Tiles
from tests.maps.browser import HOSTILE, Visit
from tests.maps.server import Site, serve, tile_color
from tests.maps.test_sheet import block

RADIUS = 6378137.0
ADDRESS = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def own(site: Site, **settings: Any) -> Tiles:
    return Tiles(**{"url": site.tiles, "attribution": "© 自己的", **settings})


def pixel(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Where a place is on the world's tiles, in pixels from their corner."""
    size = 256 * 2**zoom
    lat = np.radians(lat)
    return (lon + 180) / 360 * size, (1 - np.log(np.tan(lat) + 1 / np.cos(lat)) / np.pi) / 2 * size


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of meters of Web Mercator."""
    return float(np.degrees(x / RADIUS)), float(np.degrees(2 * np.arctan(np.exp(y / RADIUS)) - np.pi / 2))


# what is asked for


def test_nothing_is_asked_unless_wanted(board: gpd.GeoDataFrame) -> None:
    page = maps.Sheet("x").add(maps.members(board, ["320101"])).html()
    assert block(page, "lian-page-0")["tiles"] is None
    assert not re.search(r"= Lian\.tiles\(\d", page)
    assert maps.Sheet("x").csp == "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


@pytest.mark.parametrize("name", list(KNOWN))
def test_services_known_by_name(board: gpd.GeoDataFrame, name: str) -> None:
    key = "a1b2" if name.startswith("tianditu") else None
    sheet = maps.Sheet("x", tiles=name, tiles_key=key).add(maps.members(board, ["320101"]))
    data = block(sheet.html(), "lian-page-0")
    assert sheet.projection == "mercator"
    assert sheet.html() == sheet.html()
    for url in data["tiles"]["urls"]:
        assert url.startswith("https://") and all(f in url for f in ("{z}", "{x}", "{y}"))
        assert ("tk=a1b2" in url) == (key is not None) and "{key}" not in url
    assert data["tiles"]["credits"][0] == sheet.tiles.attribution
    assert (
        sheet.tiles.asked in data["tiles"]["credits"][1] and sheet.tiles.terms in data["tiles"]["credits"][2]
    )
    assert ("GCJ-02" in data["tiles"]["credits"][-1]) == name.startswith("gaode")
    assert all(host in sheet.csp.split("img-src")[1].split() for host in sheet.tiles.hosts)
    assert "a1b2" not in repr(sheet.tiles)


def test_hosts_of_the_named_services() -> None:
    assert Tiles.named("gaode").hosts == tuple(f"https://webrd0{k}.is.autonavi.com" for k in range(1, 5))
    assert Tiles.named("tianditu", key="k").hosts == tuple(f"https://t{k}.tianditu.gov.cn" for k in range(8))
    assert Tiles.named("openstreetmap").hosts == ("https://tile.openstreetmap.org",)


def test_tiles_lie_under_mercator_only(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(MapError, match="cannot lie under the projection 'albers'"):
        maps.Sheet("x", tiles="gaode", projection="albers")
    assert maps.Sheet("x", tiles="gaode", projection="mercator").projection == "mercator"
    assert maps.Sheet("x").projection == "albers"


@pytest.mark.parametrize("key", [None, ""])
def test_a_missing_key_says_where_to_get_one(key: str | None) -> None:
    with pytest.raises(MapError, match=r"need a key .*https://console\.tianditu\.gov\.cn"):
        maps.Sheet("x", tiles="tianditu", tiles_key=key)


def test_a_key_for_what_takes_none_and_what_is_no_tiles() -> None:
    with pytest.raises(MapError, match="take no key"):
        maps.Sheet("x", tiles="gaode", tiles_key="k")
    with pytest.raises(MapError, match="tiles_key goes with"):
        maps.Sheet("x", tiles_key="k")
    with pytest.raises(MapError, match=r"valid: .*gaode"):
        maps.Sheet("x", tiles="google")
    with pytest.raises(MapError, match=r"a name or maps\.Tiles"):
        maps.Sheet("x", tiles=3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"url": "ftp://a.b/{z}/{x}/{y}"}, "no http"),
        ({"url": "//a.b/{z}/{x}/{y}"}, "no http"),
        ({"url": "javascript:alert(1)//{z}{x}{y}"}, "no http"),
        ({"url": "https://u:p@a.b/{z}/{x}/{y}"}, "no http"),
        ({"url": 'https://a.b/{z}/{x}/{y}"><script>'}, "no http"),
        ({"url": "https://a.b/{z}/{x}"}, "lacks {y}"),
        ({"url": "https://a.b/{z}/{x}/{y}/{{7*7}}"}, "may leave open only"),
        ({"url": "https://a.b/{z}/{x}/{y}/{w}"}, "may leave open only"),
        ({"url": "https://{x}.b/{z}/{x}/{y}"}, "of the host"),
        ({"url": "https://{s}.b/{z}/{x}/{y}"}, "subdomains come together"),
        ({"url": ADDRESS, "subdomains": ("a",)}, "subdomains come together"),
        ({"url": "https://{s}.b/{z}/{x}/{y}", "subdomains": ("a b",)}, "letters, digits"),
        ({"url": ADDRESS + "?{key}"}, "key come together"),
        ({"url": ADDRESS, "key": "k"}, "key come together"),
        ({"url": ()}, "no address"),
        ({"url": ADDRESS, "attribution": " "}, "attribution"),
        ({"url": ADDRESS, "datum": "bd09"}, "BD-09 has a grid of its own"),
        ({"url": ADDRESS, "min_zoom": 9, "max_zoom": 3}, "min_zoom <= max_zoom"),
        ({"url": ADDRESS, "max_zoom": 3.5}, "min_zoom <= max_zoom"),
    ],
)  # fmt: skip
def test_faults_are_named(settings: dict[str, Any], fault: str) -> None:
    with pytest.raises(MapError, match=re.escape(fault)):
        Tiles(**{"attribution": "x", **settings})


def test_all_faults_at_once() -> None:
    with pytest.raises(MapError) as found:
        Tiles(url="x", attribution="", datum="wgs72")  # type: ignore[arg-type]
    assert "no http" in str(found.value) and "attribution" in str(found.value) and "wgs72" in str(found.value)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_tiles_are_refused_or_inert(board: gpd.GeoDataFrame, text: str) -> None:
    for url in (text, ADDRESS + text, f"https://{text}/{{z}}/{{x}}/{{y}}"):
        with pytest.raises(MapError):
            Tiles(url=url, attribution="x")
    tiles = Tiles(url=ADDRESS + "?k={key}", attribution=text, name=text, key=text, terms=text)
    page = maps.Sheet("x", tiles=tiles).add(maps.members(board, ["320101"])).html()
    data = block(page, "lian-page-0")["tiles"]
    assert data["credits"][0] == text and re.fullmatch(r"[A-Za-z0-9_.~%-]+", data["urls"][0].split("?k=")[1])
    assert len(re.findall(r"<script\b", page)) == page.count("</script>")


# the datum


def shapes_of_every_kind(layer: gpd.GeoDataFrame, tmp_path: Path) -> list[maps.Overlay]:
    import rasterio

    path = tmp_path / "small.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=200, height=200, count=1, dtype="uint8", crs="EPSG:4326",
        transform=rasterio.Affine(0.002, 0, 119, 0, -0.002, 32.4),
    ) as file:  # fmt: skip
        file.write(np.kron(np.arange(100, dtype=np.uint8).reshape(10, 10), np.ones((20, 20), np.uint8)), 1)
    middle = shapely.Point(119.2, 32.2)
    ranks = pd.Series([5, 2, 3], index=["320100", "320200", "320300"])
    regions = gpd.GeoDataFrame(
        {"members": [("999999",)]}, geometry=[middle.buffer(0.15)], index=["圈"], crs=4326
    )
    places = gpd.GeoDataFrame({"name": ["园区"]}, geometry=[shapely.Point(119.25, 32.25)], crs=4326)
    return [
        maps.members(layer, ["320100"]),
        maps.outline(regions, None),
        maps.points(places),
        maps.flows(layer, ranks, ranks[::-1].set_axis(ranks.index)),
        maps.centrography(analysis.centrography(pd.Series(1.0, index=layer.index), layer), layer),
        maps.raster(path, layer=layer),
    ]


def points_of(data: dict[str, Any]) -> list[tuple[str, list[float]]]:
    """Every coordinate a page draws besides the units: what it is, and its meters."""
    found = [("label", label["p"]) for label in data["labels"]]
    found += [("dash", p) for dash in data["dashes"] or [] for p in dash]
    for theme in data["themes"]:
        for shape in theme.get("shapes", []):
            found += [(theme["kind"], p) for p in [shape.get("p")] if p]
            found += [(theme["kind"], p) for part in shape.get("g", []) for p in part]
    return found


@pytest.fixture(scope="module")
def nation() -> gpd.GeoDataFrame:
    return boundaries.read_layer("prefecture")


def test_everything_drawn_is_shifted_exactly_once(nation: gpd.GeoDataFrame, tmp_path: Path) -> None:
    overlays = shapes_of_every_kind(nation, tmp_path)
    plain, shifted = (
        block(sheet.html(), "lian-page-0")
        for sheet in (
            maps.Sheet("x", projection="mercator", overlays=overlays),
            maps.Sheet("x", tiles="gaode", overlays=overlays),
        )
    )
    pairs = list(zip(points_of(plain), points_of(shifted), strict=True))
    assert {kind for (kind, _), _ in pairs} >= {"label", "dash", "outline", "points", "flows", "ellipse"}
    moved = 0
    for (kind, here), (_, there) in pairs:
        lon, lat = convert_points(*degrees(*here), source="wgs84", target="gcj02")
        off = np.hypot(*(np.array(degrees(*there)) - [lon, lat])) * 111_000
        assert off < 3, kind  # whole meters, twice
        moved += np.hypot(*(np.array(there) - here)) > 100
    assert moved > len(pairs) / 2  # the southern dashes lie too far off China to be shifted
    image, other = (next(t["image"] for t in d["themes"] if "image" in t) for d in (plain, shifted))
    for corner in ((0, 1), (2, 3)):
        was, now = ([e["extent"][k] for k in corner] for e in (image, other))
        lon, lat = convert_points(*degrees(*was), source="wgs84", target="gcj02")
        assert np.hypot(*(np.array(degrees(*now)) - [lon, lat])) * 111_000 < 30  # the shift bends the edges


def test_each_datum_has_its_own_geometry(board: gpd.GeoDataFrame) -> None:
    overlay = maps.members(board, ["320101"])
    one, two = (maps.Sheet("x", tiles="gaode", overlays=[overlay]) for _ in range(2))
    three = maps.Sheet("x", projection="mercator", overlays=[overlay])
    shapes = maps.Sheet("x", tiles="gaode").add(
        maps.points(gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(119.2, 32.2)], crs=4326))
    )
    page = maps.Page("二基准", [three, one, two, shapes]).html()
    assert page.count('id="lian-geometry-') == 2
    assert [block(page, f"lian-page-{k}")["geos"] for k in range(4)] == [[0], [1], [1], [1]]
    corners = [degrees(*block(page, f"lian-geometry-{k}")["origin"]) for k in range(2)]
    expected = convert_points(*corners[0], source="wgs84", target="gcj02")
    np.testing.assert_allclose(corners[1], [float(v) for v in expected], atol=2e-4)
    assert abs(corners[1][0] - corners[0][0]) > 0.003


def test_a_raster_picture_goes_with_its_datum(nation: gpd.GeoDataFrame, tmp_path: Path) -> None:
    """Every class of the picture is where the source's cells are, after the shift."""
    from maps.cartography.projection import Plane
    from maps.page.theme_data import projected_image

    overlay = shapes_of_every_kind(nation, tmp_path)[-1]
    source = imread(BytesIO(overlay.image.png))
    plane = Plane("mercator", "gcj02")
    png, (x0, y0, x1, y1) = projected_image(overlay, plane)
    picture = imread(BytesIO(png))
    assert source.shape == (200, 200, 4) and abs(picture.shape[0] - 200) < 30
    inner = np.flatnonzero((np.arange(200) % 20 > 0) & (np.arange(200) % 20 < 19))  # the shift is 2.4 cells
    lon, lat = np.meshgrid(119.001 + 0.002 * inner, 32.399 - 0.002 * inner)
    x, y = plane.points(lon, lat)
    across = np.floor((x - x0) / (x1 - x0) * picture.shape[1]).astype(int)
    down = np.floor((y1 - y) / (y1 - y0) * picture.shape[0]).astype(int)
    np.testing.assert_array_equal(picture[down, across], source[np.ix_(inner, inner)])


# colors over a background


@pytest.mark.parametrize("name", palette.SEQUENTIAL)
def test_classes_stay_apart_over_any_background(name: str) -> None:
    """Over one background the least difference of five classes stays plain to see (CIEDE2000 > 4)."""

    def over(color: str, ground: float) -> str:
        mixed = [OPACITY * int(color[i : i + 2], 16) + (1 - OPACITY) * ground for i in (1, 3, 5)]
        return "#" + "".join(f"{round(v):02x}" for v in mixed)

    for ground in (0, 128, 255):
        colors = [over(c, ground) for c in palette.sequential(5, name=name)]
        assert min(float(difference(seen(a), seen(b))) for a, b in combinations(colors, 2)) > 4


# in the browser


class Shown(Visit):
    """A page of a site, opened; its tiles come from the same site."""

    def view(self, lon: float, lat: float, zoom: float) -> None:
        self.js(
            f"(() => {{ const m = Lian.pages[0].views[0].map; m.options.zoomSnap = 0.125;"
            f" m.setView([{lat}, {lon}], {zoom}, {{animate: false}}); }})()"
        )
        self.settle()

    def settle(self) -> None:
        """Wait until every tile is there and has faded in."""
        self.page.wait_for_timeout(60)
        self.page.wait_for_function(
            "(() => { const all = [...document.querySelectorAll('.leaflet-tile-pane img')];"
            " return all.length && all.every(t => t.complete && getComputedStyle(t).opacity === '1'); })()"
        )

    def corner(self, lon: float, lat: float, zoom: float) -> tuple[int, int]:
        """The pixel of the world in the map's corner, when a place is in its middle."""
        wide, high = self.js(
            "(() => { const s = Lian.pages[0].views[0].map.getSize(); return [s.x, s.y]; })()"
        )
        x, y = pixel(lon, lat, zoom)
        return round(x - wide / 2), round(y - high / 2)

    def opacity(self, percent: int) -> None:
        self.page.locator(".lian-opacity input").evaluate(
            f"e => {{ e.value = {percent}; e.dispatchEvent(new Event('input')); }}"
        )
        self.page.wait_for_timeout(40)

    def picture(self) -> np.ndarray:
        """The map as it is on the screen."""
        png = self.page.locator(".folium-map").first.screenshot()
        return (imread(BytesIO(png))[..., :3] * 255).round().astype(int)


def opened(browser: Any, site: Site, sheet: maps.Sheet, **settings: Any) -> Shown:
    return Shown(browser, site.put("/map.html", sheet.html()), **settings)


@pytest.mark.browser
def test_tiles_and_drawing_are_aligned_to_the_pixel(
    browser: Any, site: Site, board: gpd.GeoDataFrame
) -> None:
    sheet = maps.Sheet("x", tiles=own(site, max_zoom=14)).add(maps.members(board, ["320101"]))
    with opened(browser, site, sheet) as shown:
        for zoom in (5, 8, 11, 7.375):
            aligned(shown, site, zoom)
        shown.quiet(site.address)


def aligned(shown: Shown, site: Site, zoom: float) -> None:
    lon, lat = 119.2, 32.2
    shown.view(lon, lat, zoom)
    shown.opacity(0)
    picture = shown.picture()
    level = round(zoom)
    scale = 2 ** (zoom - level)
    high, wide = picture.shape[:2]
    left, top = shown.corner(lon, lat, zoom)
    needed = {
        (level, i, j)
        for i in range(int(left / scale / 256), int((left + wide - 1) / scale / 256) + 1)
        for j in range(int(top / scale / 256), int((top + high - 1) / scale / 256) + 1)
    }
    assert needed <= site.tiles_asked()
    edges = 0
    for i in {i for _, i, _ in needed}:
        edge = round(i * 256 * scale - left)
        if not 70 < edge < wide - 4:  # not under the buttons
            continue
        row = next(r for r in range(high // 2, high) if (r + top) / scale % 256 > 30)
        j = int((row + top) / scale / 256)
        for at, tile in ((edge + 1, i), (edge - 2, i - 1)):  # a faint county line may run there
            assert np.abs(picture[row, at] - tile_color(level, tile, j)).max() < 16
            edges += 1
    assert edges >= 4
    if zoom >= 8:
        shown.opacity(100)
        red = (np.abs(shown.picture() - [178, 24, 43]) < 12).all(axis=2)
        box = np.array([*np.where(red.any(axis=0))[0][[0, -1]], *np.where(red.any(axis=1))[0][[0, -1]]])
        west, north = pixel(119.0, 32.1, zoom)
        east, south = pixel(119.1, 32.0, zoom)
        expected = np.array([west - left, east - left - 1, north - top, south - top - 1])
        assert np.abs(box - expected).max() <= 1.6  # a boundary's own line covers the outermost pixel


@pytest.mark.browser
@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_a_county_is_where_its_datum_has_it(browser: Any, site: Site, datum: str) -> None:
    """昆山: the middle of its drawn box, and what hovering, searching and clicking say, at one datum or the other."""
    layer = boundaries.read_layer("county")
    county = layer.loc[["320583"]]
    near = layer[layer["prefecture"] == "苏州市"]
    sheet = maps.Sheet("x", tiles=own(site, datum=datum), use="print").add(maps.members(near, ["320583"]))
    west, south, east, north = boundaries.convert(county, source="wgs84", target=datum).total_bounds
    with opened(browser, site, sheet) as shown:
        shown.view(120.95, 31.38, 10)
        shown.opacity(100)
        picture = shown.picture()
        red = (np.abs(picture - [178, 24, 43]) < 12).all(axis=2)
        left, top = shown.corner(120.95, 31.38, 10)
        across, down = np.where(red.any(axis=0))[0], np.where(red.any(axis=1))[0]
        drawn = np.array([across[0] + across[-1] + 1, down[0] + down[-1] + 1]) / 2
        (x1, y1), (x2, y2) = pixel(west, north, 10), pixel(east, south, 10)
        expected = np.array([(x1 + x2) / 2 - left, (y1 + y2) / 2 - top])
        assert np.abs(drawn - expected).max() <= 1.5  # the datums are 4 pixels apart here
        inside = convert_points(
            *county.representative_point().iloc[0].coords[0], source="wgs84", target=datum
        )
        shown.page.mouse.move(*shown.point(float(inside[0]), float(inside[1])))
        assert "昆山市" in shown.page.locator(".lian-card").inner_text()
        shown.page.get_by_role("combobox").fill("320583")
        shown.page.keyboard.press("Enter")
        center = shown.js(
            "(() => { const c = Lian.pages[0].views[0].map.getCenter(); return [c.lng, c.lat]; })()"
        )
        box = [(west + east) / 2, (south + north) / 2]
        assert np.abs(np.array(center) - box).max() < 0.002
        assert shown.js("Lian.pages[0].views[0].geo.codes[Lian.pages[0].views[0].picked]") == "320583"
        shown.quiet(site.address)


@pytest.mark.browser
def test_units_let_the_background_through_and_the_reader_says_how_much(
    browser: Any, site: Site, board: gpd.GeoDataFrame
) -> None:
    sheet = (
        maps.Sheet("x", tiles=own(site))
        .add(maps.members(board, ["320101"]))
        .add(maps.members(board, ["320102"]))
    )
    with opened(browser, site, sheet) as shown:
        shown.view(119.2, 32.2, 10)
        assert shown.color_at(119.02, 32.02)[3] == round(255 * OPACITY)  # beside the unit's name
        shown.opacity(30)
        assert abs(shown.color_at(119.02, 32.02)[3] - 255 * 0.3) <= 1
        order = shown.js(
            "(() => { const z = s => +getComputedStyle(document.querySelector(s)).zIndex;"
            " return [z('.leaflet-tile-pane'), z('.leaflet-overlay-pane')]; })()"
        )
        assert order[0] < order[1]
        with shown.page.expect_download() as found:
            shown.page.get_by_role("button", name="下载所见地图（PNG）").click()
        picture = imread(Path(found.value.path()))[..., :3]
        assert (
            np.abs(picture * 255 - [178, 24, 43]).max(axis=2) < 3
        ).sum() > 1000  # drawn without tiles, opaque
        shown.page.get_by_role("button", name="并排对比两个专题").click()
        shown.page.wait_for_timeout(300)
        assert shown.page.locator(".lian-credit").all_inner_texts() == ["© 自己的"] * 2
        assert (
            shown.js(
                "document.querySelectorAll('.folium-map')[1].querySelectorAll('img.leaflet-tile-loaded').length"
            )
            > 0
        )
        shown.quiet(site.address)


@pytest.mark.browser
def test_whole_levels_for_the_reader_any_for_a_link(
    browser: Any, site: Site, board: gpd.GeoDataFrame
) -> None:
    sheet = maps.Sheet("x", tiles=own(site, min_zoom=3, max_zoom=12)).add(maps.members(board, ["320101"]))
    site.put("/map.html", sheet.html())
    with Shown(browser, site.address + "/map.html#m=9.375/32.2000/119.2000/0") as shown:
        assert shown.js("Lian.pages[0].views[0].map.getZoom()") == 9.375
        shown.page.get_by_label("Zoom in").click()
        shown.page.wait_for_timeout(400)
        assert shown.js("Lian.pages[0].views[0].map.getZoom()") == 10
        shown.view(119.2, 32.2, 20)
        assert shown.js("Lian.pages[0].views[0].map.getZoom()") == 12
        assert max(z for z, _, _ in site.tiles_asked()) == 12
        shown.view(119.2, 32.2, 0)
        assert min(z for z, _, _ in site.tiles_asked()) == 3  # levels the service lacks are not asked for
        shown.quiet(site.address)


@pytest.mark.browser
def test_without_network_the_page_is_whole_and_says_so(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    sheet = maps.Sheet("x", tiles="gaode").add(maps.members(board, ["320101"]))
    path = sheet.save(tmp_path / "m.html")
    context = browser.new_context()
    page, errors, asked = context.new_page(), [], []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.route(re.compile("^https?:"), lambda route: (asked.append(route.request.url), route.abort()))
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    assert (
        errors == [] and asked and all(re.match(r"https://webrd0[1-4]\.is\.autonavi\.com/", u) for u in asked)
    )
    assert page.locator(".lian-alert").inner_text() == "底图未能载入（需要联网）"
    assert page.locator(".lian-legend li").count() > 0 and page.evaluate("Lian.pages[0].drawn") > 0
    assert page.evaluate("document.querySelectorAll('img.leaflet-tile-loaded').length") == 0
    foot = page.locator(".lian-foot").inner_text()
    assert "© 高德地图 AutoNavi" in foot and "webrd0[1-4].is.autonavi.com" in foot and "GCJ-02" in foot
    context.close()


@pytest.mark.browser
def test_hostile_words_are_shown_and_never_run(browser: Any, site: Site, board: gpd.GeoDataFrame) -> None:
    text = "".join(HOSTILE)
    tiles = own(site, url=site.tiles + "?key={key}", attribution=text, name=text, key=text, terms=text)
    basemap = maps.Sheet("x", tiles=tiles).add(maps.members(board, ["320101"])).map()
    folium.LayerControl().add_to(basemap)
    with Shown(browser, site.put("/map.html", basemap.get_root().render())) as shown:
        shown.page.wait_for_timeout(200)
        spans = shown.js("Array.from(document.querySelectorAll('.lian-foot span')).map(n => n.textContent)")
        assert text in spans
        assert shown.js("document.querySelectorAll('img.leaflet-tile-loaded').length") > 0
        assert shown.js("document.querySelectorAll('.lian-foot *:not(span), .lian-credit *').length") == 0
        assert shown.js("document.querySelector('.lian-credit').textContent") == text
        shown.quiet(site.address)


@pytest.mark.browser
def test_a_service_that_wants_a_referer_is_asked_from_sites_only(
    browser: Any, site: Site, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    sheet = maps.Sheet("x", tiles=own(site, referer=True)).add(maps.members(board, ["320101"]))
    with Shown(browser, site.put("/map.html", sheet.html(), Referrer_Policy="no-referrer")) as shown:
        shown.page.wait_for_timeout(200)
        sent = {headers.get("Referer") for path, headers in site.asked if path.startswith("/tiles/")}
        assert sent == {site.address + "/map.html"}  # the site is the tiles' own here
        assert shown.page.locator(".lian-alert").inner_text() == ""
    site.asked.clear()
    host = site.put("/host.html", "<title>h</title>" + sheet.embed(tmp_path / "map.html", href="/map.html"))
    for address in ((tmp_path / "map.html").as_uri(), host):
        with Shown(browser, address) as shown:
            shown.page.wait_for_timeout(300)
            frame = shown.page.frames[-1]
            assert frame.evaluate("Lian.pages[0].drawn > 0")
            assert "只供网站上的页面使用" in frame.evaluate(
                "document.querySelector('.lian-alert').textContent"
            )
    assert site.tiles_asked() == set()


def test_a_layer_in_meters_goes_the_same_way(board: gpd.GeoDataFrame) -> None:
    from maps.page.topology import encode

    here = encode(board, projection="mercator", datum="gcj02")
    there = encode(board.to_crs(3857), projection="mercator", datum="gcj02")
    np.testing.assert_allclose(here.bounds, there.bounds, atol=0.01)
    assert encode(board, projection="mercator").bounds[0] < here.bounds[0] - 300


def test_a_named_service_can_be_changed() -> None:
    tiles = replace(Tiles.named("tianditu", key="k"), attribution="天地图 GS（2024）0568号")
    assert tiles.attribution.endswith("0568号") and json.dumps(tiles.addresses)
