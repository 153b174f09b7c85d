"""局部莫兰指数 · Local Moran: high beside high, low beside low."""

import numpy as np

import analysis
import boundaries
import maps

layer = boundaries.read_layer(tolerance_m=1000)
size = np.log10(boundaries.area_km2(layer))
units = boundaries.units().index
result = analysis.local_moran(
    size.loc[units], analysis.neighbors(layer.loc[units]), permutations=9999, seed=1
)
maps.figure(
    maps.local_moran(result, layer.loc[units]), "picture.png", dpi=110, title="县域面积（对数）的局部莫兰指数"
)
