"""Bad input, every public statistic: an error that says what was wanted, never a wrong row."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import analysis
from analysis._neighbors import graph_of
from boundaries.errors import StatisticError
from tests.analysis.world import STATISTICS, World, small

VALUES = {
    "moran", "geary", "getis_ord", "local_moran", "local_geary", "hotspots", "moran_bivariate",
    "local_moran_bivariate", "value_specifications", "local_states",
}  # fmt: skip
SETS = {"join_count", "patches", "local_join_count", "colocation", "specifications", "belts"}
COUNTS = {"moran_rate", "rate_deviates", "scan_counts"}
SHARES = {"gini", "herfindahl", "cv", "theil", "primacy", "rank_size", "centrography"}
SCANS = {"scan", "scan connected"}
GRAPHS = VALUES | SETS | {"moran_rate", "join_count_colors", "scan connected"}
RANDOM = set(STATISTICS) - SHARES - {"rate_deviates", "local_join_count", "groups", "transitions"}


def with_column(change):
    """The world with every number changed."""
    table = small().table.copy()
    for column in ("x", "y", "population", "events"):
        table[column] = change(table[column])
    return replace(small(), table=table)


def with_weights(change):
    adjacency = small().graph.adjacency.copy()
    adjacency.iloc[0] = change
    return replace(small(), graph=Graph(adjacency, is_sorted=True))


def infinite(values):
    return values.where(values.index != values.index[3], np.inf)


class Untyped:
    """A table whose columns are plain lists or arrays."""

    def __init__(self, kind):
        self.kind, self.table = kind, small().table

    def __getitem__(self, name):
        return self.kind(self.table[name])


class Asked(World):
    """A world that asks for other draws."""

    def __init__(self, **asked):
        for name in World.__dataclass_fields__:
            object.__setattr__(self, name, getattr(small(), name))
        object.__setattr__(self, "asked", asked)

    @property
    def chance(self):
        return {"permutations": 9, "seed": 1} | self.asked


def world(**changes):
    return replace(small(), **changes)


CODES = small().eligible
BAD = {
    "constant": (VALUES - {"value_specifications"}, with_column(lambda s: s * 0 + 3), "nothing varies"),
    "all missing": (
        VALUES | SHARES | COUNTS,
        with_column(lambda s: s * np.nan),
        "values|at all|wanted|have one",
    ),
    "infinite": (VALUES | SHARES | COUNTS, with_column(infinite), "(?i)infinite|finite|320104"),
    "text": (VALUES | SHARES | COUNTS, with_column(lambda s: s.astype(str)), "wanted numbers, came"),
    "negative": (SHARES | COUNTS, with_column(lambda s: -s), "negative|above 0|from 0|0 or more"),
    "members outside": (SETS | SCANS | {"groups"}, world(members=["320101", "999999"]), "outside.*999999"),
    "members twice": (
        SETS | SCANS | {"groups"},
        world(members=["320101", "320101"]),
        "more than once: 320101",
    ),
    "members as numbers": (
        SETS | SCANS | {"groups"},
        world(members=[320101]),
        "not six-digit text|codes are integers .320101.",
    ),
    "members as one text": (SETS | SCANS | {"groups"}, world(members="320101"), "came the text"),
    "members no set": (SETS | SCANS | {"groups"}, world(members=320101), "wanted adcodes"),
    "no members": ((SETS | SCANS | {"groups"}) - {"local_join_count"}, world(members=[]), "member|list"),
    "eligible unknown": (SETS | SCANS, world(eligible=[*CODES, "999999"]), "misses 1 eligible units: 999999"),
    "graph misses units": (
        GRAPHS - {"value_specifications"},
        world(graph=small().graph.subgraph(CODES[:10])),
        "misses 6",
    ),
    "negative weights": (GRAPHS, with_weights(-1.0), "1 negative or missing weights: 320101-320102"),
    "no neighbors": (
        GRAPHS - {"scan connected"},
        world(graph=graph_of(np.empty((0, 2), dtype=int), pd.Index(CODES))),
        "neighbor|join",
    ),
    "no graph": (
        GRAPHS - {"scan connected"},
        world(graph=None),
        "wanted a libpysal.graph.Graph.*, came NoneType",
    ),
    "a frame as graph": (
        GRAPHS,
        world(graph=small().table),
        "wanted a libpysal.graph.Graph.*, came DataFrame",
    ),
    "a layer without units": (
        SCANS | {"scan_counts", "centrography"},
        world(layer=small().layer.iloc[:10]),
        "misses 6",
    ),
    "a plain frame as layer": (
        SCANS | {"scan_counts", "centrography"},
        world(layer=pd.DataFrame(small().layer)),
        "wanted a GeoDataFrame",
    ),
    "regions no frame": ({"groups", "regional_tiers", "belts"}, world(regions=["west"]), "wanted a frame"),
    **{
        f"permutations {wrong!r}": (RANDOM, Asked(permutations=wrong), "permutations: wanted a whole number")
        for wrong in (0, -9, 9.0, None, True, "9")
    },
    **{
        f"seed {wrong!r}": (RANDOM, Asked(seed=wrong), "seed: wanted a whole number")
        for wrong in (None, -1, 1.5, "1", True)
    },
}
CASES = [(case, name) for case, (names, _, _) in BAD.items() for name in STATISTICS if name in names]


@pytest.mark.parametrize(("case", "name"), CASES)
def test_refused(case, name):
    _, bad, message = BAD[case]
    if case == "a frame as graph" and name in {"specifications", "value_specifications"}:
        graphs = {"only": small().table}
        given = (small().members,) if name == "specifications" else (small().table["y"],)
        with pytest.raises(StatisticError, match=message):
            getattr(analysis, name)(*given, graphs, eligible=CODES, permutations=9, seed=1)
        return
    if name in {"specifications", "value_specifications"} and case == "no graph":
        with pytest.raises(StatisticError, match="at least one graph"):
            analysis.specifications(small().members, None, eligible=CODES, permutations=9, seed=1)
        return
    with pytest.raises(StatisticError, match=message):
        STATISTICS[name](bad)


@pytest.mark.parametrize("kind", [list, np.asarray], ids=["list", "ndarray"])
@pytest.mark.parametrize(
    "name",
    sorted(
        (VALUES | COUNTS | SHARES | {"join_count_colors"}) - {"local_states", "theil", "value_specifications"}
    ),
)
def test_what_has_no_codes_is_refused(name, kind):
    bad = world(table=Untyped(kind))
    if name == "scan_counts":
        with pytest.raises(StatisticError, match=f"came {type(kind([])).__name__}"):
            analysis.scan_counts(bad.table["events"], bad.table["population"], bad.layer, seed=1)
        return
    with pytest.raises(StatisticError, match=f"came {type(kind([])).__name__}"):
        STATISTICS[name](bad)


@pytest.mark.parametrize("name", sorted(VALUES - {"value_specifications", "local_states"}))
def test_an_unknown_alternative_is_refused(name):
    given = ["x", "y"] if "bivariate" in name else ["y"]
    with pytest.raises(StatisticError, match="alternative"):
        getattr(analysis, name)(
            *[small().table[column] for column in given],
            small().graph,
            alternative="bigger",
            permutations=9,
            seed=1,
        )


def test_values_without_codes_are_refused_under_any_definition():
    with pytest.raises(StatisticError, match="values: wanted a Series by adcode, came list"):
        analysis.value_specifications([1.0, 2.0], {"all": small().graph}, permutations=9, seed=1)


@pytest.mark.parametrize("alpha", [0, 1, -0.1, 2])
def test_a_rate_outside_0_and_1_is_refused(alpha):
    here = small()
    for call in (
        lambda: analysis.local_moran(here.table["y"], here.graph, alpha=alpha, permutations=9, seed=1),
        lambda: analysis.local_join_count(here.members, here.graph, alpha=alpha),
        lambda: analysis.groups(here.members, here.regions, eligible=CODES, alpha=alpha),
    ):
        with pytest.raises(StatisticError, match="alpha"):
            call()


@pytest.mark.parametrize("name", sorted(RANDOM))
def test_seed_has_no_default(name):
    asked = Asked()
    type_error = {"permutations": 9}
    object.__setattr__(asked, "asked", {})
    asked.__class__ = type("Seedless", (Asked,), {"chance": property(lambda self: type_error)})
    with pytest.raises(TypeError, match="seed"):
        STATISTICS[name](asked)


@pytest.mark.parametrize("name", sorted(SETS | {"join_count_colors"}))
def test_strata_are_a_series_that_covers_the_eligible(name):
    if name in {"local_join_count", "belts"}:
        name = "patches"
    first = {"colocation": (small().members, small().second), "join_count_colors": (small().table["tier"],)}
    graph = {"all": small().graph} if name == "specifications" else small().graph
    given = (*first.get(name, (small().members,)), graph)
    call = getattr(analysis, name)
    with pytest.raises(StatisticError, match="strata: wanted a Series by adcode, came list"):
        call(*given, eligible=CODES, strata=["a"] * 16, permutations=9, seed=1)
    with pytest.raises(StatisticError, match="1 eligible units have none: 320116"):
        call(*given, eligible=CODES, strata=small().table["part"].iloc[:15], permutations=9, seed=1)
