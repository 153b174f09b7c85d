"""Frames: responsive, lazy, titled, boxed; what a Content-Security-Policy must allow; views given to them."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio

import maps
from boundaries.errors import MapError
from maps.page.iframe import CSP, frame, view_state
from tests.maps.browser import HOSTILE, Visit
from tests.maps.server import Site, serve

NOTHING = "default-src 'none'; "
STATE = "m=9.500/32.2500/119.1500/1"


@pytest.fixture
def sheet(board: gpd.GeoDataFrame) -> maps.Sheet:
    return maps.Sheet("图").add(maps.members(board, ["320101"], name="甲")).add(
        maps.members(board, ["320102"], name="乙")
    )  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def test_by_file(sheet: maps.Sheet, tmp_path: Path) -> None:
    snippet = sheet.embed(tmp_path / "我的 图.html", height=480)
    assert 'src="%E6%88%91%E7%9A%84%20%E5%9B%BE.html"' in snippet
    assert 'loading="lazy"' in snippet and "height:480px" in snippet and 'title="图"' in snippet
    assert 'sandbox="allow-scripts allow-downloads"' in snippet
    assert (tmp_path / "我的 图.html").read_text(encoding="utf-8") == sheet.html()
    assert 'src="https://example.org/a?b=1&amp;c=2"' in sheet.embed(
        tmp_path / "x.html", href="https://example.org/a?b=1&c=2"
    )


def test_by_srcdoc_and_in_notebooks(sheet: maps.Sheet) -> None:
    snippet = sheet.embed(height="70vh", sandbox=False)
    inside = re.search(r'srcdoc="([^"]*)"', snippet)
    assert inside and html.unescape(inside.group(1)) == sheet.html()
    assert "height:70vh" in snippet and "sandbox" not in snippet.replace(inside.group(0), "")
    assert "height:600px" in sheet._repr_html_()
    assert "height:333px" in maps.Sheet("图", overlays=sheet.overlays, height=333)._repr_html_()


def test_a_page_of_sheets_embeds_too(sheet: maps.Sheet, tmp_path: Path) -> None:
    page = maps.Page("两图", [sheet, sheet], height=900)
    assert "height:900px" in page.embed() and "height:900px" in page._repr_html_()
    assert 'src="p.html"' in page.embed(tmp_path / "p.html", height=300)
    assert (tmp_path / "p.html").read_text(encoding="utf-8") == page.html()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_and_addresses_stay_inside_their_quotes(text: str) -> None:
    snippet = frame(text, src=text, relative=True)
    assert re.fullmatch(
        r'<iframe title="[^"]*" src="[^"<>]*" loading="lazy" style="[^"]*" sandbox="[^"]*"></iframe>',
        snippet,
        re.DOTALL,
    )


def test_refusals(sheet: maps.Sheet) -> None:
    for height in (True, "1px;background:red", None, "calc(1px)"):
        with pytest.raises(MapError, match="height"):
            frame("x", src="a.html", height=height)  # type: ignore[arg-type]
    with pytest.raises(MapError, match="either"):
        frame("x")
    for address in ("javascript:alert(1)", " data:text/html,x"):
        with pytest.raises(MapError, match="cannot show"):
            frame("x", src=address)
    for state in ("zoom=3", "m", "#m=1/2/3/4 5", *HOSTILE):
        with pytest.raises(MapError, match="state is what the link button"):
            sheet.embed(state=state)


def test_a_state_is_taken_from_a_link() -> None:
    assert view_state(None) == view_state("") == ""
    assert view_state(STATE) == view_state("#" + STATE) == view_state("https://a.b/c.html#" + STATE) == STATE
    assert view_state("#m0=1/2/3/&m1=4/5/6/0.2") == "m0=1/2/3/&m1=4/5/6/0.2"


# in the browser, on a site with a policy


class Watched(Visit):
    """A page opened with every breach of a policy, in it and in its frames, written down."""

    def __init__(self, browser: Any, address: str) -> None:
        super().__init__(browser, "about:blank", height=1800)
        self.told: list[str] = []
        self.page.expose_function("breach", lambda directive: self.told.append(directive))
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => breach(e.effectiveDirective))"
        )
        self.page.goto(address)
        self.page.wait_for_timeout(300)

    @property
    def breaches(self) -> set[str]:
        """The directives breached, as the event and as the console tell it."""
        implied, named = r"'([a-z-]+)' was not explicitly set", r"directive:? \"([a-z-]+)"
        said = [re.search(implied, e) or re.search(named, e) for e in self.errors]
        return {*self.told, *(m.group(1) for m in said if m)}

    def breached(self, directive: str) -> bool:
        """Whether it was; what frames refuse is heard of a little later."""
        for _ in range(50):
            if any(b.startswith(directive) for b in self.breaches):
                return True
            self.page.wait_for_timeout(100)
        return False


def inner(visit: Visit) -> list[Any]:
    return [f for f in visit.page.frames if f.parent_frame]


DRAWN = "typeof Lian !== 'undefined' && Lian.pages.length > 0 && Lian.pages.every(p => p.drawn > 0)"


def drawn(frame: Any) -> bool:
    """Wait for every map of a frame."""
    frame.wait_for_function(DRAWN, timeout=10_000)
    return True


def raster(layer: gpd.GeoDataFrame, folder: Path) -> maps.Overlay:
    path = folder / "r.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint8", crs="EPSG:4326",
        transform=rasterio.Affine(0.2, 0, 119, 0, -0.2, 32.4),
    ) as file:  # fmt: skip
        file.write(np.array([[0, 1], [2, 3]], np.uint8), 1)
    return maps.raster(path, layer=layer)


@pytest.mark.browser
def test_the_policy_named_is_enough(
    browser: Any, site: Site, sheet: maps.Sheet, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """By file, by srcdoc, and four maps on a page, all boxed: drawn, nothing refused, nothing else asked."""
    pictured = maps.Sheet("图", overlays=[*sheet.overlays, raster(board, tmp_path)])
    four = maps.Page("四图", [pictured] * 4)
    site.put("/map.html", pictured.html(), Content_Security_Policy=NOTHING + pictured.csp)
    boxed = pictured.embed(height=400).replace("allow-scripts allow-downloads", "allow-scripts")
    body = pictured.embed(tmp_path / "map.html", height=400) + boxed + four.embed(height=900)
    host = site.put(
        "/host.html", f"<!DOCTYPE html><title>h</title>{body}",
        Content_Security_Policy=f"{NOTHING}{pictured.csp}; frame-src 'self'",
    )  # fmt: skip
    with Watched(browser, host) as visit:
        frames = inner(visit)
        assert [drawn(f) for f in frames] == [True] * 3
        for one in frames:  # the picture of the raster is a data: address
            one.evaluate("document.querySelector('.lian-themes input[type=checkbox]').click()")
        visit.page.wait_for_timeout(150)
        assert [f.evaluate("!!Lian.pages[0].views[0].raster.picture.width") for f in frames] == [True] * 3
        assert frames[2].evaluate("[Lian.pages.length, Lian.geometries.length]") == [4, 1]
        for name in ("PNG", "CSV"):
            with visit.page.expect_download():
                frames[0].get_by_role("button", name=name).click()
        heights = visit.js(
            "[...document.querySelectorAll('iframe')].map(f => [f.offsetWidth, f.offsetHeight])"
        )
        assert heights == [[1264, 400], [1264, 400], [1264, 900]]
        assert visit.breaches == set()
        visit.quiet(site.address)
    asked = [path for path, _ in site.asked if path != "/favicon.ico"]  # the host page has no icon of its own
    assert asked == ["/host.html", "/map.html"]


@pytest.mark.browser
@pytest.mark.parametrize("left_out", ["script-src", "style-src", "img-src"])
def test_nothing_named_can_be_left_out(
    browser: Any, site: Site, board: gpd.GeoDataFrame, tmp_path: Path, left_out: str
) -> None:
    sheet = maps.Sheet("图").add(raster(board, tmp_path))
    kept = "; ".join(part for part in sheet.csp.split("; ") if not part.startswith(left_out))
    assert kept.count("-src") == 2
    site.put("/map.html", sheet.html(), Content_Security_Policy=NOTHING + kept)
    file = sheet.embed(tmp_path / "map.html", height=400)
    for path, part, policy in (
        ("/by-file.html", file, f"{NOTHING}{CSP}; frame-src 'self'"),
        ("/by-srcdoc.html", sheet.embed(height=400), NOTHING + kept),
    ):
        host = site.put(path, f"<!DOCTYPE html><title>h</title>{part}", Content_Security_Policy=policy)
        with Watched(browser, host) as visit:
            (one,) = inner(visit)
            assert visit.breached(left_out)
            if left_out == "script-src":
                assert not one.evaluate(DRAWN)
            if left_out == "style-src":
                assert one.evaluate("getComputedStyle(document.querySelector('.lian')).display") == "block"
            if left_out == "img-src":
                assert drawn(one) and not one.evaluate("!!(Lian.pages[0].views[0].raster || {}).picture")


@pytest.mark.browser
def test_the_page_around_a_file_must_allow_the_frame_and_its_size(
    browser: Any, site: Site, sheet: maps.Sheet, tmp_path: Path
) -> None:
    site.put("/map.html", sheet.html(), Content_Security_Policy=NOTHING + sheet.csp)
    part = sheet.embed(tmp_path / "map.html", height=400)
    size = "[document.querySelector('iframe').offsetWidth, document.querySelector('iframe').offsetHeight]"
    for policy, seen, refused, measure in (
        ("frame-src 'self'; style-src 'unsafe-inline'", True, set(), [1264, 400]),
        ("frame-src 'self'", True, {"style-src"}, [304, 154]),
        ("style-src 'unsafe-inline'", False, {"frame-src"}, [1264, 400]),
    ):
        host = site.put(
            "/host.html", f"<!DOCTYPE html><title>h</title>{part}", Content_Security_Policy=NOTHING + policy
        )
        with Watched(browser, host) as visit:
            assert all(visit.breached(directive) for directive in refused)
            assert {b.removesuffix("-attr") for b in visit.breaches} == refused
            assert drawn(inner(visit)[0]) if seen else not any(f.evaluate(DRAWN) for f in inner(visit))
            assert visit.js(size) == measure


@pytest.mark.browser
def test_tiles_need_their_hosts_in_the_policy(browser: Any, site: Site, board: gpd.GeoDataFrame) -> None:
    tiles = maps.Tiles(url=site.tiles, attribution="x")
    sheet = maps.Sheet("图", tiles=tiles).add(maps.members(board, ["320101"]))
    assert sheet.csp == f"{CSP} {site.address}" and maps.Page("图", [sheet, sheet]).csp == sheet.csp
    for policy, breaches in ((sheet.csp, set()), (CSP, {"img-src"})):
        address = site.put("/map.html", sheet.html(), Content_Security_Policy=NOTHING + policy)
        with Watched(browser, address) as visit:
            assert drawn(visit.page) and all(visit.breached(b) for b in breaches)
            visit.page.wait_for_timeout(300)
            assert visit.breaches == breaches
            loaded = visit.js("document.querySelectorAll('img.leaflet-tile-loaded').length")
            assert (loaded > 0) == (not breaches) and visit.js("Lian.pages[0].drawn") > 0
            assert bool(visit.page.locator(".lian-alert").inner_text()) == bool(breaches)


# views


def shows(frame: Any) -> list[Any]:
    return frame.evaluate(
        "(() => { const v = Lian.pages[0].views[0], c = v.map.getCenter();"
        " return [v.map.getZoom(), +c.lat.toFixed(3), +c.lng.toFixed(3), v.base.raw.name]; })()"
    )


@pytest.mark.browser
@pytest.mark.parametrize("sandbox", [True, False])
def test_a_frame_opens_at_the_view_given(
    browser: Any, site: Site, sheet: maps.Sheet, tmp_path: Path, sandbox: bool
) -> None:
    site.put("/map.html", sheet.html())
    state = "#" + STATE.replace("9.500", "6.500")
    parts = [
        sheet.embed(tmp_path / "map.html", height=400, state=state, sandbox=sandbox),
        sheet.embed(height=400, state=state, sandbox=sandbox),
    ]
    assert f'src="map.html{state}"' in parts[0]
    host = site.put(
        "/host.html", "<!DOCTYPE html><title>h</title><link rel=icon href=data:,>" + "".join(parts)
    )
    with Watched(browser, host) as visit:
        file, inside = inner(visit)
        assert drawn(file) and drawn(inside)
        assert shows(file) == shows(inside) == [6.5, 32.25, 119.15, "乙"]
        for one, address in ((file, site.address + "/map.html"), (inside, "")):
            one.evaluate(
                "(() => { if (navigator.clipboard) {"
                " navigator.clipboard.writeText = () => Promise.reject(new Error('no')); } })()"
            )
            one.get_by_role("button", name="链接").click()
            offered = one.locator(".lian-link input")
            offered.wait_for(state="visible")
            link = offered.input_value()
            assert re.fullmatch(re.escape(address) + r"#m=6\.500/32\.2[45]\d+/119\.1[45]\d+/1", link)
            assert one.evaluate("(e => e.selectionEnd - e.selectionStart)(document.activeElement)") == len(
                link
            )
            assert view_state(link) == link.split("#")[1]
        assert "embed(state=...)" in inside.locator(".lian-link label").inner_text()
        offered.press("Escape")
        assert not offered.is_visible()
        inside.evaluate("Lian.pages[0].views[0].map.setView([32, 119], 5, {animate: false})")
        inside.get_by_role("button", name="链接").click()
        assert offered.input_value() == "#m=5.000/32.0000/119.0000/1"
        visit.quiet(site.address)


@pytest.mark.browser
def test_a_page_of_maps_keeps_every_view_in_its_address(
    browser: Any, sheet: maps.Sheet, tmp_path: Path
) -> None:
    path = maps.Page("两图", [sheet, sheet]).save(tmp_path / "two.html")
    link = "#m0=5.000/32.1000/119.1000/1&m1=6.500/32.2000/119.2000/0"
    with Visit(browser, path.as_uri() + link) as visit:
        assert visit.page.url.endswith(link)
        seen = visit.js("Lian.pages.map(p => [p.views[0].map.getZoom(), p.views[0].base.raw.name])")
        assert seen == [[5, "乙"], [6.5, "甲"]]
        visit.js("Lian.pages[1].views[0].map.setView([32, 119], 4, {animate: false})")
        assert visit.page.url.endswith("#m0=5.000/32.1000/119.1000/1&m1=4.000/32.0000/119.0000/0")
        visit.quiet()
