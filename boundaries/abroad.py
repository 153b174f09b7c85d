"""Whether a layer lies in China or in another country."""

import geopandas as gpd
import numpy as np
import shapely

from boundaries.crs import outline
from boundaries.layer import in_degrees


def in_china(layer: gpd.GeoDataFrame) -> bool:
    """Whether most units of a layer lie in China, by their middles; the outline is coarse, some 20 km wide.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        Of which two hundred units evenly over the rows are asked.

    Examples
    --------
    >>> from tests.board import board
    >>> in_china(board()), in_china(board().translate(-200, 10).to_frame("geometry").set_crs(4326))
    (True, False)
    """
    shapes = np.asarray(in_degrees(layer).array)
    some = (
        shapes[np.linspace(0, len(shapes) - 1, min(len(shapes), 200)).astype(int)] if len(shapes) else shapes
    )
    some = some[~(shapely.is_missing(some) | shapely.is_empty(some))]
    corners = shapely.bounds(some)
    x, y = (corners[:, 0] + corners[:, 2]) / 2, (corners[:, 1] + corners[:, 3]) / 2
    return bool(len(some)) and float(shapely.contains_xy(outline(), x, y).mean()) > 0.5
