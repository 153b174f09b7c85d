"""A user's table on the map: read, matched to codes, joined, with everything that was left out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
import indicators
from boundaries.errors import listed
from geo.config import Config, StudyError
from geo.evidence import MUNICIPALITIES
from geo.guess import ENOUGH

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
    left_out: pd.DataFrame
    notes: tuple[tuple[str, str], ...]

    @property
    def covers(self) -> bool:
        """Whether the table holds enough of the eligible units to be an indicator of all of them."""
        known = self.values.index.get_level_values(0).unique()
        return len(known.intersection(self.eligible)) >= COVERING * len(self.eligible)


def _columns(config: Config, frame: pd.DataFrame) -> None:
    """Refuse columns that the table does not have, all at once."""
    part = config.table
    asked = {"name": part.name, "province": part.province, "prefecture": part.prefecture, "rank": part.rank}
    asked["year"] = part.year
    missing = [f"table.{key} = {column!r}" for key, column in asked.items() if column and column not in frame]
    missing += [f"table.columns: {column!r}" for column in part.columns if column not in frame]
    if missing:
        raise StudyError(
            f"{part.path}: no such column: {'; '.join(missing)}; "
            f"the table has {listed(map(repr, frame.columns), most=40)}"
        )
    words = [c for c in part.columns if not pd.api.types.is_numeric_dtype(frame[c])]
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


def intake(config: Config, *, corrections: str | None = None) -> Intake:
    """Read the table of a study, match its names, lay it on the layer.

    Raises
    ------
    StudyError
        Columns that are not there; fewer than a quarter of the rows matched: the first ten that were not, and
        the likely cause.
    """
    part = config.table
    read = indicators.read_table(part.path, sheet=part.sheet)
    frame = read.frame.reset_index(drop=True)
    _columns(config, frame)
    match = boundaries.match(
        frame,
        name=part.name,
        province=part.province,
        prefecture=part.prefecture if part.level == "county" else None,
        as_of=part.as_of,
        level=part.level,
    )
    rows = match.frame.reset_index(drop=True)
    found = rows["adcode"].notna()
    left_out = pd.DataFrame(
        {
            "row": rows.index[~found] + 1,
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
        as_of=part.as_of if part.as_of in DATES else DATE,
        provider=config.boundaries.provider,
        tolerance_m=config.boundaries.tolerance_m or None,
    )
    return _assembled(config, read, frame, match, left_out, layer)


DATE = "2023-07-31"
DATES = (DATE,)


def _stop(config: Config, frame: pd.DataFrame, left_out: pd.DataFrame) -> None:
    part = config.table
    reasons = left_out["reason"].value_counts()
    examples = listed(
        (
            f"row {row} {name} ({reason})"
            for row, name, reason in left_out[["row", "name", "reason"]].head(10).itertuples(index=False)
        ),
        most=10,
    )
    raise StudyError(
        f"{part.path}: only {len(frame) - len(left_out):,} of {len(frame):,} rows are {part.level}-level units "
        f"as of {part.as_of}; likely cause: {reasons.index[0]}; the first that are not: {examples}. "
        "Check [table] name, level and as_of"
    )


def _assembled(
    config: Config,
    read: "indicators.Table",  # type: ignore[name-defined]
    frame: pd.DataFrame,
    match: "Match",
    left_out: pd.DataFrame,
    layer: "gpd.GeoDataFrame",
) -> Intake:
    """Members, values and notes of the matched table."""
    raise NotImplementedError
