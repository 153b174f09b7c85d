"""长三角：一个区域的图 · One region: the Yangtze delta."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=200)
listed = indicators.roster("caict-county-2023")
delta = layer[layer["province"].isin(["上海市", "江苏省", "浙江省", "安徽省"])]
members = listed.members.intersection(delta.index)
maps.figure(
    maps.members(delta, members, name="工业百强县（市）"), "picture.png", dpi=110, source=listed.source
)
