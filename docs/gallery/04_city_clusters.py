"""成群：各城市群的入选数 · Listed counties by city cluster."""

import analysis
import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
regions = boundaries.read_regions("city_cluster")
result = analysis.groups(listed.members, regions, eligible=listed.eligible, strata=layer["province"])
maps.figure(maps.groups(result, layer, regions=regions), "picture.png", dpi=110, source=listed.source)
