"""The examples in the docstrings of the raster and uncertainty modules run."""

import doctest
import importlib

import pytest

MODULES = [
    "indicators.raster",
    "indicators.zonal",
    "indicators.sobol",
    "indicators.sensitivity",
    "indicators.density",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0 and result.failed == 0
