"""Studies of a part of the country: its own eligible set, its own nulls, its own map."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from bs4 import BeautifulSoup

import boundaries
import indicators
from boundaries.language import say
from geo.lists.nulls import nulls
from geo.lists.regional import inside
from geo.reporting.page import Table
from geo.reporting.table import typed
from geo.study.study import Study
from geo.study.table.config import StudyError, check_config
from geo.study.table.guess import guess

QUICK = {"maps": False, "figures": [], "office": []}
FEW = {"permutations": 99, "local_permutations": 99, "scan_permutations": 99}


def counties(*provinces: str) -> pd.DataFrame:
    """Every county-level unit of some provinces that is no district, as a person's table."""
    units = boundaries.units()
    own = units[units["province"].isin(provinces) & (units["kind"] != "市辖区")]
    return own.rename(columns={"province": "省", "prefecture": "地市", "name": "县市"})


def listed(*provinces: str) -> pd.DataFrame:
    """Those of some provinces on the list of 2023, ranked."""
    frame = indicators.roster("caict-county-2023").frame
    own = frame[frame["province"].isin(provinces)].rename(
        columns={"province": "省", "prefecture": "地市", "name": "县市"}
    )
    return own.assign(排名=range(1, len(own) + 1))[["排名", "省", "地市", "县市"]]


def run(table: pd.DataFrame, folder: Path) -> tuple[str, dict[str, pd.DataFrame], gpd.GeoDataFrame]:
    """The report's text, its sheets and its units."""
    table.to_csv(folder / "表.csv", index=False)
    study = Study.read(folder / "表.csv")
    config = study.config.model_dump() | {"output": QUICK, "tests": study.config.tests.model_dump() | FEW}
    out = Study(config=check_config(config, source="test"), assumptions=study.assumptions).run(folder / "out")
    page = BeautifulSoup((out / "index.html").read_text("utf-8"), "html.parser")
    for part in page(["script", "style"]):
        part.extract()
    sheets = pd.read_excel(out / "tables.xlsx", sheet_name=None)
    said = page.get_text().partition("怎么读这些表")[0]  # what is explained at the end is of all reports
    return said, sheets, gpd.read_parquet(out / "layer.parquet")


def test_a_table_of_a_province_is_an_indicator_of_the_province(tmp_path: Path) -> None:
    table = counties("浙江省")[["县市"]].assign(得分=range(53))
    text, _, layer = run(table, tmp_path)
    assert "参评范围取浙江省的县（市）" in text
    assert "浙江省：53 个" in text
    assert "连片了吗" not in text  # every unit is in the table: it is no list
    assert "入选单元0" not in "".join(text.split())
    assert "（0 个）" not in text
    assert "得分：Moran's I" in text
    assert set(layer["province"]) == {"浙江省"}


def test_a_list_of_a_province_is_tested_within_it(tmp_path: Path) -> None:
    text, sheets, layer = run(listed("浙江省"), tmp_path)
    assert "在 53 个参评单元中随机抽取时期望" in text
    assert "各地市入选数不变、地市内随机抽取时期望" in text
    assert "全国" not in text.replace("面向全国", "")
    tests = next(
        sheet for sheet in sheets.values() if "零假设" in sheet and "mid-p" in " ".join(sheet.columns)
    )
    assert set(tests["零假设"]) == {"参评范围内置换", "地市内置换"}
    assert set(tests["参评单元"]) == {53}
    assert "按地市" in text
    assert "按四大板块" not in text
    assert "板块集中程度" not in sheets  # one plate
    assert set(sheets["扫描窗口"]["零假设"]) == {"参评范围内置换"}  # as in the tests
    assert "各省入选数不变" not in text
    assert "“长江三角洲城市群”带" not in text  # a patch of few of its units
    assert len(layer) == int((boundaries.units()["province"] == "浙江省").sum())


def test_a_list_of_three_provinces_names_its_eligible_set(tmp_path: Path) -> None:
    text, sheets, layer = run(listed("江苏省", "浙江省", "安徽省"), tmp_path)
    assert "在全部参评单元中随机抽取时期望" in text
    assert "参评范围内置换" in text
    assert "全国" not in text.replace("面向全国", "")
    assert set(layer["province"]) == {"江苏省", "浙江省", "安徽省"}
    clusters = sheets["城市群"]
    assert (clusters["参评"] > 0).all()  # regions elsewhere are not counted
    assert len(clusters) < 19


def test_a_table_of_some_cities_is_studied_in_them(tmp_path: Path) -> None:
    units = boundaries.units()
    own = units[units["prefecture"].isin(["苏州市", "无锡市", "嘉兴市"])]
    table = own.rename(columns={"prefecture": "地市", "name": "区县"})[["地市", "区县"]]
    text, _, layer = run(table.assign(得分=range(len(own))), tmp_path)
    assert "参评范围取嘉兴市、无锡市、苏州市的全部县级单元" in text
    assert "得分：Moran's I" in text
    assert set(layer.index) == set(own.index)


def test_a_list_within_one_city_is_tested_in_its_province() -> None:
    frame = pd.DataFrame({"县市": ["昆山市", "常熟市", "张家港市"], "排名": [1, 2, 3]})
    found = guess(frame)
    assert (found.provinces, found.prefectures) == (("江苏省",), ())


def test_unknown_prefectures_are_named(tmp_path: Path) -> None:
    counties("浙江省")[["县市"]].to_csv(tmp_path / "t.csv", index=False)
    study = Study.read(tmp_path / "t.csv")
    config = study.config.model_dump()
    config["eligible"] |= {"prefectures": ["苏州", "嘉兴市"]}
    with pytest.raises(StudyError, match="no such prefecture as of 2023-07-31: 苏州; full names"):
        Study(config=check_config(config, source="test")).run(tmp_path / "out")


def test_a_list_of_the_country_keeps_the_country() -> None:
    found = guess(indicators.roster("caict-county-2023").frame.reset_index())
    assert found.provinces == ()


@pytest.mark.parametrize(
    ("provinces", "names"),
    [
        (["浙江省"], ["province", "prefecture"]),
        (["江苏省", "浙江省"], ["nation", "province", "prefecture"]),
        (["江苏省", "安徽省"], ["nation", "plate", "province", "prefecture"]),
        (["上海市"], ["province"]),
    ],
)
def test_nulls_that_say_the_same_are_left_out(provinces: list[str], names: list[str]) -> None:
    units = boundaries.units()
    plates = units["province"].map({"江苏省": "东部", "浙江省": "东部", "上海市": "东部"}).fillna("中部")
    eligible = units.index[units["province"].isin(provinces)]
    found = nulls(units, plates, eligible=eligible, members=eligible[::7])
    assert [null.name for null in found] == names
    assert all("全国" not in say("zh", null.called) for null in found)
    for null in found:
        assert null.strata is None or null.strata.loc[eligible].notna().all()


def test_a_null_that_leaves_nothing_to_chance_is_left_out() -> None:
    units = boundaries.units()
    own = units.index[units["prefecture"].isin(["苏州市", "嘉兴市"])]
    whole = own[units.loc[own, "prefecture"] == "苏州市"]  # every unit of one city, none of the other
    plates = pd.Series("东部", index=units.index)
    names = [null.name for null in nulls(units, plates, eligible=own, members=whole)]
    assert names == ["nation", "province"]
    names = [null.name for null in nulls(units, plates, eligible=own, members=whole[1:])]
    assert names == ["nation", "province", "prefecture"]


def test_years_take_no_separators() -> None:
    table = Table(typed(pd.DataFrame({"year": [2016], "units": [2016]})), "表")
    assert [cell[0] for cell in table.rows("zh")[0]] == ["2016", "2,016"]


def test_regions_are_cut_to_the_layer() -> None:
    layer = boundaries.read_layer("county", tolerance_m=500)
    own = layer[layer["province"] == "浙江省"]
    regions = boundaries.read_regions("city_cluster", tolerance_m=500)
    cut = inside(regions, own)
    assert list(cut.index) == ["长江三角洲城市群", "粤闽浙沿海城市群"]
    for codes, shape in zip(cut["members"], cut.geometry, strict=True):
        assert set(codes) < set(own.index)
        parts = shapely.area(own.geometry.loc[list(codes)].to_numpy()).sum()
        assert shape.area == pytest.approx(parts, rel=1e-9)


def test_tables_of_tests_name_their_null_and_neighbors(tmp_path: Path) -> None:
    text, _, _ = run(listed("浙江省"), tmp_path)
    assert "置换次数见同一行。邻接：queen，孤立单元接到最近的单元，至多 50 公里。" in text
    (tmp_path / "values").mkdir()
    text, _, _ = run(counties("浙江省")[["县市"]].assign(得分=range(53)), tmp_path / "values")
    assert "零假设：数值在参评单元间随机置换；参评单元与置换次数见同一行。邻接：queen" in text


def test_a_national_table_studied_in_one_province_keeps_to_it(tmp_path: Path) -> None:
    own = counties("浙江省", "江苏省")[["省", "县市"]]
    own.assign(得分=range(len(own))).to_csv(tmp_path / "t.csv", index=False)
    config = Study.read(tmp_path / "t.csv").config.model_dump()
    config["eligible"] |= {"provinces": ["浙江省"], "prefectures": []}
    config |= {"output": QUICK, "tests": config["tests"] | FEW}
    out = Study(config=check_config(config, source="test")).run(tmp_path / "out")
    for sheet in pd.read_excel(out / "tables.xlsx", sheet_name=None).values():
        if "得分" in sheet and "区划代码" in sheet:
            assert set(sheet["省份"]) == {"浙江省"}
            assert len(sheet) == 53
            break
    else:
        pytest.fail("no sheet of the values by unit")
    text = BeautifulSoup((out / "index.html").read_text("utf-8"), "html.parser").get_text()
    assert "个单元不在参评范围内" in text
    assert "nan" not in text
