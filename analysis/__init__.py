"""Spatial statistics of county layers: neighbors, autocorrelation, hotspots, patches, groups and scans."""

from typing import TYPE_CHECKING

from boundaries.face import show

if TYPE_CHECKING:
    from analysis.getis_ord import Hotspots as Hotspots
    from analysis.getis_ord import hotspots as hotspots
    from analysis.groups import Groups as Groups
    from analysis.groups import groups as groups
    from analysis.join_count import JoinCount as JoinCount
    from analysis.join_count import join_count as join_count
    from analysis.join_count_colors import JoinCountColors as JoinCountColors
    from analysis.join_count_colors import join_count_colors as join_count_colors
    from analysis.local_join_count import LocalJoinCount as LocalJoinCount
    from analysis.local_join_count import local_join_count as local_join_count
    from analysis.local_moran import LocalMoran as LocalMoran
    from analysis.local_moran import local_moran as local_moran
    from analysis.moran import Moran as Moran
    from analysis.moran import moran as moran
    from analysis.neighbors import island_links as island_links
    from analysis.neighbors import neighbors as neighbors
    from analysis.patches import Patches as Patches
    from analysis.patches import patches as patches
    from analysis.scan import Scan as Scan
    from analysis.scan import scan as scan
    from analysis.scan_counts import scan_counts as scan_counts

__all__ = show(
    __name__,
    {
        "hotspots": "analysis.getis_ord",
        "Hotspots": "analysis.getis_ord",
        "local_moran": "analysis.local_moran",
        "LocalMoran": "analysis.local_moran",
        "moran": "analysis.moran",
        "Moran": "analysis.moran",
        "neighbors": "analysis.neighbors",
        "island_links": "analysis.neighbors",
        "Groups": "analysis.groups",
        "groups": "analysis.groups",
        "JoinCount": "analysis.join_count",
        "join_count": "analysis.join_count",
        "JoinCountColors": "analysis.join_count_colors",
        "join_count_colors": "analysis.join_count_colors",
        "LocalJoinCount": "analysis.local_join_count",
        "local_join_count": "analysis.local_join_count",
        "Patches": "analysis.patches",
        "patches": "analysis.patches",
        "Scan": "analysis.scan",
        "scan": "analysis.scan",
        "scan_counts": "analysis.scan_counts",
    },
)
