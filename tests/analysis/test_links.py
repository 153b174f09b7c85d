import numpy as np
import pandas as pd
import pytest

import analysis
from boundaries.errors import StatisticError

PLACES = pd.DataFrame(
    {"longitude": [0.0, 1, 2, 10, 11, 12], "latitude": [0.0, 0, 0, 0, 0, 0]}, index=list("abcdef")
)
MASS = pd.Series([1.0, 2, 3, 4, 5, 6], index=list("abcdef"))


def test_gravity_by_hand():
    found = analysis.flows(MASS.sample(frac=1, random_state=1), PLACES).frame
    km = np.pi / 180 * 6371.0088
    assert found.loc[("b", "c"), "flow"] == pytest.approx(2 * 3 / km**2)
    assert found.loc[("a", "c"), "distance_km"] == pytest.approx(2 * km, rel=1e-4)
    assert len(found) == 30


def test_radiation_sends_out_all_but_what_lies_nowhere():
    apart = PLACES.assign(longitude=[0.0, 1, 3, 10, 11, 14])  # no two equally far from a third
    found = analysis.flows(MASS, apart, model="radiation").frame["flow"]
    # Simini et al. 2012: the shares of an origin sum to 1 - m_i / M
    out = found.groupby(level=0).sum()
    assert out.to_numpy() == pytest.approx((MASS * (1 - MASS / MASS.sum())).to_numpy())


def test_costs_instead_of_the_great_circle():
    cost = pd.DataFrame(1.0, index=MASS.index, columns=MASS.index)
    cost.loc["a", "b"] = 2.0
    found = analysis.flows(MASS, PLACES, cost=cost, exponent=1).frame
    assert found.loc[("a", "b"), "flow"] == pytest.approx(1.0)
    assert found.loc[("b", "a"), "flow"] == pytest.approx(2.0)


def test_a_table_of_origins_and_destinations():
    table = pd.DataFrame({"from": list("aabc"), "to": list("bbca"), "trips": [1, 2, 3, 4]})
    found = analysis.given_flows(table, origin="from", destination="to", flow="trips")
    assert found.frame["flow"].to_dict() == {("a", "b"): 3, ("b", "c"): 3, ("c", "a"): 4}
    measures = analysis.network_measures(found)
    assert measures["out_strength"].to_dict() == {"a": 3, "b": 3, "c": 4}
    assert measures["pagerank"].sum() == pytest.approx(1)


def test_cohesion_of_a_compact_group_is_exact_enough():
    links = analysis.flows(MASS, PLACES)
    measures = analysis.network_measures(links)
    assert measures.loc[list("abc"), "community"].tolist() == [1, 1, 1]
    assert measures.loc[list("def"), "community"].tolist() == [2, 2, 2]
    found = analysis.cohesion(links, list("def"), permutations=1999, seed=1)
    # def keeps most of all 20 groups of three: one in twenty
    assert found.share > 0.9 and found.p_sim == pytest.approx(1 / 20, abs=0.02)


@pytest.mark.parametrize(
    ("mass", "places", "slug"),
    [
        (MASS * 0, PLACES, "analysis.links.mass-not-positive"),
        (MASS, PLACES.iloc[:3], "analysis.links.no-place"),
        (MASS, PLACES.assign(longitude=0.0), "analysis.links.no-distance"),
    ],
)
def test_refusals(mass, places, slug):
    with pytest.raises(StatisticError) as refused:
        analysis.flows(mass, places)
    assert refused.value.id == slug
