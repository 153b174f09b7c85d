"""Every set of colors can be told apart by normal and colour-blind eyes; the measure itself is checked."""

import numpy as np
import pytest

from boundaries.errors import MapError
from maps.cartography.color_vision import VISIONS, difference, from_lab, least_difference, seen
from maps.cartography.palette import (
    DIVERGING,
    HOTSPOTS,
    INK,
    LISA,
    PAPER,
    SEQUENTIAL,
    bivariate,
    diverging,
    qualitative,
    readable,
    sequential,
)
from maps.overlays.overlay import NO_DATA_COLOR

# Pairs 1-4, 7, 13, 17, 20, 25, 34 of the table of Sharma, Wu & Dalal (2005).
SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, 2.8361, -74.0200), (50.0, 0.0, -82.7485), 3.4412),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "expected"), SHARMA)
def test_ciede2000_gives_the_published_differences(one, other, expected):
    assert round(float(difference(one, other)), 4) == expected
    assert round(float(difference(other, one)), 4) == expected


def test_lab_of_known_colors():
    np.testing.assert_allclose(seen("#ffffff"), [100, 0, 0], atol=0.01)
    np.testing.assert_allclose(seen("#0000ff"), [32.30, 79.20, -107.86], atol=0.02)
    assert [from_lab(seen(c)) for c in ("#123456", "#fedcba", "#000000")] == ["#123456", "#fedcba", "#000000"]


def test_simulation_keeps_gray_and_confuses_what_it_should():
    for vision in VISIONS:
        assert float(difference(seen("#808080", vision), seen("#808080"))) < 0.5
    red, green = "#c00000", "#6b6b00"
    assert float(difference(seen(red), seen(green))) > 40
    assert float(difference(seen(red, "deuteranopia"), seen(green, "deuteranopia"))) < 20


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", SEQUENTIAL)
@pytest.mark.parametrize(("k", "floor"), [(3, 20.0), (5, 9.0), (7, 5.5), (9, 4.0)])
def test_steps_of_a_ramp_are_apart(name, k, floor, vision):
    colors = sequential(k, name=name)
    assert len(colors) == k
    assert least_difference(colors, vision=vision)[0] >= floor
    assert np.all(np.diff([seen(c)[0] for c in colors]) < 0)
    assert min(float(difference(seen(c, vision), seen(NO_DATA_COLOR, vision))) for c in colors) > 6


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", DIVERGING)
@pytest.mark.parametrize(("k", "floor"), [(3, 35.0), (5, 20.0), (7, 13.0), (9, 10.0)])
def test_two_sided_ramps_are_apart(name, k, floor, vision):
    assert least_difference(diverging(k, name=name), vision=vision)[0] >= floor


@pytest.mark.parametrize("vision", VISIONS)
def test_qualitative_and_named_sets_are_apart(vision):
    assert least_difference(qualitative(8), vision=vision)[0] >= 19.5
    assert least_difference(qualitative(12), vision=vision)[0] >= 14
    assert least_difference(list(LISA.values()), vision=vision)[0] >= 20
    assert least_difference(list(HOTSPOTS.values()), vision=vision)[0] >= 16
    assert least_difference(bivariate(3), vision=vision)[0] >= 12
    for colors in (qualitative(12), LISA.values(), HOTSPOTS.values()):
        assert min(float(difference(seen(c, vision), seen(NO_DATA_COLOR, vision))) for c in colors) > 5.5


def test_text_on_a_color_can_be_read():
    def luminance(color):
        parts = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    for color in [*sequential(9), *diverging(9), *qualitative(12)]:
        one, two = sorted([luminance(color), luminance(readable(color))])
        assert (two + 0.05) / (one + 0.05) >= 3, color
    assert (readable("#ffffff"), readable("#000000")) == (INK, PAPER)


@pytest.mark.parametrize(
    "call",
    [
        lambda: sequential(0),
        lambda: sequential(5, name="rainbow"),
        lambda: diverging(True),
        lambda: qualitative(-1),
        lambda: bivariate(4),
        lambda: seen("red"),
        lambda: seen("#12345g"),
        lambda: least_difference(["#000000"]),
        lambda: seen("#000000", "tetrachromacy"),
    ],
)
def test_what_is_no_color_is_refused(call):
    with pytest.raises(MapError):
        call()
