"""The data files of a panel: units by year in long form, and what the workbook says of its years."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from geo.reporting.fields import own_fields
from geo.reporting.table import Typed, column, typed
from geo.study.report.panel_sentences import years_of_units
from geo.study.report.turnover_blocks import turnover_table
from geo.study.report.values_table import own_columns
from geo.study.statistics.indicators import KEPT, Gathering
from geo.study.statistics.turnover import Turnover

if TYPE_CHECKING:
    from boundaries._match import Match
    from geo.study.table.config import TablePart
    from geo.study.table.intake import Intake

CELLS = 400_000  # a sheet with more opens slowly; panel.parquet has them all
ORDER = ["stayed", "joined", "left"]
NAMES = ["name", "province", "prefecture"]


def names_once(taken: "Intake", part: "TablePart") -> "tuple[pd.DataFrame, pd.Index, Match]":
    """The rows of a table, their numbers and what was found for them; of a long panel, every name once.

    Parameters
    ----------
    taken : Intake
    part : TablePart
    """
    if not taken.years:
        return taken.table, taken.numbers, taken.match
    names = [name for name in (part.name, part.province, part.prefecture, part.adcode) if name in taken.table]
    first = ~taken.table.duplicated(names).to_numpy()
    rows = replace(taken.match, frame=taken.match.frame[first], given=taken.match.given[first])
    return taken.table.loc[first, names], taken.numbers[first], rows


def panel_rows(taken: "Intake", found: list[Gathering]) -> pd.DataFrame:
    """One row for each unit and year: names, rank, values, and the local results of every year.

    Parameters
    ----------
    taken : Intake
    found : list of Gathering

    Returns
    -------
    DataFrame
        By adcode and year, columns named as in layer.parquet without their year.
    """
    index = taken.values.index
    codes = index.get_level_values(0)
    parts: list[pd.DataFrame | pd.Series] = [
        pd.DataFrame(taken.layer[NAMES].reindex(codes).to_numpy(), columns=NAMES, index=index),
        pd.Series(codes.isin(taken.eligible), index=index, name="eligible"),
    ]
    if len(taken.ranks):
        parts.append(taken.ranks.reindex(index).rename("rank"))
    fields = own_fields(map(str, taken.values.columns), [*NAMES, "eligible", "rank"])
    for name, field in fields.items():
        parts.append(taken.values[name].rename(field))
        years = [item for item in found if item.name == name]
        local = {item.year: item.local.frame for item in years if item.local is not None}
        hot = {item.year: item.hotspots.frame for item in years if item.hotspots is not None}
        for kind, frames, first in (("LISA", local, "I"), ("Gi*", hot, "z")):
            if frames:
                parts.append(_stacked(frames, [first, *KEPT], index).add_prefix(f"{field} {kind} "))
    return pd.concat(parts, axis=1)


def _stacked(frames: "dict[int | None, pd.DataFrame]", keys: list[str], index: pd.MultiIndex) -> pd.DataFrame:
    """The frames of the years below each other, laid on ``index``."""
    stacked = pd.concat({year: frame[keys] for year, frame in frames.items()}, names=["year", "adcode"])
    laid = stacked.swaplevel().reindex(index)
    return laid.assign(label=laid["label"].astype("category"), significant=laid["significant"].eq(True))


def panel_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The same for layer.gpkg, without the p-values: a label only where it is significant.

    Parameters
    ----------
    rows : DataFrame
        What :func:`panel_rows` gives.
    """
    kept: dict[str, pd.Series] = {}
    for name in map(str, rows.columns):
        if name.endswith((" I", " z", " p_sim", " p_fdr", " significant")) and _is_local(name):
            continue
        values = rows[name]
        if _is_local(name):
            sure = rows[name.removesuffix("label") + "significant"]
            values = values.astype(object).where(sure & values.notna(), None)
        kept[name.removesuffix(" label") if _is_local(name) else name] = values
    return pd.DataFrame(kept).reset_index()


def _is_local(name: str) -> bool:
    return " LISA " in name or " Gi* " in name


def panel_sheets(taken: "Intake", changed: Turnover | None) -> dict[str, Typed]:
    """The sheets of a panel by their keys: its years, units that lack some, who joined and left, the values.

    Parameters
    ----------
    taken : Intake
    changed : Turnover, optional

    Returns
    -------
    dict of str to Typed
    """
    sheets = {"years": years_table(taken)}
    lacking = _lacking(taken)
    if len(lacking.frame):
        sheets["lacking"] = lacking
    if changed is not None:
        rows = changed.frame.assign(order=changed.frame["status"].map(ORDER.index))
        rows = rows.sort_values(["order", "rank_last", "rank_first", "name"], kind="stable")
        sheets["turnover"] = turnover_table(changed, rows, status=True)
    keys, columns = own_columns(taken)
    if keys and len(taken.values) * (len(keys) + 4) <= CELLS:
        values = taken.values.set_axis(keys, axis=1).reset_index()
        names = taken.layer[["name", "province"]].reindex(values["adcode"]).reset_index(drop=True)
        sheets["values_by_year"] = typed(
            pd.concat([pd.DataFrame(names), values], axis=1),
            ["adcode", "name", column("province", "value"), "year", *columns],
        )
    return sheets


def years_table(taken: "Intake") -> Typed:
    """How many eligible units have a value, year by year and column by column.

    Parameters
    ----------
    taken : Intake

    Returns
    -------
    Typed
    """
    keys, _ = own_columns(taken)
    inside = taken.values[taken.values.index.get_level_values(0).isin(taken.eligible)].set_axis(keys, axis=1)
    year = inside.index.get_level_values(1)
    table = inside.notna().groupby(year).sum().astype(int).assign(units=inside.groupby(year).size())
    return typed(
        table.rename_axis("year").reset_index(),
        [
            "year",
            column("units", heading=Message("study.years.units")),
            *(column(key, heading=str(name)) for key, name in zip(keys, taken.values.columns, strict=True)),
        ],
    )


def _lacking(taken: "Intake") -> Typed:
    """Eligible units that lack some years or all, with the years they lack."""
    counts = years_of_units(taken)
    codes = counts.index[counts < len(taken.years)]
    values = taken.values.dropna(how="all") if len(taken.values.columns) else taken.values
    held = pd.Series(values.index.get_level_values(1), index=values.index.get_level_values(0))
    known = held[held.index.isin(codes)].groupby(level=0).agg(set)
    layer = taken.layer.reindex(codes)
    frame = pd.DataFrame(
        {
            "adcode": codes,
            "name": layer["name"].to_numpy(),
            "province": layer["province"].to_numpy(),
            "held": counts[codes].to_numpy(),
            "missing": [
                [year for year in taken.years if year not in known.get(code, set())] for code in codes
            ],
        }
    )
    return typed(
        frame,
        [
            "adcode",
            "name",
            column("province", "value"),
            column("held", heading=Message("study.years.held")),
            column("missing", heading=Message("study.years.missing")),
        ],
    )
