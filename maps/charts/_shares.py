"""Where the chosen are: how many of those that could have been, a bar in a bar for each row."""

from __future__ import annotations

import pandas as pd

from boundaries.errors import MapError, listed
from maps.charts.data import column, labels_of
from maps.charts.svg import SMALL, Drawing, cut, number, text_width
from maps.overlays.overlay import known_lang

ROW = 22.0


def shares(
    frame: pd.DataFrame,
    *,
    x: str,
    part: str,
    whole: str,
    words: tuple[str, str],
    title: str,
    lang: str = "zh",
    width: float = 560.0,
) -> str:
    """Draw for each name a pale bar of all and on it a bar of the part, with both numbers at the end.

    Parameters
    ----------
    frame : DataFrame
    x, part, whole : str
        Columns of names, of how many were chosen, and of how many there are; no part above its whole.
    words : tuple of str
        What part and whole are called.
    title : str
    lang : {"zh", "en"}
    width : float

    Returns
    -------
    str
        One ``<svg>``.

    Raises
    ------
    MapError
        A part above its whole, naming the rows.

    Examples
    --------
    >>> table = pd.DataFrame({"province": ["江苏", "浙江"], "n": [23, 24], "all": [40, 52]})
    >>> shares(table, x="province", part="n", whole="all", words=("上榜", "参评"), title="t").count("<rect")
    6
    """
    known_lang(lang)
    names = labels_of(frame, x)
    some, every = column(frame, part, least=0.0), column(frame, whole, least=0.0)
    if (some > every).any():
        above = [name for name, a, b in zip(names, some, every, strict=True) if a > b]
        raise MapError("maps.charts.shares.part-above-whole", n=len(above), names=listed(above))
    page = Drawing(width, title)
    page.legend(words, ("var(--lp-main)", "var(--lp-line)"))
    left = 8 + min(max(text_width(name) for name in names), width * 0.42) + 8
    endings = [
        f"{number(a)} / {number(b)}" + (f" ({a / b:.0%})" if b else "")
        for a, b in zip(some, every, strict=True)
    ]
    right = width - 14 - max(text_width(word, SMALL) for word in endings)
    scale = (right - left) / (float(every.max()) or 1.0)
    for row, (name, a, b, ending) in enumerate(zip(names, some, every, endings, strict=True)):
        y = page.top + row * ROW
        page.text(8, y + 15, cut(name, width * 0.42), whole=name)
        page.rect(left, y + 3, b * scale, ROW - 6, kind="f", hover=f"{name} · {words[1]}: {number(b)}")
        page.rect(left, y + 3, a * scale, ROW - 6, kind="m", hover=f"{name} · {words[0]}: {number(a)}")
        page.text(left + b * scale + 6, y + 15, ending, "s")
    bottom = page.top + len(names) * ROW
    page.line(left, page.top, left, bottom, "a")
    desc = "; ".join(f"{name}: {ending}" for name, ending in zip(names[:40], endings, strict=False))
    return page.finish(bottom + 8, desc=desc, lang=lang)
