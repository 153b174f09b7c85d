"""Provinces of which a table holds nothing: what is said of the nation is not said of them."""

import pandas as pd

from boundaries.adcode import PROVINCES
from boundaries.eligible import Level, eligible_units, units_of


def lacking_provinces(
    codes: pd.Index, units: str, *, municipal: bool, level: Level, as_of: str
) -> tuple[str, ...]:
    """The provinces that have eligible units but none in a table, in the order of their codes.

    Parameters
    ----------
    codes : Index
        Units of the table, as of the day.
    units : str
        The eligible set.
    municipal : bool
        Whether the four municipalities are in it.
    level, as_of : str

    Examples
    --------
    >>> codes = eligible_units("all", municipalities=True)
    >>> some = codes[~codes.str.startswith("54")]
    >>> lacking_provinces(some, "all", municipal=True, level="county", as_of="2023-07-31")
    ('西藏自治区',)
    """
    could = eligible_units(units, municipalities=municipal, level=level, as_of=as_of)
    table = units_of(as_of, level)["province"]
    held = set(table.reindex(codes.intersection(could)))
    return tuple(name for name in PROVINCES.values() if name in set(table[could]) - held)
