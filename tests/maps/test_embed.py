"""Frames: responsive, lazy, titled, boxed."""

import html
import re
from pathlib import Path

import geopandas as gpd
import pytest

import maps
from boundaries.errors import MapError
from maps.embed import frame
from tests.maps.browser import HOSTILE


def test_by_file(board: gpd.GeoDataFrame, tmp_path: Path) -> None:
    sheet = maps.Sheet("图").add(maps.members(board, ["320101"]))
    snippet = sheet.embed(tmp_path / "我的 图.html", height=480)
    assert 'src="%E6%88%91%E7%9A%84%20%E5%9B%BE.html"' in snippet
    assert 'loading="lazy"' in snippet and "height:480px" in snippet and 'title="图"' in snippet
    assert 'sandbox="allow-scripts allow-downloads"' in snippet
    assert (tmp_path / "我的 图.html").read_text(encoding="utf-8") == sheet.html()
    assert 'src="https://example.org/a?b=1&amp;c=2"' in sheet.embed(
        tmp_path / "x.html", href="https://example.org/a?b=1&c=2"
    )


def test_by_srcdoc_and_in_notebooks(board: gpd.GeoDataFrame) -> None:
    sheet = maps.Sheet("图").add(maps.members(board, ["320101"]))
    snippet = sheet.embed(height="70vh", sandbox=False)
    inside = re.search(r'srcdoc="([^"]*)"', snippet)
    assert inside and html.unescape(inside.group(1)) == sheet.html()
    assert "height:70vh" in snippet and "sandbox" not in snippet.replace(inside.group(0), "")
    assert "height:600px" in sheet._repr_html_()
    assert "height:333px" in maps.Sheet("图", overlays=sheet.overlays, height=333)._repr_html_()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_and_addresses_stay_inside_their_quotes(text: str) -> None:
    snippet = frame(text, src=text, relative=True)
    assert re.fullmatch(
        r'<iframe title="[^"]*" src="[^"<>]*" loading="lazy" style="[^"]*" sandbox="[^"]*"></iframe>',
        snippet,
        re.DOTALL,
    )


def test_refusals() -> None:
    for height in (True, "1px;background:red", None, "calc(1px)"):
        with pytest.raises(MapError, match="height"):
            frame("x", src="a.html", height=height)  # type: ignore[arg-type]
    with pytest.raises(MapError, match="either"):
        frame("x")
    for address in ("javascript:alert(1)", " data:text/html,x"):
        with pytest.raises(MapError, match="cannot show"):
            frame("x", src=address)
