"""Maps: overlays, sheets that work anywhere as one HTML file, static figures and embedding.

Every public name is loaded when it is first used, so ``import maps`` stays cheap.
"""

from typing import TYPE_CHECKING

from boundaries.face import show

if TYPE_CHECKING:
    from maps.association import hotspots as hotspots
    from maps.association import local_join_count as local_join_count
    from maps.association import local_moran as local_moran
    from maps.centrography import centrography as centrography
    from maps.classes import classify as classify
    from maps.figure import figure as figure
    from maps.figure import figures as figures
    from maps.gathering import groups as groups
    from maps.gathering import outline as outline
    from maps.gathering import patches as patches
    from maps.gathering import scan as scan
    from maps.lists import flows as flows
    from maps.lists import members as members
    from maps.lists import tiers as tiers
    from maps.overlay import Overlay as Overlay
    from maps.places import points as points
    from maps.places import raster as raster
    from maps.shading import bivariate as bivariate
    from maps.shading import categorical as categorical
    from maps.shading import choropleth as choropleth
    from maps.sheet import Page as Page
    from maps.sheet import Sheet as Sheet
    from maps.tiles import Tiles as Tiles

__all__ = show(
    __name__,
    {
        "Overlay": "maps.overlay",
        "Page": "maps.sheet",
        "Sheet": "maps.sheet",
        "Tiles": "maps.tiles",
        "bivariate": "maps.shading",
        "categorical": "maps.shading",
        "centrography": "maps.centrography",
        "choropleth": "maps.shading",
        "classify": "maps.classes",
        "figure": "maps.figure",
        "figures": "maps.figure",
        "flows": "maps.lists",
        "groups": "maps.gathering",
        "hotspots": "maps.association",
        "local_join_count": "maps.association",
        "local_moran": "maps.association",
        "members": "maps.lists",
        "outline": "maps.gathering",
        "patches": "maps.gathering",
        "points": "maps.places",
        "raster": "maps.places",
        "scan": "maps.gathering",
        "tiers": "maps.lists",
    },
)
