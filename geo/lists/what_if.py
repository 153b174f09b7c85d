"""The page of premises of a list: its nulls, its neighbors, and what its report says beside what is computed."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

import pandas as pd

import analysis
import maps
from boundaries.eligible import FOUR
from boundaries.errors import LayerError
from boundaries.language import Lang, Message, say
from boundaries.placenames import placed
from geo.lists.survey import Survey
from maps.live.what_if import Reported

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

NEAREST = 4
HEIGHT = 860
"""Of its frame, pixels."""


def graphs(
    units: "gpd.GeoDataFrame", own: "Graph", contiguity: Literal["queen", "rook"] = "queen"
) -> "dict[str, Graph]":
    """The neighbors that a reader may choose among: the list's own first, land only, the four nearest.

    Parameters
    ----------
    units : GeoDataFrame by adcode
    own : Graph
        That of the list's tests.
    contiguity : {"queen", "rook"}
        What it is.
    """
    found: dict[str, Graph] = {contiguity: own}
    other: Literal["queen", "rook"] = "rook" if contiguity == "queen" else "queen"
    found[other] = analysis.neighbors(units, contiguity=other)
    with suppress(LayerError):  # units whose borders are not known have no joins over water to leave out
        found["land"] = analysis.neighbors(units, water="drop")
    if len(units) > NEAREST:
        found["knn4"] = analysis.neighbors(units, contiguity="knn", k=NEAREST)
    return found


NAMES = {"queen": "queen", "rook": "rook", "land": "land", f"KNN-{NEAREST}": "knn4"}
"""What the atlas' neighbor definitions are called here."""


def of_definitions(definitions: "Mapping[str, Graph]") -> "dict[str, Graph]":
    """The same from the neighbor definitions that the atlas compares."""
    return {NAMES[name]: graph for name, graph in definitions.items() if name in NAMES}


def list_what_if(
    survey: Survey, layer: "gpd.GeoDataFrame", chosen: "Mapping[str, Graph]", *, lang: Lang
) -> "maps.WhatIf":
    """The page of premises of a surveyed list.

    Parameters
    ----------
    survey : Survey
    layer : GeoDataFrame
        The layer of the list's level.
    chosen : mapping of str to Graph
        The neighbors by name, those of the survey first.
    lang : {"zh", "en"}

    Returns
    -------
    WhatIf
        It begins with the null of the sentences and draws the report's own random lists.
    """
    roster = survey.roster
    strata: dict[str, pd.Series | None] = {null.name: null.strata for null in survey.nulls}
    last = survey.pair[-1] if survey.pair[-1] in strata else list(strata)[-1]
    strata = {name: held for name, held in strata.items() if name != last} | {last: strata[last]}
    first = next(iter(chosen))
    reported = [
        Reported(
            null=name,
            graph=first,
            joins=float(survey.test(name, "bb")["p"]),
            largest=float(survey.test(name, "largest")["p"]),
            draws=survey.permutations,
            seed=survey.seed,
        )
        for name in strata
    ]
    order = roster.frame["rank"].astype(float) if roster.ranked else roster.members
    page = maps.what_if(
        order,
        chosen,
        placed(layer, lang),
        eligible=roster.eligible,
        strata=strata,
        also=_municipal(survey),
        reported=reported,
        permutations=survey.permutations,
        seed=survey.seed,
        lang=lang,
    )
    return page.titled(say(lang, "lists.what_if.title", title=_title(survey)))


def _title(survey: Survey) -> Message | str:
    roster = survey.roster
    return Message(f"roster.{roster.id}.title") if survey.published else roster.title


def _municipal(survey: Survey) -> pd.Index:
    """Units of the four municipalities of the kinds that the list could have drawn from; none of a regional list."""
    units, eligible = survey.units, survey.roster.eligible
    if not survey.national or "kind" not in units:
        return eligible[:0]
    theirs = units.index[units["province"].isin(FOUR)]
    kinds = set(units.loc[eligible, "kind"])
    return theirs[units.loc[theirs, "kind"].isin(kinds)].union(theirs.intersection(eligible))
