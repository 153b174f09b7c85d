"""Lianpian (连片): put a ranking of Chinese counties on the map and test whether 强县连片成群 holds.

The face of the package: what a notebook needs, gathered from the five floors.

>>> import geo
>>> geo.roster("caict-county-2023").frame.loc["320583", "name"]
'昆山市'
"""

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis import groups, hotspots, join_count, local_moran, moran, neighbors, patches, scan
    from boundaries import join, match, read_layer, read_regions
    from geo.atlas import atlas
    from geo.claims import audit_claims
    from geo.lists.belts import belts
    from geo.lists.group_draws import group_draws
    from geo.study import Study
    from indicators import Framework, read_table, roster, rosters, zonal
    from maps import Sheet, choropleth, figure

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

from boundaries.face import show  # noqa: E402  (only once the sisters are known to be the right ones)

__all__ = show(
    __name__,
    {
        "atlas": "geo.atlas",
        "audit_claims": "geo.claims",
        "belts": "geo.lists.belts",
        "group_draws": "geo.lists.group_draws",
        "Study": "geo.study",
        "read_layer": "boundaries",
        "read_regions": "boundaries",
        "match": "boundaries",
        "join": "boundaries",
        "roster": "indicators",
        "rosters": "indicators",
        "read_table": "indicators",
        "Framework": "indicators",
        "zonal": "indicators",
        "neighbors": "analysis",
        "moran": "analysis",
        "local_moran": "analysis",
        "hotspots": "analysis",
        "join_count": "analysis",
        "patches": "analysis",
        "groups": "analysis",
        "scan": "analysis",
        "Sheet": "maps",
        "choropleth": "maps",
        "figure": "maps",
    },
)
