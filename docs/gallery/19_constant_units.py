"""不变单元：2000—2023 年口径一致的单元 · Units that are the same from 2000 to 2023."""

import boundaries
import maps

constant = boundaries.constant_units(2000, 2023)
layer = boundaries.read_layer(tolerance_m=1000, units=constant)
how = constant.units["how"].reindex(layer.index)
called = {
    "same": "未变",
    "renamed": "更名",
    "merged": "合并",
    "split": "拆分",
    "tangled": "互有调整",
    "new": "新设",
}
maps.figure(maps.categorical(layer, how.map(called).rename("2000 年以来")), "picture.png", dpi=110)
