"""连片：相邻的百强县连成的片 · Contiguous patches of listed counties."""

import analysis
import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
graph = analysis.neighbors(layer)
result = analysis.patches(
    listed.members, graph, eligible=listed.eligible, strata=layer["province"], permutations=999, seed=1
)
maps.figure(maps.patches(result, layer), "picture.png", dpi=110, source=listed.source)
