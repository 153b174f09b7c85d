"""The named computations on contiguity: patches of a list's units, belts, and the tests of 连片成群."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

import analysis
import boundaries
import indicators
from boundaries.language import Message
from geo.audit import evidence
from geo.audit.comparison import Computed
from geo.audit.computations import Call, computation, run
from geo.audit.place_computations import of_region
from geo.audit.wording import Said, clauses, names, place, tallies
from geo.lists.findings import ALPHA

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._patches import Patches

TOLERANCE_M = 500
BELTS = {name: Message(f"audit.variant.{name}") for name in ("own", "beside")}
"""The lists that may make up a belt: the counties alone, or the districts as well."""


@functools.cache
def _neighborhood() -> "tuple[gpd.GeoDataFrame, Graph]":
    """The county-level units and their queen neighbors, islands joined to the nearest unit."""
    layer = boundaries.read_layer("county", tolerance_m=TOLERANCE_M)
    units = layer[boundaries.official(layer)]
    return units, analysis.neighbors(units)


def _patches(codes: pd.Index) -> "Patches":
    """The queen-contiguous patches of some county-level units."""
    units, graph = _neighborhood()
    return analysis.patches(codes, graph, eligible=units.index, permutations=99, seed=1)


@computation
def patches(list: str, province: str | Sequence[str]) -> Computed:
    """The sizes of the queen-contiguous patches of a list's units in some provinces, largest first."""
    rows = evidence.select(list, province=province)
    found = _patches(rows.index)
    largest = [names(rows["name"].reindex(members), most=60) for members in found.table["members"].head(2)]
    return Computed([*found.sizes], clauses(*largest))


@computation
def one_belt(list: str, beside: str, regions: Sequence[Sequence[str]], province: Sequence[str]) -> Computed:
    """Whether one patch reaches into every one of some regions: of the list alone, and with a second list."""
    own = evidence.select(list, province=province).index
    other = evidence.select(beside, province=province).index
    parts = {region[1]: next(iter(of_region(region).values())) for region in regions}
    variants, basis = {}, []
    for name, codes in (("own", own), ("beside", own.union(other))):
        largest = set(_patches(codes).table["members"].iloc[0])
        reached = {region: len(largest & inside) for region, inside in parts.items()}
        variants[name] = Computed(all(reached.values()))
        basis.append(Message("audit.reach", members=BELTS[name], size=len(largest), regions=tallies(reached)))
    values = {name: variant.value for name, variant in variants.items()}
    return Computed(values, clauses(*basis), variants=variants, labels=BELTS)


@computation
def contiguity_tested(
    list: str, scheme: str, region: str, of: Call, permutations: int, seed: int
) -> Computed:
    """Whether a list is contiguous (joins of its units) and gathers in a region, against nation and provinces.

    The value is that of ``of``; the answer says of both tests which of the two nulls they hold against at 5 %:
    ``both``, ``nation`` or ``none``.
    """
    roster = indicators.roster(list)
    units, graph = _neighborhood()
    members = boundaries.region_members(scheme)
    found, gathered = {}, {}
    for null, strata in (("nation", None), ("province", units["province"])):
        given = None if strata is None else strata.loc[roster.eligible]
        options = {"eligible": roster.eligible, "strata": given}
        found[null] = analysis.patches(roster.members, graph, permutations=permutations, seed=seed, **options)
        gathered[null] = analysis.groups(roster.members, members, **options).frame.loc[region]
    joins = {null: result.statistics.loc["bb"] for null, result in found.items()}
    outcome = {
        "contiguity": _held({null: float(row["p_sim"]) for null, row in joins.items()}),
        "gathering": _held({null: float(row["p_fdr"]) for null, row in gathered.items()}),
    }
    seen = run(of)
    basis = clauses(
        Message(
            "audit.tested.joins",
            joins=int(joins["province"]["observed"]),
            nation=float(joins["nation"]["mean_sim"]),
            province=float(joins["province"]["mean_sim"]),
            p=(float(joins["province"]["p_sim"]), permutations),
        ),
        Message(
            "audit.tested.region",
            region=place(region),
            count=int(gathered["province"]["count"]),
            nation=float(gathered["nation"]["expected"]),
            province=float(gathered["province"]["expected"]),
            p=float(gathered["province"]["p_fdr"]),
        ),
        _hung(found["province"], units),
        seen.basis,
    )
    return Computed(seen.value, basis, answer=outcome)


def _held(p: dict[str, float]) -> str:
    """Against which nulls a test holds: the stricter one of provinces too, the nation's alone, none."""
    if p["nation"] > ALPHA:
        return "none"
    return "both" if p["province"] <= ALPHA else "nation"


def _hung(found: "Patches", units: "gpd.GeoDataFrame") -> Said:
    """The joins wholly over water that the largest patch hangs on."""
    critical = found.critical
    wet = critical[(critical["patch"] == found.table.index[0]) & (critical["water_share"] == 1)]
    return clauses(
        *(
            Message(
                "audit.tested.water",
                first=str(units.loc[row.a, "name"]),
                second=str(units.loc[row.b, "name"]),
                km=float(row.border_km),
                larger=row.sizes[0],
                smaller=row.sizes[1],
            )
            for row in wet.itertuples()
        )
    )
