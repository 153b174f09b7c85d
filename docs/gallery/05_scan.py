"""扫描：榜单最集中的窗口 · Where the list gathers most."""

import analysis
import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
result = analysis.scan(listed.members, layer, eligible=listed.eligible, permutations=199, seed=1)
maps.figure(maps.scan(result, layer), "picture.png", dpi=110, source=listed.source)
