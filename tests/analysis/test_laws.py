"""Laws that every public statistic keeps: units meet by code, and what has no neighbors or value is no finding."""

import inspect
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import analysis
from boundaries.errors import StatisticError
from tests.analysis.world import (
    APART,
    OTHERS,
    STATISTICS,
    counties,
    numbers_of,
    renamed,
    same,
    shuffled,
    small,
    told,
    widened,
)

LOCAL = ["local_moran", "local_geary", "hotspots", "local_moran_bivariate"]


def test_every_public_function_is_here():
    public = {name for name in analysis.__all__ if inspect.isfunction(getattr(analysis, name))}
    assert {name.split()[0] for name in STATISTICS} == public - OTHERS


@pytest.mark.parametrize("name", STATISTICS)
def test_shuffled_inputs_give_the_same_answers(name):
    world = small()
    before = told(STATISTICS[name](world))
    for number in (1, 2, 3):
        same(told(STATISTICS[name](shuffled(world, number))), before)


@pytest.mark.parametrize("name", STATISTICS)
def test_units_without_neighbors_or_value_change_nothing(name):
    world = small()
    found = STATISTICS[name](shuffled(widened(world), 4))
    ours, before = told(found), told(STATISTICS[name](world))
    same(ours, before)
    frame = getattr(found, "frame", None)
    if isinstance(frame, pd.DataFrame) and "significant" in frame and frame.index.isin(APART).any():
        rows = frame.loc[APART]
        assert not rows["significant"].any()
        assert rows.filter(regex="^p_").isna().all(axis=None)


@pytest.mark.parametrize("name", STATISTICS)
def test_counties_shuffled_and_widened_give_the_same_answers(name):
    world = counties()
    before = told(STATISTICS[name](world))
    same(told(STATISTICS[name](shuffled(widened(world), 6))), before)


@pytest.mark.parametrize("name", LOCAL)
def test_the_highest_value_alone_is_no_finding(name):
    world = widened(small())
    world.table.loc[APART, ["x", "y"]] = 1_000.0
    found = STATISTICS[name](world)
    rows = found.frame.loc[APART]
    assert set(found.isolates) == set(APART)
    assert rows[["p_sim", "p_fdr", "p_by", "p_greater", "p_less"]].isna().all(axis=None)
    assert rows["label"].isna().all()
    assert not rows["significant"].any()


def test_a_member_alone_is_no_finding():
    world = widened(small())
    eligible, members = [*world.eligible, *APART], [*world.members, *APART]
    frame = analysis.local_join_count(members, world.graph, eligible=eligible).frame.loc[APART]
    assert frame["member"].all()
    assert not frame["significant"].any()
    assert (frame["p_exact"].isna() | (frame["p_exact"] == 1)).all()


def test_location_quotients_follow_the_names_of_regions():
    part, whole = pd.Series({"a": 3.0, "b": 1.0, "c": 0.0}), pd.Series({"c": 4.0, "b": 4.0, "a": 8.0})
    a = analysis.location_quotient(part, whole)
    b = analysis.location_quotient(part.iloc[::-1], whole)
    pd.testing.assert_series_equal(a, b.loc[a.index])


def test_specification_graphs_follow_codes():
    world = small()
    options = {"nearest": (4,), "bands_km": (15.0,), "inverse_km": 30.0}
    a = analysis.specification_graphs(world.layer, eligible=world.eligible, **options)
    mixed = shuffled(widened(world), 8)
    b = analysis.specification_graphs(mixed.layer, eligible=mixed.eligible, **options)
    assert list(a) == list(b)
    for name, graph in a.items():
        left, right = (g.adjacency[g.adjacency > 0].sort_index() for g in (graph, b[name]))
        assert list(left.index) == list(right.index)
        np.testing.assert_allclose(left, right)


TEXT_ONLY = {"groups", "belts", "regional_tiers", "specifications", "value_specifications"}


@pytest.mark.parametrize("kind", ["integers", "nine digits", "tuples"])
@pytest.mark.parametrize("name", sorted(set(STATISTICS) - TEXT_ONLY))
def test_any_ids_give_the_same_numbers(name, kind):
    make = {
        "integers": int,
        "nine digits": lambda code: int(code + "001"),
        "tuples": lambda code: ("CN", int(code)),
    }
    world = small()
    same(numbers_of(STATISTICS[name](renamed(world, make[kind]))), numbers_of(STATISTICS[name](world)))


@pytest.mark.parametrize("name", ["moran", "geary", "getis_ord", "local_moran", "local_geary", "hotspots",
                                  "join_count", "join_count_colors", "colocation", "scan connected"])  # fmt: skip
def test_weights_of_libpysals_older_kind_are_taken(name):
    world = small()
    older = replace(world, graph=world.graph.to_W())
    same(told(STATISTICS[name](older)), told(STATISTICS[name](world)))


@pytest.mark.parametrize("name", ["moran", "local_moran", "hotspots", "join_count", "scan", "centrography"])
def test_codes_of_another_kind_are_named_as_that(name):
    world = small()
    table = world.table.set_axis(world.table.index.astype(int))
    members = [int(code) for code in world.members]
    with pytest.raises(StatisticError, match=r"integers \(320\d+\), .* text \('320\d+'\)"):
        STATISTICS[name](replace(world, table=table, members=members))
