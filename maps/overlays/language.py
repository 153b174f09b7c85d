"""The language of an overlay: its own where it was asked for, else that of its sheet or figure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

from maps.overlays.overlay import Overlay

P = ParamSpec("P")


def in_any_language(make: Callable[P, Overlay]) -> Callable[P, Overlay]:
    """Let an overlay that was made without ``lang`` be made again in another language.

    >>> import maps
    >>> from tests.board import board
    >>> layer = board().assign(x=range(16))
    >>> chinese, english = maps.choropleth(layer, "x"), maps.choropleth(layer, "x", lang="en")
    >>> in_language(chinese, "en").missing_label, in_language(english, "zh").missing_label
    ('No data', 'No data')
    """

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> Overlay:
        overlay = make(*args, **kwargs)
        if "lang" in kwargs:
            return overlay
        object.__setattr__(overlay, "again", partial(made, *args, **kwargs))
        return overlay

    return made


def in_language(overlay: Overlay, lang: str) -> Overlay:
    """The overlay with its words in ``lang``, unless its language was asked for when it was made."""
    if overlay.again is None or overlay.lang == lang:
        return overlay
    return overlay.again(lang=lang)
