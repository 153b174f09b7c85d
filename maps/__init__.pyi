"""The public names of maps and where each lives; read by type checkers and by `boundaries.face`."""

from maps.live.what_if import WhatIf as WhatIf
from maps.live.what_if import what_if as what_if
from maps.overlays.autocorrelation import hotspots as hotspots
from maps.overlays.autocorrelation import local_join_count as local_join_count
from maps.overlays.autocorrelation import local_moran as local_moran
from maps.overlays.centrography import centrography as centrography
from maps.overlays.choropleth import bivariate as bivariate
from maps.overlays.choropleth import categorical as categorical
from maps.overlays.choropleth import choropleth as choropleth
from maps.overlays.classification import classify as classify
from maps.overlays.members import flows as flows
from maps.overlays.members import members as members
from maps.overlays.members import tiers as tiers
from maps.overlays.overlay import Overlay as Overlay
from maps.overlays.patches import patches as patches
from maps.overlays.points import points as points
from maps.overlays.raster import raster as raster
from maps.overlays.regions import groups as groups
from maps.overlays.regions import outline as outline
from maps.overlays.scan import scan as scan
from maps.page.sheet import Page as Page
from maps.page.sheet import Sheet as Sheet
from maps.page.tiles import Tiles as Tiles
from maps.static.figure import figure as figure
from maps.static.figure import figures as figures
