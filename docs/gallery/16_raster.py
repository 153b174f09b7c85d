"""栅格：夜间灯光图 · A raster: a picture of night lights (ordinal brightness, not radiance)."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
lights = indicators.zonal(layer, indicators.night_lights(), stats=["mean"])
maps.figure(maps.choropleth(layer, lights["mean"].rename("平均亮度（级）"), k=5), "picture.png", dpi=110)
