"""The interactive maps of the atlas, each theme with its test's null, eligible set and draws in words."""

from dataclasses import replace
from typing import TYPE_CHECKING

import boundaries
import maps
from boundaries.language import Lang, Message, say, written
from geo.atlas_pages.lights import Lights
from geo.atlas_pages.settings import TOLERANCE_M
from geo.lists.delta import Delta
from geo.lists.overlays import cards, list_overlays, noted, patches_note
from geo.lists.report import title
from geo.lists.survey import Survey

if TYPE_CHECKING:
    import geopandas as gpd


def list_map(survey: Survey, layer: "gpd.GeoDataFrame", *, lang: Lang) -> "maps.Sheet":
    """The interactive map of one list."""
    roster = survey.roster
    sheet = maps.Sheet(written(title(survey), lang), lang=lang)
    rows = cards(survey).data(lang)
    name = say(lang, "atlas.theme.list")
    sheet.add(maps.members(layer, roster.members, eligible=roster.eligible, rows=rows, name=name, lang=lang))
    if roster.tiers:
        name = say(lang, "atlas.theme.tiers")
        sheet.add(maps.tiers(roster, layer, eligible=roster.eligible, rows=rows, name=name, lang=lang))
    regions = boundaries.read_regions("city_cluster", tolerance_m=TOLERANCE_M)
    for overlay in list_overlays(survey, layer, regions, lang=lang):
        sheet.add(overlay)
    return sheet


def delta_map(delta: Delta, layer: "gpd.GeoDataFrame", *, lang: Lang) -> "maps.Sheet":
    """The map of the delta."""
    region = layer.loc[delta.units.index]
    sheet = maps.Sheet(say(lang, "atlas.delta.short"), lang=lang)
    for key in ("together", "counties", "districts"):
        result = getattr(delta, key)
        inside = replace(result, frame=result.frame[result.frame.index.isin(region.index)])
        name = say(lang, f"atlas.delta.theme.{key}")
        note = patches_note(result, lists=key == "together")
        sheet.add(noted(maps.patches(inside, region, name=name, lang=lang), note, lang))
    return sheet


def lights_map(lights: Lights, layer: "gpd.GeoDataFrame", *, lang: Lang) -> "maps.Sheet":
    """The map of night lights."""
    spots = lights.hotspots
    name = say(lang, "atlas.lights.brightness")
    themed = layer.assign(**{name: lights.values})
    sheet = maps.Sheet(say(lang, "atlas.lights.short"), lang=lang)
    sheet.add(maps.choropleth(themed, name, scheme="quantiles", k=6, name=name, lang=lang))
    note = Message(
        "atlas.lights.map.note",
        eligible=spots.n_eligible,
        permutations=spots.permutations,
        alpha=spots.alpha,
    )
    sheet.add(noted(maps.hotspots(spots, layer, lang=lang), note, lang))
    return sheet.add(noted(maps.local_moran(lights.local, layer, lang=lang), note, lang))
