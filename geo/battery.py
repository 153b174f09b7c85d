"""The tests of a study's indicators: does a number gather in space, and where?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

import analysis
from geo.report import p_value

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from analysis.getis_ord import Hotspots
    from analysis.local_moran import LocalMoran
    from analysis.moran import Moran


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
    local : LocalMoran or None
    hotspots : Hotspots or None
    """

    name: str
    year: int | None
    values: pd.Series
    moran: "Moran"
    local: "LocalMoran | None"
    hotspots: "Hotspots | None"

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
        "moran" always runs; "local_moran" and "hotspots" when named.
    permutations, local_permutations, alpha, seed
        Draws of the global and local tests, level of the false discovery rate, seed.
    """
    found = []
    panel = isinstance(values.index, pd.MultiIndex)
    years: list[int | None] = sorted(values.index.unique(level=1)) if panel else [None]
    for name in values.columns:
        for year in years:
            column = values[name] if year is None else values[name].xs(year, level=1)
            column = column.reindex(eligible).rename(str(name))
            if column.nunique(dropna=True) < 2:
                continue
            shared = {"eligible": column.index[column.notna()], "seed": seed}
            local = hot = None
            if "local_moran" in statistics:
                local = analysis.local_moran(
                    column, graph, permutations=local_permutations, alpha=alpha, **shared
                )
            if "hotspots" in statistics:
                hot = analysis.hotspots(column, graph, permutations=local_permutations, alpha=alpha, **shared)
            found.append(
                Gathering(
                    name=str(name),
                    year=None if year is None else int(year),
                    values=column.dropna(),
                    moran=analysis.moran(column, graph, permutations=permutations, **shared),
                    local=local,
                    hotspots=hot,
                )
            )
    return found


def summary(found: list[Gathering], lang: str) -> pd.DataFrame:
    """One row for each indicator and year, with null, eligible count and draws beside each p."""
    zh = lang == "zh"
    rows = []
    for item in found:
        local, hot = item.local, item.hotspots
        labels = local.frame.loc[local.frame["significant"], "label"].value_counts() if local else {}
        signs = hot.frame.loc[hot.frame["significant"], "label"].value_counts() if hot else {}
        rows.append(
            {
                ("指标" if zh else "Indicator"): item.label,
                "Moran's I": round(item.moran.I, 4),
                ("期望" if zh else "Expected"): round(item.moran.expected, 4),
                "p": p_value(item.moran.p_sim, draws=item.moran.permutations),
                ("高高" if zh else "HH"): int(labels.get("HH", 0)),
                ("低低" if zh else "LL"): int(labels.get("LL", 0)),
                ("高低" if zh else "HL"): int(labels.get("HL", 0)),
                ("低高" if zh else "LH"): int(labels.get("LH", 0)),
                ("热点" if zh else "Hot"): int(signs.get("hot", 0)),
                ("冷点" if zh else "Cold"): int(signs.get("cold", 0)),
                ("参评单元" if zh else "Eligible"): item.moran.n_eligible,
                ("无邻居" if zh else "Isolates"): len(item.moran.isolates),
                ("置换" if zh else "Draws"): item.moran.permutations,
                ("局部置换" if zh else "Local draws"): local.permutations
                if local
                else (hot.permutations if hot else 0),
            }
        )
    return pd.DataFrame(rows)
