"""The null hypotheses every list is tested under, as strata.

A permutation test keeps the number of chosen units and shuffles which units they are. What may be shuffled
decides the answer: over all eligible units, or only inside each plate or province, so that a list's known
concentration in a few provinces is granted and only what goes beyond it counts. In a list of one province the
whole province takes the place of the nation, and its prefectures that of the provinces.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from boundaries.language import Message

NullName = Literal["nation", "plate", "province", "prefecture"]
NATIONAL = 20  # eligible units in so many provinces are the country's


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Null:
    """One null: its name, and the stratum of every unit (None: all units are one).

    Attributes
    ----------
    name : {"nation", "plate", "province", "prefecture"}
    strata : Series by adcode, optional
    regional : bool
        Whether it is the widest null over a part of the country only.
    """

    name: NullName
    strata: pd.Series | None
    regional: bool = False

    @property
    def called(self) -> Message:
        """What it is called: 省内置换, permuted within provinces."""
        return Message("lists.null.region" if self.regional else f"lists.null.{self.name}")

    @property
    def meaning(self) -> Message:
        """What is held, and what is left to chance."""
        return Message(f"lists.meaning.{self.name}")


def is_national(provinces: pd.Series) -> bool:
    """Whether units of these provinces stand for the whole country."""
    return len(set(provinces)) >= NATIONAL


def several(labels: pd.Series) -> bool:
    """Whether there is more than one label."""
    return bool((labels != labels.iloc[0]).any())


def leaves_chance(strata: pd.Series, *, eligible: pd.Index, members: pd.Index) -> bool:
    """Whether some stratum has both chosen and unchosen eligible units: otherwise there is but one set to draw."""
    chosen = pd.Series(eligible.isin(members), index=eligible).groupby(strata.loc[eligible])
    return bool((chosen.any() & ~chosen.all()).any())


def nulls(units: pd.DataFrame, plates: pd.Series, *, eligible: pd.Index, members: pd.Index) -> list[Null]:
    """The nulls under which a list is tested, the widest first.

    Parameters
    ----------
    units : DataFrame by adcode
        With the columns province and prefecture (or prefecture_code, which no two provinces share).
    plates : Series by adcode
        The plate of each unit.
    eligible : Index
        The units that could have been chosen: a null that they make the same as another is left out.
    members : Index
        The chosen: a null that leaves nothing to chance is left out.

    Returns
    -------
    list of Null
        Over the whole country nation, plate, province, prefecture; over some provinces those that differ; in one
        province province (the whole of it) and prefecture.
    """
    could = units.loc[eligible]
    found: list[tuple[NullName, pd.Series | None]] = []
    if several(could["province"]):
        found.append(("nation", None))
        if several(plates.loc[eligible]):
            found.append(("plate", plates.reindex(units.index)))
        found.append(("province", units["province"]))
    else:
        found.append(("province", units["province"]))
    cities = units["prefecture_code" if "prefecture_code" in units else "prefecture"]
    if several(cities.loc[eligible]) and leaves_chance(cities, eligible=eligible, members=members):
        found.append(("prefecture", cities))
    widest = None if is_national(could["province"]) else found[0][0]
    return [Null(name=name, strata=strata, regional=name == widest) for name, strata in found]
