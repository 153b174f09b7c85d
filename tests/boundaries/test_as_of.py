"""The layer as of another day, or a plain word why not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import boundaries
from boundaries.errors import LayerError, LianpianError, LianpianWarning


@pytest.fixture(scope="module")
def county() -> gpd.GeoDataFrame:
    return boundaries.read_layer("county")


def test_a_day_without_changes(county: gpd.GeoDataFrame) -> None:
    later = boundaries.read_layer("county", as_of="2023-12-31")
    assert later.index.equals(county.index) and later.attrs["date"] == "2023-12-31"
    assert later.geometry.geom_equals_exact(county.geometry, 0).all()
    assert (later["name"] == county["name"]).all()


def test_renamed_units_keep_their_boundary(county: gpd.GeoDataFrame) -> None:
    with pytest.warns(LianpianWarning, match="4 units have exchanged land since"):
        earlier = boundaries.read_layer("county", as_of="2023-04-02", tolerance_m=1000)
    assert earlier.loc["540422", ["name", "kind"]].tolist() == ["米林县", "县"]
    assert "540481" not in earlier.index and boundaries.official(earlier).sum() == 2844
    drawn = boundaries.read_layer("county", tolerance_m=1000)
    assert earlier.geometry["540422"].equals(drawn.geometry["540481"])
    assert earlier.attrs["approximate"] == ("511525 高县", "511526 珙县", "620121 永登县", "620122 皋兰县")
    boundaries.check_layer(earlier)
    assert shapely.coverage_is_valid(np.asarray(earlier.geometry.array))
    with pytest.warns(LianpianWarning):
        cities = boundaries.read_layer("prefecture", as_of="2023-04-02", tolerance_m=1000)
    assert len(cities) == 375


@pytest.mark.parametrize(
    ("day", "named"),
    [
        ("2020-12-31", r"330104 江干区 \(split: 330102\+330114\)"),
        ("2022-12-31", "659012 白杨市"),
        ("2024-12-31", "653228 和康县"),
    ],
)
def test_what_cannot_be_drawn_is_named(day: str, named: str) -> None:
    with pytest.raises(LayerError, match=named):
        boundaries.read_layer("county", as_of=day)


@pytest.mark.parametrize("day", ["1999-12-31", "2031-01-01", "lately"])
def test_days_out_of_range(day: str) -> None:
    with pytest.raises(LianpianError, match=day):
        boundaries.read_layer("county", as_of=day)
