"""A real headless Chromium for the page tests, and what they ask of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ARGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# everything a hostile string could do is caught: dialogs, a planted global, console errors, requests
HOSTILE = (
    "{{7*7}}",
    "{% raw %}",
    "{% endraw %}{{ cycler.__init__.__globals__ }}",
    "{# hidden #}",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "</title><svg onload=window.pwned=1>",
    "${window.pwned=1}",
    "`+(window.pwned=1)+`",
    "\u2028window.pwned=1\u2029",
    "'\"&<!--",
    "县🗺️域",
    "\\u003cscript>",
    "人均GDP(元)",
    "{{ ''.__class__.__mro__ }}",
    "]]><script>window.pwned=1</script>",
    "<!--<script>window.pwned=1",
    '"onmouseover="window.pwned=1" \'',
    "a\\b\\u{1}\\",
    "\u202eRTL\u202c\u2066x",
    "\x00\x01\x0b\x1b\x1f\x7f\x85控制",
    "|a|b|",
)


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the browser tests need Chromium: sh tools/browser.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


class Visit:
    """A page opened from a file, with all it did."""

    def __init__(
        self, browser: Any, path: Path, *, width: int = 1280, height: int = 800, **context: Any
    ) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, **context)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.on("dialog", lambda d: (self.dialogs.append(d.message), d.dismiss()))
        self.page.goto(path.as_uri() if isinstance(path, Path) else path)
        self.page.wait_for_timeout(50)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and "willReadFrequently" not in message.text:
            self.errors.append(message.text)  # reading pixels back is the tests' doing

    def __enter__(self) -> "Visit":
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def js(self, code: str) -> Any:
        return self.page.evaluate(code)

    def quiet(self, *allowed: str) -> None:
        """Nothing ran that should not, nothing failed, and no address was asked but those ``allowed``."""
        assert self.errors == [], self.errors
        assert self.dialogs == []
        own = ("file:", "data:", "blob:", "about:", *allowed)
        assert [u for u in self.requests if not u.startswith(own)] == []
        for frame in self.page.frames:
            assert frame.evaluate("window.pwned") is None

    def color_at(self, lon: float, lat: float) -> list[int]:
        """The color drawn at a place."""
        return self.js(
            f"""(() => {{ const v = Lian.pages[0].views[0], c = v.canvas, p = v.map.latLngToLayerPoint([{lat}, {lon}]);
            const m = c._container.width / parseFloat(c._container.style.width);
            return Array.from(c._ctx.getImageData(Math.round((p.x - c._bounds.min.x) * m),
                                                  Math.round((p.y - c._bounds.min.y) * m), 1, 1).data); }})()"""
        )

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place is on the screen."""
        x, y = self.js(
            f"""(() => {{ const m = Lian.pages[0].views[0].map, p = m.latLngToContainerPoint([{lat}, {lon}]),
            b = m.getContainer().getBoundingClientRect(); return [b.x + p.x, b.y + p.y]; }})()"""
        )
        return x, y


def rgb(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)] + [255]


def pick(visit: Visit, name: str) -> None:
    visit.page.get_by_label(name, exact=True).first.click()
    visit.page.wait_for_timeout(60)
