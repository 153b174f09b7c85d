"""The examples in the docstrings of the page modules."""

import doctest
import importlib

import pytest

MODULES = (
    "basemap",
    "chart_band",
    "embed",
    "gathering",
    "geometry",
    "lists",
    "overlay",
    "plane",
    "shading",
    "sheet",
    "theme",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    module = importlib.import_module(f"maps.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0
