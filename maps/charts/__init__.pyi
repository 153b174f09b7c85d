"""The charts and where each lives; read by type checkers and by `boundaries.face`."""

from maps.charts._band import band as band
from maps.charts._network import network as network
from maps.charts._treemap import treemap as treemap
from maps.charts.bars import bar as bar
from maps.charts.bars import dot as dot
from maps.charts.bars import heat as heat
from maps.charts.bars import line as line
from maps.charts.bars import stacked as stacked
from maps.charts.rank import lorenz as lorenz
from maps.charts.rank import rank_size as rank_size
from maps.charts.rank import scatter as scatter
