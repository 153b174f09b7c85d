"""The null hypotheses every list is tested under, in words and as strata.

A permutation test keeps the number of chosen units and shuffles which units they are. What may be shuffled
decides the answer: over all eligible units, or only inside each plate or province, so that a list's known
concentration in a few provinces is granted and only what goes beyond it counts. In a list of one province the
whole province takes the place of the nation, and its prefectures that of the provinces.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

NullName = Literal["nation", "plate", "province", "prefecture"]
NATIONAL = 20  # eligible units in so many provinces are the country's

WORDS: dict[str, dict[NullName, str]] = {
    "zh": {
        "nation": "全国置换",
        "plate": "板块内置换",
        "province": "省内置换",
        "prefecture": "地市内置换",
    },
    "en": {
        "nation": "permuted nationwide",
        "plate": "permuted within plates",
        "province": "permuted within provinces",
        "prefecture": "permuted within prefectures",
    },
}
REGIONAL: dict[str, str] = {"zh": "参评范围内置换", "en": "permuted over the eligible set"}
"""What the widest null is called where the eligible set is only a part of the country."""

MEANING: dict[str, dict[NullName, str]] = {
    "zh": {
        "nation": "入选单元在全部参评单元中随机分布",
        "plate": "各板块入选数不变，只在板块内部随机分布",
        "province": "各省入选数不变，只在省内随机分布",
        "prefecture": "各地市入选数不变，只在地市内随机分布",
    },
    "en": {
        "nation": "the chosen are spread at random over all eligible units",
        "plate": "each plate keeps its number of chosen units, which are spread at random inside it",
        "province": "each province keeps its number of chosen units, which are spread at random inside it",
        "prefecture": "each prefecture keeps its number of chosen units, which are spread at random inside it",
    },
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Null:
    """One null: its name, what it is called, and the stratum of every unit (None: all units are one)."""

    name: NullName
    words: dict[str, str]
    strata: pd.Series | None


def is_national(provinces: pd.Series) -> bool:
    """Whether units of these provinces stand for the whole country."""
    return len(set(provinces)) >= NATIONAL


def several(labels: pd.Series) -> bool:
    """Whether there is more than one label."""
    return bool((labels != labels.iloc[0]).any())


def nulls(units: pd.DataFrame, plates: pd.Series, *, eligible: pd.Index) -> list[Null]:
    """The nulls under which a list is tested, the widest first.

    Parameters
    ----------
    units : DataFrame by adcode
        With the columns province and prefecture.
    plates : Series by adcode
        The plate of each unit.
    eligible : Index
        The units that could have been chosen: a null that they make the same as another is left out.

    Returns
    -------
    list of Null
        Over the whole country nation, plate, province; over some provinces those that differ; in one province
        province (the whole of it) and prefecture.
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
        if several(could["prefecture"]):
            found.append(("prefecture", units["prefecture"]))
    widest = None if is_national(could["province"]) else found[0][0]
    return [
        Null(
            name=name,
            words=REGIONAL if name == widest else {lang: WORDS[lang][name] for lang in WORDS},
            strata=strata,
        )
        for name, strata in found
    ]
