"""A user's table on the map: read, matched to codes, joined, with everything that was left out."""

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.eligible import units_of
from boundaries.errors import LianpianWarning
from boundaries.language import Message, say
from geo.lists.nulls import is_national
from geo.study.table.aggregate import put_together, refuse_without_rule, rules, said
from geo.study.table.classes import classes_of
from geo.study.table.config import Config, StudyError
from geo.study.table.coverage import lacking_provinces
from geo.study.table.eligible import eligible, regional
from geo.study.table.guess import COVERING
from geo.study.table.names_by_year import with_former
from geo.study.table.place import Placed, place, several_years
from geo.study.table.territory import Territory, lay
from geo.study.table.years import refuse_twice

if TYPE_CHECKING:
    import geopandas as gpd

    from boundaries._match import Match


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Intake:
    """The table, matched and joined.

    Attributes
    ----------
    table : DataFrame
        The rows as read, by position.
    numbers : Index
        Their row numbers in the file.
    match : Match
        Row by row: adcode, status, reason, candidates, suggestion.
    codes : Series
        Row by row the code on the date of the boundaries, NA where there is none; of the unit that the row is
        a part of, where ``territory`` is given.
    territory : Territory or None
        How figures of several years, or of another day, were laid on units of one territory.
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
    classes : DataFrame of str
        Columns of words by adcode (of the last year of a panel); NA where a unit has none.
    years : tuple of int
        The years of a panel, else empty.
    ranks : Series
        The rank of each unit and year of a panel that has them, else empty.
    left_out : DataFrame
        Rows that are not on the map: row, name, status, reason, suggestion.
    notes : tuple of Message
        What a reader should know.
    lacking : tuple of str
        Provinces of which a table of the country holds no unit.
    places : GeoDataFrame or None
        The points of a table of points, in WGS 84, with label and adcode.
    measures : dict
        The unit of measure of each column of ``table`` and ``values`` whose heading or cells name one.
    """

    table: pd.DataFrame
    numbers: pd.Index
    match: "Match"
    codes: pd.Series
    territory: Territory | None
    layer: "gpd.GeoDataFrame"
    units: pd.Index
    eligible: pd.Index
    eligible_note: Message
    members: pd.Index
    members_note: Message
    values: pd.DataFrame
    classes: pd.DataFrame
    years: tuple[int, ...]
    ranks: pd.Series
    left_out: pd.DataFrame
    notes: tuple[Message, ...]
    measures: dict[str, str]
    lacking: tuple[str, ...] = ()
    places: "gpd.GeoDataFrame | None" = None

    def measured(self, name: str) -> Message | str:
        """An indicator with its unit of measure, as legends and headings say it."""
        return with_unit(name, self.measures.get(name, ""))

    @property
    def classes_cover(self) -> bool:
        """Whether enough of the eligible units have a class: those of a list were chosen before they were sorted."""
        known = self.classes.dropna(how="all").index
        return bool(len(self.classes.columns)) and (
            len(known.intersection(self.eligible)) >= COVERING * len(self.eligible)
        )

    @property
    def covers(self) -> bool:
        """Whether the table holds enough of the eligible units to be an indicator of all of them."""
        known = self.values.index.get_level_values(0).unique()
        return len(known.intersection(self.eligible)) >= COVERING * len(self.eligible)


def with_unit(name: str, unit: str) -> Message | str:
    """A column with its unit of measure, where it has one.

    >>> say("zh", with_unit("人均GDP", "元")), with_unit("得分", "")
    ('人均GDP（元）', '得分')
    """
    return Message("study.with_unit", name=name, unit=unit) if unit else name


def intake(config: Config) -> Intake:
    """Read the table of a study, match its names, lay it on the layer.

    Parameters
    ----------
    config : Config

    Returns
    -------
    Intake

    Raises
    ------
    StudyError
        Columns that are not there; fewer than a quarter of the rows matched: the first ten that were not, and
        the likely cause.
    """
    table = place(config)
    territory = _territory(table)
    return _assembled(table, territory, _layer(config, territory))


def _layer(config: Config, territory: Territory | None) -> "gpd.GeoDataFrame":
    """The layer that the figures are laid on."""
    steady = None if territory is None else territory.units
    with warnings.catch_warnings():
        if steady is not None:  # the report says which units exchanged land
            warnings.simplefilter("ignore", LianpianWarning)
        return boundaries.read_layer(
            config.table.level,
            provider=config.boundaries.provider,
            tolerance_m=config.boundaries.tolerance_m or None,
            units=steady,
        )


def _territory(table: Placed) -> Territory | None:
    """The figures on units of one territory; None where every row is a unit of the boundaries' day already."""
    config, part = table.config, table.config.table
    if part.level != "county":
        return None
    own = table.match.frame["reason"].eq("merged_into")
    if table.lists is None and not own.any():
        return None
    lists = pd.Series(int(DATE[:4]), index=table.frame.index) if table.lists is None else table.lists
    positional = replace(table.match, frame=table.match.frame.reset_index(drop=True))
    match, lists = with_former(
        positional, table.frame, lists, name=part.name, province=part.province, prefecture=part.prefecture
    )
    rows = table.frame.assign(adcode=match.frame["adcode"], dated=lists)
    if not several_years(part):
        rows["year"] = int(part.as_of[:4])
    rows = rows[rows["adcode"].notna()]
    _refuse(table, rows)
    measures = _measures(table, list(part.columns))
    return lay(table, _values(config, rows, ["adcode", "year"], measures), rows, measures)


def _refuse(table: Placed, rows: pd.DataFrame) -> None:
    """Refuse rows of one unit and year that say different things, unless the settings say what they are."""
    part = table.config.table
    if part.count or part.category or part.repeats != "refuse" or not len(rows):
        return
    if several_years(part):
        refuse_twice(rows, part, table.numbers)
        return
    refuse_without_rule(rows, ["adcode"], part, table.numbers)


def _assembled(table: Placed, territory: Territory | None, layer: "gpd.GeoDataFrame") -> Intake:
    """Members, values and notes of the matched table."""
    config, part, frame = table.config, table.config.table, table.frame
    notes = list(table.notes)
    codes = table.codes if territory is None else territory.codes.reindex(frame.index)
    rows = frame.assign(adcode=codes)
    years: tuple[int, ...] = ()
    keys = ["adcode"]
    if several_years(part):
        years = tuple(sorted({int(year) for year in rows.loc[rows["adcode"].notna(), "year"]}))
        keys = ["adcode", "year"]
    placed = rows[rows["adcode"].notna()]
    notes += _twice(table, placed, keys) if territory is None else []
    if territory is None:
        if part.level == "county" or years:
            _refuse(table, placed if years else placed.assign(year=int(part.as_of[:4])))
        values = _values(config, placed, keys, table.units.to_dict())
    else:
        values = territory.values if years else territory.values.droplevel("year")
    steady = None if territory is None else territory.units
    could, note = eligible(config, layer, pd.Index(placed["adcode"].unique()), steady)
    if part.count and not years:
        values = values.reindex(could.union(values.index).rename("adcode"), fill_value=0.0)
    if territory is None and not years:
        apart = [*keys, part.category] if part.category else keys
        notes += said(rules(config, list(part.columns), table.units.to_dict()), placed, apart, part.weight)
    outside = values.index.get_level_values(0).unique().difference(could)
    if len(outside):
        known = layer["name"] if steady is not None else units_of(DATE, part.level)["name"]
        names = list(known.reindex(outside).fillna("—"))
        notes.append(Message("study.notes.outside", n=len(outside), names=names))
    latest = placed[placed["year"] == years[-1]] if years else placed
    members, members_note = _members(config, latest, could, values)
    classes, unclear = classes_of(latest, part.classes, part.name)
    notes += unclear
    ranks = placed.groupby(keys)[part.rank].min() if years and part.rank else pd.Series(dtype=float)
    if territory is not None and len(ranks):  # several ranks are none
        ranks = ranks.where(territory.parts.reindex(ranks.index).eq(1))
    if regional(config):  # a map of a province is no map of the country
        place = "prefecture_code" if config.eligible.prefectures else "province_code"
        layer = layer[layer[place].isin(layer.loc[could, place])]
        values = values[values.index.get_level_values(0).isin(layer.index)]
        classes = classes[classes.index.isin(layer.index)]
    units = layer.index[boundaries.official(layer)] if part.level == "county" else layer.index
    return Intake(
        table=frame,
        numbers=table.numbers,
        match=table.match,
        codes=codes,
        territory=territory,
        layer=layer,
        units=units,
        eligible=could,
        eligible_note=note,
        members=members,
        members_note=members_note,
        values=values,
        classes=classes,
        years=years,
        ranks=ranks,
        left_out=_left_out(table, territory, codes, layer),
        notes=tuple(notes),
        measures=_measures(table, list(values.columns)),
        lacking=_lacking(config, table, could, layer),
        places=table.places,
    )


def _left_out(
    table: Placed, territory: Territory | None, codes: pd.Series, layer: "gpd.GeoDataFrame"
) -> pd.DataFrame:
    """The rows that are in no figure: without a unit, of a unit that lacks a part that year, beyond the map."""
    match = table.match.frame.reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "row": table.numbers,
            "name": table.frame[table.config.table.name].fillna("").astype(str),
            "status": table.left_out["status"].reindex(match.index),
            "reason": table.left_out["reason"].reindex(match.index),
            "suggestion": table.left_out["suggestion"].reindex(match.index),
            "year": table.frame["year"] if several_years(table.config.table) else pd.NA,
        }
    )
    if territory is not None:
        nowhere = match["adcode"].isna()
        reasons = territory.reasons.reindex(match.index).fillna("")
        frame["status"] = match["status"].where(nowhere, "left_out")
        frame["reason"] = match["reason"].where(nowhere, reasons)
        frame.loc[~nowhere & reasons.eq(""), "status"] = pd.NA
    away = codes.notna() & ~codes.isin(layer.index) & frame["status"].isna()
    frame.loc[away, ["status", "reason"]] = ["beyond", "beyond_the_region"]
    return frame[frame["status"].notna()].sort_values("row", ignore_index=True)


def _lacking(config: Config, table: Placed, could: pd.Index, layer: "gpd.GeoDataFrame") -> tuple[str, ...]:
    """The provinces that a table of the country knows nothing of; a list or a count may well have none there."""
    part, asked = config.table, config.eligible
    known = pd.Index(table.match.frame["adcode"].dropna().unique())
    few = len(known) < COVERING * len(could) or not is_national(layer.loc[could, "province"])
    if part.count or asked.units in ("listed", "provinces") or few:
        return ()
    return lacking_provinces(
        known,
        asked.units,
        municipal=asked.municipalities,
        level=part.level,
        as_of=part.as_of,
    )


def _measures(table: Placed, columns: list[str]) -> dict[str, str]:
    """The unit of measure of each column; that of a wide panel's indicator stands in its headings by year."""
    part, wide = table.config.table, table.wide
    found = {str(column): str(unit) for column, unit in table.units.items() if unit}
    for name in part.columns:
        heads = [name, *wide.get(name, {}).values()]
        unit = next((str(table.units[head]) for head in heads if table.units.get(head)), "")
        own = [c for c in columns if c == name or (part.category and c.endswith(f" {name}"))]
        found |= {str(column): unit for column in own if unit}
    return found


def _twice(table: Placed, placed: pd.DataFrame, keys: list[str]) -> list[Message]:
    """What to say of rows that fall on the same unit."""
    part = table.config.table
    n = placed["adcode"].nunique()
    if part.count:
        means = (
            [Message("study.notes.means", columns=part.columns)] if part.columns and n < len(placed) else []
        )
        return [Message("study.notes.about", rows=len(placed), units=n), *means]
    apart = [*keys, part.category] if part.category else keys
    twice = placed.duplicated(apart, keep=False)
    if not twice.any():
        return []
    rows = [f"{table.numbers[row]} {name}" for row, name in placed.loc[twice, part.name].items()]
    return [Message("study.notes.twice", rows=len(rows), which=rows)]


def _values(config: Config, placed: pd.DataFrame, keys: list[str], measures: dict[str, str]) -> pd.DataFrame:
    """The indicators by unit (and year); one column for each word of the category."""
    part, columns = config.table, list(config.table.columns)
    rule = rules(config, columns, measures)
    if part.category and columns:
        named = placed.assign(_category=placed[part.category])  # which may be an indicator too
        apart = put_together(named, [*keys, "_category"], columns, rule=rule, weight=part.weight)
        cells = apart.reset_index().pivot_table(
            index=keys, columns="_category", values=columns, aggfunc="first"
        )
        cells.columns = [f"{word} {column}" for column, word in cells.columns]
        every = placed.groupby(keys).size().index
        values = cells.dropna(axis=1, how="all").reindex(every)
    else:
        values = put_together(placed, keys, columns, rule=rule, weight=part.weight)
    if part.count:
        counts = placed.groupby(keys).size().astype(float)
        values.insert(0, say(config.lang, "study.indicator.rows"), counts)
    return values


def _members(
    config: Config, placed: pd.DataFrame, eligible: pd.Index, values: pd.DataFrame
) -> tuple[pd.Index, Message]:
    """The chosen units: the first ``top``, or the whole table when it is a list of some of the eligible."""
    part = config.table
    own = placed[placed["adcode"].isin(eligible)]
    if part.top is not None:
        if part.category is not None:
            raise StudyError("geo.study.table.intake.table-top-cannot-choose-from-several")
        if part.rank is not None:
            first = own[own[part.rank] <= part.top]
            by = Message("study.members.first", column=part.rank, top=part.top)
        elif part.columns:
            held = values[part.columns[0]]
            if isinstance(held.index, pd.MultiIndex):
                held = held.xs(held.index.get_level_values(1).max(), level=1)
            best = held[held.index.isin(own["adcode"])].sort_values(ascending=False, kind="stable").dropna()
            best.index.name = "adcode"
            first = pd.DataFrame({"adcode": best.index[: part.top]})
            by = Message("study.members.highest", column=part.columns[0], top=part.top)
        else:
            raise StudyError("geo.study.table.intake.table-top-needs-table-rank-or")
        return pd.Index(sorted(first["adcode"].unique()), name="adcode"), by
    codes = pd.Index(sorted(own["adcode"].unique()), name="adcode")
    if part.count:
        return codes[:0], Message("study.members.counts")
    if len(codes) < COVERING * len(eligible):
        return codes, Message("study.members.every")
    return codes[:0], Message("study.members.none")
