"""The words that the page's scripts show, said in its language and handed to them with its data."""

from __future__ import annotations

from typing import Any

from boundaries.language import say

WORDS = (
    "mapHelp", "themes", "overlays", "search", "nothingFound", "unitsWithin", "islands", "compare",
    "compareShort", "left", "right", "png", "csv", "link", "linkShort", "copied", "linkHint", "stateHint",
    "opacity", "tilesFailed", "tilesBarred", "tilesLeftOut", "home", "whole", "wholeShort", "wheelHint",
    "touchHint", "dark", "scheme", "schemes", "selected", "year", "histogram", "most", "scatter",
    "brushKeys", "value", "lag", "taiwan", "outside", "code", "name", "province", "prefecture", "klass",
)  # fmt: skip
"""The names the scripts know them by: ``maps.page.<name>`` in the catalogs."""
SCHEMES = ("quantiles", "equal_interval", "fisher_jenks", "head_tail", "user")
"""The class schemes a reader may switch: ``maps.scheme.<name>``."""


def page_words(lang: str) -> dict[str, Any]:
    """Every word of the scripts by its name, in a language.

    >>> page_words("en")["schemes"]["fisher_jenks"], page_words("en")["compareShort"]
    ('Natural breaks', 'Compare')
    """
    schemes = {name: say(lang, f"maps.scheme.{name}") for name in SCHEMES}
    return {name: schemes if name == "schemes" else say(lang, f"maps.page.{name}") for name in WORDS}
