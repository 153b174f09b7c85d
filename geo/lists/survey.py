"""A list surveyed: where its members are, whether they are contiguous, where they gather.

Everything a page or a report says about a list is in a :class:`Survey`; nothing is formatted here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis
import boundaries
import indicators
from analysis.adjust import benjamini_hochberg
from analysis.join_expectation import expected_joins
from geo.lists.nulls import Null, is_national, nulls
from geo.lists.regional import region_units

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._by_length import ByLength
    from analysis._groups import Groups
    from analysis._local_join_count import LocalJoinCount
    from analysis._patches import Patches
    from indicators._roster import Roster

GROUP_SCHEMES = ("city_cluster", "metro", "plate")


LENGTH_DRAWS = 999
"""Draws for each length of a ranked list."""
LEAST_RANKED = 10
"""Places that a list needs for a look at its first ones."""
STATISTICS = ("bb", "largest", "share_2", "share_3", "n_patches", "aggregation")
"""The statistics of a list that are tested under every null; under one null they are a family."""


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
        By name of the null.
    land : Patches or None
        The same under the null of the sentences without joins over water; None where they are not known.
    lengths : ByLength or None
        Its first places tested length by length under the null of the sentences; None where it is not ranked.
    tests : DataFrame
        By null and statistic (`STATISTICS`): observed, expected (exact, of ``bb``; else NaN), mean (of the random
        sets), p, p_fdr (Benjamini-Hochberg over the statistics under the same null), mid_p, significant
        (``p_fdr`` at ``alpha``).
    local : dict of str to LocalJoinCount
        Exact local join counts, by name of the null: those of `pair`.
    groups : dict of str to dict of str to Groups
        By scheme and null (those of `pair`), each region as its own newest approved plan lists it.
    variants : DataFrame
        Members in every variant of every city cluster and metropolitan area: scheme, region, variant, plan,
        year, confidence, members.
    plates, provinces, prefectures : DataFrame
        Members and eligible units: chosen, eligible, share_pct.
    alpha : float
        Level of the false discovery rate.
    seed, permutations : int
    """

    roster: "Roster"
    units: "gpd.GeoDataFrame"
    graph: "Graph"
    links: pd.DataFrame
    nulls: list[Null]
    patches: "dict[str, Patches]"
    land: "Patches | None"
    lengths: "ByLength | None"
    tests: pd.DataFrame
    local: "dict[str, LocalJoinCount]"
    groups: "dict[str, dict[str, Groups]]"
    variants: pd.DataFrame
    plates: pd.DataFrame
    provinces: pd.DataFrame
    prefectures: pd.DataFrame
    alpha: float
    seed: int
    permutations: int

    @property
    def national(self) -> bool:
        """Whether the list could have drawn from the whole country."""
        return is_national(self.units.loc[self.roster.eligible, "province"])

    @property
    def published(self) -> bool:
        """Whether it is one of the published lists that are shipped: these have words of their own."""
        return self.roster.id in indicators.rosters()

    @property
    def of_one_province(self) -> bool:
        """Whether all eligible units are of one province: the null within provinces is then the widest."""
        return "nation" not in self.patches

    @property
    def pair(self) -> tuple[str, ...]:
        """The widest null and the one that grants a list its concentration, from which sentences speak.

        Over several provinces that is the null within provinces, in one province that within prefectures; the
        widest alone where that one leaves nothing to chance.
        """
        return pair_of(self.patches)

    @property
    def stricter(self) -> str | None:
        """The null within prefectures, where it is among the tests."""
        return "prefecture" if "prefecture" in self.patches else None

    def test(self, null: str, statistic: str) -> pd.Series:
        """One row of ``tests``."""
        row: pd.Series = self.tests.loc[(null, statistic)]
        return row


def pair_of(names: Iterable[str]) -> tuple[str, ...]:
    """The widest null and the next that holds what a reader knows already, of those at hand."""
    given = list(names)
    if "nation" in given:
        return ("nation", "province")
    return ("province", "prefecture") if "prefecture" in given else ("province",)


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
    frame["share_pct"] = 100 * frame["chosen"] / frame["eligible"].where(frame["eligible"] > 0)
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
    land: "Graph | None" = None,
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
        Of every permutation test; the nulls share the seed.
    alpha : float
        Level of the false discovery rate.
    schemes : tuple of str
        Regions whose members are counted and tested; city clusters always are.
    land : Graph, optional
        The neighbors without joins over water (``analysis.neighbors(water="drop")``).
    """
    units = layer.loc[layer.index.isin(graph.unique_ids)]
    plates = plate_of(units)
    members, eligible = roster.members, roster.eligible
    tests = nulls(units, plates, eligible=eligible, members=members)
    strata: dict[str, pd.Series | None] = {null.name: null.strata for null in tests}
    both = pair_of(strata)
    shared: dict[str, Any] = {
        "eligible": eligible,
        "areas": boundaries.area_km2(units.loc[eligible]),
        "permutations": permutations,
        "seed": seed,
    }
    found = {name: analysis.patches(members, graph, strata=held, **shared) for name, held in strata.items()}
    return Survey(
        roster=roster,
        units=units,
        graph=graph,
        links=links,
        nulls=tests,
        patches=found,
        land=None if land is None else analysis.patches(members, land, strata=strata["province"], **shared),
        lengths=by_first_places(roster, graph, strata[both[-1]], permutations=permutations, seed=seed),
        tests=_tests(found, strata, members, graph, eligible=eligible, alpha=alpha),
        local={
            name: analysis.local_join_count(
                members, graph, eligible=eligible, strata=strata[name], alpha=alpha
            )
            for name in both
        },
        groups={
            scheme: {
                name: analysis.groups(members, inside, eligible=eligible, strata=strata[name], alpha=alpha)
                for name in both
            }
            for scheme, inside in _regions(roster, units, schemes).items()
        },
        variants=region_counts(roster),
        plates=counted_by(plates, members, eligible),
        provinces=counted_by(units["province"], members, eligible),
        prefectures=counted_by(units["prefecture"], members, eligible),
        alpha=alpha,
        seed=seed,
        permutations=permutations,
    )


def by_first_places(
    roster: "Roster", graph: "Graph", strata: pd.Series | None, *, permutations: int, seed: int
) -> "ByLength | None":
    """The first places of a ranked list by length."""
    if not roster.ranked or len(roster.members) < LEAST_RANKED:
        return None
    order = roster.frame["rank"].astype(float).sort_values(kind="stable").index
    draws = min(permutations, LENGTH_DRAWS)
    return analysis.by_length(
        order, graph, eligible=roster.eligible, strata=strata, permutations=draws, seed=seed
    )


def _regions(roster: "Roster", units: pd.DataFrame, schemes: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """The units of every region by scheme; where the list is of a part of the country, those of that part."""
    wanted = dict.fromkeys(("city_cluster", *schemes))
    regions = {scheme: region_units(scheme, level=roster.level) for scheme in wanted}
    if is_national(units.loc[roster.eligible, "province"]):
        return regions
    own = {scheme: inside[inside["adcode"].isin(roster.eligible)] for scheme, inside in regions.items()}
    return {scheme: inside for scheme, inside in own.items() if len(inside)}


def _tests(
    found: "dict[str, Patches]",
    strata: dict[str, pd.Series | None],
    members: pd.Index,
    graph: "Graph",
    *,
    eligible: pd.Index,
    alpha: float,
) -> pd.DataFrame:
    """Every statistic under every null."""
    frames = []
    for name, held in strata.items():
        rows = found[name].statistics.loc[list(STATISTICS)]
        p_fdr = benjamini_hochberg(rows["p_sim"])
        frame = pd.DataFrame(
            {
                "observed": rows["observed"].astype(float),
                "expected": float("nan"),
                "mean": rows["mean_sim"].astype(float),
                "p": rows["p_sim"].astype(float),
                "p_fdr": p_fdr,
                "mid_p": rows["mid_p"].astype(float),
                "significant": p_fdr <= alpha,
            }
        )
        frame.loc["bb", "expected"] = expected_joins(members, graph, eligible=eligible, strata=held)
        frames.append(frame)
    return pd.concat(frames, keys=list(strata), names=["null", "statistic"])
