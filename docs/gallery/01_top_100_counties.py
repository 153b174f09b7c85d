"""工业百强县（市） · The top 100 industrial counties."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
maps.figure(
    maps.members(layer, listed.members, name="工业百强县（市）"), "picture.png", dpi=110, source=listed.source
)
