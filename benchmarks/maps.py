"""Interactive maps beside folium.Choropleth and GeoDataFrame.explore, in one run: size, drawn, heap, switch.

python -m benchmarks.maps

Every page is opened by the same headless Chromium. Drawn is from navigation to the second frame after load, the
least of three visits. The peers' scripts on other servers are answered at once: Leaflet from the vendored copy, the rest
empty (so the peers load less here than their readers do), and their color scale, which needs d3, is left out.
"""

import gzip
import shutil
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

THEMES = 8
NAMES = ("地区生产总值（亿元）", "人均可支配收入（元）", "规模以上工业增加值", "一般公共预算收入", "社会消费品零售总额",
         "常住人口（万人）", "研发经费投入强度", "每万人发明专利数")  # fmt: skip
AFTER = """window.addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() =>
setTimeout(() => { window.__drawn = performance.now(); }, 0))))"""
SWITCH = """async () => { const inputs = document.querySelectorAll('.lian-themes input'), out = [];
for (const input of [...inputs].slice(1)) { const from = performance.now(); input.click();
await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0))); out.push(performance.now() - from); }
return out.sort((a, b) => a - b)[Math.floor(out.length / 2)]; }"""


def worst(layer: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Eight themes that no coding can shrink much: random numbers of full digits, alone, with cards, with plots."""
    import boundaries
    import maps

    rng = np.random.default_rng(5)
    units = layer.index[boundaries.official(layer)]

    def drawn(n: int = 1) -> Any:
        return rng.normal(size=(len(units), n)).squeeze()

    def cards() -> pd.DataFrame:
        tier = rng.choice(["第一梯队", "第二梯队", "第三梯队"], len(units))
        ranks = {"位次": rng.permutation(len(units)), "上年位次": rng.permutation(len(units))}
        return pd.DataFrame({**ranks, "得分": drawn(), "梯队": tier}, index=units)

    def lisa() -> Any:
        table = pd.DataFrame(drawn(3), index=units, columns=["value", "lag", "I"])
        table["p_fdr"] = rng.uniform(size=len(units))
        table["label"] = rng.choice(["HH", "LL", "LH", "HL"], len(units))
        table["significant"] = rng.uniform(size=len(units)) < 0.2
        return SimpleNamespace(frame=table)

    values = [pd.Series(drawn(), index=units) for _ in NAMES]
    return {
        "random numbers": [maps.choropleth(layer, v, name=n) for v, n in zip(values, NAMES, strict=True)],
        "with cards": [
            maps.choropleth(layer, v, name=n, rows=cards()) for v, n in zip(values, NAMES, strict=True)
        ],
        "LISA with plots": [maps.local_moran(lisa(), layer, name=n) for n in NAMES],
    }


def main() -> None:
    """Print the table."""
    import boundaries
    import maps

    layer = boundaries.read_layer()
    rng = np.random.default_rng(7)
    columns = [f"指标{k}" for k in range(THEMES)]
    frame = layer.assign(**{c: np.round(np.exp(rng.normal(5, 1, len(layer))), 2) for c in columns})
    known = boundaries.official(layer)
    overlays = [maps.choropleth(layer, frame[c][known]) for c in columns]
    maps.Sheet("缓存", overlays=overlays[:1]).html()
    maps.Sheet("缓存", overlays=overlays[:1], use="lite").html()
    start = time.perf_counter()
    pages = {f"lianpian, {THEMES} themes": maps.Sheet("八个专题", overlays=overlays).html()}
    writing = time.perf_counter() - start
    pages[f"lianpian lite, {THEMES} themes"] = maps.Sheet("八个专题", overlays=overlays, use="lite").html()
    for name, hard in worst(layer).items():
        pages[f"lianpian, {THEMES} themes, {name}"] = maps.Sheet("八个专题", overlays=hard).html()
    pages["lianpian, 1 theme"] = maps.Sheet("一个专题", overlays=overlays[:1]).html()
    simple = frame.set_geometry(frame.simplify(0.01))
    pages["folium.Choropleth 0.01°, 1 theme"] = choropleths(simple, columns[:1])
    pages[f"folium.Choropleth 0.01°, {THEMES} themes"] = choropleths(simple, columns)
    pages["explore 0.01°, 1 theme"] = simple.explore(columns[0], legend=False).get_root().render()
    rows = measured(pages)
    size = choropleths(frame, columns).encode()
    rows.loc[f"folium.Choropleth as read, {THEMES} themes (not opened)", ["raw_kb", "gz_kb"]] = (
        len(size) / 1024,
        len(gzip.compress(size, 6)) / 1024,
    )
    first = rows.iloc[0]
    for column in ("raw_kb", "gz_kb", "drawn_ms", "heap_mb"):
        rows[f"{column.split('_')[0]}_x"] = rows[column] / first[column]
    print(f"writing {THEMES} themes, geometry cached: {writing:.2f} s")
    print(rows.round(1).to_string())


def choropleths(frame: gpd.GeoDataFrame, columns: list[str]) -> str:
    """The page that folium.Choropleth writes."""
    page = folium.Map(location=[36, 104], zoom_start=4)
    table = frame.reset_index()
    for k, column in enumerate(columns):
        theme = folium.Choropleth(
            frame[["geometry"]].to_json(),
            data=table,
            columns=["adcode", column],
            key_on="feature.id",
            name=column,
            show=k == 0,
        )
        for name in [n for n, child in theme._children.items() if n.startswith("color_map")]:
            del theme._children[name]
        theme.add_to(page)
    folium.LayerControl().add_to(page)
    return str(page.get_root().render())


def measured(pages: dict[str, str]) -> pd.DataFrame:
    """Open each page and read its clock and heap."""
    from playwright.sync_api import sync_playwright

    leaflet = Path(__file__).parent.parent / "maps" / "assets" / "leaflet"
    rows: dict[str, dict[str, Any]] = {}

    def answer(route: Any) -> None:
        url = route.request.url
        if url.startswith("file:"):
            route.continue_()
        elif "/leaflet." in url and url.endswith((".js", ".css")):
            name = "leaflet.js" if url.endswith(".js") else "leaflet.css"
            route.fulfill(
                body=(leaflet / name).read_text(encoding="utf-8"),
                content_type="text/javascript" if name.endswith("js") else "text/css",
            )
        else:
            route.fulfill(body="", content_type="text/javascript")

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--headless",
                "--disable-gpu",
                "--disable-background-networking",
                "--enable-precise-memory-info",
            ],
        )
        for name, text in pages.items():
            path = Path(folder) / "page.html"
            path.write_text(text, encoding="utf-8")
            drawn, heap, switch = [], [], float("nan")
            for _ in range(3):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.route("**/*", answer)
                page.add_init_script(AFTER)
                page.goto(path.as_uri(), timeout=180_000)
                page.wait_for_function("window.__drawn", timeout=180_000)
                drawn.append(page.evaluate("window.__drawn"))
                heap.append(page.evaluate("performance.memory.usedJSHeapSize") / 1e6)
                if name.startswith("lianpian") and THEMES > 1 and "1 theme" not in name:
                    switch = page.evaluate(SWITCH)
                page.close()
            size = text.encode()
            rows[name] = {
                "raw_kb": len(size) / 1024,
                "gz_kb": len(gzip.compress(size, 9)) / 1024,
                "drawn_ms": min(drawn),
                "heap_mb": min(heap),
                "switch_ms": switch,
            }
        browser.close()
    return pd.DataFrame(rows).T


if __name__ == "__main__":
    main()
