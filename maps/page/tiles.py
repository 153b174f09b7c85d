"""Background tiles: which, from where, on which datum, under whose terms. No map has any unless asked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from importlib.resources import files
from typing import Any, get_args
from urllib.parse import quote

from boundaries.errors import MapError, choose
from boundaries.language import Message
from maps.cartography.projection import Datum

OPACITY = 0.72
"""How much of a unit's color lies over the background at first; the reader may change it."""

TOP_ZOOM = 16
"""Nobody zooms further in than this: boundaries are simplified to hundreds of meters."""

FIELDS = ("x", "y", "z", "s", "r", "key")
"""What an address may leave open."""

_ADDRESS = re.compile(r"(https?://[A-Za-z0-9.:{}\[\]-]+)/[!#-&(-;=?-Z_a-z{}~]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A tile service of one's own, on the grid of Web Mercator (XYZ).

    Parameters
    ----------
    url : str or sequence of str
        ``https://host/{z}/{x}/{y}.png``; with ``{s}`` for the subdomain, ``{r}`` for ``@2x`` on fine screens
        and ``{key}``. Several are laid over each other (a map, then its labels).
    attribution : str
        The credit the service asks for; shown as text at the foot of the page.
    datum : {"wgs84", "gcj02"}
        What the tiles are drawn in (CGCS2000 counts as "wgs84"). On "gcj02" all that is drawn is shifted.
    name : str
        What the reader knows the background by.
    subdomains : sequence of str
        What ``{s}`` may be.
    min_zoom, max_zoom : int
        The levels the service has; the map zooms in no further.
    key : str, optional
        What ``{key}`` is. It is written into the page: who has the file can read it.
    terms : str
        Where the terms of the service are; shown beside the credit.
    referer : bool
        Whether the service refuses pages that do not say which site they are from. A page opened from a file
        or in a sandboxed frame cannot say it; there the service is not asked at all.

    Examples
    --------
    >>> Tiles(url="https://tiles.example.org/{z}/{x}/{y}.png", attribution="© Example").hosts
    ('https://tiles.example.org',)
    """

    url: str | Sequence[str]
    attribution: str
    datum: Datum = "wgs84"
    name: str = ""
    subdomains: Sequence[str] = ()
    min_zoom: int = 0
    max_zoom: int = 18
    key: str | None = field(default=None, repr=False)
    terms: str = ""
    referer: bool = False

    def __post_init__(self) -> None:
        faults = [*_faults_of_addresses(self), *_faults_of_values(self)]
        if faults:
            told = reduce(lambda first, rest: Message("maps.tiles.fault.and", first=first, rest=rest), faults)
            raise MapError("maps.page.tiles.tiles", faults=told)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses as the page asks them, the key in its place."""
        key = quote(self.key or "", safe="")
        return tuple(url.replace("{key}", key) for url in _urls(self.url))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The origins that are asked, as a Content-Security-Policy names them.

        >>> Tiles.named("gaode").hosts[:2]
        ('https://webrd01.is.autonavi.com', 'https://webrd02.is.autonavi.com')
        """
        origins = [_origin(url) for url in _urls(self.url)]
        return tuple(dict.fromkeys(o.replace("{s}", s) for o in origins for s in self.subdomains or ("",)))

    @property
    def asked(self) -> str:
        """The hosts in a few words.

        >>> Tiles.named("gaode").asked
        'webrd0[1-4].is.autonavi.com'
        """
        some = list(self.subdomains)
        span = f"[{some[0]}-{some[-1]}]" if len(some) > 1 else "".join(some)
        return ", ".join(
            dict.fromkeys(_origin(u).split("//")[1].replace("{s}", span) for u in _urls(self.url))
        )

    @classmethod
    def named(cls, name: str, *, key: str | None = None) -> Tiles:
        """Return a service known by name.

        Parameters
        ----------
        name : {"gaode", "gaode-satellite", "tianditu", "tianditu-satellite", "openstreetmap"}
            高德, 天地图 and OpenStreetMap.
        key : str, optional
            The key that 天地图 asks for.

        Returns
        -------
        Tiles
            ``dataclasses.replace`` changes it, say its attribution.
        """
        known = KNOWN[choose(name, list(KNOWN), what="tiles", error=MapError)]
        keyed = any("{key}" in url for url in _urls(known["url"]))
        if keyed and not key:
            raise MapError("maps.page.tiles.tiles-need-a-key-tiles-key", name=name)
        if key and not keyed:
            raise MapError("maps.page.tiles.tiles-take-no-key", name=name)
        return cls(**known, key=key)


def _known() -> dict[str, dict[str, Any]]:
    text = (files("maps") / "assets" / "tiles.json").read_text(encoding="utf-8")
    known: dict[str, dict[str, Any]] = json.loads(text)
    return {
        name: {key: tuple(value) if isinstance(value, list) else value for key, value in service.items()}
        for name, service in known.items()
    }


KNOWN = _known()
"""The services known by name (``maps/assets/tiles.json``), each with the credit that it asks for.

The addresses of 高德 are its own web map's, not its open platform's.
"""


def chosen(tiles: str | Tiles | None, key: str | None) -> Tiles | None:
    """Return what ``Sheet(tiles=..., tiles_key=...)`` asks for."""
    if isinstance(tiles, str):
        return Tiles.named(tiles, key=key)
    if key is not None:
        raise MapError("maps.page.tiles.tiles-key-goes-with-tiles-known")
    if tiles is not None and not isinstance(tiles, Tiles):
        raise MapError("maps.page.tiles.tiles-are-a-name-or-maps", name=type(tiles).__name__)
    return tiles


def _urls(url: str | Sequence[str]) -> tuple[str, ...]:
    return (url,) if isinstance(url, str) else tuple(url)


def _origin(url: str) -> str:
    found = _ADDRESS.fullmatch(url)
    return found.group(1) if found else ""


def _fault(slug: str, **values: Any) -> Message:
    return Message(f"maps.tiles.fault.{slug}", **values)


def _faults_of_addresses(tiles: Tiles) -> list[Message]:
    urls = _urls(tiles.url)
    faults = [] if urls else [_fault("no_address")]
    for url in urls:
        if not isinstance(url, str) or not _ADDRESS.fullmatch(url):
            faults.append(_fault("no_http", url=str(url)[:80]))
            continue
        names = re.findall(r"\{([a-z]+)\}", url)
        if re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", url)) or set(names) - set(FIELDS):
            faults.append(_fault("open", url=url[:80], fields=[f"{{{name}}}" for name in FIELDS]))
        lacks = [f"{{{n}}}" for n in ("x", "y", "z") if n not in names]
        if lacks:
            faults.append(_fault("lacks", url=url[:80], lacks=lacks))
        if set(re.findall(r"\{([a-z]+)\}", _origin(url))) - {"s"}:
            faults.append(_fault("open_host", url=url[:80]))
    text = "".join(str(u) for u in urls)
    if ("{s}" in text) != bool(tiles.subdomains):
        faults.append(_fault("subdomains_apart"))
    if ("{key}" in text) != bool(tiles.key):
        faults.append(_fault("key_apart"))
    return faults


def _faults_of_values(tiles: Tiles) -> list[Message]:
    faults = []
    if not isinstance(tiles.attribution, str) or not tiles.attribution.strip():
        faults.append(_fault("no_attribution"))
    if tiles.datum not in get_args(Datum):
        faults.append(_fault("datum", datum=tiles.datum, valid=list(get_args(Datum))))
    if not all(isinstance(s, str) and re.fullmatch(r"[A-Za-z0-9-]+", s) for s in tiles.subdomains):
        faults.append(_fault("subdomains"))
    levels = (tiles.min_zoom, tiles.max_zoom)
    if not all(type(z) is int for z in levels) or not 0 <= levels[0] <= levels[1] <= 24:
        faults.append(_fault("zooms", low=levels[0], high=levels[1]))
    return faults
