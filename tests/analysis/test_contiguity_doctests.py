"""The examples in the docstrings of the set statistics run."""

import doctest
from importlib import import_module

import pytest

MODULES = [
    "belts",
    "centrography",
    "colocation",
    "dynamics",
    "groups",
    "inequality",
    "join_count",
    "join_count_colors",
    "local_join_count",
    "patches",
    "regional_tiers",
    "scan",
    "scan_counts",
    "specifications",
    "tails",
    "windows",
]


@pytest.mark.parametrize("module", MODULES)
def test_examples(module):
    outcome = doctest.testmod(import_module(f"analysis.{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
