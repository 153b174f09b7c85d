"""The files of a study's report: page, workbook, layers, figures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import analysis
import boundaries
import indicators
import maps
from boundaries.placenames import placed
from geo.atlas_pages.atlas import TOLERANCE_M
from geo.atlas_pages.build import write_layer
from geo.atlas_pages.list_page import headed, tables
from geo.atlas_pages.maps import cards, clusters, groups_note, local_note, noted, patches_note
from geo.lists.regional import inside
from geo.lists.survey import Survey, survey
from geo.reporting.page import page_html
from geo.reporting.workbook import measured, write_workbook
from geo.study.report.figures import drawing
from geo.study.report.page import left_out_table, match_table, study_page
from geo.study.report.panel_data import names_once, panel_rows, panel_sheets, panel_table, write_table
from geo.study.report.panel_maps import drawn, panel_overlays, turnover_overlay
from geo.study.report.sheet_names import SHEETS
from geo.study.report.values_table import values_table
from geo.study.statistics import scan as scanned
from geo.study.statistics.indicators import Gathering, battery, summary
from geo.study.statistics.turnover import Turnover, turnover
from geo.study.table.eligible import regional
from geo.study.table.intake import Intake, intake
from geo.study.table.match_report import match_report

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._scan import Scan
    from boundaries.language import Lang
    from geo.reporting.progress import Progress
    from geo.study.study import Study

MAP_HEIGHT = 640
MAPPED = 12  # indicators; a page of more themes helps nobody


def write_study(study: "Study", folder: Path, progress: "Progress") -> int:
    """Carry out every step of a study and write its files; the number of rows left off the map."""
    config, zh = study.config, study.config.lang == "zh"
    tests = config.tests
    with progress.step("读取与匹配" if zh else "Reading and matching"):
        taken = intake(config)
    with progress.step("邻接关系" if zh else "Neighbors"):
        units = taken.layer.loc[taken.units]
        near = config.neighbors
        graph = analysis.neighbors(
            units, contiguity=near.contiguity, isolates=near.isolates, max_km=near.max_km
        )
        links = boundaries.island_edges(units, max_km=near.max_km)
    with progress.step("名单的检验" if zh else "Tests of the list"):
        found: Survey | None = None
        if len(taken.members) and "list" in tests.statistics:
            found = survey(
                _roster(study, taken),
                taken.layer,
                graph,
                links,
                seed=tests.seed,
                permutations=tests.permutations,
                alpha=tests.fdr,
                schemes=tuple(config.regions.schemes),
            )
            found = replace(found, nulls=[null for null in found.nulls if null.name in tests.nulls])
        windows: Scan | None = None
        if 0 < len(taken.members) < len(taken.eligible) and "scan" in tests.statistics:
            windows = scanned.scan(taken, permutations=tests.scan_permutations, seed=tests.seed)
    with progress.step("指标的检验" if zh else "Tests of the indicators"):
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
                seed=tests.seed,
            )
    with progress.step("专题" if zh else "Themes"):
        changed = turnover(taken, config.table.top)
        overlays = list(_overlays(study, taken, found, gathered, windows, changed))
    with drawing(
        drawn(overlays), folder / "figures", config.output.figures, study.title, config.lang
    ) as finish:
        with progress.step("地图与页面" if zh else "Maps and page"):
            html = ""
            if config.output.maps and overlays:
                sheet = maps.Sheet(study.title, lang=config.lang)
                for overlay in overlays:
                    sheet.add(overlay)
                html = str(sheet.embed(height=MAP_HEIGHT))
            page = study_page(
                config,
                study.title,
                taken,
                found,
                gathered,
                windows=windows,
                changed=changed,
                assumptions=study.assumptions,
                map_html=html,
            )
            text = page_html(page, lang=config.lang, site="")
            (folder / "index.html").write_text(text, "utf-8")
        with progress.step("数据文件" if zh else "Data files"):
            _write_data(study, folder, taken, found, gathered, windows, changed)
        with progress.step("图件" if zh else "Figures"):
            finish()
    return len(taken.left_out)


def _roster(study: "Study", taken: Intake) -> "indicators.Roster":
    """The chosen units as a roster, so that they are surveyed like a published list."""
    part = study.config.table
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
        title=study.title,
        title_en=study.title,
        publisher="",
        publisher_en="",
        year=int(part.as_of[:4]),
        level=part.level,
        divisions_date="2023-07-31",
        frame=frame,
        eligible=taken.eligible,
        eligible_note=taken.eligible_note[0],
        eligible_note_en=taken.eligible_note[1],
        tiers=(),
        source="",
        source_en="",
    )


def _overlays(
    study: "Study",
    taken: Intake,
    found: Survey | None,
    gathered: list[Gathering],
    windows: "Scan | None",
    changed: Turnover | None,
) -> Iterator["maps.Overlay"]:
    """The themes of the report's map, in order."""
    config = study.config
    lang: Lang = config.lang
    layer = placed(taken.layer, lang)
    if found is not None:
        name = "入选单元" if lang == "zh" else "Chosen units"
        chosen, could = found.roster.members, found.roster.eligible
        apart = could if len(could) > len(chosen) else None
        yield maps.members(layer, chosen, eligible=apart, rows=cards(found, lang), name=name, lang=lang)
        patches = found.patches["province"]
        yield noted(maps.patches(patches, layer, lang=lang), patches_note(patches, lang))
        yield noted(maps.local_join_count(found.local, layer, lang=lang), local_note(found, lang))
        if "city_cluster" in config.regions.schemes and "city_cluster" in found.groups:
            regions = boundaries.read_regions("city_cluster", tolerance_m=TOLERANCE_M)
            if regional(config) and config.table.level == "county":
                regions = inside(regions, layer)
            outlines = clusters(found, layer, regions, lang=lang)
            yield noted(outlines, groups_note(found, lang))
    if windows is not None and len(windows.clusters):
        yield maps.scan(windows, layer, alpha=config.tests.fdr, lang=lang)
    if taken.years:
        yield from panel_overlays(config, taken, gathered)
        if changed is not None:
            yield turnover_overlay(changed, taken, lang)
        return
    values = taken.values
    for column in list(values.columns)[:MAPPED]:
        themed = layer.assign(**{column: values[column].reindex(layer.index)})
        if len(themed[column].dropna().unique()) > 1:
            yield maps.choropleth(
                themed,
                column,
                scheme=config.output.scheme,
                k=config.output.classes,
                name=taken.measured(str(column), lang),
                lang=lang,
            )
    for item in gathered[:MAPPED]:
        if item.local is not None:
            yield maps.local_moran(item.local, layer, name=f"{item.name} LISA", lang=lang)
        if item.hotspots is not None:
            name = f"{item.name}{' 热点' if lang == 'zh' else ' hotspots'}"
            yield maps.hotspots(item.hotspots, layer, name=name, lang=lang)


def unit_results(taken: Intake, found: Survey | None, gathered: list[Gathering]) -> "gpd.GeoDataFrame":
    """The units with the table's values and every per-unit result; of a panel, those of its last year."""
    layer = taken.layer
    values = taken.values.xs(taken.years[-1], level=1) if taken.years else taken.values
    columns: dict[str, pd.Series] = {
        "eligible": pd.Series(layer.index.isin(taken.eligible), index=layer.index)
    }
    for name in values.columns:
        label = f"{name} {taken.years[-1]}" if taken.years else str(name)
        columns[label] = values[name].reindex(layer.index)
    if found is not None:
        columns["chosen"] = pd.Series(layer.index.isin(taken.members), index=layer.index)
        columns["patch"] = found.patches["province"].frame["patch"].reindex(layer.index)
        columns["patch_size"] = found.patches["province"].frame["size"].reindex(layer.index)
        columns["local_join_p"] = found.local.frame["p_exact"].reindex(layer.index)
        columns["local_join_p_fdr"] = found.local.frame["p_fdr"].reindex(layer.index)
    for item in (item for item in gathered if item.year in (None, *taken.years[-1:])):
        if item.local is not None:
            for key in ("I", "p_sim", "p_fdr", "label", "significant"):
                columns[f"{item.label} LISA {key}"] = item.local.frame[key].reindex(layer.index)
        if item.hotspots is not None:
            for key in ("z", "p_sim", "p_fdr", "label", "significant"):
                columns[f"{item.label} Gi* {key}"] = item.hotspots.frame[key].reindex(layer.index)
    extra = pd.DataFrame(columns, index=layer.index)
    extra = extra[[name for name in extra.columns if name not in layer.columns]]
    result = layer.join(extra)
    result.attrs = {}
    return result


def _write_data(
    study: "Study",
    folder: Path,
    taken: Intake,
    found: Survey | None,
    gathered: list[Gathering],
    windows: "Scan | None",
    changed: Turnover | None,
) -> None:
    """tables.xlsx, layer.gpkg and layer.parquet; of a panel panel.parquet too."""
    lang: Lang = study.config.lang
    zh = lang == "zh"
    sheets = {
        ("匹配" if zh else "Matching"): match_report(
            *names_once(taken, study.config.table), lang, today=taken.codes, measures=taken.measures
        ),
        ("匹配汇总" if zh else "Matching summary"): match_table(taken, lang),
    }
    if len(taken.left_out):
        sheets["没有上图的行" if zh else "Rows left out"] = left_out_table(taken, lang)
    if found is not None:
        for name, table in tables(found, lang).items():
            sheets[SHEETS[name][not zh]] = measured(headed(table, lang))
    if windows is not None:
        table = scanned.windows_table(windows, taken.layer, lang)
        sheets["扫描窗口" if zh else "Scan windows"] = measured(table)
    if len(taken.values.columns) and not taken.years:
        sheets["各单元数值" if zh else "Values by unit"] = values_table(taken, lang)
    if gathered:
        sheets["指标检验" if zh else "Indicators"] = measured(summary(gathered, lang))
    if taken.years:
        sheets |= panel_sheets(taken, changed, lang)
    write_workbook(folder / "tables.xlsx", sheets)
    result = unit_results(taken, found, gathered)
    write_layer(result, folder / "layer.gpkg", name="units")
    result.to_parquet(folder / "layer.parquet")
    if taken.years:
        rows = panel_rows(taken, gathered)
        rows.to_parquet(folder / "panel.parquet")
        write_table(panel_table(rows), folder / "layer.gpkg", name="panel")
