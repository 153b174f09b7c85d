"""The tests of a study's indicators: does a number gather in space, and where?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

import analysis
from boundaries.constant import is_constant
from geo.reporting.page import p_value
from geo.study.table.intake import COVERING

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

    Returns
    -------
    list of Gathering
        Column by column, year by year. A column or year without variation is left out; so is a year of a panel
        that knows less than 60 % of the eligible units.
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


def summary(found: list[Gathering], lang: str) -> pd.DataFrame:
    """One row for each indicator and year, with null, eligible count and draws beside each p.

    Parameters
    ----------
    found : list of Gathering
    lang : {"zh", "en"}

    Returns
    -------
    DataFrame
        For a panel the years, the middle 95 % of I over the draws, and the eligible units without a value are
        columns too.
    """
    zh = lang == "zh"
    panel = any(item.year is not None for item in found)
    unequal = any(item.common[1] for item in found)
    rows = []
    for item in found:
        moran, local, hot = item.moran, item.local, item.hotspots
        labels = local.frame.loc[local.frame["significant"], "label"].value_counts() if local else {}
        signs = hot.frame.loc[hot.frame["significant"], "label"].value_counts() if hot else {}
        rows.append(
            {
                ("指标" if zh else "Indicator"): item.name,
                **({("年份" if zh else "Year"): item.year} if panel else {}),
                "Moran's I": round(moran.I, 4),
                **(
                    _spread(item, zh) if panel else {("期望" if zh else "Expected"): round(moran.expected, 4)}
                ),
                "p": p_value(moran.p_sim, draws=moran.permutations),
                **({("p（FDR）" if zh else "p (FDR)"): p_value(item.p_fdr)} if len(found) > 1 else {}),
                **_more(item),
                ("高高" if zh else "HH"): int(labels.get("HH", 0)),
                ("低低" if zh else "LL"): int(labels.get("LL", 0)),
                ("高低" if zh else "HL"): int(labels.get("HL", 0)),
                ("低高" if zh else "LH"): int(labels.get("LH", 0)),
                ("热点" if zh else "Hot"): int(signs.get("hot", 0)),
                ("冷点" if zh else "Cold"): int(signs.get("cold", 0)),
                ("参评单元" if zh else "Eligible"): moran.n_eligible,
                **({("缺数值" if zh else "No value"): len(moran.missing)} if panel else {}),
                **({("I（各年共有单元）" if zh else "I (shared units)"): item.common[0]} if unequal else {}),
                ("无邻居" if zh else "Isolates"): len(moran.isolates),
                ("置换" if zh else "Draws"): moran.permutations,
                ("局部置换" if zh else "Local draws"): local.permutations
                if local
                else (hot.permutations if hot else 0),
            }
        )
    return pd.DataFrame(rows)


def _spread(item: Gathering, zh: bool) -> dict[str, float]:
    """Between which values the middle 95 % of I over the draws lie."""
    low, high = (round(end, 4) for end in (item.moran.low_sim, item.moran.high_sim))
    return {("随机 2.5 %" if zh else "Draws 2.5 %"): low, ("随机 97.5 %" if zh else "Draws 97.5 %"): high}


def _more(item: Gathering) -> dict[str, object]:
    """Geary's C and global G, where they were asked for."""
    cells: dict[str, object] = {}
    if item.geary is not None:
        cells["Geary's C"] = round(item.geary.C, 4)
        cells["p (C)"] = p_value(item.geary.p_sim, draws=item.geary.permutations)
    if item.getis_ord is not None:
        cells["G/E(G)"] = round(item.getis_ord.G / item.getis_ord.expected, 4)
        cells["p (G)"] = p_value(item.getis_ord.p_sim, draws=item.getis_ord.permutations)
    return cells
