"""The data files of a panel: units by year in long form, and what the workbook says of its years."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from geo.study.report.panel_page import turnover_table, years_of_units
from geo.study.statistics.indicators import KEPT, Gathering
from geo.study.statistics.turnover import Turnover

if TYPE_CHECKING:
    from boundaries._match import Match
    from geo.study.table.config import TablePart
    from geo.study.table.intake import Intake

CELLS = 400_000  # a sheet with more opens slowly; panel.parquet has them all
NAMES = ["name", "province", "prefecture"]


def names_once(taken: "Intake", part: "TablePart") -> "tuple[pd.DataFrame, pd.Index, Match]":
    """The rows of a table, their numbers and what was found for them; of a long panel, every name once.

    Parameters
    ----------
    taken : Intake
    part : TablePart
    """
    if not taken.years or part.wide:
        return taken.table, taken.numbers, taken.match
    names = [name for name in (part.name, part.province, part.prefecture, part.adcode) if name in taken.table]
    first = ~taken.table.duplicated(names).to_numpy()
    rows = replace(taken.match, frame=taken.match.frame[first], given=taken.match.given[first])
    return taken.table.loc[first, names], taken.numbers[first], rows


def write_table(frame: pd.DataFrame, path: Path, *, name: str) -> None:
    """Add a table without geometry to a GeoPackage whose bytes depend on its content alone.

    Parameters
    ----------
    frame : DataFrame
    path : path
    name : str
    """
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


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
    for name in map(str, taken.values.columns):
        parts.append(taken.values[name])
        years = [item for item in found if item.name == name]
        local = {item.year: item.local.frame for item in years if item.local is not None}
        hot = {item.year: item.hotspots.frame for item in years if item.hotspots is not None}
        for kind, frames, first in (("LISA", local, "I"), ("Gi*", hot, "z")):
            if frames:
                parts.append(_stacked(frames, [first, *KEPT], index).add_prefix(f"{name} {kind} "))
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
    for column in rows.columns:
        if str(column).endswith((" I", " z", " p_sim", " p_fdr", " significant")) and _is_local(str(column)):
            continue
        values = rows[column]
        if _is_local(str(column)):
            sure = rows[str(column).removesuffix("label") + "significant"]
            values = values.astype(object).where(sure & values.notna(), None)
        kept[str(column).removesuffix(" label") if _is_local(str(column)) else str(column)] = values
    return pd.DataFrame(kept).reset_index()


def _is_local(column: str) -> bool:
    return " LISA " in column or " Gi* " in column


def panel_sheets(taken: "Intake", changed: Turnover | None, lang: Lang) -> dict[str, pd.DataFrame]:
    """The sheets of a panel: its years, units that lack some, who joined and left, the values.

    Parameters
    ----------
    taken : Intake
    changed : Turnover, optional
    lang : {"zh", "en"}
    """
    zh = lang == "zh"
    sheets = {"各年数据" if zh else "Years": years_table(taken, lang)}
    lacking = _lacking(taken, lang)
    if len(lacking):
        sheets["缺年份的单元" if zh else "Units without some years"] = lacking
    if changed is not None:
        order = ["stayed", "joined", "left"]
        rows = changed.frame.assign(order=changed.frame["status"].map(order.index))
        rows = rows.sort_values(["order", "rank_last", "rank_first", "name"], kind="stable")
        table = turnover_table(changed, rows, lang)
        words = {"stayed": "两年都在", "joined": "新进", "left": "退出"} if zh else {}
        status = [words.get(key, key) for key in rows["status"]]
        table.insert(0, "进退" if zh else "Status", status)
        sheets["进退" if zh else "Joined and left"] = table
    columns = list(taken.values.columns)
    if columns and len(taken.values) * (len(columns) + 4) <= CELLS:
        values = taken.values.reset_index()
        names = taken.layer[["name", "province"]].reindex(values["adcode"]).reset_index(drop=True)
        heads = ("区划代码", "名称", "省份", "年份") if zh else ("Division code", "Name", "Province", "Year")
        shown = pd.concat([values[["adcode"]], names, values[["year"]]], axis=1).set_axis(list(heads), axis=1)
        sheets["逐年数值" if zh else "Values by year"] = pd.concat(
            [shown, values[columns].rename(columns=lambda name: taken.measured(str(name), lang))], axis=1
        )
    return sheets


def years_table(taken: "Intake", lang: Lang) -> pd.DataFrame:
    """How many eligible units have a value, year by year and column by column.

    Parameters
    ----------
    taken : Intake
    lang : {"zh", "en"}
    """
    inside = taken.values[taken.values.index.get_level_values(0).isin(taken.eligible)]
    year = inside.index.get_level_values(1)
    table = inside.notna().groupby(year).sum().astype(int)
    table.insert(
        0, "表中参评单元" if lang == "zh" else "Eligible units in the table", inside.groupby(year).size()
    )
    return table.rename_axis("年份" if lang == "zh" else "Year").reset_index()


def _lacking(taken: "Intake", lang: Lang) -> pd.DataFrame:
    """Eligible units that lack some years or all, with the years they lack."""
    counts = years_of_units(taken)
    codes = counts.index[counts < len(taken.years)]
    values = taken.values.dropna(how="all") if len(taken.values.columns) else taken.values
    held = pd.Series(values.index.get_level_values(1), index=values.index.get_level_values(0))
    known = held[held.index.isin(codes)].groupby(level=0).agg(set)
    missing = [
        "、".join(str(year) for year in taken.years if year not in known.get(code, set())) for code in codes
    ]
    layer = taken.layer.reindex(codes)
    zh = lang == "zh"
    return pd.DataFrame(
        {
            ("区划代码" if zh else "Division code"): codes,
            ("名称" if zh else "Name"): layer["name"].to_numpy(),
            ("省份" if zh else "Province"): layer["province"].to_numpy(),
            ("有数值的年数" if zh else "Years with a value"): counts[codes].to_numpy(),
            ("缺的年份" if zh else "Years without"): missing,
        }
    )
