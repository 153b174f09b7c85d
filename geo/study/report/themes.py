"""The themes of a study's map, in order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boundaries
import maps
from boundaries.language import Message, say, written
from boundaries.placenames import placed
from geo.lists.overlays import cards, list_overlays
from geo.lists.regional import inside
from geo.study.report.basis import basis_overlay
from geo.study.report.dynamics_blocks import dynamics_overlays
from geo.study.report.page import Findings
from geo.study.report.panel_maps import panel_overlays, turnover_overlay
from geo.study.statistics.indicators import Gathering
from geo.study.table.classes import in_order
from geo.study.table.eligible import regional

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.lists.survey import Survey
    from geo.study.statistics.drivers import Drivers
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake

MAPPED = 12  # indicators; a page of more themes helps nobody
TOLERANCE_M = 500.0  # of the outlines of regions


def themes(config: "Config", taken: "Intake", found: Findings) -> Iterator["maps.Overlay"]:
    """The themes of the report's map, in order.

    Parameters
    ----------
    config : Config
    taken : Intake
    found : Findings

    Yields
    ------
    Overlay
    """
    lang = config.lang
    layer = placed(taken.layer, lang)
    if found.survey is not None:
        yield from _of_list(config, found.survey, layer)
    if found.windows is not None and len(found.windows.clusters):
        yield maps.scan(found.windows, layer, alpha=config.tests.fdr, lang=lang)
    if found.drivers is not None:
        yield from _residuals(found.drivers, layer, lang)
    if taken.years:
        yield from panel_overlays(config, taken, found.indicators)
        yield from _classes(taken, layer, lang)
        if found.changed is not None:
            yield turnover_overlay(found.changed, taken, lang)
        yield from dynamics_overlays(found.dynamics, taken, lang)
        yield from _basis(taken, lang)
        return
    yield from _places(taken, layer, lang)
    yield from _values(config, taken, layer)
    yield from _classes(taken, layer, lang)
    for item in found.indicators[:MAPPED]:
        yield from _local(item, layer, lang)
    yield from _basis(taken, lang)


def _basis(taken: "Intake", lang: str) -> Iterator["maps.Overlay"]:
    """What the units are, where not each is one unit throughout."""
    overlay = basis_overlay(taken, lang)
    if overlay is not None:
        yield overlay


def _of_list(config: "Config", survey: "Survey", layer: "gpd.GeoDataFrame") -> Iterator["maps.Overlay"]:
    """The chosen units, their patches, their local join counts and the outlines of the city clusters."""
    lang = config.lang
    chosen, could = survey.roster.members, survey.roster.eligible
    yield maps.members(
        layer,
        chosen,
        eligible=could if len(could) > len(chosen) else None,
        rows=cards(survey).data(lang),
        name=say(lang, "study.facts.chosen"),
        lang=lang,
    )
    regions = None
    if "city_cluster" in config.regions.schemes:
        regions = boundaries.read_regions("city_cluster", tolerance_m=TOLERANCE_M)
        if regional(config) and config.table.level == "county":
            regions = inside(regions, layer)
    yield from list_overlays(survey, layer, regions, lang=lang)


def _values(config: "Config", taken: "Intake", layer: "gpd.GeoDataFrame") -> Iterator["maps.Overlay"]:
    """The numbers of each indicator that has more than one."""
    for column in list(taken.values.columns)[:MAPPED]:
        themed = layer.assign(**{column: taken.values[column].reindex(layer.index)})
        if len(themed[column].dropna().unique()) > 1:
            yield maps.choropleth(
                themed,
                column,
                scheme=config.output.scheme,
                k=config.output.classes,
                name=written(taken.measured(str(column)), config.lang),
                lang=config.lang,
            )


def _places(taken: "Intake", layer: "gpd.GeoDataFrame", lang: str) -> Iterator["maps.Overlay"]:
    """The points of a table of points."""
    if taken.places is not None and len(taken.places):
        yield maps.points(taken.places, label="label", size=3, layer=layer, lang=lang)


def _classes(taken: "Intake", layer: "gpd.GeoDataFrame", lang: str) -> Iterator["maps.Overlay"]:
    """The classes of each column of words."""
    for column in list(taken.classes.columns)[:MAPPED]:
        labels = taken.classes[column].reindex(layer.index)
        known = set(labels.dropna())
        if len(known) > 1:
            yield maps.categorical(layer, labels, order=in_order(known), lang=lang)


def _local(item: Gathering, layer: "gpd.GeoDataFrame", lang: str) -> Iterator["maps.Overlay"]:
    """Local Moran's I and hotspots of an indicator."""
    if item.local is not None:
        yield maps.local_moran(item.local, layer, name=f"{item.name} LISA", lang=lang)
    if item.hotspots is not None:
        name = say(lang, "study.maps.hotspots", name=item.name)
        yield maps.hotspots(item.hotspots, layer, name=name, lang=lang)


def _residuals(found: "Drivers", layer: "gpd.GeoDataFrame", lang: str) -> Iterator["maps.Overlay"]:
    """What the last model leaves unexplained."""
    if found.models:
        last = found.models[-1]
        yield maps.choropleth(
            layer,
            last.residuals.reindex(layer.index).rename("residual"),
            colors="blue_red",
            name=say(lang, "drivers.maps.residuals", model=Message(f"drivers.model.{last.model}")),
            lang=lang,
        )
