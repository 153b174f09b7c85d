"""Who joined and who left the first places of a panel between its first year and its last, and who moved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from geo.study.table.intake import Intake

TOP = 100  # places, where the study names no number
MOVERS = 10  # each way


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Turnover:
    """The first places of the first year and of the last.

    Attributes
    ----------
    first, last : int
        The years.
    top : int or None
        Places taken; None where the table is the list itself.
    ranked : bool
        Whether the table has ranks.
    frame : DataFrame
        By adcode, the units of either year: name, province, prefecture, rank_first, rank_last (missing where
        the unit had none), status ("joined", "left", "stayed"), rise (places gained, where both are known).
    """

    first: int
    last: int
    top: int | None
    ranked: bool
    frame: pd.DataFrame

    def with_status(self, status: str) -> pd.DataFrame:
        """The units that joined, left or stayed, in the order of the rank they had or have."""
        rows = self.frame[self.frame["status"] == status]
        return rows.sort_values(
            ["rank_first" if status == "left" else "rank_last", "name"], kind="stable", na_position="last"
        )

    @property
    def movers(self) -> pd.DataFrame:
        """The units that rose and fell most among those ranked in both years, risers first."""
        known = self.frame[self.frame["rise"].notna() & (self.frame["rise"] != 0)]
        order = known.sort_values(["rise", "rank_last"], ascending=[False, True], kind="stable")
        up, down = order[order["rise"] > 0].head(MOVERS), order[order["rise"] < 0].tail(MOVERS)
        return pd.concat([up, down])

    @property
    def provinces(self) -> pd.DataFrame:
        """By province: places in the first year and the last, units that joined and left."""
        frame = self.frame
        counts = pd.crosstab(frame["province"], frame["status"]).reindex(
            columns=["stayed", "joined", "left"], fill_value=0
        )
        table = pd.DataFrame(
            {
                "first": counts["stayed"] + counts["left"],
                "last": counts["stayed"] + counts["joined"],
                "joined": counts["joined"],
                "left": counts["left"],
            }
        )
        return table.sort_values(["last", "first"], ascending=False, kind="stable")


def turnover(taken: "Intake", top: int | None) -> Turnover | None:
    """Compare the first places of the first year and of the last.

    Parameters
    ----------
    taken : Intake
    top : int, optional
        How many places; 100 by default.

    Returns
    -------
    Turnover or None
        None where the table is no panel of ranks and no list of some units by year.
    """
    if len(taken.years) < 2:
        return None
    first, last = taken.years[0], taken.years[-1]
    if len(taken.ranks):
        places = top or TOP
        ranks = {year: taken.ranks.xs(year, level=1).dropna() for year in (first, last)}
        inside = {year: known.index[known <= places] for year, known in ranks.items()}
    elif not taken.covers:
        places = None
        present = taken.values.index
        inside = {
            year: present[present.get_level_values(1) == year].get_level_values(0) for year in (first, last)
        }
        ranks = {year: pd.Series(index=codes, dtype=float) for year, codes in inside.items()}
    else:
        return None
    codes = inside[first].union(inside[last])
    if not len(codes):
        return None
    frame = pd.DataFrame(taken.layer[["name", "province", "prefecture"]].reindex(codes))
    frame["rank_first"] = ranks[first].reindex(codes)
    frame["rank_last"] = ranks[last].reindex(codes)
    before, after = codes.isin(inside[first]), codes.isin(inside[last])
    frame["status"] = "stayed"
    frame.loc[after & ~before, "status"] = "joined"
    frame.loc[before & ~after, "status"] = "left"
    frame["rise"] = frame["rank_first"] - frame["rank_last"]
    return Turnover(first=first, last=last, top=places, ranked=bool(len(taken.ranks)), frame=frame)
