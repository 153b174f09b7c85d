"""Why pygeoda's p are farther from ours and esda's than chance allows: its random numbers, rebuilt.

libgeoda (``LISA::CalcPseudoP_range``, ``Gda::ThomasWangHashDouble``) hashes consecutive integers and takes
each as a neighbor, unless it is the unit itself, an isolate, or drawn before.
"""

import numpy as np
import pytest

from tests.analysis.county_answers import county_graph, local_answers


def hashed(first, count):
    """Thomas Wang's hash of consecutive integers, from 0 to 1."""
    whole = np.uint64
    key = np.arange(first, first + count, dtype=np.uint64)
    key = ~key + (key << whole(21))
    key ^= key >> whole(24)
    key = key + (key << whole(3)) + (key << whole(8))
    key ^= key >> whole(14)
    key = key + (key << whole(2)) + (key << whole(4))
    key ^= key >> whole(28)
    key = key + (key << whole(31))
    return key.astype(np.float64) / 2.0**64


def test_its_p_of_the_first_county_is_rebuilt():
    known, graph = local_answers(), county_graph()
    first, draws, n = known.index[0], 99_999, len(known)
    near = known.index.get_indexer(graph[first].index)
    alone = set(known.index.get_indexer(graph.isolates))
    places = np.floor(hashed(1, draws * len(near) + 5_000) * (n - 1) + 0.5).astype(int).tolist()
    dealt, one = [], []
    for place in places:
        if place != 0 and place not in one and place not in alone:
            one.append(place)
            if len(one) == len(near):
                dealt.append(one)
                one = []
    z = known["y"].to_numpy() - known["y"].mean()
    null = z[0] * z[np.array(dealt[:draws])].mean(axis=1)
    larger = int((null >= z[0] * z[near].mean() - 1e-12).sum())
    assert (min(larger, draws - larger) + 1) / (draws + 1) == pytest.approx(known["pygeoda_I_p"].iloc[0])


def test_its_random_numbers_are_correlated():
    found = hashed(1, 4_000_000)
    assert abs(found.mean() - 0.5) < 0.001
    off = found - found.mean()
    lags = {lag: float((off[:-lag] * off[lag:]).mean() / off.var()) for lag in (1, 2, 5, 8)}
    assert lags == pytest.approx({1: -0.065, 2: -0.103, 5: 0.0006, 8: 0.0448}, abs=0.001)
    # a sum of eight varies less than that of independent numbers
    sums = off.reshape(-1, 8).sum(axis=1)
    assert sums.var() / (8 * off.var()) < 0.985
