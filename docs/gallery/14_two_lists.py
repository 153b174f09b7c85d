"""两份名单的重合 · Two lists: which counties are on both."""

import pandas as pd

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
industry, innovation = (indicators.roster(f"caict-{name}-2023").members for name in ("county", "innovation"))
kind = pd.Series(index=layer.index, dtype="object", name="名单")
kind[industry.difference(innovation)] = "仅工业"
kind[innovation.difference(industry)] = "仅创新"
kind[industry.intersection(innovation)] = "两份都在"
maps.figure(
    maps.categorical(layer, kind),
    "picture.png",
    dpi=110,
    source=indicators.roster("caict-county-2023").source,
)
