"""The charts and where each lives; read by type checkers and by `boundaries.face`."""

from maps.charts._band import band as band
from maps.charts._bump import bump as bump
from maps.charts._chance import chance as chance
from maps.charts._histogram import histogram as histogram
from maps.charts._lag_scatter import lag_scatter as lag_scatter
from maps.charts._network import network as network
from maps.charts._p_curve import p_curve as p_curve
from maps.charts._ranges import ranges as ranges
from maps.charts._shares import shares as shares
from maps.charts._small_maps import small_maps as small_maps
from maps.charts._thumbnail import thumbnail as thumbnail
from maps.charts._treemap import treemap as treemap
from maps.charts._waterfall import waterfall as waterfall
from maps.charts.bars import bar as bar
from maps.charts.bars import dot as dot
from maps.charts.bars import heat as heat
from maps.charts.bars import line as line
from maps.charts.bars import stacked as stacked
from maps.charts.file import save as save
from maps.charts.rank import lorenz as lorenz
from maps.charts.rank import rank_size as rank_size
from maps.charts.rank import scatter as scatter
