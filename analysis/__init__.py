"""Spatial statistics of county layers: neighbors, autocorrelation, hotspots, patches, groups and scans."""

from typing import TYPE_CHECKING

from boundaries.face import show

if TYPE_CHECKING:
    from analysis.adjust import benjamini_hochberg as benjamini_hochberg
    from analysis.adjust import benjamini_yekutieli as benjamini_yekutieli
    from analysis.belts import belts as belts
    from analysis.bivariate import MoranBivariate as MoranBivariate
    from analysis.bivariate import local_moran_bivariate as local_moran_bivariate
    from analysis.bivariate import moran_bivariate as moran_bivariate
    from analysis.centrography import Centrography as Centrography
    from analysis.centrography import centrography as centrography
    from analysis.colocation import Colocation as Colocation
    from analysis.colocation import colocation as colocation
    from analysis.dynamics import Transitions as Transitions
    from analysis.dynamics import local_states as local_states
    from analysis.dynamics import transitions as transitions
    from analysis.empirical_bayes import moran_rate as moran_rate
    from analysis.empirical_bayes import rate_deviates as rate_deviates
    from analysis.geary import Geary as Geary
    from analysis.geary import LocalGeary as LocalGeary
    from analysis.geary import geary as geary
    from analysis.geary import local_geary as local_geary
    from analysis.getis_ord import Hotspots as Hotspots
    from analysis.getis_ord import hotspots as hotspots
    from analysis.getis_ord_global import GetisOrd as GetisOrd
    from analysis.getis_ord_global import getis_ord as getis_ord
    from analysis.groups import Groups as Groups
    from analysis.groups import groups as groups
    from analysis.inequality import Primacy as Primacy
    from analysis.inequality import RankSize as RankSize
    from analysis.inequality import Theil as Theil
    from analysis.inequality import cv as cv
    from analysis.inequality import gini as gini
    from analysis.inequality import herfindahl as herfindahl
    from analysis.inequality import location_quotient as location_quotient
    from analysis.inequality import primacy as primacy
    from analysis.inequality import rank_size as rank_size
    from analysis.inequality import theil as theil
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
    from analysis.permutation import pseudo_p as pseudo_p
    from analysis.regional_tiers import RegionalTiers as RegionalTiers
    from analysis.regional_tiers import regional_tiers as regional_tiers
    from analysis.scan import Scan as Scan
    from analysis.scan import scan as scan
    from analysis.scan_counts import scan_counts as scan_counts
    from analysis.specifications import Specifications as Specifications
    from analysis.specifications import specification_graphs as specification_graphs
    from analysis.specifications import specifications as specifications
    from analysis.specifications import value_specifications as value_specifications

__all__ = show(
    __name__,
    {
        "moran_bivariate": "analysis.bivariate",
        "MoranBivariate": "analysis.bivariate",
        "local_moran_bivariate": "analysis.bivariate",
        "moran_rate": "analysis.empirical_bayes",
        "rate_deviates": "analysis.empirical_bayes",
        "geary": "analysis.geary",
        "Geary": "analysis.geary",
        "local_geary": "analysis.geary",
        "LocalGeary": "analysis.geary",
        "getis_ord": "analysis.getis_ord_global",
        "GetisOrd": "analysis.getis_ord_global",
        "benjamini_hochberg": "analysis.adjust",
        "benjamini_yekutieli": "analysis.adjust",
        "pseudo_p": "analysis.permutation",
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
        "belts": "analysis.belts",
        "Centrography": "analysis.centrography",
        "centrography": "analysis.centrography",
        "Colocation": "analysis.colocation",
        "colocation": "analysis.colocation",
        "Transitions": "analysis.dynamics",
        "local_states": "analysis.dynamics",
        "transitions": "analysis.dynamics",
        "Primacy": "analysis.inequality",
        "RankSize": "analysis.inequality",
        "Theil": "analysis.inequality",
        "cv": "analysis.inequality",
        "gini": "analysis.inequality",
        "herfindahl": "analysis.inequality",
        "location_quotient": "analysis.inequality",
        "primacy": "analysis.inequality",
        "rank_size": "analysis.inequality",
        "theil": "analysis.inequality",
        "RegionalTiers": "analysis.regional_tiers",
        "regional_tiers": "analysis.regional_tiers",
        "Specifications": "analysis.specifications",
        "specification_graphs": "analysis.specifications",
        "specifications": "analysis.specifications",
        "value_specifications": "analysis.specifications",
    },
)
