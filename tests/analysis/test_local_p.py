"""Pseudo p of the local statistics beside spdep's and pygeoda's at 99,999 draws, definitions aligned."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import analysis
from tests.analysis.county_answers import KNOWN, county_graph, deviates, local_answers

DRAWS = 99_999


@cache
def spdep():
    table = pd.read_csv(KNOWN / "spdep_local_p.csv", comment="#", dtype={"adcode": str})
    return table.set_index("adcode")


def counts(column, frame):
    return np.rint(frame[column] * (DRAWS + 1) - 1)


def folded(frame):
    """The smaller side as esda, GeoDa and spdep fold it: ties count above only."""
    above = counts("p_greater", frame)
    return (np.minimum(above, DRAWS - above) + 1) / (DRAWS + 1)


@pytest.mark.parametrize("name", ["I", "gi", "c"])
def test_within_monte_carlo_error_of_spdep(name):
    """spdep 1.2 deals with replacement, which 2,844 units and 6 neighbors hardly show."""
    statistic = {"I": analysis.local_moran, "gi": analysis.hotspots, "c": analysis.local_geary}[name]
    frame = statistic(local_answers()["y"], county_graph(), permutations=DRAWS, seed=3).frame
    off = deviates(folded(frame), spdep()[f"spdep_{name}_p"])
    assert len(off) > 2_700
    assert off.abs().max() < 5
    assert 0.6 < off.std() < 1.5
    assert (folded(frame) - spdep()[f"spdep_{name}_p"]).abs().max() < 0.015


def test_gi_star_of_spdep_deals_the_own_place_too():
    """spdep's p of Gi* deals k + 1 other values where the unit's own is held here: another null."""
    values, graph = local_answers()["y"], county_graph()
    frame = analysis.hotspots(values, graph, permutations=9_999, seed=3).frame
    tested = frame["z"].notna()
    assert (folded_small(frame) - spdep()["spdep_gistar_p"])[tested].abs().max() > 0.3
    source = np.random.default_rng(8)
    for code in values.index[tested][::97]:
        near = [code, *graph[code].index]
        others = values.drop(code).to_numpy()
        null = source.choice(others, size=(20_000, len(near))).sum(axis=1)
        above = (null >= values[near].sum() - 1e-9).mean()
        assert min(above, 1 - above) == pytest.approx(spdep().loc[code, "spdep_gistar_p"], abs=0.018)


def folded_small(frame):
    return frame[["p_greater", "p_less"]].min(axis=1)


def test_geary_near_pygeoda_on_the_side_of_the_mean():
    """pygeoda counts c <= observed below the mean of the draws, c > observed above it; see test_pygeoda_draws."""
    frame = analysis.local_geary(local_answers()["y"], county_graph(), permutations=DRAWS, seed=3).frame
    below = counts("p_less", frame)
    other = local_answers()["pygeoda_c_p"]
    sides = pd.concat([(below + 1) / (DRAWS + 1), (DRAWS - below + 1) / (DRAWS + 1)], axis=1)
    off = sides.sub(other, axis=0).abs().min(axis=1)[frame["c"].notna()]
    assert len(off) == 2835
    assert off.max() < 0.02
    assert off.mean() < 0.004
