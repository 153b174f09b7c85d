"""The examples in the docstrings of the engine run as they stand."""

import doctest
import importlib

import pytest

MODULES = [
    "adjust",
    "bivariate",
    "empirical_bayes",
    "geary",
    "getis_ord",
    "getis_ord_global",
    "local_moran",
    "moran",
    "neighbors",
    "permutation",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"analysis.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
