"""Scripts and styles that folium's plugins ask for, as the package ``folium-offline`` holds them."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "offlinefolium"
EXTRA = "lianpian[plugins]"
OTHER_VERSIONS = re.compile(r"[@/]v?\d+(\.\d+)+[^/]*|\.min(?=\.)")
"""What two addresses of the same file may differ in: jQuery UI is asked for in two versions."""


@cache
def _files() -> dict[str, str]:
    """Texts by address; empty where the package is not installed. It is read, not imported: 7 MB of code."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return {}
    source = Path(found.submodule_search_locations[0]) / "elements.py"
    texts = {}
    for line in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Subscript):
            where, what = line.targets[0].slice, line.value
            if isinstance(where, ast.Constant) and isinstance(what, ast.Constant):
                texts[str(where.value)] = str(what.value)
    return texts


def plugin_file(url: str) -> str | None:
    """The text of a script or style by its address, or None.

    Notes
    -----
    A style sheet's pictures and fonts that are not within it are left out: nothing asks the network.
    """
    files = _files()
    text = files.get(url)
    if text is None:
        name = OTHER_VERSIONS.sub("", url.rpartition("/")[2])
        alike = sorted(other for other in files if OTHER_VERSIONS.sub("", other.rpartition("/")[2]) == name)
        text = files[alike[0]] if alike else None
    if text is None or not url.endswith(".css"):
        return text
    return re.sub(r"""url\((?!["']?(?:data:|#|%23))[^)]*\)""", "url(data:,)", text)
