"""The files of a study's report: page, workbook, layers, figures."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pandas as pd

import analysis
import boundaries
import indicators
import maps
from boundaries._units import DATE
from boundaries.errors import LayerError
from boundaries.language import Message, say
from boundaries.workbook import write_workbook
from geo.lists.reading import ANCHOR
from geo.lists.report import tables
from geo.lists.survey import Survey, survey
from geo.lists.what_if import HEIGHT as WHAT_IF_HEIGHT
from geo.lists.what_if import graphs, list_what_if
from geo.reporting.fields import own_fields
from geo.reporting.geopackage import write_layer, write_table
from geo.reporting.page import page_html
from geo.reporting.table import Typed
from geo.study.report.basis import account_table, cells_table, groups_table
from geo.study.report.drivers_tables import driver_sheets
from geo.study.report.figures import drawing
from geo.study.report.office_files import write_office
from geo.study.report.page import Findings, study_page
from geo.study.report.panel_data import names_once, panel_rows, panel_sheets, panel_table
from geo.study.report.panel_maps import drawn
from geo.study.report.row_tables import left_out_table, summary_of_matching
from geo.study.report.themes import themes
from geo.study.report.values_table import values_table
from geo.study.statistics import scan as scanned
from geo.study.statistics.classes import Sorted, kinds_table, pairs_table, sorted_units
from geo.study.statistics.drivers import drivers
from geo.study.statistics.dynamics import Dynamics, dynamics, regions_of
from geo.study.statistics.indicators import Gathering, battery, summary
from geo.study.statistics.turnover import turnover
from geo.study.table.config import NullName
from geo.study.table.intake import Intake, intake
from geo.study.table.match_report import match_report

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from geo.reporting.progress import Progress
    from geo.study.table.config import Config

MAP_HEIGHT = 640
RESULTS = (
    "eligible",
    "chosen",
    "patch",
    "patch_size",
    *(
        f"local_join{null}_{p}"
        for null in ("", *(f"_{null}" for null in get_args(NullName)))
        for p in ("p", "p_fdr")
    ),
)
"""What a study adds to the layer beside the results of each indicator."""


def write_study(
    config: "Config", title: str, assumptions: Sequence[Message], folder: Path, progress: "Progress"
) -> int:
    """Carry out every step of a study and write its files.

    Parameters
    ----------
    config : Config
    title : str
    assumptions : sequence of Message
    folder : pathlib.Path
        Empty.
    progress : Progress

    Returns
    -------
    int
        The number of rows left off the map.
    """
    with progress.step(Message("progress.reading")):
        taken = intake(config)
    found = _tested(config, title, taken, progress)
    with progress.step(Message("progress.themes")):
        overlays = list(themes(config, taken, found))
    figures = folder / "figures"
    drawings = drawn(overlays)
    with drawing(drawings, figures, config.output.figures, title, config.lang) as finish:
        with progress.step(Message("progress.page")):
            html = ""
            if config.output.maps and overlays:
                sheet = maps.Sheet(title, lang=config.lang)
                for overlay in overlays:
                    sheet.add(overlay)
                html = str(sheet.embed(height=MAP_HEIGHT))
            premises = _premises(config, taken, found.survey) if html else ""
            page = study_page(
                config, title, taken, found, assumptions=assumptions, map_html=html, what_if=premises
            )
            text = page_html(page, lang=config.lang, site="", reading=f"#{ANCHOR}")
            (folder / "index.html").write_text(text, "utf-8")
        with progress.step(Message("progress.data")):
            _write_data(config, folder, taken, found)
        with progress.step(Message("progress.figures")):
            finish()
        with progress.step(Message("progress.office")):
            write_office(config, folder, page, drawings, title)
    return len(taken.left_out)


def _premises(config: "Config", taken: Intake, found: Survey | None) -> str:
    """The page of premises of the chosen units, as a frame; "" where the table is no list."""
    if found is None or not found.nulls:
        return ""
    chosen = graphs(taken.layer.loc[taken.units], found.graph, config.neighbors.contiguity)
    page = list_what_if(found, taken.layer, chosen, lang=config.lang)
    return page.embed(height=WHAT_IF_HEIGHT)


def _tested(config: "Config", title: str, taken: Intake, progress: "Progress") -> Findings:
    """The tests that the study asks for and its table allows."""
    tests, near = config.tests, config.neighbors
    with progress.step(Message("progress.neighbors")):
        units = taken.layer.loc[taken.units]
        graph = analysis.neighbors(
            units, contiguity=near.contiguity, isolates=near.isolates, max_km=near.max_km
        )
        links = boundaries.island_edges(units, max_km=near.max_km)
    with progress.step(Message("progress.list")):
        found = None
        within = config.table.level != "province"  # permuted within provinces, one unit each, nothing moves
        if within and len(taken.members) and "list" in tests.statistics:
            found = _surveyed(config, _roster(config, title, taken), taken.layer, graph, links)
        windows = None
        if within and 0 < len(taken.members) < len(taken.eligible) and "scan" in tests.statistics:
            windows = scanned.scan(taken, permutations=tests.scan_permutations, seed=tests.seed)
        notes: tuple[str, ...] = ()
        counted = tests.population is not None and config.table.count and config.table.level == "county"
        if counted and not taken.years:
            windows, notes = scanned.scan_of_counts(
                taken, permutations=tests.scan_permutations, seed=tests.seed
            )
    with progress.step(Message("progress.indicators")):
        gathered: list[Gathering] = []
        if taken.covers:
            gathered = battery(
                taken.values,
                graph,
                eligible=taken.eligible,
                statistics=tuple(tests.statistics),
                permutations=tests.permutations,
                local_permutations=tests.local_permutations,
                panel_permutations=tests.panel_permutations,
                alpha=tests.fdr,
                untouched=None if taken.territory is None or not taken.years else taken.territory.untouched,
                seed=tests.seed,
            )
        classes: list[Sorted] = []
        if taken.classes_cover:
            classes = sorted_units(
                taken.classes,
                taken.layer,
                graph,
                eligible=taken.eligible,
                asked=tests.nulls,
                permutations=tests.panel_permutations if taken.years else tests.permutations,
                seed=tests.seed,
            )
    with progress.step(Message("progress.dynamics")):
        moving: list[Dynamics] = []
        if taken.years and "dynamics" in tests.statistics:
            moving = dynamics(
                gathered,
                graph,
                regions_of(taken),
                draws=tests.panel_permutations,
                alpha=tests.fdr,
                seed=tests.seed,
            )
    changed = turnover(taken, config.table.top)
    why = None
    if config.drivers.response:
        with progress.step(Message("progress.drivers")):
            why = drivers(config, taken, graph)
    return Findings(
        dynamics=moving,
        survey=found,
        indicators=gathered,
        windows=windows,
        changed=changed,
        classes=classes,
        unpeopled=notes,
        drivers=why,
    )


def _surveyed(
    config: "Config",
    roster: "indicators.Roster",
    layer: "gpd.GeoDataFrame",
    graph: "Graph",
    links: pd.DataFrame,
) -> Survey:
    """The chosen units surveyed like a published list, under the nulls asked for."""
    tests, near = config.tests, config.neighbors
    land = None
    with suppress(LayerError):  # units whose borders are not known have no joins over water to leave out
        units = layer.loc[layer.index.isin(graph.unique_ids)]
        land = analysis.neighbors(
            units, contiguity=near.contiguity, isolates=near.isolates, max_km=near.max_km, water="drop"
        )
    found = survey(
        roster,
        layer,
        graph,
        links,
        seed=tests.seed,
        permutations=tests.permutations,
        alpha=tests.fdr,
        schemes=tuple(config.regions.schemes),
        land=land,
    )
    return replace(found, nulls=[null for null in found.nulls if null.name in tests.nulls])


def _roster(config: "Config", title: str, taken: Intake) -> "indicators.Roster":
    """The chosen units as a roster."""
    part = config.table
    layer = taken.layer.loc[taken.members]
    frame = pd.DataFrame(layer[["name", "province", "prefecture"]])
    if part.rank is not None:
        if taken.years:
            ranks = taken.ranks.xs(taken.years[-1], level=1).reindex(frame.index)
        else:
            ranks = taken.table[part.rank].groupby(taken.codes).min().reindex(frame.index)
        if ranks.notna().all() and (ranks == ranks.round()).all():
            frame.insert(0, "rank", ranks.astype(int))
            frame = frame.sort_values("rank", kind="stable")
    return indicators.Roster(
        id="study",
        title=title,
        title_en=title,
        publisher="",
        publisher_en="",
        year=int(part.as_of[:4]),
        level=part.level,
        divisions_date=DATE,
        frame=frame,
        eligible=taken.eligible,
        eligible_note="",
        eligible_note_en="",
        tiers=(),
        source="",
        source_en="",
    )


def unit_results(taken: Intake, found: Survey | None, gathered: list[Gathering]) -> "gpd.GeoDataFrame":
    """The units with the table's values and every per-unit result; of a panel, those of its last year."""
    layer = taken.layer
    values = taken.values.xs(taken.years[-1], level=1) if taken.years else taken.values
    last = f" {taken.years[-1]}" if taken.years else ""
    named = [*(f"{name}{last}" for name in values.columns), *map(str, taken.classes.columns)]
    own = own_fields(named, [*layer.columns, *RESULTS])
    columns: dict[str, pd.Series] = {
        "eligible": pd.Series(layer.index.isin(taken.eligible), index=layer.index)
    }
    for name in values.columns:
        columns[own[f"{name}{last}"]] = values[name].reindex(layer.index)
    for name in taken.classes.columns:
        columns[own[str(name)]] = taken.classes[name].reindex(layer.index)
    if found is not None:
        columns["chosen"] = pd.Series(layer.index.isin(taken.members), index=layer.index)
        columns["patch"] = found.patches["province"].frame["patch"].reindex(layer.index)
        columns["patch_size"] = found.patches["province"].frame["size"].reindex(layer.index)
        for null, local in found.local.items():
            stem = "local_join" if null == found.pair[0] else f"local_join_{null}"
            columns[f"{stem}_p"] = local.frame["p_exact"].reindex(layer.index)
            columns[f"{stem}_p_fdr"] = local.frame["p_fdr"].reindex(layer.index)
    for item in (item for item in gathered if item.year in (None, *taken.years[-1:])):
        if item.local is not None:
            for key in ("I", "p_sim", "p_fdr", "label", "significant"):
                columns[f"{own[item.label]} LISA {key}"] = item.local.frame[key].reindex(layer.index)
        if item.hotspots is not None:
            for key in ("z", "p_sim", "p_fdr", "label", "significant"):
                columns[f"{own[item.label]} Gi* {key}"] = item.hotspots.frame[key].reindex(layer.index)
    result = layer.join(pd.DataFrame(columns, index=layer.index))
    result.attrs = {}
    return result


def sheets(config: "Config", taken: Intake, found: Findings) -> dict[str, Typed]:
    """The sheets of ``tables.xlsx`` by their keys, in order."""
    made = {
        "match": match_report(*names_once(taken, config.table), today=taken.codes, measures=taken.measures),
        "matching": summary_of_matching(taken),
    }
    if len(taken.left_out):
        made["left_out"] = left_out_table(taken)
    if found.survey is not None:
        made |= tables(found.survey)
    if found.windows is not None:
        made["windows"] = scanned.windows_table(found.windows, taken.layer)
    if len(taken.values.columns) and not taken.years:
        made["values"] = values_table(taken)
    if found.classes:
        made["classes"] = kinds_table(found.classes)
        made["class_pairs"] = pairs_table(found.classes)
    if found.indicators:
        made["indicators"] = summary(found.indicators)
    if found.drivers is not None:
        made |= driver_sheets(found.drivers)
    if taken.territory is not None:
        made["account"] = account_table(taken.territory)
        made |= {
            key: table
            for key, table in (("groups", groups_table(taken)), ("cells", cells_table(taken)))
            if table is not None and len(table.frame)
        }
    if taken.years:
        made |= panel_sheets(taken, found.changed)
    return made


def _write_data(config: "Config", folder: Path, taken: Intake, found: Findings) -> None:
    """tables.xlsx, layer.gpkg and layer.parquet; of a panel panel.parquet too."""
    lang = config.lang
    made = sheets(config, taken, found)
    write_workbook(
        folder / "tables.xlsx",
        {say(lang, f"study.sheet.{key}"): table.data(lang) for key, table in made.items()},
    )
    result = unit_results(taken, found.survey, found.indicators)
    write_layer(result, folder / "layer.gpkg", name="units")
    result.to_parquet(folder / "layer.parquet")
    if taken.years:
        rows = panel_rows(taken, found.indicators)
        rows.to_parquet(folder / "panel.parquet")
        write_table(panel_table(rows), folder / "layer.gpkg", name="panel")
