"""What a reader takes away: the picture and the table."""

import base64
import csv
import io
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

import maps
from tests.maps.browser import Visit, pick

pytestmark = pytest.mark.browser


def test_csv_holds_what_is_shown(visit: Visit) -> None:
    pick(visit, "名单")
    visit.page.locator(".lian-legend button").first.click()
    with visit.page.expect_download() as found:
        visit.page.get_by_role("button", name="下载所见数据（CSV）").click()
    assert found.value.suggested_filename == "全国县域 名单 上榜.csv"
    rows = list(csv.reader(io.StringIO(Path(found.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["代码", "名称", "省级", "地级", "名单", "类别", "位次"]
    assert rows[1:] == [
        ["320281", "江阴市", "江苏省", "无锡市", "上榜", "上榜", "2"],
        ["320583", "昆山市", "江苏省", "苏州市", "上榜", "上榜", "1"],
    ]


def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r\n=1", '=HYPERLINK("http://x","y")']
    cycle = [formulas[k % len(formulas)] for k in range(16)]
    rows = pd.DataFrame({"=列": cycle, "数": -np.arange(16.0)}, index=board.index)
    named = board.assign(name=cycle, province=cycle, prefecture=cycle)
    sheet = maps.Sheet("x").add(maps.categorical(named, "name", name="=类", rows=rows))
    with Visit(browser, sheet.save(tmp_path / "x.html")) as visit:
        text = visit.js("Lian.table(Lian.pages[0], Lian.pages[0].views[0])")
        table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        assert len(table) == 17
        cells = [cell for row in table for cell in row]
        assert not [c for c in cells if re.match(r"\s*[=+@＝]", c)]
        assert [row[0] for row in table[1:]] == list(board.index)
        assert [row[1] for row in table[1:]] == ["'" + text for text in cycle]
        assert [float(row[-1]) for row in table[1:]] == list(-np.arange(16.0))
        visit.quiet()


def read(file: Path | io.BytesIO) -> np.ndarray:
    return np.asarray(Image.open(file).convert("RGB"))


WATCHED = """if (!window.place) { const made = Lian.picture;
Lian.picture = (page, views) => { const canvas = made(page, views); window.place = canvas.map; return canvas; }; }"""


def saved(visit: Visit) -> tuple[np.ndarray, list[float]]:
    """The picture that the button saves, and where in it the map lies (left, top, width, height, scale)."""
    visit.js(f"(() => {{ {WATCHED} }})()")
    with visit.page.expect_download() as found:
        visit.page.get_by_role("button", name="下载所见地图（PNG）").click()
    assert found.value.suggested_filename.endswith(".png")
    return read(Path(found.value.path())), visit.js("window.place")


def colors(part: np.ndarray) -> set[str]:
    """The colors of every third pixel: less than the thickness of a line."""
    few = part[::3, ::3].reshape(-1, 3)
    return {f"#{code:06x}" for code in np.unique(few.astype(int) @ [1 << 16, 1 << 8, 1])}


def parted(picture: np.ndarray, place: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """The map, and the rest with the map blanked."""
    left, top, wide, high = (round(v * place[4]) for v in place[:4])
    rest = picture.copy()
    rest[top : top + high, left : left + wide] = 255
    return picture[top : top + high, left : left + wide], rest


def test_png_shows_the_map_and_every_legend_beside_it(visit: Visit) -> None:
    pick(visit, "名单")
    picture, place = saved(visit)
    size = visit.js("(s => [s.x, s.y])(Lian.pages[0].views[0].map.getSize())")
    assert place[2:] == [*size, 2]
    assert picture.shape[1] >= 2 * (size[0] + 250) and picture.shape[0] >= 2 * (size[1] + 40)
    plain = visit.js(
        """(() => { const v = Lian.pages[0].views[0], s = v.map.getSize(), c = document.createElement('canvas'), x = c.getContext('2d');
        c.width = 2 * s.x; c.height = 2 * s.y; x.scale(2, 2); x.fillStyle = v.ink().sea; x.fillRect(0, 0, s.x, s.y);
        const f = v.canvas.frame(v.map.containerPointToLayerPoint([0, 0]), s), p = v.inset.place;
        f.covered = [p.left, p.top, p.left + p.width, p.top + p.height]; Lian.paint(x, f, v, 1);
        x.translate(p.left, p.top); v.inset.draw(x, p, 1); return c.toDataURL('image/png'); })()"""
    )
    alone = read(io.BytesIO(base64.b64decode(plain.split(",")[1])))
    shown, rest = parted(picture, place)
    assert shown.shape == alone.shape  # nothing lies on the map; letters set elsewhere differ by a shade
    assert np.abs(shown.astype(int) - alone).max() <= 6
    wanted = {"#b2182b", "#f7f5ef", "#d9d9d6", "#22252b"}  # on the list, off it, Taiwan, the outline
    assert wanted <= colors(rest[:, round(place[2] * 2) :])
    assert (rest[: round(place[1] * 2)] != 255).any() and (rest[-60:] != 255).any()  # title, credits


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_long_legends_and_grids_are_whole_in_the_png(
    browser: Any, board: gpd.GeoDataFrame, tmp_path: Path, width: int, height: int
) -> None:
    many = board.iloc[np.repeat(np.arange(16), 3)].copy()
    many.index = [f"3201{k:02d}" for k in range(48)]
    many["类"] = [f"类{k}" for k in range(48)]
    inks = [f"#{40 + 4 * k:02x}{250 - 3 * k:02x}{20 + 2 * k:02x}" for k in range(48)]
    both = many.assign(a=np.arange(48.0), b=np.arange(48.0)[::-1])
    places = gpd.GeoDataFrame({"name": ["园"]}, geometry=[shapely.Point(119.2, 32.2)], crs=4326)
    sheet = (
        maps.Sheet("长" * 200)
        .add(maps.categorical(many, "类", order=list(many["类"]), colors=inks, note="注" * 400))
        .add(maps.bivariate(both, "a", "b", name="二元"))
        .add(maps.points(places, name="点" * 90))
    )
    with Visit(browser, sheet.save(tmp_path / "x.html"), width=width, height=height) as visit:
        picture, place = saved(visit)
        _, rest = parted(picture, place)
        assert set(inks) <= colors(rest) and "#c2410c" in colors(rest)
        pick(visit, "二元")
        picture, place = saved(visit)
        _, rest = parted(picture, place)
        assert {c.color for c in sheet.overlays[1].classes} <= colors(rest)
        if width > 720:
            visit.page.get_by_role("button", name="并排对比两个专题").click()
            visit.page.wait_for_timeout(100)
            _, rest = parted(*saved(visit))
            assert {*inks, *(c.color for c in sheet.overlays[1].classes)} <= colors(rest)
        visit.quiet()
