"""A network of places: on a circle, or at their positions."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from boundaries.errors import MapError, listed
from maps.cartography.palette import qualitative
from maps.charts.data import column, labels_of
from maps.charts.svg import SMALL, Drawing, cut, number, place, text_width
from maps.overlays.overlay import known_lang

MOST_NODES = 120


def network(
    edges: pd.DataFrame,
    *,
    source: str,
    target: str,
    title: str,
    weight: str | None = None,
    positions: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
    lang: str = "zh",
    width: float = 560.0,
) -> str:
    """Draw who is tied to whom: places as dots (larger with more ties), ties as lines by their weight.

    Parameters
    ----------
    edges : a row for each tie, with the columns ``source`` and ``target``; the same pair twice adds up
    weight : column of weights above zero; without it each row counts one
    positions : frame by place with columns ``x`` and ``y`` (degrees or meters, same unit); without it
        the places stand on a circle, grouped, in order of ties
    groups : Series by place, for colors (a legend of at most twelve)

    Examples
    --------
    >>> ties = pd.DataFrame({"a": ["上海市", "上海市"], "b": ["苏州市", "无锡市"]})
    >>> network(ties, source="a", target="b", title="集群").count("<circle")
    3
    """
    known_lang(lang)
    one, two = (_ends(edges, name) for name in (source, target))
    amount = np.ones(len(edges)) if weight is None else column(edges, weight, least=0.0)
    ties: dict[tuple[str, str], float] = {}
    for a, b, much in zip(one, two, amount, strict=True):
        if a != b and much > 0:
            pair = (a, b) if a <= b else (b, a)
            ties[pair] = ties.get(pair, 0.0) + float(much)
    if not ties:
        raise MapError("maps.charts.network.there-is-no-tie-between-two")
    strength: dict[str, float] = {}
    for (a, b), much in ties.items():
        strength[a] = strength.get(a, 0.0) + much
        strength[b] = strength.get(b, 0.0) + much
    if len(strength) > MOST_NODES:
        raise MapError(
            "maps.charts.network.a-network-shows-at-most-places",
            MOST_NODES=MOST_NODES,
            n_strength=len(strength),
        )
    known = {} if groups is None else {str(k): str(v) for k, v in groups.items() if not pd.isna(v)}
    kinds = sorted({known[name] for name in strength if name in known})
    colors = dict(zip(kinds, qualitative(len(kinds)), strict=True)) if kinds else {}
    nodes = sorted(strength, key=lambda name: (known.get(name, "\uffff"), -strength[name], name))
    page = Drawing(width, title)
    if 0 < len(kinds) <= 12:
        page.legend(kinds, [colors[kind] for kind in kinds])
    spots, bottom = _circle(nodes, page) if positions is None else _map(nodes, positions, page)
    most_tie, most = max(ties.values()), max(strength.values())
    center = (page.width / 2, (page.top + bottom) / 2)
    for (a, b), much in sorted(ties.items(), key=lambda tie: (tie[1], tie[0])):
        (x1, y1), (x2, y2) = spots[a], spots[b]
        thick = 0.6 + 3.4 * much / most_tie
        bend = f"Q{place(center[0])} {place(center[1])} " if positions is None else "L"
        page.add(
            f'<path d="M{place(x1)} {place(y1)}{bend}{place(x2)} {place(y2)}" class="l" '
            f'style="stroke:var(--lp-soft);stroke-opacity:{0.25 + 0.5 * much / most_tie:.2f};'
            f'stroke-width:{thick:.1f}"/>'
        )
    taken: list[tuple[float, float, float, float]] = []
    for name in sorted(nodes, key=lambda n: (-strength[n], n)):
        x, y = spots[name]
        radius = 3 + 6 * math.sqrt(strength[name] / most)
        paint = {"color": colors[known[name]]} if name in known else {"kind": "m"}
        page.dot(x, y, radius, hover=f"{name}: {number(strength[name])}", **paint)
        if positions is None:
            _around(page, name, x, y, center, radius)
        else:
            _beside(page, name, x, y, radius, taken)
    desc = "; ".join(
        f"{a} – {b}: {number(w)}" for (a, b), w in sorted(ties.items(), key=lambda t: (-t[1], t[0]))[:20]
    )
    return page.finish(bottom + 8, desc=desc, lang=lang)


def _ends(edges: pd.DataFrame, name: str) -> list[str]:
    if isinstance(edges, pd.DataFrame) and len(edges) > 20_000:
        raise MapError("maps.charts.network.a-network-takes-at-most-ties", n_edges=len(edges))
    if isinstance(edges, pd.DataFrame) and len(edges) > 400:
        pieces = [edges.iloc[at : at + 400] for at in range(0, len(edges), 400)]
        return [word for piece in pieces for word in labels_of(piece, name)]
    return labels_of(edges, name)


def _circle(nodes: list[str], page: Drawing) -> tuple[dict[str, tuple[float, float]], float]:
    room = min(max(text_width(name, SMALL) for name in nodes), page.width * 0.2) + 16
    radius = page.width / 2 - room
    center = (page.width / 2, page.top + radius + room)
    turn = 2 * math.pi / len(nodes)
    spots = {
        name: (center[0] + radius * math.sin(at * turn), center[1] - radius * math.cos(at * turn))
        for at, name in enumerate(nodes)
    }
    return spots, center[1] + radius + room


def _map(
    nodes: list[str], positions: pd.DataFrame, page: Drawing
) -> tuple[dict[str, tuple[float, float]], float]:
    lacks = [name for name in nodes if name not in positions.index]
    if not {"x", "y"} <= set(positions.columns) or lacks:
        raise MapError("maps.charts.network.positions-must-have-x-and-y", value=listed(lacks or ["x", "y"]))
    if positions.index.has_duplicates:
        raise MapError("maps.charts.network.positions-hold-a-place-twice")
    at = positions.loc[nodes]
    x, y = column(at, "x"), column(at, "y")
    if np.isnan(x).any() or np.isnan(y).any():
        raise MapError("maps.charts.network.positions-hold-places-without-x-or")
    degrees = bool(np.abs(x).max() <= 180 and np.abs(y).max() <= 90)
    flat = math.cos(math.radians(float(y.mean()))) if degrees else 1.0
    x = x * flat
    margin = 40.0
    scale = (page.width - 2 * margin) / (np.ptp(x) or 1.0)
    scale = min(scale, 640 / (np.ptp(y) or 1e-9))
    left = (page.width - np.ptp(x) * scale) / 2
    top = page.top + 18
    spots = {
        name: (float(left + (px - x.min()) * scale), float(top + (y.max() - py) * scale))
        for name, px, py in zip(nodes, x, y, strict=True)
    }
    return spots, top + float(np.ptp(y)) * scale + 24


def _around(page: Drawing, name: str, x: float, y: float, center: tuple[float, float], radius: float) -> None:
    angle = math.degrees(math.atan2(y - center[1], x - center[0]))
    away = radius + 5
    lx, ly = x + away * math.cos(math.radians(angle)), y + away * math.sin(math.radians(angle))
    shown = cut(name, page.width * 0.2, SMALL)
    right = -90 <= angle <= 90
    turn = angle if right else angle + 180
    slope = math.radians(turn)
    page.text(
        lx - 4 * math.sin(slope),
        ly + 4 * math.cos(slope),
        shown,
        "s" if right else "s e",
        turn=turn,
        whole=name,
    )


def _beside(
    page: Drawing,
    name: str,
    x: float,
    y: float,
    radius: float,
    taken: list[tuple[float, float, float, float]],
) -> None:
    """Write a name where no other stands; the strongest places come first, the rest show theirs on hover."""
    shown = cut(name, 110, SMALL)
    wide = text_width(shown, SMALL)
    for left, base in (
        (x + radius + 3, y + 4),
        (x - radius - 3 - wide, y + 4),
        (x - wide / 2, y - radius - 4),
        (x - wide / 2, y + radius + 12),
    ):
        box = (left, base - 11, left + wide, base + 3)
        free = all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in taken)
        if free and left > 2 and box[2] < page.width - 2:
            taken.append(box)
            page.text(left, base, shown, "s", whole=name)
            return
