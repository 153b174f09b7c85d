"""重心与标准差椭圆 · Mean centers and standard deviational ellipses."""

import pandas as pd

import analysis
import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = {name: indicators.roster(f"caict-{name}-2023").members for name in ("county", "district")}
weights = pd.DataFrame(
    {name: layer.index.isin(members).astype(float) for name, members in listed.items()}, index=layer.index
)
weights.columns = ["百强县", "百强区"]
maps.figure(maps.centrography(analysis.centrography(weights, layer), layer), "picture.png", dpi=110)
