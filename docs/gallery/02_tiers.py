"""四级梯队 · The four published tiers."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
maps.figure(maps.tiers(listed.frame["tier"], layer), "picture.png", dpi=110, source=listed.source)
