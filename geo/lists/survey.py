"""A list surveyed: where its members are, whether they are contiguous, where they gather.

Everything a page or a report says about a list is in a :class:`Survey`; nothing is formatted here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import analysis
import boundaries
from geo.lists.nulls import Null, is_national, nulls
from geo.lists.regional import region_units

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._groups import Groups
    from analysis._local_join_count import LocalJoinCount
    from analysis._patches import Patches
    from indicators._roster import Roster

GROUP_SCHEMES = ("city_cluster", "metro", "plate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """How many pairs of members are neighbors, the mean of random sets, and p (as many or more)."""

    bb: int
    mean: float
    p_sim: float
    permutations: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Survey:
    """Everything computed for one list.

    Attributes
    ----------
    roster : Roster
        The list, with its eligible set.
    units : GeoDataFrame
        The official units of the list's level.
    graph : Graph
        Their neighbors (queen; islands joined to the nearest unit).
    links : DataFrame
        The island links that were added to the graph.
    nulls : list of Null
        The nulls, in the order of ``patches``.
    patches : dict
        By name of the null; its statistics hold the join count BB too.
    local : LocalJoinCount
        Exact local join counts.
    groups : dict of str to Groups
        By scheme, each region as its own newest approved plan lists it.
    variants : DataFrame
        Members in every variant of every city cluster and metropolitan area: scheme, region, variant, plan,
        year, confidence, members.
    plates, provinces, prefectures : DataFrame
        Members and eligible units: chosen, eligible, share_pct.
    seed, permutations : int
    """

    roster: "Roster"
    units: "gpd.GeoDataFrame"
    graph: "Graph"
    links: pd.DataFrame
    nulls: list[Null]
    patches: "dict[str, Patches]"
    local: "LocalJoinCount"
    groups: "dict[str, Groups]"
    variants: pd.DataFrame
    plates: pd.DataFrame
    provinces: pd.DataFrame
    prefectures: pd.DataFrame
    seed: int
    permutations: int

    @property
    def national(self) -> bool:
        """Whether the list could have drawn from the whole country."""
        return is_national(self.units.loc[self.roster.eligible, "province"])

    @property
    def of_one_province(self) -> bool:
        """Whether all eligible units are of one province: the null within provinces is then the widest."""
        return "nation" not in self.patches

    def joins(self, null: str) -> Joins:
        """The join count of the members under one null."""
        row = self.patches[null].statistics.loc["bb"]
        return Joins(
            bb=int(row["observed"]),
            mean=float(row["mean_sim"]),
            p_sim=float(row["p_sim"]),
            permutations=self.permutations,
        )


def plate_of(units: pd.DataFrame) -> pd.Series:
    """The plate (东部 中部 西部 东北) of each unit, by its province."""
    members = boundaries.region_members("plate")
    by_province = dict(zip(members["adcode"].str[:2], members["region"], strict=True))
    return pd.Series(units.index.str[:2].map(by_province), index=units.index, name="plate")


def counted_by(labels: pd.Series, members: pd.Index, eligible: pd.Index) -> pd.DataFrame:
    """Members and eligible units by label, most members first: chosen, eligible, share_pct."""
    frame = pd.DataFrame(
        {
            "chosen": labels.reindex(members).value_counts(),
            "eligible": labels.reindex(eligible).value_counts(),
        }
    )
    frame = frame.fillna(0).astype(int)
    frame["share_pct"] = (100 * frame["chosen"] / frame["eligible"].where(frame["eligible"] > 0)).round(1)
    frame = frame.rename_axis(labels.name).reset_index()
    return frame.sort_values(
        ["chosen", "eligible"], ascending=[False, True], kind="stable", ignore_index=True
    )


def region_counts(roster: "Roster", schemes: tuple[str, ...] = ("city_cluster", "metro")) -> pd.DataFrame:
    """How many members lie in every variant of every region of some schemes."""
    rows = []
    for scheme in schemes:
        inside = region_units(scheme, level=roster.level, variant="all")
        counts = inside["adcode"].isin(roster.members).groupby(inside["variant"]).sum()
        facts = boundaries.region_variants(scheme)
        members = counts.reindex(facts["variant"], fill_value=0).to_numpy()
        rows.append(facts.assign(scheme=scheme, members=members))
    return pd.concat(rows, ignore_index=True)


def survey(
    roster: "Roster",
    layer: "gpd.GeoDataFrame",
    graph: "Graph",
    links: pd.DataFrame,
    *,
    seed: int,
    permutations: int = 9_999,
    alpha: float = 0.05,
    schemes: tuple[str, ...] = GROUP_SCHEMES,
) -> Survey:
    """Compute everything that is said about a list.

    Parameters
    ----------
    roster : Roster
    layer : GeoDataFrame
        The layer of the roster's level.
    graph : Graph
        Neighbors of its official units; ``links`` are the island links in it.
    seed, permutations : int
        Of every permutation test; the three nulls share the seed.
    alpha : float
        Level of the false discovery rate.
    schemes : tuple of str
        Regions whose members are counted and tested; city clusters always are.
    """
    units = layer.loc[layer.index.isin(graph.unique_ids)]
    plates = plate_of(units)
    members, eligible = roster.members, roster.eligible
    tests = nulls(units, plates, eligible=eligible)
    shared = {"eligible": eligible, "permutations": permutations, "seed": seed}
    wanted = dict.fromkeys(("city_cluster", *schemes))
    regions = {scheme: region_units(scheme, level=roster.level) for scheme in wanted}
    if not is_national(units.loc[eligible, "province"]):  # regions elsewhere say nothing of these units
        regions = {scheme: inside[inside["adcode"].isin(eligible)] for scheme, inside in regions.items()}
        regions = {scheme: inside for scheme, inside in regions.items() if len(inside)}
    return Survey(
        roster=roster,
        units=units,
        graph=graph,
        links=links,
        nulls=tests,
        patches={null.name: analysis.patches(members, graph, strata=null.strata, **shared) for null in tests},
        local=analysis.local_join_count(members, graph, eligible=eligible, alpha=alpha),
        groups={
            scheme: analysis.groups(members, inside, eligible=eligible, alpha=alpha)
            for scheme, inside in regions.items()
        },
        variants=region_counts(roster),
        plates=counted_by(plates, members, eligible),
        provinces=counted_by(units["province"], members, eligible),
        prefectures=counted_by(units["prefecture"], members, eligible),
        seed=seed,
        permutations=permutations,
    )
