"""A page in which the reader changes the premise of a list's test and sees the p-values move, offline."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, adcodes, membership, read_strata
from boundaries.errors import MapError, listed
from boundaries.language import Lang, say
from maps.cartography.ground import Ground
from maps.overlays.overlay import known_lang
from maps.page.folium_map import block
from maps.page.iframe import css_length, frame, policy
from maps.page.sheet import write

MOST_DRAWS = 99_999
"""So many lists are drawn in a page at most: a reader waits no longer."""
STEPS = 700
"""Finer bends than the longer side of the map over this are left out."""
MAP_PX = 560.0
COLORS = 8
NULLS = ("nation", "plate", "province", "prefecture")
GRAPHS = ("queen", "rook", "land", "knn4")
WORDS = (
    *("first", "null", "graph", "also", "joins", "largest", "sentence", "same", "differs", "unreported"),
    *("observed", "alt", "map", "none"),
)
VALUES = (
    *("first", "members", "eligible", "null", "graph", "joins", "joins_mean", "joins_p", "largest"),
    *("largest_mean", "largest_p", "draws", "seed", "joins_now", "largest_now", "value", "name"),
    *("observed", "p"),
)
"""What the page puts into the sentences of the catalogs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a report says of one premise, to stand beside what the page computes.

    Attributes
    ----------
    null, graph : str
        Names among those given to `what_if`.
    joins, largest : float
        Pseudo p of the joins between members and of the largest patch, one-sided.
    draws, seed : int
        They rest on.
    """

    null: str
    graph: str
    joins: float
    largest: float
    draws: int
    seed: int


def what_if(
    order: pd.Series | Sequence[str] | pd.Index,
    graphs: Mapping[str, Graph],
    layer: gpd.GeoDataFrame,
    *,
    eligible: Codes,
    strata: Mapping[str, pd.Series | None] | None = None,
    also: Codes = (),
    reported: Sequence[Reported] = (),
    permutations: int = 9_999,
    seed: int,
    lang: Lang = "zh",
) -> WhatIf:
    """Make a page that tests a list anew under the premise its reader chooses.

    Parameters
    ----------
    order : Series of ranks by adcode, or sequence of adcodes
        The list; of ranks the page takes the first so many, as a slider says.
    graphs : mapping of str to Graph
        Neighbors by name; "queen", "rook", "land" and "knn4" are called in the reader's language, other names
        as they are. A pair counts when either direction has weight.
    layer : GeoDataFrame by adcode
        The units; names and the map of the patches come from it.
    eligible : iterable of adcodes or boolean Series
        The units that could have been listed.
    strata : mapping of str to Series or None, optional
        Nulls by name: what random lists hold fixed, None for nothing; None: "nation" alone. The page begins
        with the last, and with the first graph.
    also : iterable of adcodes or boolean Series, optional
        Units that a box in the page adds to the eligible ones, or takes out where they are among them: those
        of the four municipalities.
    reported : sequence of Reported
        What a report says of the whole list.
    permutations : int
        Random lists, to 99,999.
    seed : int
        The page draws the very lists that `analysis.patches` draws for this seed.
    lang : {"zh", "en"}
        Of the page's own words.

    Returns
    -------
    WhatIf
        `WhatIf.titled` gives it another title.

    Raises
    ------
    MapError
        Fewer than two units on the list, no graph, names in ``reported`` that were not given, too many draws,
        ranks that are missing.
    StatisticError
        Listed units that are not eligible, eligible units that a graph or a stratum misses.

    Notes
    -----
    Everything runs as plain script in the page itself, in stretches of 24 ms: neither a worker from a Blob
    nor WebAssembly is allowed by the policy under which pages of this package work (`WhatIf.csp`), and 9,999
    lists of 100 units take about a tenth of a second.

    Examples
    --------
    >>> from tests.board import CODES, board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> page = what_if(CODES[:6], {"rook": rook}, board(), eligible=CODES, permutations=99, seed=1)
    >>> "lian-what-if" in page.html()
    True
    """
    known_lang(lang)
    seed, permutations = check_seed(seed), check_permutations(permutations)
    nulls = {"nation": None} if strata is None else dict(strata)
    codes = _in_order(order)
    _check(codes, nulls, graphs, permutations)
    could = adcodes(eligible, what="eligible")
    more = adcodes(also, what="also") if len(pd.Index(list(also))) else could[:0]
    every = could.union(more).sort_values()
    place = {code: at for at, code in enumerate(every)}
    fields = [membership(codes, graph, eligible=every) for graph in graphs.values()]
    names = {"null": list(nulls), "graph": list(graphs)}
    at = {"null": len(nulls) - 1, "graph": 0}
    inside = bool(len(more)) and bool(more.isin(could).all())
    data: dict[str, Any] = {
        "count": len(every),
        "also": every.isin(more).astype(int).tolist(),
        "order": [place[code] for code in codes],
        "names": [str(name) for name in layer["name"].reindex(codes).fillna("")],
        "strata": [_ranks(held, every) for held in nulls.values()],
        "nulls": [_called("null", name, NULLS, lang) for name in nulls],
        "pairs": [_stepped(*field.pairs) for field in fields],
        "graphs": [_called("graph", name, GRAPHS, lang) for name in graphs],
        "seed": seed,
        "draws": permutations,
        "ranked": isinstance(order, pd.Series),
        "chosen": {"first": len(codes), "also": inside, **at},
        "reported": [_row(row, names, len(codes), inside) for row in reported],
        "words": _words(lang),
        "ground": _ground(layer, codes),
        "colors": COLORS,
    }
    return WhatIf(title=say(lang, "maps.what_if.title"), lang=lang, data=data)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WhatIf:
    """A page to save or to embed.

    Attributes
    ----------
    title, lang : str
    data : dict
        What the page's script reads.
    """

    title: str
    lang: Lang
    data: dict[str, Any]

    def titled(self, title: str) -> WhatIf:
        """The same page under another title."""
        return replace(self, title=str(title))

    def html(self) -> str:
        """The page as text, the same for the same input; it asks the network for nothing."""
        name = html.escape(self.title.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        note = html.escape(say(self.lang, "maps.what_if.note"))
        tongue = html.escape(say(self.lang, "maps.language_tag.page"))
        return (
            f'<!DOCTYPE html>\n<html lang="{tongue}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
            f"<title>{name}</title>\n<style>{_asset('what_if.css')}</style>\n"
            f"{block('lian-what-if', self.data).text}\n</head>\n<body>\n"
            f'<main id="lian-what-if-page"><h1>{name}</h1><p class="note">{note}</p></main>\n'
            f"<script>{_asset('what_if.js')}</script>\n</body>\n</html>\n"
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to ``path``, whole or not at all."""
        return write(path, self.html())

    @property
    def csp(self) -> str:
        """What a Content-Security-Policy must allow for the page to work."""
        return policy()

    def embed(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        href: str | None = None,
        height: int | str = 900,
        sandbox: bool = True,
    ) -> str:
        """Return an iframe that shows it in another page.

        Parameters
        ----------
        path : path, optional
            Where to save the page; None puts the whole page into the frame's ``srcdoc``.
        href : str, optional
            The address the frame asks for; None: the file's name.
        height : int or str
            Pixels, or a CSS length such as ``"90vh"``.
        sandbox : bool
            Let the frame run scripts but reach nothing of the page around it.

        Returns
        -------
        str
        """
        size = css_length(height)
        if path is None:
            return frame(self.title, srcdoc=self.html(), height=size, sandbox=sandbox)
        saved = self.save(path)
        return frame(self.title, src=href or saved.name, height=size, sandbox=sandbox, relative=href is None)

    def _repr_html_(self) -> str:
        return self.embed()


def _in_order(order: pd.Series | Sequence[str] | pd.Index) -> pd.Index:
    """The codes of a list from its first place on."""
    if not isinstance(order, pd.Series):
        return pd.Index(list(order))
    if order.isna().any():
        raise MapError("maps.live.what_if.ranks-missing", codes=listed(order.index[order.isna()]))
    return order.sort_values(kind="stable").index


def _check(
    codes: pd.Index, nulls: Mapping[str, object], graphs: Mapping[str, object], permutations: int
) -> None:
    if len(codes) < 2 or not nulls or not graphs:
        raise MapError("maps.live.what_if.wanted-a-list-nulls-graphs", n=len(codes))
    if permutations > MOST_DRAWS:
        raise MapError("maps.live.what_if.too-many-draws", draws=permutations, most=MOST_DRAWS)


def _place(names: list[str], name: str) -> int:
    if name not in names:
        raise MapError("maps.live.what_if.no-such-name", name=name, names=listed(names))
    return names.index(name)


def _row(row: Reported, names: dict[str, list[str]], first: int, also: bool) -> dict[str, Any]:
    return {
        "null": _place(names["null"], row.null),
        "graph": _place(names["graph"], row.graph),
        "first": first,
        "also": also,
        "joins": float(row.joins),
        "largest": float(row.largest),
        "draws": int(row.draws),
        "seed": int(row.seed),
    }


def _ranks(strata: pd.Series | None, ids: pd.Index) -> list[int]:
    """The stratum of each unit by its place among the sorted labels, as the engine numbers them."""
    return [int(code) for code in read_strata(strata, ids).codes]


def _stepped(low: np.ndarray, high: np.ndarray) -> list[int]:
    """Sorted pairs as small numbers: the first as a step from the one before, the second from the first."""
    return np.column_stack([np.diff(low, prepend=0), high - low]).ravel().astype(int).tolist()


def _called(kind: str, name: str, known: Sequence[str], lang: str) -> str:
    return say(lang, f"maps.what_if.{kind}.{name}") if name in known else str(name)


def _words(lang: str) -> dict[str, str]:
    """The sentences of the page; what is put into them stands in brackets."""
    marked = {name: f"⦃{name}⦄" for name in VALUES}
    return {name: say(lang, f"maps.what_if.{name}", **marked) for name in WORDS}


def _ground(layer: gpd.GeoDataFrame, codes: pd.Index) -> dict[str, Any]:
    """The small map: provinces, the list's units, dashes and islands as SVG paths."""
    ground = Ground(layer, STEPS)
    scale = MAP_PX / ground.width
    province = ground.codes.astype(str).str[:2]
    land = [ground.path(ground.shapes[province == code], 0, 0, scale) for code in sorted(set(province))]
    at = ground.codes.get_indexer(codes)
    units = [ground.path(ground.shapes[[k]], 0, 0, scale) if k >= 0 else "" for k in at]
    strokes = ("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) for line in ground.dashes(0, 0, scale))
    spots = (f"M{x:.1f} {y:.1f}h0" for x, y in ground.laid(ground.spots, 0, 0, scale))
    return {
        "box": [-2, -2, round(MAP_PX) + 4, round(MAP_PX * ground.ratio) + 4],
        "land": "".join(land),
        "units": units,
        "dashes": "".join(strokes),
        "spots": "".join(spots),
    }


def _asset(name: str) -> str:
    return (files("maps") / "assets" / name).read_text(encoding="utf-8")
