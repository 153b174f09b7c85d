"""Every page of the atlas in a real browser: no request leaves it, no error in the console."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "phone"])
def test_pages_open_from_disk(atlas_folder: Path, browser: Browser, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in sorted(atlas_folder.glob("*.html")):
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], (path.name, width)
        for frame in page.frames[1:]:
            element = frame.frame_element()
            element.scroll_into_view_if_needed()
            if "what-if" in str(element.get_attribute("src")):
                frame.wait_for_selector("main[aria-busy=false]", timeout=20_000)
                assert "p" in frame.locator(".report").inner_text()
                continue
            frame.wait_for_selector("canvas", timeout=10_000)
            frame.wait_for_function(
                "document.querySelector('.leaflet-control-scale-line').innerText.endsWith('km')"
            )
    page.close()
    assert said == []
    outside = [url for url in asked if not url.startswith(("file://", "data:", "blob:"))]
    assert outside == []


@pytest.mark.parametrize("landscape", [False, True])
def test_a_printed_page_shows_the_whole_legend_and_the_source(
    atlas_folder: Path, browser: Browser, tmp_path: Path, landscape: bool
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((atlas_folder / "county.html").as_uri())
    page.frames[1].wait_for_selector("canvas")
    page.pdf(path=tmp_path / "p.pdf", format="A4", landscape=landscape)
    page.close()
    with pypdfium2.PdfDocument(tmp_path / "p.pdf") as printed:
        text = "".join(printed[k].get_textpage().get_text_bounded() for k in range(2))
    for words in ("上榜", "不参评", "台湾省资料暂缺", "天地图"):
        assert words in text, words


def test_tables_sort(atlas_folder: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((atlas_folder / "county.html").as_uri())
    table = page.locator("details.table", has_text="按省份").locator("table")
    head = table.locator("th button", has_text="参评").first

    def column() -> list[int]:
        return [
            int(text.replace(",", "")) for text in table.locator("tbody tr td:nth-child(3)").all_inner_texts()
        ]

    before = column()
    for order in (sorted(before), sorted(before, reverse=True)):
        head.scroll_into_view_if_needed()
        page.wait_for_timeout(400)  # a click right after scrolling would still go to the frame that was there
        head.click()
        assert column() == order
    page.close()
