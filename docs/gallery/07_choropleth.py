"""分级设色：县域面积 · A choropleth: the area of counties."""

import boundaries
import maps

layer = boundaries.read_layer(tolerance_m=1000)
area = boundaries.area_km2(layer).rename("面积（平方千米）")
maps.figure(maps.choropleth(layer, area, scheme="fisher_jenks", k=5), "picture.png", dpi=110)
