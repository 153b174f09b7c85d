"""How the answer moves: with the neighbor definition, with districts as bridges, with the region's variant."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import analysis
from geo.lists.regional import region_units

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._scan import Scan
    from geo.lists.survey import Survey

NEAREST = (4, 6, 8)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Robustness:
    """One list under other definitions.

    Attributes
    ----------
    survey : Survey
    definitions : DataFrame
        One row for each neighbor definition: definition, joins, mean, p, largest, p_largest (all within
        provinces).
    variants : DataFrame
        Every variant of every city cluster: region, variant, count, expected, quotient, p, p_fdr.
    scan : Scan
        Circular windows, members drawn within provinces.
    hot : Index
        Members whose neighborhood holds significantly many members (Gi* of membership, members placed anywhere
        among the eligible units, FDR 5 %).
    agree : Index
        Members that are hot and lie in a significant window of the scan.
    """

    survey: "Survey"
    definitions: pd.DataFrame
    variants: pd.DataFrame
    scan: "Scan"
    hot: pd.Index
    agree: pd.Index


def graphs(units: "gpd.GeoDataFrame", queen: "Graph") -> "dict[str, Graph]":
    """The neighbor definitions that are compared."""
    found = {"queen": queen, "rook": analysis.neighbors(units, contiguity="rook")}
    return found | {f"KNN-{k}": analysis.neighbors(units, contiguity="knn", k=k) for k in NEAREST}


def robustness(
    survey: "Survey",
    layer: "gpd.GeoDataFrame",
    definitions: "dict[str, Graph]",
    *,
    scan_permutations: int = 999,
) -> Robustness:
    """Test a list again under every definition, within provinces.

    Parameters
    ----------
    survey : Survey
    layer : GeoDataFrame
        The layer of the list's level.
    definitions : dict of str to Graph
        Neighbor definitions by name.
    """
    roster = survey.roster
    province = survey.units["province"]
    shared = {
        "eligible": roster.eligible,
        "strata": province,
        "permutations": survey.permutations,
        "seed": survey.seed,
    }
    rows = []
    for name, graph in definitions.items():
        rows.append(_row(name, analysis.patches(roster.members, graph, **shared)))
    if roster.level == "county":
        # units that are not eligible link the members around them, but not those around the next city
        others = survey.units.loc[~survey.units.index.isin(roster.eligible), "prefecture_code"]
        found = analysis.patches(roster.members, survey.graph, bridge=others, **shared)
        rows.append(_row("bridge", found))
    inside = region_units("city_cluster", level=roster.level, variant="all")
    by_variant = inside[["variant", "adcode"]].rename(columns={"variant": "region"})
    groups = analysis.groups(roster.members, by_variant, eligible=roster.eligible).frame
    regions = inside.drop_duplicates("variant").set_index("variant")["region"]
    windows = analysis.scan(
        roster.members,
        layer.loc[layer.index.isin(survey.units.index)],
        eligible=roster.eligible,
        strata=province,
        permutations=scan_permutations,
        seed=survey.seed,
    )
    chosen = pd.Series(0.0, index=survey.units.index)
    chosen.loc[roster.members] = 1.0
    spots = analysis.hotspots(
        chosen,
        survey.graph,
        eligible=roster.eligible,
        permutations=survey.permutations,
        seed=survey.seed,
    ).frame.reindex(roster.members)
    hot = spots.index[spots["significant"].fillna(False).astype(bool) & (spots["label"] == "hot")]
    sure = windows.clusters[windows.clusters["p_sim"] <= 0.05]
    held = {code for codes in sure["members"] for code in codes}
    return Robustness(
        survey=survey,
        definitions=pd.DataFrame(rows),
        variants=pd.DataFrame(
            {
                "region": regions.reindex(groups.index).to_numpy(),
                "variant": groups.index,
                "count": groups["count"].to_numpy(),
                "expected": groups["expected"].to_numpy(),
                "quotient": groups["location_quotient"].to_numpy(),
                "p": groups["p_exact"].to_numpy(),
                "p_fdr": groups["p_fdr"].to_numpy(),
            }
        ),
        scan=windows,
        hot=hot,
        agree=hot[hot.isin(held)],
    )


def _row(name: str, found: "analysis.Patches") -> dict[str, object]:
    joins, largest = found.statistics.loc["bb"], found.statistics.loc["largest"]
    return {
        "definition": name,
        "neighbors": found.mean_neighbors,
        "joins": float(joins["observed"]),
        "mean": float(joins["mean_sim"]),
        "p": float(joins["p_sim"]),
        "largest": found.largest,
        "largest_mean": float(largest["mean_sim"]),
        "p_largest": float(largest["p_sim"]),
    }
