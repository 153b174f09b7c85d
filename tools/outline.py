"""Make boundaries/data/outline.wkb: China with some 20 km around it, within which datums are shifted."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

import boundaries
from boundaries.layer import ALBERS


def main() -> None:
    """Write the outline of the default county layer, widened by 20 km and simplified to about 4 km."""
    layer = boundaries.read_layer("county")
    whole = shapely.coverage_union_all(np.asarray(layer.geometry.array))
    plane = gpd.GeoSeries([whole], crs="EPSG:4326").to_crs(ALBERS)
    wide = plane.simplify(2000).buffer(20_000, quad_segs=3).simplify(4000).to_crs("EPSG:4326")
    coarse = shapely.set_precision(wide.iloc[0], 0.001)
    solid = shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in shapely.get_parts(coarse)])
    path = Path(__file__).parents[1] / "boundaries" / "data" / "outline.wkb"
    path.write_bytes(shapely.to_wkb(solid))
    print(f"{path.name}: {len(solid.geoms)} parts, {shapely.get_num_coordinates(solid):,} vertices")


if __name__ == "__main__":
    main()
