"""The three null hypotheses every list is tested under, in words and as strata.

A permutation test keeps the number of chosen units and shuffles which units they are. What may be shuffled
decides the answer: over all eligible units, or only inside each plate or province, so that a list's known
concentration in a few provinces is granted and only what goes beyond it counts.
"""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

NullName = Literal["nation", "plate", "province"]
NULLS: tuple[NullName, ...] = ("nation", "plate", "province")

WORDS: dict[str, dict[NullName, str]] = {
    "zh": {"nation": "全国置换", "plate": "板块内置换", "province": "省内置换"},
    "en": {
        "nation": "permuted nationwide",
        "plate": "permuted within plates",
        "province": "permuted within provinces",
    },
}

MEANING: dict[str, dict[NullName, str]] = {
    "zh": {
        "nation": "入选单元在全部参评单元中随机分布",
        "plate": "各板块入选数不变，只在板块内部随机分布",
        "province": "各省入选数不变，只在省内随机分布",
    },
    "en": {
        "nation": "the chosen are spread at random over all eligible units",
        "plate": "each plate keeps its number of chosen units, which are spread at random inside it",
        "province": "each province keeps its number of chosen units, which are spread at random inside it",
    },
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Null:
    """One null: its name and, unless it is nationwide, the stratum of every unit."""

    name: NullName
    strata: pd.Series | None


def nulls(units: pd.DataFrame, plates: pd.Series) -> list[Null]:
    """The three nulls for ``units`` (index adcode, column province); ``plates`` names each unit's plate."""
    return [
        Null(name="nation", strata=None),
        Null(name="plate", strata=plates.reindex(units.index)),
        Null(name="province", strata=units["province"]),
    ]
