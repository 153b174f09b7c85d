"""Pages as axe-core judges them: light and dark, desktop and phone, alone and compared."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.maps.browser import Visit, pick

pytestmark = pytest.mark.browser


def violations(page: Any) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_page_has_no_violation(browser: Any, nation: Path, width: int, scheme: str) -> None:
    with Visit(browser, nation, width=width, height=800, color_scheme=scheme) as visit:
        assert violations(visit.page) == []
        pick(visit, "名单")
        visit.page.get_by_role("combobox").first.fill("苏")
        assert violations(visit.page) == []
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("button", name="并排对比两个专题").click()
        visit.js("Lian.pages[0].views[0].pick(3, L.point(90, 90))")
        assert violations(visit.page) == []
        visit.quiet()
