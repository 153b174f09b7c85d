"""Tables of points: their columns, their datum, what is counted, what is said."""

from pathlib import Path

import pandas as pd
import pytest

import boundaries
from boundaries.crs import convert_points
from boundaries.language import say
from geo.study.statistics.scan import scan_of_counts, sentence, windows_table
from geo.study.table.coordinates import Coordinates, find_coordinates
from geo.study.table.intake import intake
from geo.study.table.opening import open_table
from geo.study.table.place import place
from indicators.census import census_population
from tests.boundaries.test_points import SUZHOU, scattered

POINTS = scattered(SUZHOU, 30)


def table(folder: Path, datum: str = "wgs84", *, named: bool = False, turned: bool = False) -> Path:
    """Schools of 苏州 with their coordinates."""
    lon, lat = convert_points(POINTS["x"], POINTS["y"], source="wgs84", target=datum)
    frame = pd.DataFrame({"学校": [f"第{k}小学" for k in range(len(POINTS))]})
    if named:
        frame["区县"] = SUZHOU["name"].reindex(POINTS["code"]).to_numpy()
    frame["经度"], frame["纬度"] = (lat, lon) if turned else (lon, lat)
    frame.round(6).to_csv(folder / "学校.csv", index=False)
    return folder / "学校.csv"


def test_columns_of_coordinates() -> None:
    headed = pd.DataFrame({"Lng": [120.5], "LAT": [31.2], "n": [3]})
    assert find_coordinates(headed) == Coordinates(longitude="Lng", latitude="LAT")
    bare = pd.DataFrame({"a": [31.21347, 31.4], "b": [120.56412, 120.7], "c": [1.5, 2]})
    assert find_coordinates(bare) is None  # one cell of two is fine: hardly coordinates
    fine = pd.DataFrame({"a": [31.21347, 31.41233], "b": [120.56412, 120.71234], "c": [1.5, 2]})
    assert find_coordinates(fine) == Coordinates(longitude="b", latitude="a")
    metres = pd.DataFrame({"x": [3_500_000.0], "y": [400_000.0]})
    assert find_coordinates(metres) is None


def test_points_without_names_are_counted_where_they_lie(tmp_path: Path) -> None:
    config, said = open_table(table(tmp_path))
    assert (config.table.by, config.table.count) == ("point", True)
    assert config.eligible.prefectures == ["苏州市"]
    assert "study.assumed.points" in [message.id for message in said]
    taken = intake(config)
    counts = POINTS["code"].value_counts()
    assert taken.values.iloc[:, 0].reindex(counts.index).to_dict() == counts.to_dict()
    assert taken.places is not None
    assert len(taken.places) == len(POINTS)
    assert len(taken.left_out) == 0
    undecided = next(note for note in taken.notes if note.id == "study.points.undecided")
    assert "若是 BD-09" in say("zh", undecided)


def test_swapped_axes_are_turned_and_said(tmp_path: Path) -> None:
    config, _ = open_table(table(tmp_path, turned=True))
    found = place(config)
    assert found.codes.tolist() == POINTS["code"].tolist()
    assert "study.points.swapped" in [note.id for note in found.notes]


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_named_units_tell_the_datum(tmp_path: Path, datum: str) -> None:
    config, _ = open_table(table(tmp_path, datum, named=True))
    assert (config.table.by, config.table.longitude) == ("name", "经度")
    found = place(config)
    told = next(note for note in found.notes if note.id == "study.points.datum")
    assert told.values["datum"].id == f"study.datum.{datum}"
    assert found.places is not None
    assert found.places["adcode"].tolist() == POINTS["code"].tolist()
    assert found.places.geometry.x.to_numpy() == pytest.approx(POINTS["x"].to_numpy(), abs=2e-6)
    assert found.places.geometry.y.to_numpy() == pytest.approx(POINTS["y"].to_numpy(), abs=2e-6)


def test_a_datum_that_is_given_is_taken(tmp_path: Path) -> None:
    config, _ = open_table(table(tmp_path, "gcj02"))
    part = config.table.model_copy(update={"datum": "gcj02"})
    found = place(config.model_copy(update={"table": part}))
    assert found.codes.tolist() == POINTS["code"].tolist()
    assert not [note for note in found.notes if note.id == "study.points.undecided"]


def test_points_elsewhere_and_cells_without_coordinates_are_said(tmp_path: Path) -> None:
    path = table(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("海上,125.0,30.0\n无坐标,,\n")
    found = place(open_table(path)[0])
    assert found.left_out["name"].tolist() == ["海上", "无坐标"]
    assert found.left_out["reason"].tolist() == ["point_outside", "no_coordinates"]
    assert {"study.points.outside", "study.points.without"} <= {note.id for note in found.notes}


def test_a_table_of_units_with_their_coordinates_is_no_table_of_points(tmp_path: Path) -> None:
    middle = SUZHOU.geometry.representative_point()
    frame = pd.DataFrame({"区县": SUZHOU["name"], "经度": middle.x, "纬度": middle.y, "GDP": range(9)})
    frame.to_csv(tmp_path / "t.csv", index=False)
    config, _ = open_table(tmp_path / "t.csv")
    assert (config.table.by, config.table.longitude, config.table.columns) == ("name", None, ["GDP"])


def test_the_census_adds_up() -> None:
    found = census_population()
    assert int(found.persons["320583"]) == 2_092_496
    assert found.zones == 23_180_541
    assert set(found.unknown).isdisjoint(found.persons.index)
    assert found.persons.index.isin(boundaries.read_layer("county", tolerance_m=500).index).all()


def test_counts_are_scanned_on_the_people(tmp_path: Path) -> None:
    config, _ = open_table(table(tmp_path))
    taken = intake(config)
    found, without = scan_of_counts(taken, permutations=99, seed=1)
    assert without == ()
    assert found.model == "poisson"
    people = census_population().persons.reindex(taken.eligible)
    expected = len(POINTS) * people / people.sum()
    first = found.clusters.iloc[0]
    assert first["expected"] == pytest.approx(float(expected.loc[list(first["units"])].sum()))
    assert "按人口" in say("zh", sentence(found, taken.layer))
    assert windows_table(found, taken.layer).headings("en")[3:5] == ["rows", "units"]
