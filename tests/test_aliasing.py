"""What a caller does with an answer changes no later answer: call, edit, call again, over the whole face."""

import dataclasses
import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import analysis
import boundaries
import indicators
import maps
from tests.board import board

PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo")
HEAVY = {"atlas", "audit_claims", "judge_claims", "paste_table", "clear_caches"}
BOARD = board()
VALUES = pd.Series(np.arange(len(BOARD), dtype=float) ** 2 % 7, index=BOARD.index)
GRAPH = analysis.neighbors(BOARD)
CALLS: dict[str, Callable[[], Any]] = {
    "units of a day": lambda: boundaries.units("2010-06-01"),
    "divisions of a day": lambda: boundaries.divisions("2010-06-01"),
    "layer": lambda: boundaries.read_layer("province", tolerance_m=2000),
    "ten dash line": boundaries.read_ten_dash_line,
    "regions": lambda: boundaries.read_regions("plate"),
    "members of regions": lambda: boundaries.region_members("plate"),
    "match": lambda: boundaries.match(pd.DataFrame({"县": ["武清县", "章丘市"]}), name="县").frame,
    "translate": lambda: boundaries.translate(["120222"], "2000-06-01", "2023-07-31"),
    "constant units": lambda: boundaries.constant_units(2015, 2020).units,
    "eligible": lambda: boundaries.eligible_units("counties", municipalities=False),
    "roster": lambda: indicators.roster("caict-county-2023"),
    "table of a report": lambda: indicators.report_table(indicators.report_tables()[0]),
    "framework": lambda: indicators.Framework.read("undp-hdi"),
    "graph": lambda: analysis.neighbors(BOARD).adjacency,
    "moran": lambda: analysis.moran(VALUES, GRAPH, permutations=99, seed=1),
    "local": lambda: analysis.local_moran(VALUES, GRAPH, permutations=99, seed=1).frame,
    "overlay": lambda: maps.choropleth(board(), VALUES.rename("v").copy()),
}


def bare() -> Iterator[Any]:
    """Every public function that asks for nothing."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in module.__all__:
            thing = getattr(module, name)
            if name in HEAVY or inspect.isclass(thing) or not callable(thing):
                continue
            needed = [
                each
                for each in inspect.signature(thing).parameters.values()
                if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
            ]
            if not needed:
                yield pytest.param(thing, id=f"{package}.{name}")


def spoil(value: Any, depth: int = 0) -> None:
    """Change everything of an answer that lets itself be changed."""
    if depth > 4:
        return
    if isinstance(value, pd.DataFrame):
        for name in list(value.columns):
            if not isinstance(value, gpd.GeoDataFrame) or name != value.geometry.name:
                _over(value[name].array)
                value[name] = "spoilt"
        del value[value.columns[0]]
        value.attrs.clear()
    elif isinstance(value, pd.Series):
        _over(value.array)
    elif isinstance(value, np.ndarray):
        _over(value)
    elif isinstance(value, dict):
        for item in list(value.values()):
            spoil(item, depth + 1)
        value.clear()
    elif isinstance(value, list):
        for item in value:
            spoil(item, depth + 1)
        value.clear()
    elif isinstance(value, set):
        value.clear()
    elif isinstance(value, tuple):
        for item in value:
            spoil(item, depth + 1)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            spoil(getattr(value, field.name), depth + 1)


def _over(array: Any) -> None:
    """Write into an array itself, where it may be written to."""
    for mark in ("spoilt", 0, False):
        try:
            array[: len(array) // 2] = mark
        except (TypeError, ValueError, AttributeError):
            continue
        return


def told(value: Any) -> Any:
    """An answer in plain words, to be compared."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.to_csv(), {key: told(item) for key, item in value.attrs.items()}
    if dataclasses.is_dataclass(value):
        return {field.name: told(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return repr(value)


@pytest.mark.parametrize("call", [*bare(), *(pytest.param(call, id=name) for name, call in CALLS.items())])
def test_an_answer_is_the_caller_s_own(call: Callable[[], Any]) -> None:
    first = call()
    before = told(first)
    spoil(first)
    assert told(call()) == before
