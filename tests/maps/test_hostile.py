"""Texts that would be code: shown as typed, run by nobody, wherever they come in."""

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import maps
from tests.maps.browser import HOSTILE, Visit

pytestmark = pytest.mark.browser


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
