"""The report of a panel in a real browser: the slider changes the year, in one set of classes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

import boundaries
from geo.study.study import Study
from geo.study.table.config import check_config

pytestmark = pytest.mark.browser

MOVED = ("升降档", "集聚的去留", "与邻居的方向", "名次变动", "年均增长（%）", "地区均值与总体均值之比")
"""What the maps of the dynamics of an indicator show."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layer = boundaries.read_layer("county", tolerance_m=500)
    units = layer[boundaries.official(layer) & layer["province"].isin(["江苏省", "浙江省", "安徽省"])]
    random = np.random.default_rng(4)
    parts = [
        pd.DataFrame(
            {
                "年份": year,
                "省": units["province"],
                "地级市": units["prefecture"],
                "区县": units["name"],
                "产值": (
                    units.representative_point().x * (year - 2019) + random.normal(0, 2, len(units))
                ).round(3),
                "增速": random.normal(5, 1, len(units)).round(3),
            }
        )
        for year in (2020, 2021, 2022)
    ]
    folder = tmp_path_factory.mktemp("panel")
    pd.concat(parts).to_csv(folder / "t.csv", index=False)
    found = Study.read(folder / "t.csv")
    settings = found.config.model_dump() | {
        "eligible": {"units": "listed"},
        "tests": {"panel_permutations": 99},
        "output": {"figures": [], "office": []},
    }
    study = Study(config=check_config(settings, source="test"), assumptions=found.assumptions)
    return study.run(folder / "out") / "index.html"


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desktop", "phone"])
def page(report: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param[0], "height": request.param[1]})
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(report.as_uri())
    opened.frames[1].wait_for_selector("canvas", timeout=20_000)
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth") <= request.param[0]
    assert said == []
    opened.close()


def test_the_slider_changes_the_year(page: Page) -> None:
    frame = page.frames[1]
    names = frame.locator(".lian-themes label").all_inner_texts()
    assert [name.strip() for name in names] == [
        "产值",
        "增速",
        "产值 LISA",
        "产值 热点",
        "增速 LISA",
        "增速 热点",
        *(f"{name} {what}" for name in ("产值", "增速") for what in MOVED),
    ]
    year, slider = frame.locator(".lian-years output"), frame.locator(".lian-years input")
    legend = frame.locator(".lian-legend")

    def classes() -> list[str]:
        return [text.strip() for text in legend.locator("li button span").all_inner_texts()]

    assert year.inner_text() == "2022"  # the last year is shown first
    last = classes()
    slider.focus()
    slider.press("Home")
    page.wait_for_timeout(100)
    assert year.inner_text() == "2020"
    assert "产值 2020" in legend.inner_text()
    assert classes() == last  # colors compare
    assert "各年同一套分级" in legend.inner_text()
    frame.locator(".lian-themes label", has_text="产值 LISA").click()
    page.wait_for_timeout(100)
    assert year.inner_text() == "2020"  # kept from theme to theme
    assert "产值 LISA 2020" in legend.inner_text()


def test_charts_can_be_read(page: Page) -> None:
    charts = page.locator("#panel ~ .charts svg.lp-chart")
    assert charts.count() >= 2
    assert charts.first.locator("circle title").first.text_content().startswith("2020: ")
    box = charts.last.bounding_box()
    assert box is not None
    assert box["width"] > 250
