"""Lianpian (连片): put a ranking of Chinese counties on the map and test whether 强县连片成群 holds.

The face of the package: what a notebook needs, gathered from the five floors.

>>> import geo
>>> geo.roster("caict-county-2023").frame.loc["320583", "name"]
'昆山市'
"""

import importlib.util
import sys
from pathlib import Path

_SISTERS = ("boundaries", "indicators", "analysis", "maps")


def _check_sisters() -> None:
    """Refuse to start when another file or package bears the name of one of the four sisters."""
    home = Path(__file__).resolve().parent.parent
    for sister in _SISTERS:
        loaded = sys.modules.get(sister)
        spec = importlib.util.find_spec(sister) if loaded is None else None
        file = getattr(loaded, "__file__", None) if spec is None else spec.origin
        origin = None if file is None else Path(file).resolve()
        if origin is None or origin.parent.parent != home:
            found = "nothing" if origin is None else str(origin)
            raise ImportError(
                f"lianpian needs its own package {sister!r} from {home}, but {found} answers to that name; "
                "rename or move that file, or start Python from another folder"
            )


_check_sisters()

from boundaries.face import attach  # noqa: E402  (only once the sisters are known to be the right ones)

__getattr__, __dir__, __all__ = attach(__name__)
