"""S-maup: by code, within its range, as esda."""

import numpy as np
import pandas as pd
import pytest
from esda.moran import Moran
from esda.smaup import Smaup

import analysis
import boundaries
from analysis._neighbors import graph_of
from boundaries.errors import StatisticError
from tests.board import board


@pytest.fixture(scope="module")
def prefectures():
    layer = boundaries.read_layer("prefecture", tolerance_m=1000)
    layer = layer[boundaries.official(layer)]
    return layer, analysis.neighbors(layer)


def test_as_esda_with_its_own_moran(prefectures):
    layer, graph = prefectures
    values = pd.Series(
        np.round(layer.representative_point().y + np.random.default_rng(1).normal(0, 9, len(layer)), 1)
    )
    values.index = layer.index
    found = analysis.smaup(
        values.sample(frac=1, random_state=2), graph, layer["province"].sample(frac=1, random_state=3)
    )
    peer = Smaup(
        len(layer), layer["province"].nunique(), Moran(values.to_numpy(), graph.to_W(), permutations=0).I
    )
    assert found.statistic == pytest.approx(peer.smaup, rel=1e-9)
    assert [found.critical_10, found.critical_05, found.critical_01] == pytest.approx(
        [peer.critical_1, peer.critical_05, peer.critical_01]
    )
    assert (found.n_units, found.n_wholes) == (len(layer), layer["province"].nunique())
    assert found.sensitive == (found.statistic > found.critical_05)
    assert found.p_below == min(
        [
            p
            for p, c in ((0.1, peer.critical_1), (0.05, peer.critical_05), (0.01, peer.critical_01))
            if peer.smaup > c
        ],
        default=1.0,
    )


def test_missing_values_take_no_part(prefectures):
    layer, graph = prefectures
    values = pd.Series(layer.representative_point().x, index=layer.index)
    values.iloc[::7] = np.nan
    kept = values.dropna().index
    found = analysis.smaup(values, graph, layer["province"])
    alone = analysis.smaup(values, graph, layer["province"], eligible=kept)
    assert found.n_units == alone.n_units == len(kept)
    assert found.statistic == alone.statistic


def test_refusals(prefectures):
    layer, graph = prefectures
    values = pd.Series(layer.representative_point().x, index=layer.index)
    small = board()
    with pytest.raises(StatisticError, match="simulated for 25 to 900 units, came 16"):
        analysis.smaup(
            pd.Series(np.arange(16.0), index=small.index), analysis.neighbors(small), small["province"]
        )
    many = pd.Index([f"{n:06d}" for n in range(901)])
    chain = graph_of(np.column_stack([np.arange(900), np.arange(1, 901)]), many)
    with pytest.raises(StatisticError, match="simulated for 25 to 900 units, came 901"):
        analysis.smaup(pd.Series(np.arange(901.0), index=many), chain, pd.Series("x", index=many))
    with pytest.raises(StatisticError, match=f"wholes: 1 units with a value have none: {layer.index[3]}"):
        analysis.smaup(values, graph, layer["province"].drop(layer.index[3]))
    with pytest.raises(StatisticError, match="wanted fewer than the"):
        analysis.smaup(values, graph, pd.Series(layer.index, index=layer.index))
    with pytest.raises(StatisticError, match="wholes: wanted a Series by adcode"):
        analysis.smaup(values, graph, ["x"])
