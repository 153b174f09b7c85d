"""The public names of geo and where each lives; read by type checkers and by `boundaries.face`."""

from analysis import groups as groups
from analysis import hotspots as hotspots
from analysis import join_count as join_count
from analysis import local_moran as local_moran
from analysis import moran as moran
from analysis import neighbors as neighbors
from analysis import patches as patches
from analysis import scan as scan
from boundaries import join as join
from boundaries import match as match
from boundaries import read_layer as read_layer
from boundaries import read_regions as read_regions
from geo.atlas_pages.atlas import atlas as atlas
from geo.audit.claims import audit_claims as audit_claims
from geo.lists.belts import belts as belts
from geo.lists.group_draws import group_draws as group_draws
from geo.study.study import Study as Study
from indicators import Framework as Framework
from indicators import read_table as read_table
from indicators import roster as roster
from indicators import rosters as rosters
from indicators import zonal as zonal
from maps import Sheet as Sheet
from maps import choropleth as choropleth
from maps import figure as figure
