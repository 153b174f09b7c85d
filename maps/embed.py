"""Frames that show a sheet inside another page."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from boundaries.errors import MapError

CSP = "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
"""What a Content-Security-Policy must allow for a sheet to work.

A ``srcdoc`` frame inherits the policy of the page around it; a file has its own, so a strict site should
embed by file."""


def css_length(height: int | str) -> str:
    """Write a height as CSS.

    >>> css_length(600), css_length("70vh")
    ('600px', '70vh')
    """
    size = f"{height}px" if isinstance(height, int) and not isinstance(height, bool) else height
    if not isinstance(size, str) or not re.fullmatch(r"\d+(\.\d+)?(px|vh|dvh|em|rem|%|cm|mm|in)", size):
        raise MapError(f"height is pixels or a CSS length such as '70vh', got {height!r}")
    return size


def frame(
    title: str,
    *,
    src: str | None = None,
    srcdoc: str | None = None,
    height: int | str = 600,
    sandbox: bool = True,
    relative: bool = False,
) -> str:
    """Write a responsive ``<iframe>`` by address or with the whole page inside.

    >>> frame("图", src="map.html", height=400)  # doctest: +ELLIPSIS
    '<iframe title="图" src="map.html" loading="lazy" ...height:400px...allow-scripts ...></iframe>'
    """
    if (src is None) == (srcdoc is None):
        raise MapError("a frame shows either an address (src) or a page (srcdoc)")
    size = css_length(height)
    if src is not None:
        address = quote(src) if relative else src
        if re.match(r"\s*(javascript|data|vbscript):", address, flags=re.IGNORECASE):
            raise MapError(f"a frame cannot show the address {src[:60]!r}")
        what = f'src="{html.escape(address)}"'
    else:
        what = f'srcdoc="{html.escape(srcdoc or "")}"'
    box = ' sandbox="allow-scripts allow-downloads"' if sandbox else ""
    name = html.escape(title.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return (
        f'<iframe title="{name}" {what} loading="lazy" '
        f'style="display:block;width:100%;max-width:100%;height:{size};border:0"{box}></iframe>'
    )
