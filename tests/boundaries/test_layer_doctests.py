"""The examples of the layer half of the floor run."""

import doctest
import importlib

import pytest

MODULES = [
    "adcode",
    "amap",
    "as_of",
    "coverage",
    "crs",
    "datum",
    "file",
    "islands",
    "islets",
    "layer",
    "read",
    "regions",
    "simplify",
    "source",
    "tianditu",
    "units",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"boundaries.{name}")).failed == 0
