"""The tests of a study's indicators: does a number gather in space, and where?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

import analysis
from boundaries.constant import is_constant
from boundaries.language import Message
from geo.reporting.table import Column, Typed, column, typed
from geo.study.table.guess import COVERING

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from analysis._geary import Geary
    from analysis._getis_ord import GetisOrd
    from analysis._hotspots import Hotspots
    from analysis._local_moran import LocalMoran
    from analysis._moran import Moran

KEPT = ["p_sim", "p_fdr", "label", "significant"]  # of the local results of every year but the last


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gathering:
    """How one indicator (of one year) gathers.

    Attributes
    ----------
    name : str
        The column.
    year : int or None
        Of a panel.
    values : Series
        By adcode, of the eligible units that have one.
    moran : Moran
    p_fdr : float
        Of Moran's I, Benjamini-Hochberg over every column and year of the study.
    geary : Geary or None
    getis_ord : GetisOrd or None
        None also where a value is below 0.
    local : LocalMoran or None
    common : tuple of (float, int)
        Of a panel whose years differ in their units: Moran's I of the units that have a value in every year
        tested, and their number; else NaN and 0.
    untouched : Moran or None
        Of a panel: of the units that are one unit throughout and exchanged no land, where others take part too.
    hotspots : Hotspots or None
        The frames of all years of a panel but the last hold no more than the files and maps need.
    """

    name: str
    year: int | None
    values: pd.Series
    moran: "Moran"
    p_fdr: float
    geary: "Geary | None"
    getis_ord: "GetisOrd | None"
    local: "LocalMoran | None"
    hotspots: "Hotspots | None"
    common: tuple[float, int] = (float("nan"), 0)
    untouched: "Moran | None" = None

    @property
    def label(self) -> str:
        """The column, with its year."""
        return self.name if self.year is None else f"{self.name} {self.year}"


def battery(
    values: pd.DataFrame,
    graph: "Graph",
    *,
    eligible: pd.Index,
    statistics: tuple[str, ...],
    permutations: int,
    local_permutations: int,
    panel_permutations: int = 9_999,
    alpha: float,
    seed: int,
    untouched: pd.Index | None = None,
) -> list[Gathering]:
    """Test every column of ``values`` (and every year of a panel).

    Parameters
    ----------
    values : DataFrame
        Indicators by adcode, or by adcode and year.
    graph : Graph
        Neighbors of the official units.
    eligible : Index
        Units that take part; those without a value are left out.
    statistics : tuple of str
        "moran" always runs; "geary", "getis_ord", "local_moran" and "hotspots" when named.
    permutations, local_permutations, alpha, seed
        Draws of the global and local tests, level of the false discovery rate, seed. The seed is the same for
        every column and year, so units with the same place in two years are dealt alike.
    panel_permutations : int
        Draws of the global and local tests of a panel, instead of the two above.
    untouched : Index, optional
        Units whose territory never changed: Moran's I of every year is tested of these alone as well.

    Returns
    -------
    list of Gathering
        Column by column, year by year. A column or year without variation is left out; so is a year of a
        panel that knows less than 60 % of the eligible units.
    """
    found: list[Gathering] = []
    if isinstance(values.index, pd.MultiIndex):
        draws, local_draws = panel_permutations, panel_permutations
        years: list[int | None] = [int(year) for year in sorted(values.index.unique(level=1))]
        tables = {year: values.xs(year, level=1).reindex(eligible) for year in years}
        least = COVERING * len(eligible)
    else:
        draws, local_draws = permutations, local_permutations
        years, tables, least = [None], {None: values.reindex(eligible)}, 0.0
    for name in values.columns:
        own: list[Gathering] = []
        for year in years:
            column = tables[year][name].rename(str(name))
            if is_constant(column) or column.notna().sum() < least:
                continue
            one = _tested(column, graph, statistics, draws, local_draws, alpha, seed, year=year)
            if untouched is not None:
                one = replace(one, untouched=_of_some(column, graph, untouched, draws, seed))
            own.append(one if year == years[-1] else _kept(one))
        found += _compared(own, graph)
    rates = analysis.benjamini_hochberg([item.moran.p_sim for item in found])
    return [replace(item, p_fdr=float(rate)) for item, rate in zip(found, rates, strict=True)]


def _tested(
    column: pd.Series,
    graph: "Graph",
    statistics: Sequence[str],
    draws: int,
    local_draws: int,
    alpha: float,
    seed: int,
    *,
    year: int | None,
) -> Gathering:
    """Every statistic asked for of one column of one year."""
    known = column.index[column.notna()]

    def wanted(name: str) -> bool:
        return name in statistics

    return Gathering(
        name=str(column.name),
        year=year,
        values=column.dropna(),
        moran=analysis.moran(column, graph, permutations=draws, eligible=known, seed=seed),
        p_fdr=float("nan"),
        geary=analysis.geary(column, graph, permutations=draws, eligible=known, seed=seed)
        if wanted("geary")
        else None,
        getis_ord=analysis.getis_ord(column, graph, permutations=draws, eligible=known, seed=seed)
        if wanted("getis_ord") and not (column < 0).any()
        else None,
        local=analysis.local_moran(
            column, graph, permutations=local_draws, alpha=alpha, eligible=known, seed=seed
        )
        if wanted("local_moran")
        else None,
        hotspots=analysis.hotspots(
            column, graph, permutations=local_draws, alpha=alpha, eligible=known, seed=seed
        )
        if wanted("hotspots")
        else None,
    )


def _of_some(column: pd.Series, graph: "Graph", untouched: pd.Index, draws: int, seed: int) -> "Moran | None":
    """Moran's I of the untouched units with a value, unless they are all of them or too few."""
    known = column.index[column.notna()]
    some = known.intersection(untouched)
    if len(some) in range(4) or len(some) == len(known) or is_constant(column[some]):
        return None
    return analysis.moran(column, graph, permutations=draws, eligible=some, seed=seed)


def _compared(years: list[Gathering], graph: "Graph") -> list[Gathering]:
    """The years of one column, with Moran's I of the units that all of them share where they differ in units."""
    shared = years[0].values.index if years else pd.Index([])
    for item in years[1:]:
        shared = shared.intersection(item.values.index)
    if all(len(item.values) == len(shared) for item in years) or len(shared) < 4:
        return years
    units = graph.unique_ids
    found = []
    for item in years:
        column = item.values.reindex(shared).reindex(units)
        level = float("nan")
        if column.max() > column.min():
            # one draw, because the statistic alone is asked for
            level = analysis.moran(column, graph, permutations=1, eligible=shared, seed=0).I
        found.append(replace(item, common=(level, len(shared))))
    return found


def _kept(item: Gathering) -> Gathering:
    """The same with no more of its local frames than files and maps need: a panel has hundreds of them."""
    local, hot = item.local, item.hotspots
    return replace(
        item,
        local=None if local is None else replace(local, frame=local.frame[["I", *KEPT]]),
        hotspots=None if hot is None else replace(hot, frame=hot.frame[["z", *KEPT]]),
    )


DIGITS = 4  # of a statistic, before a cell shows three
LABELS = ("HH", "LL", "HL", "LH")
SPOTS = ("hot", "cold")


def summary(found: list[Gathering]) -> Typed:
    """One row for each indicator and year, with null, eligible count and draws beside each p.

    Parameters
    ----------
    found : list of Gathering

    Returns
    -------
    Typed
        For a panel the years, the middle 95 % of I over the draws, and the eligible units without a value are
        columns too.
    """
    return typed(pd.DataFrame([_row(item) for item in found]), _columns(found))


def _row(item: Gathering) -> dict[str, object]:
    """Everything that was found of one indicator."""
    moran, local, hot, geary, g = item.moran, item.local, item.hotspots, item.geary, item.getis_ord
    labels = local.frame.loc[local.frame["significant"], "label"].value_counts() if local else {}
    signs = hot.frame.loc[hot.frame["significant"], "label"].value_counts() if hot else {}
    return {
        "indicator": item.name,
        "year": item.year,
        "I": moran.I,
        "expected": moran.expected,
        "low": moran.low_sim,
        "high": moran.high_sim,
        "p": moran.p_sim,
        "p_fdr": item.p_fdr,
        "C": geary.C if geary else None,
        "p_C": geary.p_sim if geary else None,
        "G": g.G / g.expected if g else None,
        "p_G": g.p_sim if g else None,
        **{key: int(labels.get(key, 0)) for key in LABELS},
        **{key: int(signs.get(key, 0)) for key in SPOTS},
        "n_eligible": moran.n_eligible,
        "missing": len(moran.missing),
        "shared": item.common[0],
        "untouched": item.untouched.I if item.untouched else None,
        "p_untouched": item.untouched.p_sim if item.untouched else None,
        "n_untouched": item.untouched.n_eligible if item.untouched else None,
        "isolates": len(moran.isolates),
        "draws": moran.permutations,
        "local_draws": local.permutations if local else (hot.permutations if hot else 0),
    }


def _columns(found: list[Gathering]) -> list[Column]:
    """The columns that these findings fill."""
    panel = any(item.year is not None for item in found)
    asked = {
        "year": panel,
        "expected": not panel,
        "low": panel,
        "high": panel,
        "p_fdr": len(found) > 1,
        "C": any(item.geary is not None for item in found),
        "p_C": any(item.geary is not None for item in found),
        "G": any(item.getis_ord is not None for item in found),
        "p_G": any(item.getis_ord is not None for item in found),
        "missing": panel,
        "shared": any(item.common[1] for item in found),
        **dict.fromkeys(
            ("untouched", "p_untouched", "n_untouched"), any(item.untouched is not None for item in found)
        ),
    }
    every = [
        _headed("indicator"),
        column("year"),
        column("I", heading="Moran's I", digits=DIGITS),
        column("expected", digits=DIGITS),
        _headed("low", DIGITS),
        _headed("high", DIGITS),
        column("p", heading="p", draws="draws", sides=2),
        column("p_fdr", draws="draws", sides=2),
        column("C", heading="Geary's C", digits=DIGITS),
        column("p_C", "p", heading="p (C)", draws="draws", sides=2),
        column("G", heading="G/E(G)", digits=DIGITS),
        column("p_G", "p", heading="p (G)", draws="draws", sides=2),
        *(_headed(key) for key in (*LABELS, *SPOTS, "n_eligible", "missing", "shared", "isolates")),
        _headed("untouched", DIGITS),
        column("p_untouched", "p", heading=Message("study.tests.p_untouched"), draws="draws", sides=2),
        _headed("n_untouched"),
        *(_headed(key) for key in ("draws", "local_draws")),
    ]
    return [one for one in every if asked.get(one.key, True)]


def _headed(key: str, digits: int | None = None) -> Column:
    return column(key, heading=Message(f"study.tests.{key}"), digits=digits)
