"""Texts that would be code: shown as typed, run by nobody, wherever they come in."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

import maps
from maps import charts
from tests.board import board as make_board
from tests.maps.browser import HOSTILE, Visit

LONG = "长" * 10_000
TEXTS = (*HOSTILE, LONG)
EVERY = "".join(HOSTILE)
Builder = Callable[[gpd.GeoDataFrame, str], maps.Overlay]


def pair(board: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"members": [tuple(board.index[:8]), tuple(board.index[8:])]},
        geometry=[shapely.box(119, 32, 119.4, 32.2), shapely.box(119, 32.2, 119.4, 32.4)],
        index=["南", "北"],
        crs=4326,
    )


def result(board: gpd.GeoDataFrame, **more: Any) -> SimpleNamespace:
    """What every local statistic has, and what the tests of gathering say of themselves."""
    table = pd.DataFrame({"value": np.arange(16.0), "lag": np.arange(16.0)[::-1]}, index=board.index)
    table = table.assign(I=1.0, z=1.0, p_fdr=0.04, significant=True, label=["HH", "LL"] * 8)
    table = table.assign(member=[True, False] * 8, neighbors=3, joins=2)
    said = {"n_eligible": 16, "permutations": 9, "seed": 1, "null": "all", "strata": ""}
    return SimpleNamespace(frame=table, **{**said, **more})


def patches(board: gpd.GeoDataFrame, text: str) -> maps.Overlay:
    table = pd.DataFrame({"patch": [1] * 4 + [2] * 3, "size": [4] * 4 + [3] * 3}, index=board.index[:7])
    found = SimpleNamespace(frame=table, n_eligible=16, null=text, strata=text, permutations=9, seed=1)
    return maps.patches(found, board.assign(prefecture=text), names={1: text}, name=text)


def scan(board: gpd.GeoDataFrame, text: str) -> maps.Overlay:
    table = pd.DataFrame(
        {"count": [2], "n_eligible": [4], "relative_risk": [2.0], "p_sim": [0.01]}, index=[text]
    )
    table["units"] = [tuple(board.index[:4])]
    return maps.scan(SimpleNamespace(clusters=table, n_eligible=16, null=text, strata=text), board, name=text)


def groups(board: gpd.GeoDataFrame, text: str) -> maps.Overlay:
    table = pd.DataFrame({"count": [2], "n_eligible": [8], "location_quotient": [2.0]}, index=[text])
    regions = pair(board).set_axis([text, "北"])
    return maps.groups(
        SimpleNamespace(frame=table, null=text, n_eligible=16), board, regions=regions, name=text
    )


def raster(board: gpd.GeoDataFrame, text: str, folder: Path) -> maps.Overlay:
    path = folder / "small.tif"
    if not path.exists():
        with rasterio.open(
            path, "w", driver="GTiff", width=2, height=2, count=1, dtype="uint8", crs="EPSG:4326",
            transform=rasterio.Affine(0.2, 0, 119, 0, -0.2, 32.4),
        ) as file:  # fmt: skip
            file.write(np.array([[0, 1], [2, 3]], np.uint8), 1)
    return maps.raster(path, k=2, name=text, note=text, layer=board)


def points(board: gpd.GeoDataFrame, text: str) -> maps.Overlay:
    places = gpd.GeoDataFrame({text: [text]}, geometry=[shapely.Point(119.2, 32.2)], crs=4326)
    return maps.points(places, label=text, category=text, text=text, name=text, note=text)


def centers(board: gpd.GeoDataFrame, text: str) -> maps.Overlay:
    import analysis

    weights = pd.DataFrame({text: np.ones(16)}, index=board.index)
    return maps.centrography(analysis.centrography(weights, board), board, name=text)


def cards(board: gpd.GeoDataFrame, text: str) -> pd.DataFrame:
    return pd.DataFrame({text: [text] * 16}, index=board.index)


ENTRIES: dict[str, Builder] = {
    "a column": lambda b, t: maps.choropleth(b.assign(**{"v": np.arange(16.0)}).rename(columns={"v": t}), t),
    "a series' name": lambda b, t: maps.choropleth(b, pd.Series(np.arange(16.0), index=b.index, name=t)),
    "name, caption, note": lambda b, t: maps.choropleth(b.assign(v=np.arange(16.0)), "v", name=t, caption=t, note=t),
    "cards": lambda b, t: maps.members(b, b.index[:2], name=t, note=t, rows=cards(b, t)),
    "years of a series": lambda b, t: maps.choropleth(b.assign(v=np.arange(16.0)), "v", year=2023, series=t),
    "categories": lambda b, t: maps.categorical(b.assign(c=t), "c", missing_label=t),
    "units": lambda b, t: maps.members(b.assign(name=t, province=t, prefecture=t), b.index[:2]),
    "tiers by label": lambda b, t: maps.tiers(pd.Series(1, index=b.index), b, labels=[t], name=t, note=t),
    "tiers by value": lambda b, t: maps.tiers(pd.Series(t, index=b.index), b),
    "two variables": lambda b, t: maps.bivariate(
        b, pd.Series(np.arange(16.0), index=b.index, name=t), pd.Series(np.arange(16.0)[::-1], index=b.index, name=t)
    ),
    "patches": patches,
    "scan": scan,
    "groups": groups,
    "outlines": lambda b, t: maps.outline(
        pair(b).set_axis([t, "北"]), b, name=t, text=pd.Series([t, t], index=[t, "北"]), note=t
    ),
    "points": points,
    "flows": lambda b, t: maps.flows(
        b.assign(name=t), pd.Series([1, 2], index=b.index[:2]), pd.Series([2, 1], index=b.index[:2]), name=t, note=t
    ),
    "local Moran": lambda b, t: maps.local_moran(result(b, null=t, strata=t), b, name=t),
    "hotspots": lambda b, t: maps.hotspots(result(b, null=t, strata=t), b, name=t),
    "local joins": lambda b, t: maps.local_join_count(result(b, null=t, strata=t), b, name=t),
    "centers": centers,
}  # fmt: skip

EACH_ALONE = ("name, caption, note", "units")
"""Entries tried with every text by itself; the others with all texts in one and with a long one."""


class Skeleton(HTMLParser):
    """The tags of a page and the names of their attributes: what no text may change."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(("/" + tag,))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def said(page: str) -> set[str]:
    """Every text in the page's data, as its scripts will read it."""
    blocks = re.findall(r'<script type="application/json" id="[^"]+">(.*?)</script>', page, re.DOTALL)
    for text in blocks:
        assert "<" not in text and not re.search(r"\{[{%#]", text)
    found = {one for text in blocks for one in strings(json.loads(text))}
    return found | {part for one in found if "|" in one for part in one.split("|")}


@pytest.fixture(scope="module")
def benign() -> dict[str, list[tuple[str, ...]]]:
    """The tags of each page when its text is harmless."""
    board = make_board()
    return {
        entry: Skeleton(maps.Sheet("x").add(make(board, "x")).html()).tags for entry, make in ENTRIES.items()
    }


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_overlays_texts_are_data(
    board: gpd.GeoDataFrame, benign: dict[str, list[tuple[str, ...]]], entry: str
) -> None:
    for text in TEXTS if entry in EACH_ALONE else (EVERY, LONG):
        page = maps.Sheet("x").add(ENTRIES[entry](board, text)).html()
        assert any(text in one for one in said(page)), text[:40]
        assert Skeleton(page).tags == benign[entry], text[:40]


def test_a_sheets_own_texts_are_data(board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    expected = Skeleton(maps.Sheet("x").add(maps.members(board, ["320101"])).html()).tags
    outside = Skeleton(maps.Sheet("x").add(maps.members(board, ["320101"])).embed()).tags
    for text in (EVERY, LONG):
        layer = board.copy()
        layer.attrs = {"provider": text, "date": text, "approval_number": text}
        for sheet in (
            maps.Sheet(text).add(maps.members(layer, ["320101"])),
            maps.Sheet("x", source=text).add(maps.members(layer, ["320101"])),
            maps.Sheet("x").add(raster(board, text, tmp_path)).add(maps.members(layer, ["320101"])),
        ):
            page = sheet.html()
            assert any(text in one for one in said(page))
            assert [t for t in Skeleton(page).tags if t[0] != "script"] == [
                t for t in expected if t[0] != "script"
            ]
        assert any(
            text in one for one in said(maps.Page(text, [maps.Sheet(text).add(sheet.overlays[1])]).html())
        )
        assert Skeleton(maps.Sheet(text).add(maps.members(layer, ["320101"])).embed()).tags == outside


@pytest.mark.parametrize("text", [t for t in HOSTILE if "\0" not in t])
def test_file_names_are_names(board: gpd.GeoDataFrame, tmp_path: Path, text: str) -> None:
    name = re.sub("[/\n]", "_", text)[:60] + ".html"
    snippet = maps.Sheet(text).add(maps.members(board, ["320101"])).embed(tmp_path / name)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert re.fullmatch(r'<iframe title="[^"]*" src="[^"<>\s]*" [^<>]*></iframe>', snippet, re.DOTALL)
    picture = maps.figure(maps.members(board, ["320101"]), tmp_path / f"{name}.png", width_mm=60, dpi=72)
    assert picture.name == f"{name}.png" and picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("text", [EVERY, LONG], ids=["hostile", "long"])
def test_a_figures_texts_are_drawn_as_text(board: gpd.GeoDataFrame, tmp_path: Path, text: str) -> None:
    overlays = [ENTRIES["two variables"](board.assign(name=text), text), ENTRIES["outlines"](board, text)]
    paths = [tmp_path / f"x.{form}" for form in ("png", "svg", "pdf")]
    maps.figures(overlays, paths, title=text, source=text, approval_number=text, width_mm=80, dpi=72)
    assert all(path.stat().st_size > 1_000 for path in paths)
    root = ET.parse(paths[1]).getroot()
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "text", "a", "set", "animate"}
    assert not [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
    assert "pwned" not in paths[1].read_text(encoding="utf-8")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_charts_texts_are_well_formed(text: str) -> None:
    table = pd.DataFrame({"x": [text, "乙"], "y": [2.0, 1.0], "z": [1.0, 3.0]})
    for svg in (
        charts.bar(table, x="x", y="y", title=text, unit=text, highlight=[text]),
        charts.heat(pd.DataFrame([[1.0]], index=[text], columns=[text]), title=text, unit=text),
        charts.scatter(table.rename(columns={"y": text}), x=text, y="z", label="x", title=text),
        charts.treemap(table, path=["x"], size="y", title=text),
    ):
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", svg)
        root = ET.fromstring(svg)
        assert {e.tag.rpartition("}")[2] for e in root.iter()} <= {
            "svg", "title", "desc", "style", "text", "rect", "circle", "path"
        }  # fmt: skip
        assert not re.search(r"\{[{%#]", svg) and len(svg) < 120_000


def in_markup(text: str) -> str:
    """A text in folium's own layer control, which is markup: NUL is dropped, line ends are blanks."""
    return re.sub("[\u2028\u2029]", " ", text.replace("\0", "")).strip()


def hostile_page(board: gpd.GeoDataFrame, texts: list[str], title: str, path: Path) -> None:
    """Every text as a unit's name, parents, value, column, theme, place and card; all of them as the title."""
    cycle = [texts[k % len(texts)] for k in range(16)]
    named = board.assign(name=cycle, province=cycle, prefecture=cycle)
    sheet = maps.Sheet(title, source=title)
    for text in texts:
        named[text] = np.arange(16.0)
        rows = pd.DataFrame({text: cycle}, index=board.index)
        sheet.add(maps.choropleth(named, text, name=text, caption=text, rows=rows, note=text))
    sheet.add(maps.categorical(named, "prefecture", name="类"))
    where = gpd.points_from_xy([119.35] * len(texts), [32.35] * len(texts))
    places = gpd.GeoDataFrame({"n": texts, "t": texts}, geometry=where, crs=4326)
    sheet.add(maps.points(places, label="n", text="t", category="n", name=title))
    basemap = sheet.map()
    folium.LayerControl(collapsed=False).add_to(basemap)
    path.write_text(basemap.get_root().render(), encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("texts", [list(HOSTILE[:16]), [*HOSTILE[16:], LONG]], ids=["first", "rest"])
def test_hostile_text_is_shown_and_never_runs(
    browser: Any, board: gpd.GeoDataFrame, texts: list[str], tmp_path: Path
) -> None:
    title = "".join(texts)
    hostile_page(board, texts, title, tmp_path / "hostile.html")
    with Visit(browser, tmp_path / "hostile.html") as visit:
        assert visit.js("document.querySelector('h1').textContent") == title
        assert visit.js("document.querySelector('title').textContent") == title.replace("\0", "\ufffd")
        assert visit.js("document.querySelector('.lian-foot span').textContent") == title
        control = visit.js(
            "Array.from(document.querySelectorAll('.leaflet-control-layers-base label')).map(n => n.textContent.trim())"
        )
        assert control[:-1] == [in_markup(t) for t in texts]
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
        visit.page.get_by_role("combobox").first.fill(texts[0][:30])
        assert visit.page.locator(".lian-search li b").first.text_content() == texts[0]
        visit.page.get_by_role("button", name="并排对比两个专题").click()
        options = visit.js(
            "Array.from(document.querySelectorAll('.lian-pick option')).map(n => n.textContent)"
        )
        assert options == [*texts, "类"]
        for name in ("下载所见数据（CSV）", "下载所见地图（PNG）"):
            with visit.page.expect_download() as found:
                visit.page.get_by_role("button", name=name).click()
            assert not set(found.value.suggested_filename) & set('<>"`{}%$\\/:*?|\u202e\0')
        wide = visit.js(
            "[document.documentElement.scrollWidth, document.querySelector('.lian-side').scrollWidth]"
        )
        assert wide[0] <= 1280 and wide[1] <= 290
        size = visit.js("(s => [s.x, s.y])(Lian.pages[0].views[0].map.getSize())")
        assert size[0] > 400 and size[1] > 450  # no text takes the map's room
        visit.quiet()


@pytest.mark.browser
def test_hostile_results_and_shapes_are_shown_and_never_run(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    text = "".join(t for t in HOSTILE if "|" not in t)
    sheet = maps.Sheet("x")
    for make in ENTRIES.values():
        sheet.add(make(board, text))
    sheet.add(raster(board, text, tmp_path))
    with Visit(browser, sheet.save(tmp_path / "x.html")) as visit:
        inputs = visit.page.locator(".lian-themes input")
        for k in range(inputs.count()):
            inputs.nth(k).evaluate("e => { if (!e.checked) { e.click(); } }")
            visit.page.wait_for_timeout(20)
            visit.js("Array.from({length: 16}, (_, i) => Lian.pages[0].views[0].fill(i))")
        visit.js(
            "Lian.pages[0].views[0].shown.forEach(t => t.data.shapes.forEach(s => Lian.pages[0].views[0].fillShape(t, s)))"
        )
        keys = visit.js("Array.from(document.querySelectorAll('.lian-key')).map(n => n.textContent)")
        assert len(keys) >= 7 and all(text in key for key in keys)
        assert text in visit.js("Lian.table(Lian.pages[0], Lian.pages[0].views[0])").replace('""', '"')
        visit.quiet()
