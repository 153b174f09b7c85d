"""A user's table on the map: read, matched to codes, joined, with everything that was left out."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
import indicators
from boundaries.errors import listed
from geo.config import Config, StudyError, TablePart
from geo.evidence import MUNICIPALITIES
from geo.guess import ENOUGH
from geo.panel import check_wide, lengthened, refuse_twice, with_years

DATE = "2023-07-31"  # of the boundaries

if TYPE_CHECKING:
    import geopandas as gpd

    from boundaries.match import Match

COVERING = (
    0.6  # a table that holds this share of the eligible units is an indicator of all, not a list of some
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Intake:
    """The table, matched and joined.

    Attributes
    ----------
    table : DataFrame
        The rows as read.
    match : Match
        Row by row: adcode, status, reason, candidates, suggestion.
    layer : GeoDataFrame
        The units of the table's level, simplified for drawing.
    units : Index
        The official units among them: the graph is made of these.
    eligible : Index
        The units that the list could have drawn from; ``eligible_note`` says how they are defined.
    members : Index
        The chosen units, empty when the table is no list; ``members_note`` says how they were chosen.
    values : DataFrame
        Indicators by adcode (by adcode and year for a panel).
    years : tuple of int
        The years of a panel, else empty.
    ranks : Series
        The rank of each unit and year of a panel that has them, else empty.
    left_out : DataFrame
        Rows that are not on the map: row, name, status, reason, suggestion.
    notes : tuple of (str, str)
        What a reader should know, in Chinese and English.
    """

    table: pd.DataFrame
    match: "Match"
    layer: "gpd.GeoDataFrame"
    units: pd.Index
    eligible: pd.Index
    eligible_note: tuple[str, str]
    members: pd.Index
    members_note: tuple[str, str]
    values: pd.DataFrame
    years: tuple[int, ...]
    ranks: pd.Series
    left_out: pd.DataFrame
    notes: tuple[tuple[str, str], ...]

    @property
    def covers(self) -> bool:
        """Whether the table holds enough of the eligible units to be an indicator of all of them."""
        known = self.values.index.get_level_values(0).unique()
        return len(known.intersection(self.eligible)) >= COVERING * len(self.eligible)


def _as_read(part: TablePart, names: dict[str, str]) -> dict[str, object]:
    """The columns that a study names, by the names they were read under."""
    single = {
        key: names.get(value, value)
        for key in ("name", "province", "prefecture", "rank", "year", "adcode")
        if (value := getattr(part, key)) is not None
    }
    return {**single, "columns": [names.get(column, column) for column in part.columns]}


def _columns(config: Config, frame: pd.DataFrame) -> None:
    """Refuse columns that the table does not have, all at once."""
    part = config.table
    asked = {"name": part.name, "province": part.province, "prefecture": part.prefecture}
    asked |= {"year": part.year, "adcode": part.adcode} | ({} if part.wide else {"rank": part.rank})
    numbers = [] if part.wide else part.columns  # the indicators of a wide table are no columns of it
    missing = [f"table.{key} = {column!r}" for key, column in asked.items() if column and column not in frame]
    missing += [f"table.columns: {column!r}" for column in numbers if column not in frame]
    if missing:
        raise StudyError(
            f"{part.path}: no such column: {'; '.join(missing)}; "
            f"the table has {listed(map(repr, frame.columns), most=40)}"
        )
    words = [c for c in numbers if not pd.api.types.is_numeric_dtype(frame[c])]
    if words:
        raise StudyError(
            f"{part.path}: table.columns must hold numbers: {listed(map(repr, words))} hold text"
        )


def _eligible(config: Config, layer: "gpd.GeoDataFrame") -> tuple[pd.Index, tuple[str, str]]:
    """The eligible units and how they are defined."""
    chosen = config.eligible
    inside = (
        ("含四个直辖市", "the four municipalities included")
        if chosen.municipalities
        else ("不含四个直辖市", "outside the four municipalities")
    )
    if config.table.level == "prefecture":
        keep = layer["kind"].isin(["地级市", "地区", "自治州", "盟"] if chosen.units == "all" else ["地级市"])
        keep |= chosen.municipalities & layer["kind"].eq("直辖市")
        name = ("地级市", "prefecture-level cities")
    else:
        keep = boundaries.official(layer)
        district = layer["kind"].eq("市辖区")
        if chosen.units == "counties":
            keep &= ~district
        elif chosen.units == "districts":
            keep &= district
        name = {
            "counties": ("市辖区以外的县级单元", "county-level units that are no district"),
            "districts": ("市辖区", "urban districts"),
        }.get(chosen.units, ("全部县级单元", "all county-level units"))
    if not chosen.municipalities:
        keep &= ~layer["province"].isin(MUNICIPALITIES)
    found = layer.index[keep].sort_values()
    return found, (f"{name[0]}，{inside[0]}：{len(found):,} 个", f"{name[1]}, {inside[1]}: {len(found):,}")


def _by_code(part: TablePart, frame: pd.DataFrame, match: "Match") -> tuple["Match", list[tuple[str, str]]]:
    """Let the table's own codes decide where a name decides nothing; report where the two disagree."""
    if part.adcode is None:
        return match, []
    known = boundaries.read_layer(part.level, tolerance_m=500)["name"]
    codes = frame[part.adcode].astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    codes = codes.where(codes.isin(known.index))
    rows = match.frame.reset_index(drop=True)
    named = rows["adcode"]
    pairs = zip(codes.fillna(""), rows["candidates"], strict=True)
    filled = named.isna() & pd.Series([code in tuple(some) for code, some in pairs], index=rows.index)
    other = named.notna() & codes.notna() & (named != codes)
    lone = rows["status"].eq("not_found") & codes.notna()
    rows.loc[filled, "adcode"] = codes[filled]
    rows.loc[filled, "status"] = "by_code"
    rows.loc[filled, "reason"] = f"the name is ambiguous; column {part.adcode} decides"
    notes: list[tuple[str, str]] = []
    if filled.any():
        notes.append(
            (
                f"{int(filled.sum())} 行重名，由“{part.adcode}”列的代码判定",
                f"{int(filled.sum())} rows have ambiguous names; column {part.adcode!r} decides",
            )
        )
    for odd, zh, en in (
        (other, "名称与代码不一致，以名称为准", "name and code disagree; the name is taken"),
        (
            lone,
            "代码有效但名称不识，未采用代码",
            "the code is valid but the name unknown; the code is not taken",
        ),
    ):
        if odd.any():
            cells = zip(frame.loc[odd, part.name], codes[odd], known.reindex(codes[odd]), strict=True)
            who = listed(f"{name} / {code} {unit}" for name, code, unit in cells)
            notes.append((f"{int(odd.sum())} 行{zh}：{who}", f"{int(odd.sum())} rows: {en}: {who}"))
    return replace(match, frame=rows.set_index(match.frame.index)), notes


def intake(config: Config) -> Intake:
    """Read the table of a study, match its names, lay it on the layer.

    Raises
    ------
    StudyError
        Columns that are not there; fewer than a quarter of the rows matched: the first ten that were not, and
        the likely cause.
    """
    part = config.table
    read = indicators.read_table(part.path, sheet=part.sheet)
    numbers = pd.Index(read.frame.index, name="row")  # of the file, its first line is 1
    frame = read.frame.reset_index(drop=True)
    # a heading as it is written in the file, 人均GDP(元), stands for the column without its unit, 人均GDP
    part = part.model_copy(
        update=_as_read(part, dict(zip(read.columns["header"], read.columns.index, strict=True)))
    )
    config = config.model_copy(update={"table": part})
    _columns(config, frame)
    wide = check_wide(part, list(frame.columns), read.columns["unit"]) if part.wide else {}
    match = boundaries.match(
        frame,
        name=part.name,
        province=part.province,
        prefecture=part.prefecture if part.level == "county" else None,
        as_of=part.as_of,
        level=part.level,
        corrections=part.corrections,
    )
    match, checked = _by_code(part, frame, match)
    rows = match.frame.reset_index(drop=True)
    found = rows["adcode"].notna()
    left_out = pd.DataFrame(
        {
            "row": numbers[~found],
            "name": frame.loc[~found, part.name].astype(str),
            "status": rows.loc[~found, "status"],
            "reason": rows.loc[~found, "reason"],
            "suggestion": rows.loc[~found, "suggestion"],
        }
    ).reset_index(drop=True)
    if found.mean() < ENOUGH:
        _stop(config, frame, left_out)
    layer = boundaries.read_layer(
        part.level,
        provider=config.boundaries.provider,
        tolerance_m=config.boundaries.tolerance_m or None,
    )
    taken = _assembled(config, frame, numbers, match, left_out, layer, wide)
    return replace(taken, notes=(*checked, *taken.notes))


def _stop(config: Config, frame: pd.DataFrame, left_out: pd.DataFrame) -> None:
    """Refuse a table most of whose rows are on no map."""
    part = config.table
    cause = left_out["reason"].value_counts().index[0]
    rows = left_out[["row", "name", "reason"]].head(10).itertuples(index=False)
    examples = listed((f"row {row} {name} ({reason})" for row, name, reason in rows), most=10)
    raise StudyError(
        f"{part.path}: only {len(frame) - len(left_out):,} of {len(frame):,} rows are {part.level} units as of "
        f"{part.as_of}; likely cause: {cause}; the first that are not: {examples}. "
        "Check [table] name, level and as_of"
    )


def _today(codes: pd.Series, as_of: str, level: str) -> tuple[pd.Series, list[tuple[str, str]]]:
    """Codes of the layer's date for codes of ``as_of``; units that were split have none."""
    if as_of == DATE or level != "county":
        return codes, []
    old = codes.dropna().unique()
    moved = boundaries.translate(old, as_of, DATE)
    relation = moved["relation"]
    lost = moved[moved["target"].isna()]
    merged = int((relation == "merged").sum())
    notes = [
        (
            f"名称按 {as_of} 的区划匹配，再折算到边界日期 {DATE}：{int((relation == '1:1').sum())} 个一一对应，"
            f"{merged} 个并入更大的单元，{len(lost)} 个拆分或无从对应（不上图）",
            f"names are matched as of {as_of} and carried to the date of the boundaries, {DATE}: "
            f"{int((relation == '1:1').sum())} one to one, {merged} merged into a larger unit, {len(lost)} split or "
            "without a counterpart (left off the map)",
        )
    ]
    return codes.map(moved["target"].to_dict()), notes


def _assembled(
    config: Config,
    frame: pd.DataFrame,
    numbers: pd.Index,
    match: "Match",
    left_out: pd.DataFrame,
    layer: "gpd.GeoDataFrame",
    wide: dict[str, dict[int, str]],
) -> Intake:
    """Members, values and notes of the matched table."""
    part = config.table
    rows = match.frame.reset_index(drop=True)
    codes, notes = _today(rows["adcode"], part.as_of, part.level)
    split = rows["adcode"].notna() & codes.isna()
    if split.any():
        more = pd.DataFrame(
            {
                "row": numbers[split],
                "name": frame.loc[split, part.name].astype(str),
                "status": "split",
                "reason": f"split or without a counterpart on {DATE}",
                "suggestion": pd.NA,
            }
        )
        left_out = pd.concat([left_out, more], ignore_index=True).sort_values("row", ignore_index=True)
    placed = frame.assign(adcode=codes)[codes.notna()]
    years: tuple[int, ...] = ()
    keys = ["adcode"]
    if part.year is not None or part.wide:
        rows_by_year = with_years(lengthened(frame, wide) if part.wide else frame, part, numbers)
        named = rows_by_year.assign(adcode=rows["adcode"].reindex(rows_by_year.index))
        refuse_twice(named[named["adcode"].notna()], part, numbers)  # as named: merged units may meet below
        placed = rows_by_year.assign(adcode=codes.reindex(rows_by_year.index))
        placed = placed[placed["adcode"].notna()]
        years = tuple(sorted({int(year) for year in placed["year"]}))
        keys = ["adcode", "year"]
    twice = placed.duplicated(keys, keep=False)
    if twice.any():
        rows_of = listed(f"{numbers[row]} {name}" for row, name in placed.loc[twice, part.name].items())
        notes.append(
            (
                f"{int(twice.sum())} 行落在同一单元上，各指标取平均、排名取最前：{rows_of}",
                f"{int(twice.sum())} rows fall on the same unit; indicators are averaged, the best rank is taken: {rows_of}",
            )
        )
    columns = list(part.columns)
    values = (
        placed.groupby(keys)[columns].mean()
        if columns
        else pd.DataFrame(index=placed.groupby(keys).size().index)
    )
    eligible, note = _eligible(config, layer)
    outside = values.index.get_level_values(0).unique().difference(eligible)
    if len(outside):
        names = listed(layer["name"].reindex(outside))
        notes.append(
            (
                f"{len(outside)} 个单元不在参评范围内，不参加检验：{names}",
                f"{len(outside)} units are not eligible and take no part in the tests: {names}",
            )
        )
    latest = placed[placed["year"] == years[-1]] if years else placed
    members, members_note = _members(config, latest, eligible)
    ranks = placed.groupby(keys)[part.rank].min() if years and part.rank else pd.Series(dtype=float)
    units = layer.index[boundaries.official(layer)] if part.level == "county" else layer.index
    return Intake(
        table=frame,
        match=match,
        layer=layer,
        units=units,
        eligible=eligible,
        eligible_note=note,
        members=members,
        members_note=members_note,
        values=values,
        years=years,
        ranks=ranks,
        left_out=left_out,
        notes=tuple(notes),
    )


def _members(config: Config, placed: pd.DataFrame, eligible: pd.Index) -> tuple[pd.Index, tuple[str, str]]:
    """The chosen units: the first ``top``, or the whole table when it is a list of some of the eligible."""
    part = config.table
    own = placed[placed["adcode"].isin(eligible)]
    if part.top is not None:
        if part.rank is not None:
            first = own[own[part.rank] <= part.top]
            by = (f"“{part.rank}”前 {part.top} 名", f"the first {part.top} by {part.rank!r}")
        elif part.columns:
            best = own.groupby("adcode")[part.columns[0]].mean().sort_values(ascending=False, kind="stable")
            first = pd.DataFrame({"adcode": best.index[: part.top]})
            by = (
                f"“{part.columns[0]}”最高的 {part.top} 个",
                f"the {part.top} highest by {part.columns[0]!r}",
            )
        else:
            raise StudyError("table.top needs table.rank or table.columns to choose by")
        return pd.Index(sorted(first["adcode"].unique()), name="adcode"), by
    codes = pd.Index(sorted(own["adcode"].unique()), name="adcode")
    if len(codes) < COVERING * len(eligible):
        return codes, ("表中全部单元", "every unit of the table")
    return codes[:0], (
        "表中包含大部分参评单元，不是一份名单；要检验前若干名，请设 table.top",
        "the table holds most eligible units, so it is no list; set table.top to test the first of them",
    )
