"""A chart as a file: SVG that every program reads, or PNG."""

from __future__ import annotations

import os
from pathlib import Path

from boundaries.errors import MapError, choose
from boundaries.writing import write_whole
from maps.charts.picture import picture
from maps.charts.plain import plain

ENDINGS = (".svg", ".png")


def save(svg: str, path: str | os.PathLike[str]) -> Path:
    """Write a chart, whole or not at all.

    Parameters
    ----------
    svg : str
        What a chart returned.
    path : path
        Ends in .svg (each mark says itself how it looks, so that Word and drawing programs show it) or .png.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    MapError
        Another ending; a file that cannot be written.
    """
    target = Path(path)
    choose(target.suffix.lower(), ENDINGS, what="ending", error=MapError)
    data = plain(svg).encode("utf-8") if target.suffix.lower() == ".svg" else picture(svg)
    return write_whole(target, data, error=MapError)
