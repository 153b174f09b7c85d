"""The interactive maps of the atlas, each theme with its test's null, eligible set and draws in words."""

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
import maps
from boundaries.language import Lang
from boundaries.placenames import PLACES_EN
from geo.atlas_pages.atlas import TOLERANCE_M
from geo.atlas_pages.list_page import title
from geo.language.vocabulary import CHANGES, column, word
from geo.lists.nulls import MEANING

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._patches import Patches
    from geo.atlas_pages.lights_page import Lights
    from geo.lists.delta import Delta
    from geo.lists.survey import Survey


def noted(overlay: "maps.Overlay", note: str) -> "maps.Overlay":
    """The overlay with its note in the reader's language."""
    return dataclasses.replace(overlay, note=note)


def patches_note(found: "Patches", lang: Lang, *, lists: bool = False) -> str:
    """What the patches were tested against; with ``lists`` each list keeps its number in each province."""
    if found.n_strata == 1:
        null = MEANING[lang]["nation"]
    elif lists:
        null = (
            "各省各名单入选数不变，只在其内随机分布"
            if lang == "zh"
            else "each list keeps its number in each province, spread at random inside it"
        )
    else:
        null = MEANING[lang]["province"]
    if lang == "zh":
        return f"连片：相邻（queen）的入选单元。参评 {found.n_eligible:,} 个；零假设：{null}；置换 {found.permutations:,} 次。"
    return (
        f"Patches: bordering (queen) members. {found.n_eligible:,} eligible units; null: {null}; "
        f"{found.permutations:,} draws."
    )


def local_note(found: "Survey", lang: Lang) -> str:
    """What the local join counts were tested against."""
    local = found.local
    if lang == "zh":
        return (
            f"周围入选单元显著偏多的入选单元：精确超几何 p，FDR {local.alpha:.0%}；零假设：入选单元在 "
            f"{local.n_eligible:,} 个参评单元中随机；queen 邻接。"
        )
    return (
        f"Members with significantly many members around them: exact hypergeometric p, FDR {local.alpha:.0%}; null: "
        f"members at random among {local.n_eligible:,} eligible units; queen neighbors."
    )


def groups_note(found: "Survey", lang: Lang) -> str:
    """What the counts of the city clusters were tested against."""
    groups = found.groups["city_cluster"]
    everywhere = (("全国 ", " nationwide") if found.national else ("", ""))[lang == "en"]
    if lang == "zh":
        return (
            f"红框：入选数显著多于参评单元占比（精确超几何 p，FDR {groups.alpha:.0%}，"
            f"{everywhere}{groups.n_eligible:,} 个参评单元）。"
        )
    return (
        f"Red: significantly more members than the share of eligible units (exact hypergeometric p, FDR "
        f"{groups.alpha:.0%}, {groups.n_eligible:,} eligible units{everywhere})."
    )


def lights_note(found: "Lights", lang: Lang) -> str:
    """What the local statistics of night lights were tested against."""
    spots = found.hotspots
    if lang == "zh":
        return (
            f"{spots.n_eligible:,} 个单元，queen 邻接；零假设：其余单元的数值随机排列（条件置换 {spots.permutations:,} 次）；"
            f"FDR {spots.alpha:.0%}。亮度是渲染图的高低次序，不是辐射亮度。"
        )
    return (
        f"{spots.n_eligible:,} units, queen neighbors; null: the other units' values in random order (conditional "
        f"permutation, {spots.permutations:,} draws); FDR {spots.alpha:.0%}. Brightness of a picture: ordinal."
    )


def cards(found: "Survey", lang: Lang) -> pd.DataFrame:
    """What a unit's card says beyond its name: rank, tier, change, parks, size of its patch."""
    zh = lang == "zh"
    frame = found.roster.frame
    columns = {}
    for name in ("rank", "tier", "change", "national_etdz", "national_hidz"):
        if name in frame and frame[name].notna().any():
            values = frame[name]
            if name == "change":
                values = values.map(lambda change: word(CHANGES, str(change), lang))
            columns[column(name, lang)] = values
    columns["所在连片的单元数" if zh else "Units in its patch"] = found.patches["province"].frame["size"]
    return pd.DataFrame(columns, index=frame.index)


def list_map(found: "Survey", layer: "gpd.GeoDataFrame", *, lang: Lang) -> "maps.Sheet":
    """The interactive map of one list."""
    roster = found.roster
    sheet = maps.Sheet(title(found, lang), lang=lang)
    zh = lang == "zh"
    rows = cards(found, lang)
    if roster.tiers:
        sheet.add(maps.tiers(roster, layer, rows=rows, name="梯队" if zh else "Tiers", lang=lang))
    name = "名单" if zh else "The list"
    sheet.add(maps.members(layer, roster.members, eligible=roster.eligible, rows=rows, name=name, lang=lang))
    patches = found.patches["province"]
    sheet.add(noted(maps.patches(patches, layer, lang=lang), patches_note(patches, lang)))
    sheet.add(noted(maps.local_join_count(found.local, layer, lang=lang), local_note(found, lang)))
    regions = boundaries.read_regions("city_cluster", tolerance_m=TOLERANCE_M)
    outlines = clusters(found, layer, regions, lang=lang)
    sheet.add(noted(outlines, groups_note(found, lang)))
    return sheet


def clusters(
    found: "Survey", layer: "gpd.GeoDataFrame", regions: "gpd.GeoDataFrame", *, lang: Lang
) -> "maps.Overlay":
    """The outlines of the city clusters with their counts, named in the reader's language."""
    groups = found.groups["city_cluster"]
    if lang == "en":
        regions = regions.rename(index=PLACES_EN)
        groups = dataclasses.replace(groups, frame=groups.frame.rename(index=PLACES_EN))
    return maps.groups(groups, layer, regions=regions, lang=lang)


def delta_map(found: "Delta", layer: "gpd.GeoDataFrame", *, lang: Lang) -> "maps.Sheet":
    """The map of the delta."""
    zh = lang == "zh"
    region = layer.loc[found.units.index]
    sheet = maps.Sheet("长三角" if zh else "Yangtze delta", lang=lang)
    for result, name in (
        (found.together, "县区合计连片" if zh else "Counties and districts"),
        (found.counties, "县（市）连片" if zh else "Counties alone"),
        (found.districts, "市辖区连片" if zh else "Districts alone"),
    ):
        frame = result.frame[result.frame.index.isin(region.index)]
        overlay = maps.patches(dataclasses.replace(result, frame=frame), region, name=name, lang=lang)
        sheet.add(noted(overlay, patches_note(result, lang, lists=result is found.together)))
    return sheet


def lights_map(found: "Lights", layer: "gpd.GeoDataFrame", *, lang: Lang) -> "maps.Sheet":
    """The map of night lights."""
    zh = lang == "zh"
    name = "灯光亮度" if zh else "Brightness"
    themed = layer.assign(**{name: found.values})
    sheet = maps.Sheet("夜间灯光" if zh else "Night lights", lang=lang)
    sheet.add(maps.choropleth(themed, name, scheme="quantiles", k=6, name=name, lang=lang))
    note = lights_note(found, lang)
    sheet.add(noted(maps.hotspots(found.hotspots, layer, lang=lang), note))
    return sheet.add(noted(maps.local_moran(found.local, layer, lang=lang), note))
