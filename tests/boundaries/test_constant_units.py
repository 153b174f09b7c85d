"""Constant units: whole units in every year, and no larger than that needs."""

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from boundaries._constant_units import ConstantUnits, constant_units, year_list
from boundaries._divisions import donors
from boundaries._translate import translate
from boundaries._units import DATE
from boundaries.errors import MatchError

EXPECTED = pd.read_csv(Path(__file__).parents[1] / "known" / "constant_units.csv", comment="#", dtype=str)
FLAGGED = EXPECTED[EXPECTED["transfers"].eq("flagged")]


def period(row: dict[str, str]) -> tuple[int, int]:
    first, last = row["period"].split("-")
    return int(first), int(last)


@pytest.fixture(scope="module")
def long() -> ConstantUnits:
    return constant_units(2000, 2023)


@pytest.mark.parametrize("row", FLAGGED.to_dict("records"), ids=lambda row: row["period"])
def test_sizes_are_those_derived_independently(row: dict[str, str]) -> None:
    """As many units; one to one they are where new ones without published source are left out."""
    first, last = period(row)
    found = constant_units(first, last)
    assert found.counts["units"] == int(row["super_units"])
    news = donors()[lambda t: t["old_code"].ne("") & t["day"].gt(f"{first}-12-31")]
    founded = found.frame["adcode"].map(dict(zip(news["new_code"], news["day"], strict=True))).fillna("9999")
    frame = found.frame[founded.gt(found.frame["year"].astype(str) + "-12-31")]
    codes = pd.crosstab(frame["unit"], frame["year"])
    began = found.units[~found.units["whole_city"] | found.units.index.isin(["460400"])].index
    if first >= 2015:
        began = began.drop("460400")
    ends = codes.loc[codes.index.intersection(began), [first, last]]  # the independent sizes compare these
    one = (ends == 1).all(axis=1)
    assert int(one.sum()) == int(row["one_to_one"])
    assert found.counts["one_to_one"] <= int(row["one_to_one"])


@pytest.mark.parametrize("years", [(2000, 2023), (2010, 2020), (2020, 2025), (2004, 2004)])
@pytest.mark.parametrize("transfers", ["flag", "merge"])
def test_every_unit_of_every_year_is_in_one_constant_unit(years: tuple[int, int], transfers: str) -> None:
    found = constant_units(*years, transfers=transfers)  # type: ignore[arg-type]
    for year, rows in found.frame.groupby("year"):
        assert rows["adcode"].tolist() == list(year_list(int(year)))
        assert rows["name"].tolist() == list(year_list(int(year)).values())
    assert set(found.frame["unit"]) == set(found.units.index)
    assert not found.units.index.has_duplicates
    sizes = pd.crosstab(found.frame["unit"], found.frame["year"])
    assert (pd.DataFrame(found.units["parts"].tolist(), index=found.units.index).to_numpy() ==
            sizes.loc[found.units.index].to_numpy()).all()  # fmt: skip


def test_the_finest_such_partition(long: ConstantUnits) -> None:
    """Components of the graph in which units of following year ends touch where codes translate, by networkx."""
    graph = nx.Graph()
    for year in range(2000, 2023):
        fate = translate(year_list(year), f"{year}-12-31", f"{year + 1}-12-31")
        graph.add_nodes_from((year, code) for code in fate.index)
        graph.add_nodes_from((year + 1, code) for code in year_list(year + 1))
        graph.add_edges_from(
            ((year, code), (year + 1, heir)) for code, heirs in fate["targets"].items() for heir in heirs
        )
    want = {frozenset(nodes) for nodes in nx.connected_components(graph)}
    got = long.frame.groupby("unit").apply(
        lambda rows: frozenset(zip(rows["year"], rows["adcode"], strict=True))
    )
    assert set(got) == want


def test_merging_transfers_is_coarser_and_leaves_none(long: ConstantUnits) -> None:
    merged = constant_units(2000, 2023, transfers="merge")
    both = long.frame[["year", "adcode", "unit"]].merge(merged.frame, on=["year", "adcode"])
    assert not both.drop_duplicates(["unit_x", "unit_y"])["unit_x"].duplicated().any()
    assert merged.counts["touched"] == 0 and merged.transfers_between.empty
    assert merged.counts["units"] < long.counts["units"]
    apart = long.transfers_between
    pairs = dict(zip(both["unit_x"], both["unit_y"], strict=True))
    assert all(pairs[a] == pairs[b] for a, b in zip(apart["from_unit"], apart["to_unit"], strict=True))
    assert set(pairs.values()) == set(merged.units.index)


def test_members_of_today_share_nothing_and_are_all(long: ConstantUnits) -> None:
    members = long.units["members"].explode()
    assert not members.duplicated().any()
    assert set(members) == set(year_list(2023))


def test_known_units(long: ConstantUnits) -> None:
    units = long.units
    pudong = units.loc[units["members"].map(lambda m: "310115" in m)].iloc[0]
    assert pudong["how"] == "merged" and pudong["parts"][0] == 2 and pudong["name"] == "浦东新区"
    bao = units.loc["440306"]
    assert bao["how"] == "split" and {"宝安区", "龙华区"} <= set(bao["name"].split("、"))
    sui = long.frame[long.frame["name"].eq("曾都区")].iloc[0]
    assert units.loc[sui["unit"], "members"] == ("421303", "421321")
    huyang = long.transfers_between.query("new_code == '659010'")
    assert huyang[["old_code", "share"]].values.tolist() == [["654003", 0.33], ["654202", 0.01]]
    assert units.loc[huyang["from_unit"], "touched"].all()
    assert units.loc["330502", "how"] == "new"
    sanya = units.loc["460202"]
    assert sanya["whole_city"] and sanya["parts"][:2] == (1, 1) and sanya["parts"][-1] == 4


def test_acts_tell_what_happened(long: ConstantUnits) -> None:
    groups = long.units[long.units["how"].isin(["merged", "split", "tangled"])]
    assert groups["acts"].map(len).gt(0).all()
    for column in ("days", "documents"):
        assert (groups[column].map(len) == groups["acts"].map(len)).all()
    assert all(
        list(days) == sorted(days) and "2000-12-31" < days[0] <= "2023-12-31" for days in groups["days"]
    )
    same = long.units[long.units["how"].eq("same")]
    assert same["acts"].map(set).map(lambda kinds: kinds <= {"rename", "boundary_transfer"}).all()


def test_the_day_of_the_layers(long: ConstantUnits) -> None:
    assert DATE == "2023-07-31"
    later = constant_units(2023, 2025)
    split = later.units.query("how == 'split'")
    assert {"和田县、和安县", "皮山县、和康县"} <= set(split["name"])
    assert split["members"].map(len).min() == 1


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (1999, 2010, "first=1999: wanted a year from 2000 to 2025"),
        (2000, 2026, "last=2026"),
        (2010.0, 2020, "first=2010.0"),
        (2020, 2010, "first=2020 is later than last=2010"),
        (True, 2010, "first=True"),
    ],
)
def test_years_that_are_none(first: int, last: int, told: str) -> None:
    with pytest.raises(MatchError, match=told):
        constant_units(first, last)


def test_unknown_way_with_transfers() -> None:
    with pytest.raises(MatchError, match="unknown transfers 'drop'; valid: flag, merge"):
        constant_units(2000, 2001, transfers="drop")  # type: ignore[arg-type]
