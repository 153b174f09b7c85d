"""Frames that show a sheet inside another page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import quote

from boundaries.errors import MapError

CSP = "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
"""What a Content-Security-Policy must allow for a sheet to work; with tiles also their hosts (`policy`).

A ``srcdoc`` frame inherits the policy of the page around it. A file has its own; the page around it must
allow the frame (``frame-src 'self'``) and the frame's size (``style-src 'unsafe-inline'``)."""


def policy(hosts: Iterable[str] = ()) -> str:
    """Write what a Content-Security-Policy must allow.

    Parameters
    ----------
    hosts : iterable of str
        Where the background tiles come from.

    Returns
    -------
    str

    Examples
    --------
    >>> policy(["https://tile.openstreetmap.org"])
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: https://tile.openstreetmap.org"
    """
    return " ".join([CSP, *hosts])


def css_length(height: int | str) -> str:
    """Write a height as CSS.

    >>> css_length(600), css_length("70vh")
    ('600px', '70vh')
    """
    size = f"{height}px" if isinstance(height, int) and not isinstance(height, bool) else height
    if not isinstance(size, str) or not re.fullmatch(r"\d+(\.\d+)?(px|vh|dvh|em|rem|%|cm|mm|in)", size):
        raise MapError("maps.page.iframe.height-is-pixels-or-a-css", height=height)
    return size


SCHEMES = ("http", "https", "file")
"""The addresses a frame may show; all others could be scripts."""


def view_state(text: str | None) -> str:
    """Take the view out of a link, as the page's link button gives it.

    >>> view_state("https://example.org/map.html#m=3.500/31.2000/120.5000/2")
    'm=3.500/31.2000/120.5000/2'
    """
    state = (text or "").rpartition("#")[2]
    if state and not re.fullmatch(r"m\d*=[A-Za-z0-9=&/.,_~:;-]{1,2000}", state):
        raise MapError("maps.page.iframe.state-is-what-the-link-button", state=state[:60])
    return state


def frame(
    title: str,
    *,
    src: str | None = None,
    srcdoc: str | None = None,
    height: int | str = 600,
    sandbox: bool = True,
    relative: bool = False,
    state: str = "",
) -> str:
    """Write a responsive ``<iframe>`` by address or with the whole page inside.

    >>> frame("图", src="map.html", height=400)  # doctest: +ELLIPSIS
    '<iframe title="图" src="map.html" loading="lazy" ...height:400px...allow-scripts ...></iframe>'
    """
    if (src is None) == (srcdoc is None):
        raise MapError("maps.page.iframe.a-frame-shows-either-an-address")
    size = css_length(height)
    if src is not None:
        address = quote(src) if relative else src
        scheme = re.match(r"([^/?#]*?):", re.sub(r"[\x00-\x20\x7f-\xa0]", "", address))  # as browsers read it
        if scheme and scheme[1].lower() not in SCHEMES:
            raise MapError("maps.page.iframe.a-frame-cannot-show-the-address", src=src[:60])
        if state:
            address = f"{address.partition('#')[0]}#{state}"
        what = f'src="{html.escape(address)}"'
    else:
        what = f'srcdoc="{html.escape(srcdoc or "")}"'
    box = ' sandbox="allow-scripts allow-downloads"' if sandbox else ""
    name = html.escape(title.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return (
        f'<iframe title="{name}" {what} loading="lazy" '
        f'style="display:block;width:100%;max-width:100%;height:{size};border:0"{box}></iframe>'
    )
