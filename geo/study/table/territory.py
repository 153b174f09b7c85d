"""A table's figures on units whose territory is one and the same: totals summed, rates weighted, all accounted for.

A panel is put into units that hold from its first year to its last and on the boundaries' day; so is a table of
one year that is not that of the boundaries. What of the rows went where is an account that adds up.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries._constant_units import ConstantUnits
from boundaries._harmonise import Harmonised
from boundaries._units import DATE
from boundaries.additivity import measure
from boundaries.language import Message
from geo.study.table.config import Config, StudyError, TablePart
from geo.study.table.words import words

if TYPE_CHECKING:
    from geo.study.table.place import Placed

ADCODE, YEAR, LISTS = "adcode", "year", "dated"
UNTOUCHED = ("same", "renamed")
"""What became of units that are one unit throughout."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Territory:
    """Figures by unit and year, and what became of every row.

    Attributes
    ----------
    units : ConstantUnits or None
        What the figures are laid on; None: the units of the boundaries' day.
    codes : Series
        The unit of each row, by its position in the table; NA where it has none.
    values : DataFrame
        Indicators by adcode and year.
    parts : Series of int
        From how many rows each of these was put together.
    ways : Series of str
        Row by row: "kept", "summed" or "left_out".
    reasons : Series of str
        Row by row why it was left out, "" where it was not.
    lacks : Series of tuple
        Row by row the codes that its unit lacks in that year.
    done : Harmonised
        Groups, cells and account; its columns are numbered like those of ``values``.
    totals : tuple of str
    rates : dict of str to str
        Column to the total that weights it, "" for none.
    """

    units: ConstantUnits | None
    codes: "pd.Series[str]"
    values: pd.DataFrame
    parts: "pd.Series[int]"
    ways: "pd.Series[str]"
    reasons: "pd.Series[str]"
    lacks: "pd.Series[object]"
    done: Harmonised
    totals: tuple[str, ...]
    rates: dict[str, str]

    @property
    def untouched(self) -> pd.Index:
        """The units that are one unit throughout and gave no land away nor got any."""
        if self.units is None:
            return pd.Index([], name=ADCODE)
        table = self.units.units
        return table.index[table["how"].isin(UNTOUCHED) & ~table["touched"]]


def kinds_of(
    columns: list[str], measures: dict[str, str], config: Config
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Which columns are totals and which are rates, by the settings or else by headings and units of measure.

    Parameters
    ----------
    columns : list of str
        Indicators.
    measures : dict
        The unit of measure of those that have one.
    config : Config

    Returns
    -------
    tuple of str
        Totals.
    dict of str to str
        Rates, each with the total that weights it, "" for none.

    Raises
    ------
    StudyError
        Names of no indicator, a total whose heading says rate or the reverse, weights that are no totals.
    """
    said = {column: measure(column, measures.get(column, "")) for column in columns}
    panel = config.panel
    rates = panel.rates
    totals = panel.totals
    if totals is None:
        totals = [c for c in columns if said[c].kind == "total" and c not in (rates or {})]
    if rates is None:
        rates = {c: likely_weight(c, totals) for c in columns if said[c].kind == "rate" and c not in totals}
    faults = [
        Message("study.kinds.unknown", key=key, name=name)
        for key, names in (("panel.totals", totals), ("panel.rates", rates))
        for name in names
        if name not in columns
    ]
    faults += [Message("study.kinds.both", name=name) for name in totals if name in rates]
    faults += [
        Message(
            "study.kinds.no_total",
            name=name,
            kind=Message(f"study.kinds.{said[name].kind}"),
            token=said[name].token,
        )
        for name in totals
        if name in said and said[name].kind in ("rate", "rank")
    ]
    faults += [
        Message("study.kinds.no_rate", name=name, token=said[name].token)
        for name in rates
        if name in said and said[name].kind == "total" and said[name].evidence == "unit"
    ]
    faults += [
        Message("study.kinds.weight", name=name, weight=weight)
        for name, weight in rates.items()
        if weight and weight not in totals
    ]
    if faults:
        raise StudyError("geo.study.table.territory.kinds", path=config.table.path, faults=faults)
    return tuple(totals), dict(rates)


def likely_weight(rate: str, totals: list[str]) -> str:
    """The total that a rate for each person is a mean by: the first that counts people, "" where none does.

    >>> likely_weight("人均GDP", ["GDP", "常住人口"]), likely_weight("增速", ["GDP", "常住人口"])
    ('常住人口', '')
    """
    if not any(word in rate for word in words("per_person")):
        return ""
    people = [total for total in totals if any(word in total for word in words("people"))]
    residents = [total for word in words("people") for total in people if word in total]
    return next(iter(residents), "")


def lay(table: "Placed", collected: pd.DataFrame, rows: pd.DataFrame, measures: dict[str, str]) -> Territory:
    """Lay figures on units of one territory.

    Parameters
    ----------
    table : Placed
    collected : DataFrame
        Indicators by adcode (each of the list of its row) and year.
    rows : DataFrame
        The rows behind them: adcode, year, dated, by position.
    measures : dict
        The unit of measure of indicators.

    Returns
    -------
    Territory

    Raises
    ------
    StudyError
        Kinds of columns that do not fit, negative weights, an account that does not add up.
    """
    config = table.config
    columns = [str(column) for column in collected.columns]
    said = kinds_of(list(config.table.columns), measures, config)
    _weights(table, rows, said[1])
    totals, rates = _by_category(columns, config.table, *said)
    keys = {column: f"c{at}" for at, column in enumerate(columns)}
    first = rows.drop_duplicates([ADCODE, YEAR]).set_index([ADCODE, YEAR])
    given = collected.set_axis(list(keys.values()), axis=1).reset_index()
    given[LISTS] = first[LISTS].reindex(collected.index).to_numpy()
    steady = None
    if table.lists is not None:
        held = [int(year) for year in given[LISTS]] or [int(DATE[:4])]
        today = int(DATE[:4])
        steady = boundaries.constant_units(
            min(*held, today),
            max(*held, today),
            transfers="merge" if config.panel.units == "merge" else "flag",
        )
    done = boundaries.harmonise(
        given,
        adcode=ADCODE,
        year=YEAR,
        dated=LISTS,
        to=DATE if steady is None else steady,
        totals=[keys[column] for column in totals],
        rates={keys[column]: keys[weight] if weight else None for column, weight in rates.items()},
    )
    laid = done.rows.set_axis(collected.index)
    pairs = pd.MultiIndex.from_frame(rows[[ADCODE, YEAR]])
    frame = done.frame.set_index([ADCODE, YEAR])

    def spread(column: str) -> pd.Series:
        return pd.Series(laid[column].reindex(pairs).to_numpy(), index=rows.index, dtype=object)

    values = frame[list(keys.values())].set_axis(columns, axis=1)
    return Territory(
        units=steady,
        codes=spread("unit").astype("string"),
        values=values.astype(float),
        parts=frame["parts"],
        ways=spread("status"),
        reasons=spread("reason"),
        lacks=spread("lacks"),
        done=done,
        totals=totals,
        rates=rates,
    )


def _by_category(
    columns: list[str], part: TablePart, totals: tuple[str, ...], rates: dict[str, str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The same for the columns that a category makes of each; the number of rows of a unit is a total."""
    if not part.category:
        counted = [column for column in columns if column not in part.columns]
        return (*totals, *counted), rates
    own = {column: next((c for c in part.columns if column.endswith(f" {c}")), "") for column in columns}
    weights = {
        column: f"{column.removesuffix(own[column])}{rates[own[column]]}" if rates[own[column]] else ""
        for column in columns
        if own[column] in rates
    }
    return (
        tuple(column for column in columns if not own[column] or own[column] in totals),
        {column: weight if weight in columns else "" for column, weight in weights.items()},
    )


def _weights(table: "Placed", rows: pd.DataFrame, rates: dict[str, str]) -> None:
    """Refuse weights below 0, by row."""
    below = [
        Message("study.kinds.negative", row=table.numbers[at], name=weight, value=value)
        for weight in dict.fromkeys(weight for weight in rates.values() if weight and weight in rows)
        for at, value in rows.loc[rows[weight] < 0, weight].items()
    ]
    if below:
        raise StudyError("geo.study.table.territory.kinds", path=table.config.table.path, faults=below)
