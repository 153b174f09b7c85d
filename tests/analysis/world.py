"""A small world and the counties, each with everything that a public statistic asks for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
from libpysal.graph import Graph
from shapely import box

import analysis
import boundaries
from analysis._neighbors import graph_of
from tests.board import board

APART = pd.Index(["000001", "990001"], name="adcode")  # one before all others, one after


@dataclass(frozen=True)
class World:
    """Units, their graph, and variables of every kind; `draws` is how many permutations to make."""

    layer: gpd.GeoDataFrame
    graph: Graph
    table: pd.DataFrame
    members: list[str]
    second: list[str]
    eligible: list[str]
    regions: pd.DataFrame
    draws: int = 99

    @property
    def chance(self):
        return {"permutations": self.draws, "seed": 5}

    @property
    def known(self):
        """The rows of the table that are eligible, in the table's order."""
        return self.table[self.table.index.isin(self.eligible)]


def world_of(layer, graph):
    """Variables drawn once for the units of a layer, in the order of their codes."""
    layer = layer.sort_index()
    source = np.random.default_rng(11)
    n = len(layer)
    table = pd.DataFrame(index=layer.index)
    table["x"] = np.round(source.normal(size=n) + np.arange(n) / n, 2)
    table["y"] = np.round(source.lognormal(size=n) + np.arange(n) / n, 2)
    table["population"] = source.integers(1_000, 90_000, n).astype(float)
    table["events"] = source.poisson(table["population"] * 1e-3).astype(float)
    table["tier"] = np.where(table["y"] > table["y"].median(), "high", "low")
    table["part"] = np.where(np.arange(n) % 4 < 2, "west", "east")
    table["later"] = np.where(table["x"] > table["x"].median(), "high", "low")
    size = max(6, n // 20)
    chosen = table["y"].nlargest(size).index
    return World(
        layer=layer,
        graph=graph,
        table=table,
        members=sorted(chosen),
        second=sorted(table["x"].nlargest(size).index),
        eligible=sorted(table.index),
        regions=pd.DataFrame({"region": table["part"].to_numpy(), "adcode": table.index}),
    )


@cache
def small():
    return world_of(board(), analysis.neighbors(board()))


@cache
def counties():
    layer = boundaries.read_layer("county")
    layer = layer[boundaries.official(layer)]
    return replace(world_of(layer, analysis.neighbors(layer, isolates="keep")), draws=9)


def edges(graph, ids):
    """Places in ``ids`` of every pair of neighbors, once."""
    index = graph.adjacency[graph.adjacency > 0].index
    a = ids.get_indexer(index.get_level_values(0))
    b = ids.get_indexer(index.get_level_values(1))
    return np.column_stack([a, b])[a < b]


def shuffled(world, number):
    """The same world, every input in an order of its own."""
    source = np.random.default_rng(number)
    ids = pd.Index(source.permutation(world.layer.index.to_numpy(dtype=object)), name="adcode")
    return replace(
        world,
        layer=world.layer.iloc[source.permutation(len(world.layer))],
        graph=graph_of(edges(world.graph, ids), ids),
        table=world.table.iloc[source.permutation(len(world.table))],
        members=source.permutation(world.members).tolist(),
        second=source.permutation(world.second).tolist(),
        eligible=source.permutation(world.eligible).tolist(),
        regions=world.regions.iloc[source.permutation(len(world.regions))],
    )


def renamed(world, make):
    """The same world, every unit under another id in the same order."""

    def index(codes):
        return pd.Index([make(code) for code in codes], name="unit", tupleize_cols=False)

    def laid(table):
        return table.set_axis(index(table.index))

    ids = index(world.graph.unique_ids)
    return replace(
        world,
        layer=laid(world.layer),
        graph=graph_of(edges(world.graph, pd.Index(world.graph.unique_ids)), ids),
        table=laid(world.table),
        members=[make(code) for code in world.members],
        second=[make(code) for code in world.second],
        eligible=[make(code) for code in world.eligible],
        regions=world.regions.assign(adcode=index(world.regions["adcode"])),
    )


def numbers_of(result):
    """The numbers of every field of a result, whatever its units are called."""
    found = {}
    for name, part in told(result).items():
        if isinstance(part, pd.DataFrame):
            named = [column for column in ("center", "a", "b") if column in part]  # ids themselves
            found[name] = part.drop(columns=named).select_dtypes("number").to_numpy(dtype=float)
        elif isinstance(part, pd.Series) and part.dtype.kind in "fiu":
            found[name] = part.to_numpy(dtype=float)
        elif isinstance(part, float | int | np.number) and not isinstance(part, bool):
            found[name] = float(part)
        elif isinstance(part, list):
            found[name] = float(len(part))
    return found


def widened(world):
    """The same world and two units far from it, without neighbors or values, not eligible."""
    ids = world.layer.index.append(APART)
    far = gpd.GeoDataFrame(
        {column: "" for column in world.layer.columns if column != "geometry"},
        geometry=[box(60, 5, 60.1, 5.1), box(61, 5, 61.1, 5.1)],
        crs=world.layer.crs,
        index=APART,
    )
    return replace(
        world,
        layer=pd.concat([far.iloc[:1], world.layer, far.iloc[1:]]),
        graph=graph_of(edges(world.graph, ids), ids),
        table=world.table.reindex(ids[::-1]),
    )


def value_statistic(name) -> Callable[[World], object]:
    return lambda w: getattr(analysis, name)(w.table["y"], w.graph, **w.chance)


def set_statistic(name) -> Callable[[World], object]:
    return lambda w: getattr(analysis, name)(w.members, w.graph, eligible=w.eligible, **w.chance)


def graphs(world):
    """Two definitions of neighbors: all joins, and those within a part."""
    part = world.table["part"]
    pairs = world.graph.adjacency[world.graph.adjacency > 0].index.to_frame(index=False)
    same = part.reindex(pairs["focal"]).to_numpy() == part.reindex(pairs["neighbor"]).to_numpy()
    ids = pd.Index(world.graph.unique_ids)
    a, b = (ids.get_indexer(pairs.loc[same, end]) for end in ("focal", "neighbor"))
    return {"all": world.graph, "within": graph_of(np.column_stack([a, b])[a < b], ids)}


def panel(world):
    """Tiers of three years."""
    return world.known[["tier", "later", "part"]].map(
        lambda x: {"west": "high", "east": "low"}.get(x, x) if isinstance(x, str) else x
    )


STATISTICS: dict[str, Callable[[World], object]] = {
    **{
        name: value_statistic(name)
        for name in ("moran", "geary", "getis_ord", "local_moran", "local_geary", "hotspots")
    },
    "moran_bivariate": lambda w: analysis.moran_bivariate(w.table["x"], w.table["y"], w.graph, **w.chance),
    "local_moran_bivariate": lambda w: analysis.local_moran_bivariate(
        w.table["x"], w.table["y"], w.graph, **w.chance
    ),
    "moran_rate": lambda w: analysis.moran_rate(
        w.table["events"], w.table["population"], w.graph, **w.chance
    ),
    "rate_deviates": lambda w: analysis.rate_deviates(w.table["events"], w.table["population"]),
    "value_specifications": lambda w: analysis.value_specifications(w.table["y"], graphs(w), **w.chance),
    "local_states": lambda w: analysis.local_states(w.table[["x", "y"]], w.graph, **w.chance),
    **{name: set_statistic(name) for name in ("join_count", "patches")},
    "join_count_colors": lambda w: analysis.join_count_colors(
        w.table["tier"], w.graph, eligible=w.eligible, **w.chance
    ),
    "local_join_count": lambda w: analysis.local_join_count(w.members, w.graph, eligible=w.eligible),
    "colocation": lambda w: analysis.colocation(
        w.members, w.second, w.graph, eligible=w.eligible, **w.chance
    ),
    "specifications": lambda w: analysis.specifications(
        w.members, graphs(w), eligible=w.eligible, **w.chance
    ),
    "groups": lambda w: analysis.groups(w.members, w.regions, eligible=w.eligible),
    "regional_tiers": lambda w: analysis.regional_tiers(w.known["tier"], w.regions, **w.chance),
    "belts": lambda w: analysis.belts(
        analysis.patches(w.members, w.graph, eligible=w.eligible, **w.chance),
        w.regions,
        eligible=w.eligible,
        smallest=1,
    ),
    "scan": lambda w: analysis.scan(w.members, w.layer, eligible=w.eligible, **w.chance),
    "scan connected": lambda w: analysis.scan(
        w.members, w.layer, eligible=w.eligible, shape="connected", graph=w.graph, max_share=0.1, **w.chance
    ),
    "scan_counts": lambda w: analysis.scan_counts(
        w.known["events"], w.known["population"], w.layer, **w.chance
    ),
    "centrography": lambda w: analysis.centrography(w.table["y"], w.layer),
    "transitions": lambda w: analysis.transitions(panel(w)),
    "gini": lambda w: analysis.gini(w.table["y"]),
    "herfindahl": lambda w: analysis.herfindahl(w.table["y"]),
    "cv": lambda w: analysis.cv(w.table["y"]),
    "theil": lambda w: analysis.theil(w.table["y"], w.table[["part", "tier"]]),
    "primacy": lambda w: analysis.primacy(w.table["y"]),
    "rank_size": lambda w: analysis.rank_size(w.table["y"]),
}
# What is no statistic of units, or is tested for this by itself.
OTHERS = {
    *("benjamini_hochberg", "benjamini_yekutieli", "can_find", "extreme_draws", "pseudo_p", "smallest_p"),
    *("location_quotient", "neighbors", "island_links", "specification_graphs", "coinciding", "smaup"),
    *("convergence", "emerging_hotspots", "list_life", "mann_kendall", "quantile_states", "rank_mobility"),
    *("rose", "spatial_markov", "theil_by_year"),
    *("by_length", "cohesion", "flows", "geodetector",),
    *("given_flows", "lee", "local_geary_multivariate", "losh",),
    *("network_measures", "panel_regression", "province_effect", "regionalization",),
    *("regression", "spatial_filter",),
}  # fmt: skip


def plain(part):
    """A field of a result as something two runs can be compared by: rows by code, sets sorted."""
    if isinstance(part, gpd.GeoDataFrame | gpd.GeoSeries):
        part = part.drop(columns="geometry") if isinstance(part, gpd.GeoDataFrame) else part.to_wkt()
    if isinstance(part, pd.DataFrame | pd.Series):
        apart = pd.Series(False, index=part.index)
        for level in range(part.index.nlevels):
            apart |= part.index.get_level_values(level).isin(APART)
        part = part[~apart.to_numpy()].sort_index()
        if part.index.nlevels == 1 and part.index.dtype == object:
            part.index = part.index.astype(str)
        return part
    if isinstance(part, pd.Index):
        return sorted(set(part) - set(APART))
    return part


def told(result):
    """Every field of a result, `plain`."""
    if hasattr(result, "__dataclass_fields__"):
        parts = {name: getattr(result, name) for name in result.__dataclass_fields__}
        return {k: told(v) if hasattr(v, "__dataclass_fields__") else plain(v) for k, v in parts.items()}
    return {"itself": plain(result)}


def same(a, b, path=""):
    """Assert that two results tell the same."""
    if isinstance(a, dict):
        assert set(a) == set(b), path
        for name in a:
            same(a[name], b[name], f"{path}.{name}")
    elif isinstance(a, pd.DataFrame):
        pd.testing.assert_frame_equal(
            a, b, check_exact=False, rtol=1e-12, atol=1e-12, check_dtype=False, obj=path
        )
    elif isinstance(a, pd.Series):
        pd.testing.assert_series_equal(
            a, b, check_exact=False, rtol=1e-12, atol=1e-12, check_dtype=False, obj=path
        )
    elif isinstance(a, float):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12, err_msg=path)
    elif isinstance(a, np.ndarray):
        np.testing.assert_array_equal(a, b, err_msg=path)
    else:
        assert a == b, path
