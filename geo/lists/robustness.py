"""How the answer moves: with the neighbor definition, with districts as bridges, with the region's variant, one level up."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import analysis
from analysis.adjust import benjamini_hochberg, can_find
from analysis.join_expectation import expected_joins
from analysis.neighbor_definitions import coinciding
from boundaries.errors import LayerError
from geo.lists.nulls import several
from geo.lists.regional import region_units
from geo.lists.survey import Survey

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._patches import Patches
    from analysis._scan import Scan

NEAREST = (4, 6, 8)
LOCAL_PERMUTATIONS = 99_999
"""Draws of the tests of single units, whose p-values are adjusted over all of them."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Robustness:
    """One list under other definitions.

    Attributes
    ----------
    survey : Survey
    definitions : DataFrame
        One row for each neighbor definition: definition, same_as (an earlier one that is the same graph among
        the eligible units: not tested again; "" for none), neighbors, joins, expected (exact), p, p_fdr (over
        the definitions tested), largest, largest_mean, p_largest, p_fdr_largest; all within provinces.
    variants : DataFrame
        Every variant of every city cluster: region, variant, year, status, default (it stands for its region and
        is tested with the other regions; another is asked what would be if it stood for it), count, and for each
        null of ``survey.pair`` expected, quotient, p, p_fdr, significant, as ``expected_nation``.
    scan : Scan
        Circular windows, members drawn within provinces.
    hot : Index
        Members whose neighborhood holds significantly many members (Gi* of membership, members placed anywhere
        among the eligible units, FDR 5 %).
    hot_found : bool
        Whether the draws could have shown a single member to be hot (`can_find`).
    agree : Index
        Members that are hot and lie in a significant window of the scan.
    upper : dict of str to Patches
        One level up, by null: the prefectures that hold a member, among those with an eligible unit. Empty for
        lists of prefectures.
    """

    survey: Survey
    definitions: pd.DataFrame
    variants: pd.DataFrame
    scan: "Scan"
    hot: pd.Index
    hot_found: bool
    agree: pd.Index
    upper: "dict[str, Patches]"


def graphs(units: "gpd.GeoDataFrame", queen: "Graph") -> "dict[str, Graph]":
    """The neighbor definitions that are compared: queen, rook, queen without joins over water, k nearest."""
    found = {"queen": queen, "rook": analysis.neighbors(units, contiguity="rook")}
    with suppress(LayerError):  # units whose borders are not known have no land-only row
        found["land"] = analysis.neighbors(units, water="drop")
    return found | {f"KNN-{k}": analysis.neighbors(units, contiguity="knn", k=k) for k in NEAREST}


def robustness(
    survey: Survey,
    layer: "gpd.GeoDataFrame",
    definitions: "Mapping[str, Graph]",
    *,
    upper: "tuple[gpd.GeoDataFrame, Graph] | None" = None,
    scan_permutations: int = 999,
    local_permutations: int = LOCAL_PERMUTATIONS,
) -> Robustness:
    """Test a list again under every definition, within provinces.

    Parameters
    ----------
    survey : Survey
    layer : GeoDataFrame
        The layer of the list's level.
    definitions : mapping of str to Graph
        Neighbor definitions by name.
    upper : tuple of GeoDataFrame and Graph, optional
        Prefectures and their neighbors, for a list of counties one level up.
    scan_permutations, local_permutations : int
        Draws of the scan and of Gi*.
    """
    roster = survey.roster
    windows = analysis.scan(
        roster.members,
        layer.loc[layer.index.isin(survey.units.index)],
        eligible=roster.eligible,
        strata=survey.units["province"],
        permutations=scan_permutations,
        seed=survey.seed,
    )
    hot, found = _hot(survey, local_permutations)
    sure = windows.clusters[windows.clusters["p_sim"] <= survey.alpha]
    held = {code for codes in sure["members"] for code in codes}
    return Robustness(
        survey=survey,
        definitions=_definitions(survey, definitions),
        variants=variants(survey),
        scan=windows,
        hot=hot,
        hot_found=found,
        agree=hot[hot.isin(held)],
        upper={} if upper is None or roster.level != "county" else one_level_up(survey, *upper),
    )


def _hot(survey: Survey, permutations: int) -> tuple[pd.Index, bool]:
    """The members in hotspots of membership, and whether the draws could have shown a single one."""
    roster = survey.roster
    chosen = pd.Series(0.0, index=survey.units.index)
    chosen.loc[roster.members] = 1.0
    spots = analysis.hotspots(
        chosen,
        survey.graph,
        eligible=roster.eligible,
        permutations=permutations,
        alpha=survey.alpha,
        seed=survey.seed,
    ).frame
    own = spots.reindex(roster.members)
    hot = own.index[own["significant"].fillna(False).astype(bool) & (own["label"] == "hot")]
    return hot, can_find(permutations, int(spots["p_sim"].notna().sum()), alpha=survey.alpha)


def _definitions(survey: Survey, graphs: "Mapping[str, Graph]") -> pd.DataFrame:
    """The list within provinces under every definition that is a graph of its own among the eligible units."""
    roster = survey.roster
    shared = {
        "eligible": roster.eligible,
        "strata": survey.units["province"],
        "permutations": survey.permutations,
        "seed": survey.seed,
    }
    same = coinciding(graphs, eligible=roster.eligible)
    rows = []
    for name, graph in graphs.items():
        if same[name] != name:
            rows.append({"definition": name, "same_as": same[name]})
            continue
        rows.append(_row(name, analysis.patches(roster.members, graph, **shared), _expected(survey, graph)))
    if roster.level == "county":
        # units that are not eligible link the members around them, but not those around the next city
        others = survey.units.loc[~survey.units.index.isin(roster.eligible), "prefecture_code"]
        found = analysis.patches(roster.members, survey.graph, bridge=others, **shared)
        joined = dict.fromkeys(
            ("expected", "mean", "p"), np.nan
        )  # bridges add no joins: those are the queen's
        rows.append(_row("bridge", found, np.nan) | joined)
    frame = pd.DataFrame(rows)
    return frame.assign(
        p_fdr=benjamini_hochberg(frame["p"]), p_fdr_largest=benjamini_hochberg(frame["p_largest"])
    )


def _expected(survey: Survey, graph: "Graph") -> float:
    roster = survey.roster
    return expected_joins(roster.members, graph, eligible=roster.eligible, strata=survey.units["province"])


def _row(name: str, found: "Patches", expected: float) -> dict[str, object]:
    joins, largest = found.statistics.loc["bb"], found.statistics.loc["largest"]
    return {
        "definition": name,
        "same_as": "",
        "neighbors": found.mean_neighbors,
        "joins": float(joins["observed"]),
        "expected": expected,
        "mean": float(joins["mean_sim"]),
        "p": float(joins["p_sim"]),
        "largest": found.largest,
        "largest_mean": float(largest["mean_sim"]),
        "p_largest": float(largest["p_sim"]),
    }


def variants(survey: Survey, scheme: str = "city_cluster") -> pd.DataFrame:
    """Every variant of every region of a scheme under both nulls; one a region is tested, the others take its place."""
    roster = survey.roster
    inside = region_units(scheme, level=roster.level, variant="all")
    inside = inside[inside["adcode"].isin(survey.units.index)]
    alone = inside[["variant", "adcode"]].rename(columns={"variant": "region"})
    facts = inside.drop_duplicates("variant").set_index("variant")
    strata: dict[str, pd.Series | None] = {null.name: null.strata for null in survey.nulls}
    frame = pd.DataFrame(
        {
            "region": facts["region"],
            "variant": facts.index,
            **{name: facts[name] for name in ("year", "status", "default")},
        }
    )
    for null in survey.pair:
        found = analysis.groups(
            roster.members, alone, eligible=roster.eligible, strata=strata[null], alpha=survey.alpha
        ).frame.reindex(facts.index)
        p_fdr = _substituted(found["p_exact"], facts["region"], facts["default"].astype(bool))
        frame = frame.assign(
            count=found["count"].astype(int),
            **{
                f"expected_{null}": found["expected"],
                f"quotient_{null}": found["location_quotient"],
                f"p_{null}": found["p_exact"],
                f"p_fdr_{null}": p_fdr,
                f"significant_{null}": p_fdr <= survey.alpha,
            },
        )
    return frame.reset_index(drop=True)


def _substituted(p: pd.Series, region: pd.Series, default: pd.Series) -> pd.Series:
    """The false discovery rate of each variant among the default variants of all other regions."""
    family = p[default].set_axis(region[default])
    rates = pd.Series(np.nan, index=p.index)
    for variant in p.index:
        taken = family.copy()
        taken[region[variant]] = p[variant]
        rates[variant] = pd.Series(benjamini_hochberg(taken), index=taken.index)[region[variant]]
    return rates


def one_level_up(survey: Survey, layer: "gpd.GeoDataFrame", graph: "Graph") -> "dict[str, Patches]":
    """The same tests on prefectures (the modifiable areal unit problem): chosen where they hold a member.

    Units that a province administers itself belong to no prefecture and take no part.
    """
    roster = survey.roster
    codes = survey.units["prefecture_code"]
    known = pd.Index(layer.index).intersection(pd.Index(graph.unique_ids))
    eligible = known[known.isin(codes.loc[roster.eligible])]
    members = eligible[eligible.isin(codes.loc[roster.members])]
    province = layer["province"]
    nulls = (
        {"nation": None, "province": province} if several(province.loc[eligible]) else {"province": province}
    )
    return {
        name: analysis.patches(
            members,
            graph,
            eligible=eligible,
            strata=strata,
            permutations=survey.permutations,
            seed=survey.seed,
        )
        for name, strata in nulls.items()
    }
