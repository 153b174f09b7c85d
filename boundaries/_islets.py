"""The islets that no map of China may drop, however small they are drawn."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ISLETS: dict[str, tuple[float, float, float, float]] = {
    "钓鱼岛": (123.40, 25.70, 123.60, 25.80),
    "赤尾屿": (124.50, 25.88, 124.62, 25.97),
    "黄岩岛": (117.60, 15.00, 117.90, 15.30),
    "南沙群岛": (109.00, 3.40, 118.00, 12.10),
}
"""Name and the box (west, south, east, north) in which the islet's polygons lie."""


def islets(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """List the polygon parts of a layer that a map must keep when it drops small islands.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        The county layer.

    Returns
    -------
    GeoDataFrame, one row a part: islet (钓鱼岛, 赤尾屿, 黄岩岛, 南沙群岛), adcode of its unit, geometry.
    """
    parts, owner = shapely.get_parts(np.asarray(layer.geometry.array), return_index=True)
    boxes = shapely.box(*np.array(list(ISLETS.values())).T)
    which, part = shapely.STRtree(parts).query(boxes, predicate="contains")
    names = pd.Index(list(ISLETS))
    frame = gpd.GeoDataFrame(
        {"islet": names[which], "adcode": layer.index[owner[part]]}, geometry=parts[part], crs=layer.crs
    )
    return frame.reset_index(drop=True)
