"""Which units of a level lie in which region: counties as listed, prefectures where all their counties do."""

import functools
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

import boundaries

if TYPE_CHECKING:
    import geopandas as gpd

Level = Literal["county", "prefecture", "province"]


@functools.cache
def _sizes() -> pd.Series:
    """How many county-level units each prefecture has."""
    sizes: pd.Series = boundaries.units()["prefecture_code"].value_counts()
    return sizes


@functools.cache
def region_units(scheme: str, *, level: Level = "county", variant: str | None = None) -> pd.DataFrame:
    """List the units of a level in every region of a scheme.

    Parameters
    ----------
    scheme : str
        One of ``boundaries.regions.SCHEMES``.
    level : {"county", "prefecture"}
        A prefecture lies in a region when every one of its counties does.
    variant : str, optional
        As for ``boundaries.region_members``: None, the name of a list, "all" or a variant's own name.

    Returns
    -------
    DataFrame
        Columns region, variant, adcode, and what the variant is: plan, year, status, confidence, default.
    """
    counties = boundaries.region_members(scheme, variant=variant)
    if level == "county":
        return counties
    inside = counties.assign(prefecture=counties["adcode"].map(boundaries.units()["prefecture_code"]))
    bare = inside[inside["adcode"].str.endswith("00")]  # a city without counties is its own only part
    counts = inside.groupby(["region", "variant", "prefecture"], sort=False).size().rename("n").reset_index()
    whole = counts[counts["n"] == counts["prefecture"].map(_sizes())]
    rows = pd.concat(
        [whole[["region", "variant", "prefecture"]].rename(columns={"prefecture": "adcode"}), bare],
        ignore_index=True,
    )
    rows = rows[["region", "variant", "adcode"]].sort_values(
        ["region", "variant", "adcode"], ignore_index=True
    )
    facts = counties.drop(columns=["region", "adcode"]).drop_duplicates("variant").set_index("variant")
    return rows.join(facts, on="variant")


def inside(regions: "gpd.GeoDataFrame", layer: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """The parts of regions that lie in a layer of counties, as unions of its units; regions elsewhere are left out.

    Parameters
    ----------
    regions : GeoDataFrame by region
        As `boundaries.read_regions` gives them.
    layer : GeoDataFrame by adcode
        Counties, some of the country's.

    Returns
    -------
    GeoDataFrame
        Members and geometry are those in the layer.
    """
    members = [tuple(code for code in codes if code in layer.index) for codes in regions["members"]]
    held = [k for k, codes in enumerate(members) if codes]
    found = regions.iloc[held].copy()
    found["members"] = [members[k] for k in held]
    found["geometry"] = [
        shapely.coverage_union_all(np.asarray(layer.geometry.loc[list(members[k])].array)) for k in held
    ]
    return found
