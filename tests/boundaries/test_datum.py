"""The datum of a layer is told right or not at all."""

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import boundaries
from boundaries.datum import compare, decide
from boundaries.errors import LayerError


@pytest.fixture(scope="module")
def county() -> gpd.GeoDataFrame:
    layer = boundaries.read_layer("county")
    return layer[boundaries.official(layer)]


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_the_default_layer_in_every_datum(county: gpd.GeoDataFrame, datum: str) -> None:
    few = boundaries.convert(county.iloc[::100], source="wgs84", target=datum).sample(frac=1, random_state=1)
    found = boundaries.detect_datum(few)
    assert found.datum == datum
    assert found.agreement == 1.0 and found.ratio > 10
    assert (found.frame["best"] == datum).all() and len(found.frame) == len(few)
    assert found.distance_m[datum] == pytest.approx(1.0, abs=0.01)


def test_too_few_units_are_undecided(county: gpd.GeoDataFrame) -> None:
    found = boundaries.detect_datum(county.iloc[:2])
    assert found.datum == "undecided" and "3 are needed" in str(found.reason)


def test_strangers_are_undecided(board: gpd.GeoDataFrame) -> None:
    found = boundaries.detect_datum(board)  # squares whose codes are those of Nanjing's districts
    assert found.datum == "undecided" and "still" in str(found.reason)
    strange = board.set_index(pd.Index([f"3299{k:02d}" for k in range(16)], name="adcode"))
    assert boundaries.detect_datum(strange).datum == "undecided"


def test_half_and_half_is_undecided(county: gpd.GeoDataFrame) -> None:
    few = county.iloc[::200]
    moved = boundaries.convert(few, source="wgs84", target="gcj02")
    mixed = pd.concat([few.iloc[::2], moved.iloc[1::2]])
    assert boundaries.detect_datum(mixed).datum == "undecided"


def test_bad_input(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(LayerError, match="EPSG:3857"):
        boundaries.detect_datum(board.to_crs(3857))
    with pytest.raises(LayerError, match="adcodes"):
        boundaries.detect_datum(board.reset_index(drop=True))


@pytest.mark.slow
@pytest.mark.parametrize("provider", ["tianditu", "amap"])
@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_no_wrong_answer_in_a_thousand_draws(county: gpd.GeoDataFrame, provider: str, datum: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layer = boundaries.read_layer("county", provider=provider)
    layer = boundaries.convert(layer[boundaries.official(layer)], source="wgs84", target=datum)
    evidence = compare(layer, county, units=len(layer))
    draw = np.random.default_rng(20230731)
    for size in (3, 5, 10):
        answers = pd.Series(
            [
                decide(evidence.iloc[draw.choice(len(evidence), size, replace=False)], reference="").datum
                for _ in range(1000)
            ]
        )
        assert set(answers) <= {datum, "undecided"}
        assert (answers == "undecided").mean() < 0.02
