"""双变量：面积与邻居数 · Two variables: area and number of neighbors."""

import analysis
import boundaries
import maps

layer = boundaries.read_layer(tolerance_m=1000)
units = layer.loc[boundaries.units().index].copy()
units["面积"] = boundaries.area_km2(units)
units["邻居数"] = analysis.neighbors(units).cardinalities.astype(float)
maps.figure(maps.bivariate(units, "面积", "邻居数"), "picture.png", dpi=110)
