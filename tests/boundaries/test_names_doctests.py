"""The examples in the docstrings of the name modules."""

import doctest
from importlib import import_module

import pytest

MODULES = [
    "divisions",
    "translate",
    "spelling",
    "gazetteer",
    "parents",
    "match",
    "upper",
    "reasons",
    "join",
    "writing",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(import_module(f"boundaries.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
