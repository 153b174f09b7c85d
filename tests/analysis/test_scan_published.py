"""Scans beside published ones: SaTScan on New York leukemia, Kulldorff (1997) on North Carolina SIDS."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from analysis import scan_counts

KNOWN = Path(__file__).parent.parent / "known"


def laid(table, x, y):
    """Plane coordinates as a layer: so near 0, 0 that the sphere is flat to nine digits."""
    points = gpd.points_from_xy((table[x] - table[x].mean()) * 1e-4, (table[y] - table[y].mean()) * 1e-4)
    return gpd.GeoDataFrame(index=table.index, geometry=points, crs="EPSG:4326").sample(
        frac=1, random_state=1
    )


# as SaTScan reports them: rank, tracts, population, cases, expected, relative risk, log likelihood ratio, p
SATSCAN = [
    (1, [49, 48, 50, 47, 1, 15, 51, 2, 13, 14, 3, 35, 16, 52, 36, 37, 12, 11, 5, 17, 10, 4, 6, 38, 18, 9],
     95_249, 85, 49.71, 1.84, 11.577255, 0.001),
    (2, [89, 88, 87, 84, 90, 86, 92, 85], 34_083, 38, 17.79, 2.22, 9.019716, 0.013),
    (7, [166, 159, 167], 8_839, 11, 4.61, 2.41, 3.209485, 0.976),
]  # fmt: skip


def test_new_york_leukemia_is_satscans():
    table = pd.read_csv(KNOWN / "scan_new_york_leukemia.csv", comment="#", index_col="tract")
    layer = laid(table, "longitude", "latitude")
    found = scan_counts(
        table["cases"], table["population"], layer, max_share=0.1, permutations=999, seed=1
    ).clusters
    for rank, tracts, people, cases, expected, risk, ratio, p in SATSCAN:
        row = found.loc[rank]
        assert row["units"] == tuple(sorted(tracts))
        assert table.loc[list(row["units"]), "population"].sum() == people
        assert row["count"] == cases
        assert round(row["expected"], 2) == expected
        assert round(row["relative_risk"], 2) == risk
        assert row["llr"] == pytest.approx(ratio, abs=6e-7)
        assert row["p_sim"] == pytest.approx(p, abs=4 * (p * (1 - p) / 999) ** 0.5 + 0.002)
    assert (found["expected"] <= 0.1 * table["cases"].sum()).all()


def test_north_carolina_sids_is_kulldorffs():
    table = pd.read_csv(KNOWN / "scan_north_carolina_sids.csv", comment="#", index_col="county")
    layer = laid(table, "east", "north")
    found = scan_counts(table["deaths"], table["births"], layer, permutations=999, seed=1).clusters
    assert found.loc[1, "units"] == ("Bladen", "Columbus", "Hoke", "Robeson", "Scotland")
    assert found.loc[2, "units"] == ("Halifax", "Hertford", "Northampton")
    assert found["p_sim"].tolist()[:2] == [0.001, 0.001]
    assert found.loc[1, ["count", "expected"]].tolist() == [139, pytest.approx(72.67, abs=0.01)]


def test_units_at_one_distance_enter_together_whatever_their_names():
    grid = [(x, y) for x in range(5) for y in range(5)]
    points = gpd.points_from_xy([100 + 0.1 * x for x, _ in grid], [0.1 * (y - 2) for _, y in grid])
    cases = [9 if place in ((2, 2), (2, 3)) else 1 for place in grid]
    told = set()
    for start in (0, 7, 13):
        names = [f"{(k * 7 + start) % 25:02d}" for k in range(25)]
        index = pd.Index(names, name="unit")
        layer = gpd.GeoDataFrame({"place": grid}, index=index, geometry=points, crs="EPSG:4326")
        result = scan_counts(
            pd.Series(cases, index=index), pd.Series(1.0, index=index), layer, permutations=9, seed=1
        )
        place = layer["place"]
        told.add(
            tuple(
                (place[row["center"]], frozenset(place[list(row["units"])]), round(row["llr"], 9))
                for _, row in result.clusters.iterrows()
            )
        )
    assert len(told) == 1
    first = next(iter(told))[0]
    # north and south neighbors of a center are equally far: a window with one has the other
    assert ((2, 3) in first[1]) == ((2, 1) in first[1]) or first[0] != (2, 2)


def test_several_at_one_address_are_in_or_out_together():
    address = [0, 0, 0, 1, 2, 3, 4, 5]
    index = pd.Index(list("abcdefgh"))
    layer = gpd.GeoDataFrame(index=index, geometry=gpd.points_from_xy(address, [0] * 8), crs="EPSG:4326")
    from analysis import scan

    for members in (["a", "b"], ["b", "c"], ["a", "c"]):
        result = scan(members, layer, eligible=index, permutations=99, seed=1)
        first = result.clusters.iloc[0]
        assert {"a", "b", "c"} <= set(first["units"])
        assert (first["n_eligible"], first["count"]) == (3, 2)


def test_a_unit_that_expects_more_than_the_share_is_in_no_window():
    index = pd.Index(list("abcdef"))
    layer = gpd.GeoDataFrame(
        index=index, geometry=gpd.points_from_xy([0, 10, 11, 20, 30, 40], [0] * 6), crs="EPSG:4326"
    )
    people = pd.Series([100.0, 1, 1, 1, 1, 1], index=index)
    cases = pd.Series([100, 9, 9, 1, 1, 1], index=index)
    found = scan_counts(cases, people, layer, permutations=9, seed=1)
    assert not any("a" in units for units in found.clusters["units"])
    assert found.clusters["units"].iloc[0] == ("b", "c")
    few = scan_counts(cases, people, layer, permutations=9, seed=1, least_cases=10)
    assert all(row >= 10 for row in few.clusters["count"])
