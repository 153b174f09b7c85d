"""Which units of a level lie in which region: counties as listed, prefectures where all their counties do."""

import functools
from typing import Literal

import pandas as pd

import boundaries

Level = Literal["county", "prefecture"]


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
        Columns region, variant, adcode.
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
    return rows[["region", "variant", "adcode"]].sort_values(
        ["region", "variant", "adcode"], ignore_index=True
    )
