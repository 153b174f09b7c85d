"""What each row of a table is on a level: a unit, a row that sums up units above it, a zone, a total, or unknown.

Tables mix levels: a province, then its cities, each with its districts below it. The rows of one level are the
units of a study; the rows above them are known for what they are when units of theirs stand in the table.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

import boundaries
from boundaries.adcode import PROVINCES
from boundaries.eligible import Level, units_of
from boundaries.language import Message
from geo.study.table.codes import by_code, own_codes, role_above
from geo.study.table.config import StudyError
from indicators.cell import is_total

if TYPE_CHECKING:
    from boundaries._match import Match

ABOVE = ("prefecture_in_county_column", "province_in_county_column", "province_in_prefecture_column")
"""Reasons of rows that name a unit of a level above."""
BESIDE = ("upper", "city_proper", "zone", "total", "outside", "blank")
"""Statuses of rows that are no units, and known for what they are."""
Ask: TypeAlias = Callable[[pd.DataFrame, str | None, str | None], "Match"]
"""Match a table with its columns of provinces and prefectures."""
AGREE = 0.9  # of the rows known without parents must lie in the parents that rows above them name
BLANK = 0.2  # of the cells of a column of parents may be blank, and stand for the one above
CLASH = 0.5  # of the rows with a name and a code: more that disagree are two readings of a table
SURE = 5  # so many rows of two readings
TOLD = 5
UPPER: dict[str, tuple[Level, ...]] = {
    "county": ("prefecture", "province"),
    "prefecture": ("province",),
    "province": (),
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rows:
    """The rows of a table on a level.

    Attributes
    ----------
    match : Match
        Row by row; besides the statuses of `boundaries.match` "by_code" and "coded" (with a code), and without
        one "upper" (the row of a prefecture or province whose units stand in the table), "city_proper" (市辖区,
        市本级), "zone", "total", "outside" (Hong Kong, Macau, Taiwan).
    notes : list of Message
    nested : bool
        The parents were read from rows that stand above those of their units.
    """

    match: "Match"
    notes: list[Message]
    nested: bool

    @property
    def explained(self) -> pd.Series:
        """Row by row whether it is a unit, a name that several units bear, or known for what it is."""
        frame = self.match.frame.reset_index(drop=True)
        shared = frame["status"].eq("ambiguous") & frame["reason"].ne("short_form_is_also_prefecture")
        return frame["adcode"].notna() | shared | frame["status"].isin(BESIDE)

    @property
    def units(self) -> float:
        """The share of units among the rows that should be units, from 0 to 1."""
        return share_of_units(self.match.frame)


def share_of_units(rows: pd.DataFrame) -> float:
    """The share of units among the rows of a match that are not known to be none, from 0 to 1."""
    due = ~rows["status"].isin(BESIDE)
    return float(rows.loc[due, "adcode"].notna().mean()) if due.any() else 0.0


def read_rows(
    frame: pd.DataFrame,
    *,
    name: str,
    province: str | None,
    prefecture: str | None,
    adcode: str | None,
    level: Level,
    as_of: str,
    corrections: "str | PathLike[str] | None" = None,
) -> Rows:
    """Find out what each row of a table is on a level.

    Parameters
    ----------
    frame : DataFrame
        The rows as read, in the order of the file.
    name, province, prefecture, adcode : str or None
        Columns.
    level : {"county", "prefecture", "province"}
    as_of : str
    corrections : path, optional
        A sheet of codes that a person filled in.

    Returns
    -------
    Rows

    Raises
    ------
    StudyError
        Names and codes that speak of different units in most rows: both readings.
    """
    table, roles = _parents(frame, name, province, prefecture, adcode, level)

    def ask(rows: pd.DataFrame, province: str | None, prefecture: str | None) -> "Match":
        return boundaries.match(
            rows,
            name=name,
            province=province,
            prefecture=prefecture,
            level=level,
            as_of=as_of,
            corrections=corrections,
        )

    plain = ask(table, roles["province"], roles["prefecture"])
    nested = False
    if level == "county" and roles["prefecture"] is None:
        plain, nested = _under_rows(table, plain, ask, roles["province"])
    notes: list[Message] = []
    if adcode is not None:
        plain, notes = by_code(plain, table, name=name, adcode=adcode)
        _refuse_two_readings(plain, table, name, adcode)
    return Rows(match=_told_apart(plain, table, name, level, as_of), notes=notes, nested=nested)


def _parents(
    frame: pd.DataFrame,
    name: str,
    province: str | None,
    prefecture: str | None,
    adcode: str | None,
    level: Level,
) -> tuple[pd.DataFrame, dict[str, str | None]]:
    """The table with the columns of its parents: blanks filled from above, and codes of parents among them."""
    roles = {"province": province, "prefecture": prefecture if level == "county" else None}
    roles = {role: column if column != name else None for role, column in roles.items()}
    table = frame
    for role, column in roles.items():
        if column is None:
            continue
        cells = frame[column]
        empty = cells.isna() | cells.astype("string").str.strip().eq("").fillna(True)
        if float(empty.mean()) > BLANK and not bool(empty.iloc[0]):
            own = _free(table, role)
            table = table.assign(**{own: cells.mask(empty).ffill()})
            roles[role] = own
    if adcode is not None and adcode != name and (role := role_above(frame[adcode], level)):
        roles[role] = roles[role] or adcode
    return table, roles


def _free(table: pd.DataFrame, role: str) -> str:
    """A name for a column that the table does not have."""
    own = f"_{role}"
    while own in table:
        own = f"_{own}"
    return own


def _under_rows(table: pd.DataFrame, plain: "Match", ask: Ask, province: str | None) -> tuple["Match", bool]:
    """The match with the parents that rows above those of their units name, where these agree with the names."""
    found = plain.frame.reset_index(drop=True)
    heads = found["reason"].isin(ABOVE) | found["reason"].eq("prefecture_without_counties")
    if not heads.any() or not found["adcode"].notna().any():
        return plain, False
    as_of = plain.as_of
    cells = table[plain.name].reset_index(drop=True)
    tops = _coded(cells[heads], "province", as_of).reindex(cells.index)
    cities = _coded(cells[heads], "prefecture", as_of).reindex(cells.index)
    tops = tops.mask(cities.notna() & tops.notna() & _follows(tops, cities))  # 吉林 below 吉林省 is the city
    head = heads & (tops.notna() | cities.notna())
    city = pd.Series(pd.NA, index=cells.index, dtype=object)
    city[head] = cities[head].where(tops[head].isna(), "")
    top = pd.Series(pd.NA, index=cells.index, dtype=object)
    top[head] = tops[head].where(tops[head].notna(), cities[head].str[:2] + "0000")
    names = {**PROVINCES, **units_of(as_of, "prefecture")["name"].to_dict()}
    below = pd.DataFrame(
        {
            "prefecture": city.ffill().map(lambda code: names.get(code, "")).fillna(""),
            "province": top.ffill().map(lambda code: names.get(code, "")).fillna(""),
        }
    ).set_index(table.index)
    below.loc[heads.to_numpy(), :] = ""
    own = {role: _free(table, role) for role in ("prefecture", "province")}
    deep = table.assign(**{own[role]: below[role] for role in own})
    with_parents = ask(deep, province or own["province"], own["prefecture"])
    other = with_parents.frame.reset_index(drop=True)
    sure = found["adcode"].notna() & below["prefecture"].ne("").to_numpy()
    agree = sure & (found["adcode"] == other["adcode"]).fillna(False)
    if not sure.any() or agree.sum() < AGREE * sure.sum():
        return plain, False
    # what a row above says is inferred: it decides between several units, and denies none
    keep = other["adcode"].isna() & (found["adcode"].notna() | found["status"].ne("ambiguous"))
    keep |= heads
    mixed = other.where(~keep, found)
    return replace(with_parents, frame=mixed.set_index(plain.frame.index), given=plain.given), True


def _coded(cells: pd.Series, level: Level, as_of: str) -> pd.Series:
    """The codes that some cells have on a level."""
    found = boundaries.match(pd.DataFrame({"name": cells}), name="name", level=level, as_of=as_of)
    return found.frame["adcode"].astype(object).where(found.frame["adcode"].notna())


def _follows(tops: pd.Series, cities: pd.Series) -> pd.Series:
    """Which names of both a province and a city stand below a row of their province already."""
    seen: set[str] = set()
    inside = []
    for top, city in zip(tops.tolist(), cities.tolist(), strict=True):
        known = isinstance(city, str) and f"{city[:2]}0000" in seen and not city.endswith("0000")
        inside.append(known)
        if isinstance(top, str) and not known:
            seen.add(top)
    return pd.Series(inside, index=tops.index)


def _refuse_two_readings(match: "Match", table: pd.DataFrame, name: str, adcode: str) -> None:
    """Stop where names and codes speak of different units in most rows."""
    named = match.frame["adcode"].reset_index(drop=True)
    given = own_codes(match, table, adcode)
    both = named.notna() & given.notna() & ~match.frame["status"].reset_index(drop=True).eq("coded")
    other = both & (named != given)
    if both.sum() < SURE or other.sum() <= CLASH * both.sum():
        return
    known = units_of(match.as_of, match.level)["name"]
    cells = table[name].reset_index(drop=True)
    pairs = [
        Message("study.codes.cell_of_unit", cell=cells[row], code=given[row], unit=known.get(given[row], ""))
        for row in other.index[other][:TOLD]
    ]
    raise StudyError(
        "geo.study.table.levels.names-and-codes-speak-of-different",
        name=name,
        adcode=adcode,
        level=Message(f"study.level.{match.level}"),
        n=int(other.sum()),
        both=int(both.sum()),
        pairs=pairs,
    )


def _told_apart(
    match: "Match",
    table: pd.DataFrame,
    name: str,
    level: Level,
    as_of: str,
) -> "Match":
    """The match with the rows that are no units named for what they are."""
    rows = match.frame.reset_index(drop=True)
    lost = rows["adcode"].isna()
    rows.loc[lost & rows["reason"].eq("development_zone"), "status"] = "zone"
    rows.loc[lost & rows["reason"].eq("city_proper"), "status"] = "city_proper"
    cells = table[name].reset_index(drop=True)
    open_rows = rows.index[lost & ~rows["status"].isin(BESIDE)]
    totals = [row for row in open_rows if isinstance(cells[row], str) and is_total(cells[row])]
    rows.loc[totals, ["status", "reason"]] = "total"
    heads = rows.index[lost & rows["reason"].isin(ABOVE)]
    if len(heads) and rows["adcode"].notna().any():
        held = _held(rows["adcode"].dropna(), level, as_of)
        for upper in UPPER[level]:
            codes = _coded(cells[heads], upper, as_of)
            inside = codes.isin(held)
            rows.loc[codes.index[inside], "status"] = "upper"
            heads = heads[~inside.to_numpy()]
    return replace(match, frame=rows.set_index(match.frame.index))


def _held(codes: pd.Series, level: Level, as_of: str) -> set[str]:
    """The codes of the prefectures and provinces that some units lie in."""
    table = units_of(as_of, level).reindex(codes.unique())
    tops = {code for code, name in PROVINCES.items() if name in set(table["province"])}
    cities = {f"{code[:4]}00" for code in codes} if level == "county" else set()
    by_name = units_of(as_of, "prefecture")
    cities |= (
        set(by_name.index[by_name["name"].isin(set(table["prefecture"]))]) if level == "county" else set()
    )
    return tops | cities


def districts(rows: pd.DataFrame, cells: pd.Series, as_of: str) -> pd.Series:
    """Which rows are 市辖区, by the names as written: 即墨市 is a county-level city, though 即墨区 today.

    Parameters
    ----------
    rows : DataFrame
        Of a match of counties, by position.
    cells : Series
        The names, by position.
    as_of : str
    """
    kinds = rows["adcode"].map(units_of(as_of, "county")["kind"].to_dict())
    plain = cells.reset_index(drop=True).astype("string").str.extract(r"([市县旗])[^\u4e00-\u9fff]*$")[0]
    then = rows["status"].eq("renamed") & plain.notna()
    return kinds.eq("市辖区") & ~then
