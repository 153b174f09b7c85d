"""局部连接计数 · Members with significantly many members around them."""

import analysis
import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
graph = analysis.neighbors(layer)
result = analysis.local_join_count(listed.members, graph, eligible=listed.eligible, strata=layer["province"])
maps.figure(maps.local_join_count(result, layer), "picture.png", dpi=110, source=listed.source)
