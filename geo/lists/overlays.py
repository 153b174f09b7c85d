"""What a map of a list needs beside the test: its note, the lines of a unit's card, the outlines of the regions."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

import maps
from boundaries.language import Lang, Message, say
from boundaries.placenames import place
from geo.lists.survey import Survey
from geo.reporting.table import Typed, typed

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._patches import Patches


def noted(overlay: "maps.Overlay", note: Message, lang: Lang) -> "maps.Overlay":
    """The overlay with its note in the reader's language."""
    return replace(overlay, note=say(lang, note))


def patches_note(found: "Patches", *, lists: bool = False) -> Message:
    """What the patches were tested against; with ``lists`` each list keeps its number in each province."""
    null = "nation" if found.n_strata == 1 else "lists" if lists else "province"
    return Message(
        "lists.note.patches",
        eligible=found.n_eligible,
        null=Message(f"lists.meaning.{null}"),
        permutations=found.permutations,
    )


def local_note(survey: Survey) -> Message:
    """What the local join counts were tested against."""
    return Message("lists.note.local", alpha=survey.local.alpha, eligible=survey.local.n_eligible)


def groups_note(survey: Survey) -> Message:
    """What the counts of the city clusters were tested against."""
    groups = survey.groups["city_cluster"]
    return Message(
        "lists.note.groups.nation" if survey.national else "lists.note.groups",
        alpha=groups.alpha,
        eligible=groups.n_eligible,
    )


def cards(survey: Survey) -> Typed:
    """What a unit's card says beyond its name: rank, tier, change, parks, size of its patch."""
    frame = survey.roster.frame
    shown = ("rank", "tier", "change", "national_etdz", "national_hidz")
    columns = {name: frame[name] for name in shown if name in frame and frame[name].notna().any()}
    if "change" in columns:
        columns["change"] = columns["change"].map(lambda change: Message(f"change.{change}"))
    columns["patch_size"] = survey.patches["province"].frame["size"]
    return typed(pd.DataFrame(columns, index=frame.index))


def clusters(
    survey: Survey, layer: "gpd.GeoDataFrame", regions: "gpd.GeoDataFrame", *, lang: Lang
) -> "maps.Overlay":
    """The outlines of the city clusters with their counts, named in the reader's language."""
    groups = survey.groups["city_cluster"]

    def named(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.rename(index=lambda region: place(region, lang))

    return maps.groups(replace(groups, frame=named(groups.frame)), layer, regions=named(regions), lang=lang)
