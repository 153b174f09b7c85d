"""百强县的密度面 · A density surface of listed counties."""

import boundaries
import indicators
import maps

layer = boundaries.read_layer(tolerance_m=1000)
listed = indicators.roster("caict-county-2023")
surface = indicators.density(layer.loc[listed.members], "density.tif", bandwidth_km=120)
maps.figure(
    maps.raster("density.tif", layer=layer, name="百强县密度"), "picture.png", dpi=110, source=listed.source
)
