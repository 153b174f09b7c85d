"""按省统计入选数 · Listed counties by province."""

import boundaries
import indicators
import maps

counties = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
provinces = boundaries.read_layer("province", tolerance_m=1000)
count = counties.loc[listed.members].groupby("province_code").size()
provinces["入选数"] = count.reindex(provinces.index).fillna(0)
maps.figure(
    maps.choropleth(provinces, "入选数", scheme="user", breaks=[0, 2, 5, 15, 30]),
    "picture.png",
    dpi=110,
    source=listed.source,
)
