"""A panel in units that stay the same: totals summed, rates weighted, nothing lost and nothing made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from boundaries._constant_units import ConstantUnits
from boundaries.account import balance
from boundaries.additivity import measure
from boundaries.combining import combine
from boundaries.errors import TableError, no_column
from boundaries.language import Message
from boundaries.placing import Placed, place_constant, place_on_day
from boundaries.shares import read_shares
from boundaries.year_ends import EARLIEST, FIRST_YEAR, read_years

OWN: tuple[str, ...] = ("unit_name", "how", "parts", "complete", "touched", "shared")
"""The columns that `Harmonised.frame` has beside those of the table."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Harmonised:
    """A panel in units that are the same every year, and what became of every row.

    Attributes
    ----------
    frame : DataFrame, one row a unit and year, by year and code: the columns of the table (the code is the
        unit's), then unit_name, how, parts (rows that it was put together from), complete (bool; False: a
        part is lacking, every value is missing), touched (bool: a part of its land changed hands), shared
        (bool: values were interpolated with ``shares``)
    rows : DataFrame, one row each of the table, its index and order: unit (NA where none, or several), year,
        status ("kept", "summed", "shared", "left_out"), reason ("" or why it was left out: "no_code",
        "code_not_in_force", "part_lacking", "split", "no_share"), lacks (tuple of codes: the parts that are
        lacking), read_as (the year whose list the code was read by)
    groups : DataFrame, one row a unit and year that is more than one row of the table or lacks a part: unit,
        year, name, how, expected (tuple of codes), present (tuple of codes), lacks, complete
    cells : DataFrame, one row a value that is not in ``frame`` though its row is: row (the table's label),
        year, unit, column, reason ("part_missing", "no_weight", "weight_missing", "weight_zero",
        "parts_disagree", "not_additive", "interpolated")
    account : DataFrame by year and item ("rows", then each total): given, kept, summed, shared, left_out.
        given = kept + summed + shared + left_out, always, and kept + summed + shared is what ``frame`` adds
        up to
    totals, rates : what was summed, what was weighted by what
    kinds : DataFrame by column: what heading and unit say of it (`boundaries.measures`)
    missing_years : tuple of int, years between the first and the last that no row has
    to : "constant", or the day
    units : ConstantUnits, or None where ``to`` is a day
    """

    frame: pd.DataFrame
    rows: pd.DataFrame
    groups: pd.DataFrame
    cells: pd.DataFrame
    account: pd.DataFrame
    totals: tuple[str, ...]
    rates: dict[str, str | None]
    kinds: pd.DataFrame
    missing_years: tuple[int, ...]
    to: str
    units: ConstantUnits | None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were kept, summed, shared and left out."""
        found = self.rows["status"].value_counts()
        return {status: int(found.get(status, 0)) for status in ("kept", "summed", "shared", "left_out")}

    def __repr__(self) -> str:
        n = self.counts
        return (
            f"Harmonised({len(self.rows):,} rows: {n['kept']:,} kept, {n['summed']:,} summed, "
            f"{n['shared']:,} shared, {n['left_out']:,} left out; {len(self.frame):,} units and years, "
            f"to {self.to})"
        )


def harmonise(
    table: pd.DataFrame,
    *,
    adcode: str,
    year: str,
    dated: str | None = None,
    to: "str | ConstantUnits" = "constant",
    totals: Sequence[str] = (),
    rates: Mapping[str, str | None] | None = None,
    shares: "str | pd.DataFrame | None" = None,
) -> Harmonised:
    """Put a long panel, one row a unit and year, into units that are the same in every year.

    Parameters
    ----------
    table : DataFrame
        Any index; it is not changed.
    adcode : str
        The column of codes, each of its own year (``dated_adcode`` of `match` with ``dated=``); missing where
        a row is no unit.
    year : str
        The column of years, 2000-2025; 1980-2025 where ``dated`` is given.
    dated : str, optional
        The column of years by whose lists the codes are read, where these are not the rows' own: figures
        revised to the units of a later year, or names of one year throughout.
    to : "constant", ConstantUnits, or a day "YYYY-MM-DD"
        The constant units from the table's first year to its last (or those given), or the units of a day.
    totals : sequence of str
        Columns that add up over territory: they are summed.
    rates : mapping of columns to their weights
        Columns that do not add up, each with the total that weights its mean; None: never averaged.
    shares : None, "area", or DataFrame, optional
        Only with a day: how values of a unit that was split are spread over the units that hold it. None:
        they are not. "area": by area, where it was split into whole units. A frame: source, target, share (of
        the source's total; the shares of a source add up to 1) and, where they differ, year. What was spread
        is marked ``shared``; rates are missing there.

    Returns
    -------
    Harmonised

    Raises
    ------
    TableError
        One message with every breach: columns that are not there, years that are none, malformed codes, a
        unit twice in one year, text in a total, a total called a rate or the reverse, a weight that is no
        total or is negative, shares that do not add up; or an account that does not balance.

    Notes
    -----
    For a unit u in year t with parts P(u, t): a total is the sum over P; a rate with weight w is
    sum(w r) / sum(w). If any part has no row, every value of (u, t) is missing, if a part has a row and no
    value, that value is missing: never smaller. Columns that are neither (ranks, indices, text) are kept
    where a unit is one row, text also where all parts say the same; else missing. Nothing else is averaged.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "code": ["310115", "310119", "310115"],
    ...         "year": [2008, 2008, 2010],
    ...         "pop": [305.0, 107.0, 504.0],
    ...     }
    ... )
    >>> done = harmonise(table, adcode="code", year="year", totals=["pop"])
    >>> done.frame[["code", "year", "pop", "how", "parts"]].values.tolist()
    [['310115', 2008, 412.0, 'merged', 2], ['310115', 2010, 504.0, 'merged', 1]]
    >>> done.account.loc[(2008, "pop")].tolist()
    [412.0, 0.0, 412.0, 0.0, 0.0]
    """
    weights = dict(rates or {})
    years, lists, codes = _checked(table, adcode, year, dated, to, tuple(totals), weights, shares)
    if isinstance(to, str) and to != "constant":
        spread = read_shares(shares, to)
        placed = place_on_day(codes, years, lists, to, spread)
    else:
        placed = place_constant(codes, years, lists, to if isinstance(to, ConstantUnits) else None)
    values = table.drop(columns=[adcode, year, *([dated] if dated else [])]).reset_index(drop=True)
    combined = combine(values, placed, tuple(totals), weights)
    frame = _frame(table, adcode, year, placed, combined.values)
    account = balance(values[list(totals)], years, placed, combined, frame.rename(columns={year: "year"}))
    rows = placed.rows.set_index(table.index)
    cells = combined.cells.assign(row=table.index[combined.cells["row"].to_numpy()])
    found = sorted(set(years))
    return Harmonised(
        frame=frame,
        rows=rows,
        groups=placed.groups,
        cells=cells,
        account=account,
        totals=tuple(totals),
        rates=weights,
        kinds=pd.DataFrame([measure(str(c)) for c in values.columns], index=values.columns),
        missing_years=tuple(y for y in range(found[0], found[-1] + 1) if y not in found) if found else (),
        to=to if isinstance(to, str) else "constant",
        units=placed.units,
    )


def _frame(table: pd.DataFrame, adcode: str, year: str, placed: Placed, values: pd.DataFrame) -> pd.DataFrame:
    """Units and years in the table's own columns, and what is known of each."""
    about = placed.targets
    frame = pd.DataFrame({adcode: about["unit"].to_numpy(), year: about["year"].to_numpy()})
    for column in values.columns:
        frame[column] = values[column].to_numpy()
    frame = frame[[column for column in table.columns if column in frame]]
    for column in OWN:
        frame[column] = about[{"unit_name": "name"}.get(column, column)].to_numpy()
    return frame


def _checked(
    table: pd.DataFrame,
    adcode: str,
    year: str,
    dated: str | None,
    to: object,
    totals: tuple[str, ...],
    rates: Mapping[str, str | None],
    shares: object,
) -> tuple[list[int], list[int], list[str]]:
    """Years, years of the lists, and codes, once everything about the question is seen to be in order."""
    if not isinstance(table, pd.DataFrame):
        raise TableError(
            "boundaries.harmonise.wanted-a-dataframe-to-harmonise-got", name=type(table).__name__
        )
    named = [adcode, year, *([dated] if dated else []), *totals, *rates, *(w for w in rates.values() if w)]
    breaches = _absent(table, named)
    if breaches:
        raise TableError("errors.faults", faults=breaches)
    if taken := [column for column in OWN if column in table.columns]:
        breaches.append(Message("boundaries.harmonise.names-of-our-own", columns=taken))
    years: list[int] = []
    lists: list[int] = []
    try:
        years = read_years(table[year], first=FIRST_YEAR if dated is None else EARLIEST, error=TableError)
        lists = years if dated is None else read_years(table[dated], error=TableError)
    except TableError as error:
        breaches.append(error.message)
    codes = [_code(value) for value in table[adcode]]
    if strange := [
        Message("errors.row", row=row, value=repr(value))
        for row, (value, code) in enumerate(zip(table[adcode], codes, strict=True), start=1)
        if code == "?"
    ]:
        breaches.append(
            Message("boundaries.harmonise.no-code", count=len(strange), adcode=adcode, cells=strange)
        )
    if years and not strange:
        breaches += _twice(codes, years)
    breaches += _wrong_kinds(table, totals, rates)
    if shares is not None and not (isinstance(to, str) and to != "constant"):
        breaches.append(Message("boundaries.harmonise.shares-need-a-day"))
    if isinstance(to, ConstantUnits) and lists and not to.first <= min(lists) <= max(lists) <= to.last:
        breaches.append(
            Message(
                "boundaries.harmonise.constant-years",
                first=to.first,
                last=to.last,
                low=min(lists),
                high=max(lists),
            )
        )
    if not len(table):
        breaches.append(Message("boundaries.harmonise.no-rows"))
    if breaches:
        raise TableError("errors.faults", faults=breaches)
    return years, lists, codes


def _absent(table: pd.DataFrame, wanted: Sequence[str]) -> list[Message]:
    breaches = []
    for column in dict.fromkeys(wanted):
        count = int((table.columns == column).sum())
        if count == 0:
            breaches.append(no_column(column, table.columns))
        elif count > 1:
            breaches.append(Message("errors.names-columns", role="", column=column, count=count))
    return breaches


def _code(value: object) -> str:
    """A code as six digits; "" where it is missing, "?" where it is something else."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().removesuffix(".0")
    if not text:
        return ""
    return text if len(text) == 6 and text.isascii() and text.isdigit() else "?"


def _twice(codes: list[str], years: list[int]) -> list[Message]:
    seen: dict[tuple[str, int], list[int]] = {}
    for row, key in enumerate(zip(codes, years, strict=True), start=1):
        if key[0]:
            seen.setdefault(key, []).append(row)
    twice = [
        Message("boundaries.harmonise.in-rows", code=code, year=year, rows=rows)
        for (code, year), rows in seen.items()
        if len(rows) > 1
    ]
    if not twice:
        return []
    return [Message("boundaries.harmonise.twice", count=len(twice), twice=twice[:10])]


def _wrong_kinds(
    table: pd.DataFrame, totals: tuple[str, ...], rates: Mapping[str, str | None]
) -> list[Message]:
    breaches = []
    if both := [column for column in totals if column in rates]:
        breaches.append(Message("boundaries.harmonise.total-and-rate", columns=both))
    for column in (*totals, *rates):
        if not pd.api.types.is_numeric_dtype(table[column]) or pd.api.types.is_bool_dtype(table[column]):
            rows = [
                Message("errors.row", row=i, value=repr(v))
                for i, v in enumerate(table[column], start=1)
                if isinstance(v, str)
            ]
            held = Message("list.some", items=rows) if rows else table[column].dtype
            breaches.append(Message("boundaries.harmonise.no-numbers", column=column, rows=held))
    for column in totals:
        said = measure(column)
        if said.kind in ("rate", "rank"):
            breaches.append(
                Message(
                    "boundaries.harmonise.called-a-total",
                    column=column,
                    kind=Message(f"boundaries.harmonise.kind-{said.kind}"),
                    token=said.token,
                )
            )
    for column, weight in rates.items():
        said = measure(column)
        if said.kind == "total" and said.evidence == "unit":
            breaches.append(Message("boundaries.harmonise.called-a-rate", column=column, token=said.token))
        if weight is not None and weight not in totals:
            breaches.append(
                Message("boundaries.harmonise.no-weight", weight=weight, column=column, totals=list(totals))
            )
        elif weight is not None and pd.api.types.is_numeric_dtype(table[weight]):
            below = [
                Message("errors.row", row=i, value=v) for i, v in enumerate(table[weight], start=1) if v < 0
            ]
            if below:
                fault = "boundaries.harmonise.negative-weight"
                breaches.append(Message(fault, weight=weight, column=column, rows=below))
    return breaches
