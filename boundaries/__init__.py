"""Boundary layers of China: read, checked, simplified, dated, matched and joined.

Every public name is loaded when it is first used, so ``import boundaries`` stays cheap.
"""

from typing import TYPE_CHECKING

from boundaries.face import show

if TYPE_CHECKING:
    from boundaries.adcode import COUNTY_KINDS as COUNTY_KINDS
    from boundaries.coverage import check_coverage as check_coverage
    from boundaries.coverage import queen_pairs as queen_pairs
    from boundaries.coverage import repair_coverage as repair_coverage
    from boundaries.crs import convert as convert
    from boundaries.crs import convert_points as convert_points
    from boundaries.datum import Datum as Datum
    from boundaries.datum import detect_datum as detect_datum
    from boundaries.divisions import changes as changes
    from boundaries.divisions import divisions as divisions
    from boundaries.file import read_file as read_file
    from boundaries.islands import fixed_links as fixed_links
    from boundaries.islands import island_edges as island_edges
    from boundaries.islets import islets as islets
    from boundaries.join import Joined as Joined
    from boundaries.join import join as join
    from boundaries.layer import area_km2 as area_km2
    from boundaries.layer import check_layer as check_layer
    from boundaries.layer import official as official
    from boundaries.match import Match as Match
    from boundaries.match import match as match
    from boundaries.read import read_layer as read_layer
    from boundaries.read import read_ten_dash_line as read_ten_dash_line
    from boundaries.regions import read_regions as read_regions
    from boundaries.regions import region_members as region_members
    from boundaries.regions import region_variants as region_variants
    from boundaries.review import review as review
    from boundaries.simplify import simplify as simplify
    from boundaries.translate import predecessors as predecessors
    from boundaries.translate import successors as successors
    from boundaries.translate import translate as translate
    from boundaries.units import units as units

__all__ = show(
    __name__,
    {
        "COUNTY_KINDS": "boundaries.adcode",
        "area_km2": "boundaries.layer",
        "check_layer": "boundaries.layer",
        "official": "boundaries.layer",
        "read_layer": "boundaries.read",
        "read_ten_dash_line": "boundaries.read",
        "units": "boundaries.units",
        "read_regions": "boundaries.regions",
        "region_members": "boundaries.regions",
        "region_variants": "boundaries.regions",
        "check_coverage": "boundaries.coverage",
        "repair_coverage": "boundaries.coverage",
        "queen_pairs": "boundaries.coverage",
        "convert": "boundaries.crs",
        "convert_points": "boundaries.crs",
        "simplify": "boundaries.simplify",
        "Datum": "boundaries.datum",
        "detect_datum": "boundaries.datum",
        "read_file": "boundaries.file",
        "islets": "boundaries.islets",
        "fixed_links": "boundaries.islands",
        "island_edges": "boundaries.islands",
        "changes": "boundaries.divisions",
        "divisions": "boundaries.divisions",
        "translate": "boundaries.translate",
        "successors": "boundaries.translate",
        "predecessors": "boundaries.translate",
        "match": "boundaries.match",
        "Match": "boundaries.match",
        "join": "boundaries.join",
        "Joined": "boundaries.join",
        "review": "boundaries.review",
    },
)
