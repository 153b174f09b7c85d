"""Lists in: any published list with ranks and names becomes a roster."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from boundaries._units import DATE
from boundaries.errors import TableError, choose, foremost, listed
from boundaries.language import Message
from indicators._roster import Level, Roster, eligible_units
from indicators.headings import headings, plain
from indicators.table import Table, read_table

DEFINITIONS = ("counties", "districts", "cities", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Which columns of a table say what."""

    name: str | None
    adcode: str | None
    rank: str | None
    prefecture: str | None
    province: str | None

    @property
    def given(self) -> list[str]:
        every = (self.name, self.adcode, self.rank, self.prefecture, self.province)
        return [column for column in every if column is not None]

    @classmethod
    def by_heading(cls, columns: pd.Index, level: Level) -> "_Columns":
        """The columns that their headings name (``headings.csv``)."""
        known = {plain(column): column for column in reversed(columns)}

        def first(*roles: str) -> str | None:
            words = (word for role in roles for word in headings(role))
            return next((known[word] for word in words if word in known), None)

        return cls(
            name=first(level, "name"),
            adcode=first("code"),
            rank=first("rank"),
            prefecture=first("prefecture") if level == "county" else None,
            province=first("province"),
        )

    def wanted_of(self, columns: pd.Index, id: str) -> None:
        """Refuse columns that the table has not, and a table without names and codes."""
        lost = [column for column in self.given if column not in columns]
        if not lost and not (self.name is None and self.adcode is None):
            return
        what = (
            Message("indicators.listing.no-column", columns=lost)
            if lost
            else Message("indicators.listing.name-or-adcode")
        )
        raise TableError("indicators.listing.the-table-has", v_id=id, what=what, columns=listed(columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """Of which level and day codes are wanted, and the day whose names the list bears."""

    level: Level
    as_of: str
    dated: str | None


def roster_from_table(
    table: pd.DataFrame | Table,
    *,
    id: str,
    title: str,
    publisher: str,
    year: int,
    eligible: str | Iterable[str],
    eligible_note: str = "",
    name: str | None = None,
    adcode: str | None = None,
    rank: str | None = None,
    prefecture: str | None = None,
    province: str | None = None,
    level: Level = "county",
    as_of: str = DATE,
    dated: str | None = None,
    source: str = "",
    tiers: tuple[tuple[int, int], ...] = (),
) -> Roster:
    """Turn a table of ranks and names into a roster.

    Parameters
    ----------
    table : pandas.DataFrame or Table
        One row a unit.
    id, title, publisher : str
    year : int
    eligible : {"counties", "districts", "cities", "all"} or iterable of adcodes
        The set the list could have drawn from, as for :func:`eligible_units`; there is no default, because
        every test depends on it.
    eligible_note : str
        Why this set.
    name, adcode : str
        Column of names (matched with ``prefecture`` and ``province``) or of adcodes. Where no column is
        given, all five are those that their headings name (``indicators/headings.csv``).
    rank : str, optional
        Column of ranks; None: the list does not rank.
    prefecture, province : str, optional
        Columns that decide between units of one name.
    level : {"county", "prefecture"}
    as_of : str
        The day whose adcodes are wanted.
    dated : str, optional
        The day whose names the list bears; see :func:`boundaries.match`.
    source : str
        The citation.
    tiers : tuple of (first rank, last rank)

    Returns
    -------
    Roster
        ``frame`` has ``rank``, ``name`` (official), ``province``, ``prefecture`` (county level), ``tier``
        where tiers are given, then the table's other columns.

    Raises
    ------
    TableError
        Rows that match no unit or several, units listed twice, ranks that are no rising whole numbers,
        members outside the eligible set: all at once, by row.

    Examples
    --------
    >>> table = pd.DataFrame({"名次": [1, 2], "县": ["昆山市★", "江阴"], "省": ["江苏", "江苏"]})
    >>> mine = roster_from_table(table, id="mine", title="我的榜单", publisher="我", year=2023,
    ...     rank="名次", name="县", province="省", eligible="counties")
    >>> mine.frame["name"].to_dict()
    {'320583': '昆山市', '320281': '江阴市'}
    """
    frame = table.frame if isinstance(table, Table) else table
    choose(level, ("county", "prefecture"), what="level", error=TableError)
    columns = _Columns(name=name, adcode=adcode, rank=rank, prefecture=prefecture, province=province)
    if not columns.given:
        columns = _Columns.by_heading(frame.columns, level)
    columns.wanted_of(frame.columns, id)
    if frame.empty:
        raise TableError("indicators.listing.the-table-has-no-row", v_id=id)
    faults: list[Message] = []
    codes = _codes(frame, columns, _Day(level=level, as_of=as_of, dated=dated), faults)
    ranks = None if columns.rank is None else _ranks(frame[columns.rank], faults)
    twice = codes[codes.duplicated(keep=False) & codes.notna()]
    faults += [
        Message("errors.in-rows", value=code, rows=list(rows.index)) for code, rows in twice.groupby(twice)
    ]
    allowed = _eligible(eligible, as_of)
    outside = codes[codes.notna() & ~codes.isin(allowed)]
    faults += [Message("indicators.listing.outside", row=i, code=code) for i, code in outside.items()]
    if faults:
        raise TableError("indicators.listing.faults", v_id=id, n_faults=len(faults), faults=foremost(faults))
    out = _described(codes, level, as_of)
    if ranks is not None:
        out.insert(0, "rank", ranks.to_numpy())
        if tiers:
            ends = [last for _, last in tiers]
            out["tier"] = pd.cut(out["rank"], [0, *ends], labels=False).astype("Int64") + 1
    for column in frame.columns.difference(columns.given, sort=False):
        out[str(column)] = frame[column].to_numpy()
    drawn_from = eligible if isinstance(eligible, str) else "given adcodes"
    note = eligible_note or f"{drawn_from}, {as_of}"
    return Roster(
        id=id,
        title=title,
        title_en=title,
        publisher=publisher,
        publisher_en=publisher,
        year=year,
        level=level,
        divisions_date=as_of,
        frame=out.sort_values("rank", kind="stable") if ranks is not None else out,
        eligible=allowed,
        eligible_note=note,
        eligible_note_en=note,
        tiers=tiers,
        source=source,
        source_en=source,
    )


def read_roster(
    path: str | Path,
    *,
    id: str,
    title: str,
    publisher: str,
    year: int,
    eligible: str | Iterable[str],
    eligible_note: str = "",
    sheet: str | int | None = None,
    name: str | None = None,
    adcode: str | None = None,
    rank: str | None = None,
    prefecture: str | None = None,
    province: str | None = None,
    level: Level = "county",
    as_of: str = DATE,
    dated: str | None = None,
    source: str = "",
) -> Roster:
    """Read a published list from a file (see :func:`read_table` and :func:`roster_from_table`)."""
    return roster_from_table(
        read_table(path, sheet=sheet),
        id=id,
        title=title,
        publisher=publisher,
        year=year,
        eligible=eligible,
        eligible_note=eligible_note,
        name=name,
        adcode=adcode,
        rank=rank,
        prefecture=prefecture,
        province=province,
        level=level,
        as_of=as_of,
        dated=dated,
        source=source,
    )


def _codes(frame: pd.DataFrame, columns: _Columns, day: _Day, faults: list[Message]) -> pd.Series:
    level, as_of, name = day.level, day.as_of, columns.name
    if columns.adcode is not None:
        codes = frame[columns.adcode].astype("string").str.strip().str.removesuffix(".0")
        valid = set(eligible_units("all", as_of=as_of)) if level == "county" else set(_cities(as_of).index)
        bad = codes[~codes.isin(valid)]
        of = {"level": Message(f"indicators.listing.level-{level}"), "day": as_of}
        faults += [Message("indicators.listing.no-adcode", row=i, code=code, **of) for i, code in bad.items()]
        return codes.where(codes.isin(valid))
    from boundaries._match import match

    assert name is not None
    bare = frame.assign(
        **{name: frame[name].astype("string").str.replace(r"[★☆*]", "", regex=True).str.strip()}
    )
    found = match(
        bare,
        name=name,
        prefecture=columns.prefecture,
        province=columns.province,
        as_of=as_of,
        level=level,
        dated=day.dated,
    ).frame
    for i, row in found[found["adcode"].isna()].iterrows():
        said: dict[str, object] = {"candidates": "", "meant": ""}
        if row["status"] == "ambiguous":
            said["candidates"] = Message("indicators.listing.candidates", codes=list(row["candidates"]))
        if pd.notna(row["suggestion"]):
            said["meant"] = Message("indicators.listing.meant", name=row["suggestion"])
        status = Message(f"match.status.{row['status']}")
        given = frame.loc[i, name]
        faults.append(Message("indicators.listing.not-matched", row=i, name=given, status=status, **said))
    return found["adcode"].astype("string")


def _ranks(values: pd.Series, faults: list[Message]) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce")
    bad = numbers.isna() | (numbers < 1) | (numbers % 1 != 0)
    faults += [Message("indicators.listing.rank", row=i, rank=values.loc[i]) for i in values.index[bad]]
    return numbers.where(~bad).astype("Int64")


def _eligible(eligible: str | Iterable[str], as_of: str) -> pd.Index:
    if isinstance(eligible, str):
        return eligible_units(
            choose(eligible, DEFINITIONS, what=Message("errors.what.eligible-set"), error=TableError),
            as_of=as_of,
        )
    return pd.Index(sorted({str(code) for code in eligible}), name="adcode")


def _cities(as_of: str) -> pd.DataFrame:
    from boundaries import read_layer

    layer = read_layer("prefecture", as_of=as_of)
    return pd.DataFrame(layer.drop(columns="geometry"))


def _described(codes: pd.Series, level: Level, as_of: str) -> pd.DataFrame:
    from boundaries import units

    known = units(as_of) if level == "county" else _cities(as_of)
    columns = ["name", "province", "prefecture"] if level == "county" else ["name", "province"]
    index = pd.Index([str(code) for code in codes], name="adcode")
    return known.reindex(index)[columns]
