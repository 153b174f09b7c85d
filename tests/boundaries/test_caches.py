"""Caches: one call forgets them all, none is keyed by an address."""

import functools
import gc
import sys

import analysis
import boundaries
from analysis import value_sample
from boundaries.caches import PACKAGES
from tests.board import board


def test_one_call_empties_every_cache():
    boundaries.units("2023-07-31")
    graph = analysis.neighbors(board())
    rows = value_sample.rows_of(graph)
    assert value_sample.rows_of(graph) is rows
    boundaries.clear_caches()
    assert value_sample.rows_of(graph) is not rows
    filled = [
        f"{name}.{key}"
        for name, module in sys.modules.items()
        if name.partition(".")[0] in PACKAGES
        for key, value in vars(module).items()
        if isinstance(value, functools._lru_cache_wrapper) and value.cache_info().currsize
    ]
    assert filled == []


def test_a_graph_that_is_gone_is_not_remembered():
    boundaries.clear_caches()
    for _ in range(3):
        value_sample.rows_of(analysis.neighbors(board()))
    gc.collect()
    graph = analysis.neighbors(board())
    value_sample.rows_of(graph)
    assert len([1 for held, _ in value_sample._held if held() is not None]) == 1
    for _ in range(2 * value_sample.HELD):
        value_sample.rows_of(analysis.neighbors(board()))
    assert len(value_sample._held) <= value_sample.HELD
