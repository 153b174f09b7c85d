"""Islands are joined under a cap, archipelagos as one, and all of it is listed."""

from importlib.resources import files

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod

import boundaries
from boundaries.errors import LayerError


def test_an_archipelago_by_hand(board: gpd.GeoDataFrame) -> None:
    # 113 and 114 are one piece; 116 another; both are detached from the eight units in the south
    layer = board.drop(["320109", "320110", "320111", "320112", "320115"]).sample(frac=1, random_state=5)
    found = boundaries.island_edges(layer, max_km=50)
    assert len(found) == 2
    width = Geod(ellps="GRS80").inv(119.2, 32.35, 119.3, 32.35)[2] / 1000
    height = Geod(ellps="GRS80").inv(119.0, 32.2, 119.0, 32.3)[2] / 1000
    assert found["distance_km"].tolist() == pytest.approx([width, height], rel=1e-3) or found[
        "distance_km"
    ].tolist() == pytest.approx([height, width], rel=1e-3)
    ends = {frozenset(pair) for pair in found[["a", "b"]].to_numpy().tolist()}
    assert frozenset({"320114", "320116"}) in ends
    assert found.attrs["unjoined"] == ()


def test_the_cap_leaves_pieces_alone_and_says_so(board: gpd.GeoDataFrame) -> None:
    layer = board.drop(["320109", "320110", "320111", "320112"])
    found = boundaries.island_edges(layer, max_km=5)
    assert found.empty
    ((a, b, distance),) = found.attrs["unjoined"]
    assert a > "320112" > b and distance == pytest.approx(11.09, abs=0.02)


def test_the_country_against_the_known_table() -> None:
    layer = boundaries.read_layer("county")
    found = boundaries.island_edges(layer)
    with (files("boundaries") / "data" / "island_edges.csv").open(encoding="utf-8") as file:
        known = pd.read_csv(file, dtype=str, comment="#", keep_default_na=False)
    known = known[known["layer"] == "tdt"].replace({"460321": "460302", "460322": "460303"})
    within = known[known["within_50km"] == "True"]
    pairs = {frozenset(row): float(km) for *row, km in within[["code_a", "code_b", "boundary_km"]].to_numpy()}
    ours = {frozenset((row.a, row.b)): row.distance_km for row in found.itertuples()}
    assert set(ours) == set(pairs)
    # the table was measured in a plane that stretches by up to 1.5 %
    assert all(ours[pair] == pytest.approx(pairs[pair], rel=0.02) for pair in pairs)
    beyond = {
        frozenset(row) for row in known.loc[known["within_50km"] == "False", ["code_a", "code_b"]].to_numpy()
    }
    assert {frozenset(row[:2]) for row in found.attrs["unjoined"]} == beyond
    reasons = found.set_index("a")["reason"]
    assert reasons["350626"] == "八尺门海堤/大桥" and reasons["210224"] == "nearest boundary"


def test_small_and_projected_layers(board: gpd.GeoDataFrame) -> None:
    assert boundaries.island_edges(board.iloc[:0]).empty
    assert boundaries.island_edges(board.iloc[:1]).empty
    layer = board.drop(["320109", "320110", "320111", "320112"])
    plane, degrees = boundaries.island_edges(layer.to_crs(3857)), boundaries.island_edges(layer)
    assert plane["distance_km"].tolist() == pytest.approx(degrees["distance_km"].tolist(), rel=1e-6)


def test_distances_are_geodesic() -> None:
    layer = boundaries.read_layer("county")
    row = boundaries.island_edges(layer).set_index("a").loc["460108"]
    # brute force over the two coasts' vertices gives an upper bound that the vertices nearly reach
    here = layer.geometry["460108"].segmentize(0.005)
    there = layer.geometry[row["b"]].segmentize(0.005)
    import shapely

    a, b = shapely.get_coordinates(here), shapely.get_coordinates(there)
    a, b = a[a[:, 1] > 20.0], b[b[:, 1] < 20.4]
    geod = Geod(ellps="GRS80")
    best = min(
        geod.inv([x] * len(b), [y] * len(b), b[:, 0], b[:, 1])[2].min()
        for x, y in a[:: max(1, len(a) // 400)]
    )
    assert row["distance_km"] <= best / 1000 + 1e-6
    assert row["distance_km"] == pytest.approx(best / 1000, rel=0.05)


def test_links_by_hand_come_first(board: gpd.GeoDataFrame) -> None:
    layer = board.drop(["320109", "320110", "320111", "320112"])
    links = pd.DataFrame({"a": ["320116"], "b": ["320101"], "reason": ["ferry"]})
    found = boundaries.island_edges(layer, edges=links)
    assert found[["a", "b", "reason"]].to_numpy().tolist() == [["320116", "320101", "ferry"]]
    with pytest.raises(LayerError, match="329999"):
        boundaries.island_edges(layer, edges=links.replace("320101", "329999"))
    with pytest.raises(LayerError, match="columns a, b"):
        boundaries.island_edges(layer, edges=links[["a"]])
    with pytest.raises(LayerError, match="max_km"):
        boundaries.island_edges(layer, max_km=-1)


def test_fixed_links_replace_the_nearest() -> None:
    layer = boundaries.read_layer("county", tolerance_m=1000)
    links = boundaries.fixed_links()
    found = boundaries.island_edges(layer, edges=links)
    pairs = {frozenset(pair) for pair in found[["a", "b"]].to_numpy().tolist()}
    assert {frozenset(pair) for pair in links[["a", "b"]].to_numpy().tolist()} <= pairs
    assert frozenset({"440523", "445122"}) not in pairs  # 南澳 now by its bridge to 澄海
