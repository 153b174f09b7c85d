"""The population of the census of 2020 in the units of the boundaries."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from boundaries._units import DATE
from indicators._facts import facts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Population:
    """Residents by unit.

    Attributes
    ----------
    persons : Series of int by adcode
        Units of 2023-07-31 whose ground is that of whole units of 2020.
    unknown : tuple of str
        Units of 2023-07-31 that hold a part of a unit of 2020: how many live in it was not counted.
    zones : int
        Persons whom the census counts apart, in development zones; they stand in no unit.
    """

    persons: "pd.Series[int]"
    unknown: tuple[str, ...]
    zones: int


@cache
def census_population() -> Population:
    """Residents of the census of 1 November 2020, carried over to the units of 2023-07-31.

    Returns
    -------
    Population

    References
    ----------
    国家统计局 (2022), 中国人口普查分县资料—2020, ISBN 978-7-5037-9772-9.

    Examples
    --------
    >>> found = census_population()
    >>> int(found.persons["320583"]), "330110" in found.unknown
    (2092496, True)
    """
    census = facts("census-2020")
    now = census.as_of(DATE)
    zones = int(census.zones["population"].sum())
    persons = now.frame["population"].dropna().astype("int64")
    return Population(persons=persons, unknown=tuple(now.lacking.difference(census.lacking)), zones=zones)
