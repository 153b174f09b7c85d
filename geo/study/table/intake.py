"""A user's table on the map: read, matched to codes, joined, with everything that was left out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.eligible import units_of
from boundaries.language import Message, say
from geo.study.table.aggregate import Rule, put_together, refuse_without_rule, rules, said
from geo.study.table.classes import classes_of
from geo.study.table.config import Config, StudyError
from geo.study.table.eligible import eligible, regional
from geo.study.table.guess import COVERING
from geo.study.table.place import Placed, place
from geo.study.table.years import check_wide, lengthened, refuse_twice, with_years

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
        Row by row the code on the date of the boundaries, NA where there is none.
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
    measures : dict
        The unit of measure of each column of ``table`` and ``values`` whose heading or cells name one.
    """

    table: pd.DataFrame
    numbers: pd.Index
    match: "Match"
    codes: pd.Series
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
    layer = boundaries.read_layer(
        config.table.level,
        provider=config.boundaries.provider,
        tolerance_m=config.boundaries.tolerance_m or None,
    )
    return _assembled(table, layer)


def _assembled(table: Placed, layer: "gpd.GeoDataFrame") -> Intake:
    """Members, values and notes of the matched table."""
    config, part, frame = table.config, table.config.table, table.frame
    notes = list(table.notes)
    rows = frame.assign(adcode=table.codes)
    years: tuple[int, ...] = ()
    wide: dict[str, dict[int, str]] = {}
    keys = ["adcode"]
    if part.year is not None or part.wide:
        wide = check_wide(part, list(frame.columns), table.units) if part.wide else {}
        rows = with_years(lengthened(rows, wide) if part.wide else rows, part, table.numbers)
        then = table.match.frame["adcode"].reset_index(drop=True).reindex(rows.index)
        named = rows.assign(adcode=then)[then.notna()]
        refuse_twice(named, part, table.numbers)  # as named: merged units may meet below
        years = tuple(sorted({int(year) for year in rows.loc[rows["adcode"].notna(), "year"]}))
        keys = ["adcode", "year"]
    placed = rows[rows["adcode"].notna()]
    apart = [*keys, part.category] if part.category else keys
    if not part.count:
        then = table.match.frame["adcode"].reset_index(drop=True).reindex(placed.index)
        same = placed.assign(adcode=then).dropna(subset=["adcode"])  # former units may meet; one unit may not
        refuse_without_rule(same, apart, part, table.numbers)
    notes += _twice(table, placed, keys)
    rule = rules(part, list(part.columns), _units(table, wide, list(part.columns)))
    values = _values(config, placed, keys, rule)
    could, note = eligible(config, layer, pd.Index(placed["adcode"].unique()))
    if part.count and not years:
        values = values.reindex(could.union(values.index).rename("adcode"), fill_value=0.0)
    notes += said(rule, placed, apart, part.weight)
    outside = values.index.get_level_values(0).unique().difference(could)
    if len(outside):
        names = list(units_of(DATE, part.level)["name"].reindex(outside).fillna("—"))
        notes.append(Message("study.notes.outside", n=len(outside), names=names))
    latest = placed[placed["year"] == years[-1]] if years else placed
    members, members_note = _members(config, latest, could, values)
    classes, unclear = classes_of(latest, part.classes, part.name)
    notes += unclear
    ranks = placed.groupby(keys)[part.rank].min() if years and part.rank else pd.Series(dtype=float)
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
        codes=table.codes,
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
        left_out=pd.concat([table.left_out, _beyond(table, layer)]).sort_values("row", ignore_index=True),
        notes=tuple(notes),
        measures=_measures(table, wide, list(values.columns)),
    )


def _beyond(table: Placed, layer: "gpd.GeoDataFrame") -> pd.DataFrame:
    """The rows of units that a map of a region does not show, as `Placed.left_out` holds rows."""
    away = table.codes.notna() & ~table.codes.isin(layer.index)
    names = table.frame[table.config.table.name].fillna("").astype(str)
    rows = pd.DataFrame(
        {"row": table.numbers, "name": names, "status": "beyond", "reason": "beyond_the_region"}
    )
    return rows.assign(suggestion="")[away.to_numpy()]


def _measures(table: Placed, wide: dict[str, dict[int, str]], columns: list[str]) -> dict[str, str]:
    """The unit of measure of each column; that of a wide panel's indicator stands in its headings by year."""
    part = table.config.table
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
        return [Message("study.notes.about", rows=len(placed), units=n)]
    apart = [*keys, part.category] if part.category else keys
    twice = placed.duplicated(apart, keep=False)
    if not twice.any():
        return []
    rows = [f"{table.numbers[row]} {name}" for row, name in placed.loc[twice, part.name].items()]
    return [Message("study.notes.twice", rows=len(rows), which=rows)]


def _values(config: Config, placed: pd.DataFrame, keys: list[str], rule: "dict[str, Rule]") -> pd.DataFrame:
    """The indicators by unit (and year); one column for each word of the category."""
    part, columns = config.table, list(config.table.columns)
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


def _units(table: Placed, wide: dict[str, dict[int, str]], columns: list[str]) -> "pd.Series[str]":
    """The unit of measure of each indicator, "" where it has none."""
    known = _measures(table, wide, columns)
    return pd.Series({column: known.get(column, "") for column in columns}, dtype=str)


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
