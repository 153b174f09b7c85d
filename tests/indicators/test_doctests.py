"""The examples in the docstrings run."""

import doctest
import importlib

import pytest

MODULES = [
    "aggregate",
    "agreement",
    "ahp",
    "cell",
    "framework",
    "grid",
    "impute",
    "listing",
    "normalize",
    "number",
    "outliers",
    "panel",
    "roster",
    "score",
    "table",
    "tier",
    "weight",
    "workbook",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(f"indicators.{name}"))
    assert result.failed == 0
