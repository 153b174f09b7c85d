"""工业百强区 · The top 100 urban districts."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-district-2023")
maps.figure(
    maps.members(layer, listed.members, name="工业百强区"), "picture.png", dpi=110, source=listed.source
)
