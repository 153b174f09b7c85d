import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.examples import get_path

import analysis


@pytest.fixture(scope="module")
def georgia():
    """Counties of Georgia, as libpysal carries them (BSD 3-Clause)."""
    table = pd.read_csv(get_path("GData_utm.csv")).set_index("AreaKey")
    table.index = table.index.astype(str)
    points = gpd.GeoSeries(gpd.points_from_xy(table["X"], table["Y"]), index=table.index)
    return table, points


@pytest.fixture(scope="module")
def found(georgia):
    table, points = georgia
    factors = table[["PctRural", "PctPov", "PctBlack"]]
    return analysis.gwr(table["PctBach"].sample(frac=1, random_state=1), factors, points)


def test_georgia_as_gwr4_prints_it(georgia, found):
    # GWR4's own output for bisquare, adaptive, in libpysal/examples/georgia
    answer = pd.read_csv(get_path("georgia_BS_NN_listwise.csv"), skipinitialspace=True)
    answer.columns = [name.strip() for name in answer.columns]
    table, _ = georgia
    ours = found.frame.loc[table.index]
    assert found.terms["bandwidth"].unique().tolist() == [90.0]
    for name, column in (
        ("est_Intercept", "constant b"),
        ("est_PctRural", "PctRural b"),
        ("est_PctPov", "PctPov b"),
    ):
        assert ours[column].to_numpy() == pytest.approx(answer[name].to_numpy(), abs=2e-3, rel=2e-3)


def test_adjusted_t_is_stricter(found):
    assert (found.terms["critical_t"] > 1.97).all()
    plain = (np.abs(found.frame["PctPov t"]) > 1.97).sum()
    assert found.terms.loc["PctPov", "n_significant"] < plain
    assert found.fit["aicc"] < found.fit["aicc_global"]
