"""What a map of a list needs beside the test: its note, the lines of a unit's card, the outlines of the regions."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

import maps
from boundaries.language import Lang, Message, say
from boundaries.placenames import place
from geo.lists.findings import at_random, null_key
from geo.lists.report import under
from geo.lists.survey import Survey
from geo.reporting.table import Column, Typed, typed

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


def local_note(survey: Survey, null: str) -> Message:
    """What the local join counts were tested against."""
    found = survey.local[null]
    return Message(
        "lists.note.local",
        alpha=found.alpha,
        eligible=found.n_eligible,
        tested=found.n_tested,
        null=_meaning(null),
    )


def groups_note(survey: Survey, null: str) -> Message:
    """What the counts of the city clusters were tested against."""
    groups = survey.groups["city_cluster"][null]
    return Message(
        "lists.note.groups",
        alpha=groups.alpha,
        eligible=groups.n_eligible,
        tested=int(groups.frame["tested"].sum()),
        null=_meaning(null),
    )


def _meaning(null: str) -> Message:
    return Message(f"lists.meaning.{null}")


def list_overlays(
    survey: Survey, layer: "gpd.GeoDataFrame", regions: "gpd.GeoDataFrame | None", *, lang: Lang
) -> "Iterator[maps.Overlay]":
    """The themes of a list's tests: its patches, then local join counts and city clusters under each null.

    Parameters
    ----------
    survey : Survey
    layer : GeoDataFrame by adcode
        Its places named in the reader's language.
    regions : GeoDataFrame by region, optional
        The outlines of the city clusters; None leaves them out.
    lang : {"zh", "en"}

    Yields
    ------
    Overlay
        Under the null from which sentences speak first, under the widest last.
    """
    patches = survey.patches["province"]
    yield noted(
        maps.patches(patches, layer, eligible=survey.roster.eligible, lang=lang), patches_note(patches), lang
    )
    rows = local_cards(survey).data(lang)
    strictest_first = survey.pair[::-1]
    for null in strictest_first:
        name = say(lang, "lists.theme.local", null=Message(f"lists.null.{null_key(survey, null)}"))
        overlay = maps.local_join_count(survey.local[null], layer, name=name, lang=lang)
        yield noted(replace(overlay, rows=rows), local_note(survey, null), lang)
    if regions is None or "city_cluster" not in survey.groups:
        return
    for null in strictest_first:
        overlay = replace(clusters(survey, layer, regions, null, lang=lang), shown=False)
        yield noted(overlay, groups_note(survey, null), lang)


def local_cards(survey: Survey) -> Typed:
    """What a unit's card says of the members around it, under each null."""
    frames = {null: survey.local[null].frame for null in survey.pair}
    first = frames[survey.pair[0]]
    frame = first[["neighbors", "joins"]].rename(
        columns={"neighbors": "eligible_around", "joins": "listed_around"}
    )
    shown: list[str | Column] = ["eligible_around", "listed_around"]
    for null, found in frames.items():
        for key, name in (("expected", "expected"), ("p", "p_exact"), ("p_fdr", "p_fdr")):
            frame = frame.assign(**{f"{key}_{null}": found[name]})
            shown.append(under(key, survey, null))
    return typed(frame, shown)


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
    survey: Survey, layer: "gpd.GeoDataFrame", regions: "gpd.GeoDataFrame", null: str, *, lang: Lang
) -> "maps.Overlay":
    """The outlines of the city clusters, those significant under a null apart; cards say both nulls."""
    groups = survey.groups["city_cluster"][null]

    def named(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.rename(index=lambda region: place(region, lang))

    name = say(lang, "lists.theme.clusters", null=Message(f"lists.null.{null_key(survey, null)}"))
    overlay = maps.groups(
        replace(groups, frame=named(groups.frame)), layer, regions=named(regions), name=name, lang=lang
    )
    shapes = overlay.shapes
    assert shapes is not None
    said = {place(region, lang): say(lang, _region_card(survey, region)) for region in groups.frame.index}
    return replace(overlay, shapes=shapes.assign(text=[said[label] for label in shapes["label"]]))


def _region_card(survey: Survey, region: str) -> Message:
    """What a region's card says: its plan, its members, and what chance would give under each null."""
    made = survey.groups["city_cluster"]
    first = made[survey.pair[0]]
    lines = []
    for null in survey.pair:
        row = made[null].frame.loc[region]
        lines.append(
            Message(
                "lists.card.null",
                random=at_random(survey, null, row["expected"]),
                quotient=float(row["location_quotient"]),
                p=float(row["p_exact"]),
                p_fdr=float(row["p_fdr"]),
            )
        )
    return Message(
        "lists.card.region",
        count=int(first.frame.loc[region, "count"]),
        eligible=int(first.frame.loc[region, "n_eligible"]),
        variant=first.definitions.loc[region, "variant"],
        nulls=lines,
    )
