"""What a page of eight themes weighs, in the worst honest cases."""

import gzip

import geopandas as gpd
import pytest

import boundaries
import maps
from benchmarks.maps import worst

KB = 1024


@pytest.fixture(scope="module")
def layer() -> gpd.GeoDataFrame:
    return boundaries.read_layer()


@pytest.fixture(scope="module")
def themes(layer: gpd.GeoDataFrame) -> dict[str, list[maps.Overlay]]:
    return worst(layer)


def weight(overlays: list[maps.Overlay], use: str = "web") -> tuple[float, float]:
    """KB raw, KB gzipped."""
    page = maps.Sheet("八个专题", overlays=overlays, use=use).html().encode()  # type: ignore[arg-type]
    return len(page) / KB, len(gzip.compress(page, 9)) / KB


def test_eight_themes_of_random_numbers_stay_far_below_the_budget(
    themes: dict[str, list[maps.Overlay]],
) -> None:
    raw, packed = weight(themes["random numbers"])
    assert raw <= 800 - 100 and packed <= 420 - 40
    assert weight(themes["random numbers"], "lite")[1] <= 320 - 20


@pytest.mark.parametrize(
    ("name", "raw", "packed"), [("with cards", 900, 530), ("LISA with plots", 1060, 660)]
)
def test_cards_and_plots_of_random_numbers_weigh_what_their_digits_do(
    themes: dict[str, list[maps.Overlay]], name: str, raw: float, packed: float
) -> None:
    """Forty columns of digits that nothing can shorten; as JSON they took twice the bytes."""
    found = weight(themes[name])
    assert found[0] <= raw and found[1] <= packed
