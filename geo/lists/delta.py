"""The Yangtze delta: the blocks that counties form alone, and the one they form with the districts."""

import functools
import importlib.resources
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import analysis
import boundaries

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from analysis._patches import Patches
    from indicators._roster import Roster


@functools.cache
def variant() -> str:
    """The variant of the regions that is the delta here."""
    text = (importlib.resources.files("geo") / "data" / "delta.toml").read_text("utf-8")
    return str(tomllib.loads(text)["variant"])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Delta:
    """Patches of the two industrial lists, and which of them reach into the delta.

    Attributes
    ----------
    units : GeoDataFrame
        The official county-level units of the three provinces and Shanghai.
    counties, districts, together : Patches
        Of the county list, of the district list, and of both taken as one set. Random sets keep the number of
        each list in each province.
    land : dict of str to Patches
        The three without joins over water, by ``counties``, ``districts``, ``together``.
    members : Series
        ``county`` or ``district`` by adcode, for the members of both lists in the delta.
    """

    units: "gpd.GeoDataFrame"
    counties: "Patches"
    districts: "Patches"
    together: "Patches"
    land: "dict[str, Patches]"
    members: pd.Series

    def blocks(self, found: "Patches", *, least: int = 3) -> pd.DataFrame:
        """The patches of at least ``least`` units with a unit in the delta, largest first."""
        table = found.table[found.table["size"] >= least]
        reach = table["members"].map(lambda codes: any(code in self.units.index for code in codes))
        return table[reach.astype(bool)]


def delta(
    counties: "Roster",
    districts: "Roster",
    layer: "gpd.GeoDataFrame",
    graph: "Graph",
    land: "Graph",
    *,
    seed: int,
    permutations: int = 9_999,
) -> Delta:
    """Find the contiguous blocks of two lists, apart and together, under the null within provinces.

    The lists draw from different units (counties, districts), so taken together the strata are province and
    list: a random set has as many counties and as many districts of each province as the lists have. ``land``
    are the neighbors without joins over water.
    """
    inside = boundaries.region_members("national_strategy", variant=variant())["adcode"]
    units = layer.loc[layer.index.isin(inside)]
    province = layer["province"].rename("province")
    both = pd.Series("county", index=counties.eligible)
    both = pd.concat([both, pd.Series("district", index=districts.eligible)])
    strata = (province.reindex(both.index) + " " + both).rename("province_and_list")
    members = counties.members.append(districts.members)
    areas = boundaries.area_km2(layer.loc[both.index])
    tested = {
        "counties": (counties.members, counties.eligible, province),
        "districts": (districts.members, districts.eligible, province),
        "together": (members, both.index, strata),
    }

    def patches(part: str, near: "Graph") -> "Patches":
        chosen, eligible, held = tested[part]
        return analysis.patches(
            chosen,
            near,
            eligible=eligible,
            strata=held,
            areas=areas.loc[eligible],
            permutations=permutations,
            seed=seed,
        )

    return Delta(
        units=units,
        **{part: patches(part, graph) for part in tested},
        land={part: patches(part, land) for part in tested},
        members=both.reindex(members[members.isin(units.index)]),
    )
