"""名单与城市群轮廓 · Members under the outlines of city clusters."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-innovation-2023")
regions = boundaries.read_regions("city_cluster")
themes = [
    maps.members(layer, listed.members, name="创新百强县（市）"),
    maps.outline(regions, layer, name="城市群"),
]
maps.figure(themes, "picture.png", dpi=110, source=listed.source)
