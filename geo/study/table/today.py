"""Codes of a table's day on the boundaries' day: what became of counties, prefectures and provinces."""

from dataclasses import dataclass

import pandas as pd

import boundaries
from boundaries._units import DATE, units
from boundaries.eligible import Level, units_of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Carried:
    """Codes carried over to the boundaries' day.

    Attributes
    ----------
    codes : Series
        As given, each code on the day of the boundaries; NA where it has none.
    same, merged, lost : int
        How many different codes stayed one unit, became part of a larger one, have no single counterpart.
    """

    codes: pd.Series
    same: int
    merged: int
    lost: int


def on_boundaries(codes: pd.Series, *, as_of: str, level: Level) -> Carried:
    """Carry codes of a day over to the day of the boundaries.

    Parameters
    ----------
    codes : Series
        Codes as of ``as_of``, NA where a row has none.
    as_of : str
    level : {"county", "prefecture", "province"}
        Counties follow their changes (`boundaries.translate`), prefectures their names: 毕节地区 is 毕节市.

    Returns
    -------
    Carried

    Examples
    --------
    >>> on_boundaries(pd.Series(["522400", "320500"]), as_of="2010-12-31", level="prefecture").codes.tolist()
    ['520500', '320500']
    """
    if as_of == DATE or level == "province":
        return Carried(codes=codes, same=int(codes.nunique()), merged=0, lost=0)
    every = codes.dropna().unique()
    if level == "county":
        moved = boundaries.translate(every, as_of, DATE)
        relation = moved["relation"]
        return Carried(
            codes=codes.map(moved["target"].to_dict()),
            same=int((relation == "1:1").sum()),
            merged=int((relation == "merged").sum()),
            lost=int(moved["target"].isna().sum()),
        )
    then, now = units_of(as_of, "prefecture"), units_of(DATE, "prefecture")
    rows = then.reindex(pd.Index(every))[["name", "province"]].assign(code=every).reset_index(drop=True)
    found = boundaries.match(rows, name="name", province="province", level="prefecture").frame["adcode"]
    heirs = {
        code: code if code in now.index else heir if isinstance(heir, str) else _by_counties(code, as_of)
        for code, heir in zip(rows["code"], found, strict=True)
    }
    taken = pd.Series([heir for heir in heirs.values() if heir])
    merged = int(taken.duplicated(keep=False).sum())
    lost = sum(heir is None for heir in heirs.values())
    return Carried(
        codes=codes.map(heirs).astype(codes.dtype),
        same=len(heirs) - merged - lost,
        merged=merged,
        lost=lost,
    )


def _by_counties(code: str, as_of: str) -> str | None:
    """The one prefecture that all counties of a former one lie in (莱芜市 in 济南市); None where they are spread."""
    table = units(as_of)
    counties = list(table.index[table["prefecture_code"].eq(code)]) or [code]
    targets = boundaries.translate(counties, as_of, DATE)["target"]
    now = units()
    if targets.isna().any() or not set(targets) <= set(now.index):
        return None
    homes = now.loc[list(targets), "prefecture_code"].unique()
    return str(homes[0]) if len(homes) == 1 else None
