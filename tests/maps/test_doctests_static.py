"""The examples in the docstrings of the static half run."""

import doctest
import importlib

import pytest

MODULES = (
    "chart_data",
    "chart_network",
    "chart_rank",
    "chart_treemap",
    "charts",
    "classes",
    "drawing",
    "extent",
    "figure",
    "figure_legend",
    "figure_words",
    "palette",
    "pen",
    "svg",
    "typeface",
    "vision",
)
WITH_EXAMPLES = {
    "chart_network",
    "chart_rank",
    "chart_treemap",
    "charts",
    "classes",
    "palette",
    "svg",
    "typeface",
    "vision",
}


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    done = doctest.testmod(importlib.import_module(f"maps.{name}"))
    assert done.failed == 0
    assert (done.attempted > 0) == (name in WITH_EXAMPLES)
