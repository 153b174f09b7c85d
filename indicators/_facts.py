"""Facts of every county-level unit: published figures with their units of measure, by code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

import boundaries
from boundaries._divisions import whole_cities
from boundaries.errors import choose
from boundaries.language import say

OWN = ("name", "kind", "province", "prefecture")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Facts:
    """Published figures of county-level units.

    Attributes
    ----------
    id : str
    year : int
        Of the figures.
    divisions_date : str
        The day of the units (``YYYY-MM-DD``).
    frame : DataFrame by adcode
        ``name``, ``kind`` ("whole_city": a city without counties), ``province``, ``prefecture`` and a column
        for each fact (float). Every county-level unit of ``divisions_date`` and the cities without counties;
        a unit without a figure is missing.
    columns : DataFrame by column
        What each fact is: ``unit`` ("persons", "persons_sample": of the long form, about a tenth of the
        population, "years", "percent"), ``kind`` ("total", "rate"), ``weight`` (the total that weights the
        mean of a rate, "" where none is published), ``share`` (part and whole of a share in per cent, else
        empty), ``heading`` and ``heading_en``.
    zones : DataFrame by code
        Areas that the publisher counts apart from the counties around them (开发区), with the same columns:
        their people stand in no row of ``frame``.
    lacking : Index
        Units of ``divisions_date`` without figures.
    source, source_en : str
        How to cite it.
    """

    id: str
    year: int
    divisions_date: str
    frame: pd.DataFrame
    columns: pd.DataFrame
    zones: pd.DataFrame
    lacking: pd.Index
    source: str
    source_en: str

    def __repr__(self) -> str:
        return (
            f"<Facts {self.id}: {len(self.columns)} facts of {len(self.frame):,} units of "
            f"{self.divisions_date}, {len(self.lacking)} lacking, {len(self.zones)} zones apart>"
        )

    def as_of(self, date: str) -> "Facts":
        """The same facts for the units of another day.

        Totals of merged units are summed, rates averaged by their weight, shares computed again; a unit that
        was split, or a part of which is not known, is missing (`boundaries.harmonise`). Nothing is spread.

        Parameters
        ----------
        date : str
            2000-01-01 to 2025-12-31.

        Returns
        -------
        Facts
            ``lacking`` names the units of that day without figures.

        Examples
        --------
        >>> facts("census-2020").as_of("2023-07-31")
        <Facts census-2020: 20 facts of 2,848 units of 2023-07-31, 11 lacking, 144 zones apart>
        """
        entry = _catalog()[self.id]
        plain = self.columns.index[self.columns["share"].map(len).eq(0)]
        totals = [column for column in plain if self.columns.loc[column, "kind"] == "total"]
        rates = {column: self.columns.loc[column, "weight"] or None for column in plain.difference(totals)}
        known = self.frame.drop(index=self.lacking)
        whole = known["kind"].eq("whole_city")
        table = known.loc[~whole, plain].reset_index().assign(year=self.year)
        done = boundaries.harmonise(
            table, adcode="adcode", year="year", to=date, totals=totals, rates=rates
        ).frame.set_index("adcode")
        values = pd.concat([done[plain], known.loc[whole, plain]])
        return _facts(self.id, entry, values, self.zones[plain], date)


@cache
def _catalog() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("indicators").joinpath("facts", "facts.toml").read_text(encoding="utf-8"))


def facts(id: str) -> Facts:
    """Facts of every county-level unit by their id.

    Parameters
    ----------
    id : {"census-2020"}
        ``census-2020``: the seventh national census, 1 November 2020: population, urban population,
        schooling, age, and employment by industry (a sample of about a tenth: use its shares).

    Returns
    -------
    Facts

    Raises
    ------
    LianpianError
        For an unknown id; the message names the valid ones.

    Examples
    --------
    >>> census = facts("census-2020")
    >>> census
    <Facts census-2020: 20 facts of 2,848 units of 2020-11-01, 3 lacking, 144 zones apart>
    >>> int(census.frame.loc["320583", "population"])
    2092496
    >>> census.columns.loc["manufacturing_share_pct", ["unit", "kind", "weight"]].tolist()
    ['percent', 'rate', 'employed_sample']
    """
    entry = _catalog()[choose(id, list(_catalog()), what="facts")]
    with files("indicators").joinpath("facts", f"{id}.csv").open(encoding="utf-8") as stream:
        table = pd.read_csv(stream, dtype={"adcode": str}).set_index("adcode")
    plain = [column for column, said in entry["columns"].items() if "share" not in said]
    zone = table["kind"].eq("zone")
    zones = table.loc[zone, ["province", "prefecture", "name", *plain]]
    return _facts(id, entry, table.loc[~zone, plain], zones, entry["divisions_date"])


def _facts(id: str, entry: Mapping[str, Any], values: pd.DataFrame, zones: pd.DataFrame, date: str) -> Facts:
    """Put figures beside the units of their day; shares are computed from their totals."""
    units = _units(date)
    frame = units.join(values.astype("float64"))
    told = pd.DataFrame(
        [_column(id, column, said) for column, said in entry["columns"].items()], index=list(entry["columns"])
    )
    for table in (frame, zones := zones.copy()):
        for column, said in entry["columns"].items():
            if "share" in said:
                part, whole = said["share"]
                table[column] = 100 * table[part] / table[whole]
    return Facts(
        id=id,
        year=entry["year"],
        divisions_date=date,
        frame=frame[[*OWN, *told.index]],
        columns=told,
        zones=zones,
        lacking=frame.index[frame[told.index[0]].isna()],
        source=say("zh", f"facts.{id}.source"),
        source_en=say("en", f"facts.{id}.source"),
    )


def _column(id: str, column: str, said: Mapping[str, Any]) -> dict[str, Any]:
    share = tuple(said.get("share", ()))
    rate = bool(share) or "weight" in said
    return {
        "unit": said["unit"],
        "kind": "rate" if rate else "total",
        "weight": share[1] if share else said.get("weight", ""),
        "share": share,
        "heading": say("zh", f"facts.{id}.{column}"),
        "heading_en": say("en", f"facts.{id}.{column}"),
    }


def _units(date: str) -> pd.DataFrame:
    """The county-level units of a day and the cities without counties, sorted by code."""
    cities = whole_cities()
    then = cities[(cities["since"] <= date) & (cities["until"].eq("") | (cities["until"] > date))]
    beside = then.assign(kind="whole_city", prefecture=then["name"]).set_index("code")[list(OWN)]
    return pd.concat([boundaries.divisions(date)[list(OWN)], beside]).rename_axis("adcode").sort_index()
