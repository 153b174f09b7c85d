"""制造业高质量发展五十强 · Cities of high-quality manufacturing, on prefectures."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer("prefecture", tolerance_m=1000)
listed = indicators.roster("caict-city-2023")
maps.figure(
    maps.members(layer, listed.members, name="制造业高质量发展五十强"),
    "picture.png",
    dpi=110,
    source=listed.source,
)
