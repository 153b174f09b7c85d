"""A sheet as the last line of a notebook's cell: run, converted to HTML, opened in Chromium."""

import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.maps.browser import Visit

ROOT = Path(__file__).parents[2]
CODE = """
import maps
from tests.board import board

layer = board()
maps.Sheet("笔记本里的图", height={height}).add(maps.members(layer, ["320101"], name="名单"))
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning"
    ),
]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nbformat
        from nbclient import NotebookClient
        from nbconvert import HTMLExporter

        cells = [nbformat.v4.new_code_cell(CODE.format(height=h)) for h in ("433", '"40vh"')]
        notebook = nbformat.v4.new_notebook(cells=cells)
        NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
        ).execute()
        for cell in notebook.cells:
            assert [output.output_type for output in cell.outputs] == ["execute_result"]  # no warning printed
            assert set(cell.outputs[0].data) == {"text/html", "text/plain"}
            assert cell.outputs[0].data["text/plain"] == "<Sheet '笔记本里的图': 名单>"
        page, _ = HTMLExporter().from_notebook_node(notebook)
    path = tmp_path_factory.mktemp("notebook") / "notebook.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_notebook_shows_the_sheet_at_the_height_asked(
    browser: Any, converted: Path, width: int, height: int
) -> None:
    with Visit(browser, "about:blank", width=width, height=height) as visit:
        # the notebook's own page asks for scripts of its own: there is no network here
        visit.page.route(
            "**/*", lambda route: route.abort() if route.request.url.startswith("http") else route.continue_()
        )
        visit.page.goto(converted.as_uri(), wait_until="domcontentloaded")
        for at, wanted in ((0, 433), (1, round(0.4 * height))):
            box = visit.page.locator("iframe").nth(at)
            box.scroll_into_view_if_needed()
            frame = box.element_handle().content_frame()
            frame.wait_for_function("typeof Lian !== 'undefined' && Lian.pages[0].drawn > 0")
            seen = box.bounding_box()
            assert abs(seen["height"] - wanted) < 1.5
            assert 0.6 * width < seen["width"] and seen["x"] + seen["width"] <= width
            assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert frame.evaluate("document.querySelector('h1').textContent") == "笔记本里的图"
            size = frame.evaluate(
                "(() => { const s = Lian.pages[0].views[0].map.getSize(); return [s.x, s.y]; })()"
            )
            assert min(size) > 100
            red = frame.evaluate(
                """(() => { const c = Lian.pages[0].views[0].canvas, d = c._ctx.getImageData(0, 0, c._container.width, c._container.height).data;
                let n = 0; for (let i = 0; i < d.length; i += 4) { if (d[i] === 178 && d[i + 1] === 24) { n++; } } return n; })()"""
            )
            assert red > 200
        asked = [r for r in visit.requests if r.startswith("http")]
        assert not any("lian" in r or "leaflet" in r or "folium" in r for r in asked)
