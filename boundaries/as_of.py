"""The county layer as of another day, where the boundaries of 2023-07-31 add up to the units of that day."""

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._divisions import divisions
from boundaries._translate import translate
from boundaries._units import COLUMNS, DATE, official_units
from boundaries.errors import LayerError, LianpianWarning, listed


def layer_as_of(layer: gpd.GeoDataFrame, as_of: str) -> gpd.GeoDataFrame:
    """Give the county layer of 2023-07-31 the units of another day.

    A unit renamed, recoded or moved to another prefecture keeps its boundary; a unit that has since been
    split into whole units is their union. A unit that has since been merged with others cannot be drawn
    again.

    Parameters
    ----------
    layer : county layer of 2023-07-31
    as_of : str
        A day from 2000-01-01 to 2025-12-31.

    Returns
    -------
    GeoDataFrame with the units of that day and, unchanged, what stands beside the official units. Where
    part of a unit changed hands in between, its boundary is that of 2023: ``attrs["approximate"]`` lists
    these units.

    Raises
    ------
    LayerError
        Units of that day that cannot be drawn from the boundaries, each with the units of 2023 that hold it.

    Warns
    -----
    LianpianWarning
        Some units changed their extent in between.
    """
    then = divisions(as_of)[list(COLUMNS)]
    fate = translate(list(then.index), as_of, DATE)
    alone = np.array([sources == (code,) for code, sources in fate["sources"].items()])
    drawable = alone & fate["relation"].isin(["1:1", "split"]).to_numpy()
    lost = [
        f"{code} {row['name']} ({row['relation']}: {'+'.join(row['targets']) or 'nothing'})"
        for code, row in fate[~drawable].iterrows()
    ]
    targets = fate.loc[drawable, "targets"]
    uncovered = official_units().index.difference([code for codes in targets for code in codes])
    if lost:
        raise LayerError(
            "boundaries.as_of.the-boundaries-of-do-not-add",
            DATE=DATE,
            as_of=as_of,
            n_lost=len(lost),
            lost=listed(lost),
        )
    if len(uncovered):
        names = [f"{code} {official_units()['name'][code]}" for code in uncovered]
        raise LayerError(
            "boundaries.as_of.the-boundaries-of-do-not-add-2", DATE=DATE, as_of=as_of, names=listed(names)
        )
    official = set(layer.index) & set(official_units().index)
    beside = layer.drop(list(official))
    shapes = layer.geometry
    drawn = {
        code: shapely.coverage_union_all(shapes[list(codes)].to_numpy())
        if len(codes) > 1
        else shapes[codes[0]]
        for code, codes in targets.items()
        if set(codes) <= official
    }
    old = gpd.GeoDataFrame(then.loc[list(drawn)], geometry=list(drawn.values()), crs="EPSG:4326")
    whole = pd.concat([old, beside]).sort_index()
    changed = fate.index[fate["extent_changed"].astype(bool)]
    whole.attrs["approximate"] = tuple(f"{code} {then['name'][code]}" for code in changed)
    if len(changed):
        warnings.warn(
            f"as of {as_of}: {len(changed)} units have exchanged land since; their boundaries are those of "
            f"{DATE}: {listed(whole.attrs['approximate'])}",
            LianpianWarning,
            stacklevel=4,
        )
    return whole
