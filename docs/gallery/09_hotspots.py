"""热点与冷点（Gi*） · Hotspots and coldspots."""

import numpy as np

import analysis
import boundaries
import maps

layer = boundaries.read_layer(tolerance_m=1000)
units = boundaries.units().index
size = np.log10(boundaries.area_km2(layer)).loc[units]
result = analysis.hotspots(size, analysis.neighbors(layer.loc[units]), permutations=9999, seed=1)
maps.figure(
    maps.hotspots(result, layer.loc[units]), "picture.png", dpi=110, title="县域面积（对数）的热点与冷点"
)
