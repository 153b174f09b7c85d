"""Build the site into site/ (Chinese) and site/en (English), offline, and check every link within it.

``python tools/site.py``. Ends with 1 where a page warns or a link leads nowhere.
"""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
# Docstrings are read by other tools too: what Sphinx would like otherwise in them is counted, and no fault.
DOCSTRING = re.compile(r"docstring of ")


class Links(HTMLParser):
    """The links, pictures and anchors of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag links to and what it is called."""
        held = dict(attrs)
        for key in ("href", "src"):
            if held.get(key):
                self.targets.add(str(held[key]))
        for key in ("id", "name"):
            if held.get(key):
                self.anchors.add(str(held[key]))


def build(language: str, source: str, target: Path) -> list[str]:
    """Build one language; the warnings that count."""
    environment = {**os.environ, "LIANPIAN_DOCS": language, "PYTHONWARNINGS": "ignore"}
    said = target.parent / f".warnings-{language}.txt"
    target.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-w", str(said), "-c", "docs", source, str(target)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, stderr=subprocess.PIPE, text=True)
    lines = said.read_text(encoding="utf-8").splitlines() if said.exists() else []
    said.unlink(missing_ok=True)
    if done.returncode:
        return [*lines, done.stderr]
    counted = [line for line in lines if line.strip() and not DOCSTRING.search(line)]
    print(f"{language}: {len(lines) - len(counted)} remarks on docstrings")
    return counted


def dead_links() -> list[str]:
    """Links of the site that lead to no page, picture or anchor of it."""
    pages = {path: Links() for path in SITE.rglob("*.html")}
    for path, links in pages.items():
        links.feed(path.read_text(encoding="utf-8"))
    dead = []
    for path, links in pages.items():
        for target in sorted(links.targets):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            place = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchor = unquote(parts.fragment)
            if not place.exists() or (anchor and place in pages and anchor not in pages[place].anchors):
                dead.append(f"{path.relative_to(SITE)}: {target}")
    return dead


def main() -> None:
    """Build and check."""
    faults = build("zh", "docs/zh", SITE) + build("en", "docs", SITE / "en") + dead_links()
    for fault in faults:
        print(fault, file=sys.stderr)
    print(SITE / "index.html")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
