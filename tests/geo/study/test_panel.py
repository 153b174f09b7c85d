"""Studies of several years: a column of years, years in the headings, the same numbers either way, and refusals."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis
import boundaries
import indicators
from boundaries.language import say
from geo.study.report.panel_sentences import sentences
from geo.study.statistics.indicators import battery
from geo.study.study import Study, verify
from geo.study.table.config import StudyError, check_config
from geo.study.table.read import study_table
from geo.study.table.span import span
from geo.study.table.years import dated, find_years, wide_columns

YEARS = (2018, 2019, 2020, 2022)
PROVINCES = ("浙江省", "安徽省", "福建省", "江西省", "湖南省")
FEW = {"panel_permutations": 199, "permutations": 99, "local_permutations": 99, "scan_permutations": 99}


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    layer = boundaries.read_layer("county", tolerance_m=500)
    counties = layer[
        boundaries.official(layer) & layer["kind"].ne("市辖区") & layer["province"].isin(PROVINCES)
    ]
    center = counties.representative_point()
    return pd.DataFrame(counties[["name", "prefecture", "province"]]).assign(east=center.x, north=center.y)


@pytest.fixture(scope="module")
def long(units: pd.DataFrame) -> pd.DataFrame:
    """GDP turns from noise into a slope to the east; growth stays noise. 义乌市 lacks 2019; ranks by GDP."""
    random = np.random.default_rng(11)
    noise = random.normal(size=len(units))
    parts = []
    for year in YEARS:
        slope = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
        gdp = 50 + slope * 4 * (units["east"] - 115) + 4 * (1 - slope) * noise
        part = pd.DataFrame(
            {
                "年份": year,
                "省": units["province"],
                "地级市": units["prefecture"],
                "县（市）": units["name"],
                "人均GDP（万元）": gdp.round(4),
                "增速（%）": random.normal(6, 2, len(units)).round(4),
                "排名": (-gdp).rank(method="first").astype(int),
            }
        )
        parts.append(part)
    table = pd.concat(parts)
    return table[~(table["县（市）"].eq("义乌市") & table["年份"].eq(2019))].sample(frac=1, random_state=5)


@pytest.fixture(scope="module")
def wide(long: pd.DataFrame) -> pd.DataFrame:
    keys = ["省", "地级市", "县（市）"]
    table = long.pivot_table(index=keys, columns="年份", values=["人均GDP（万元）", "增速（%）"])
    table.columns = [
        f"{name[:5]}（{year}年，万元）" if "GDP" in name else f"{year}年增速（%）"
        for name, year in table.columns
    ]
    return table.reset_index()


def study(path: Path, table: pd.DataFrame, **changes: dict[str, object]) -> Study:
    """A study of a bare table, quick: every unit of it is eligible, few draws, nothing drawn."""
    table.to_csv(path, index=False)
    found = Study.read(path)
    settings = found.config.model_dump()
    parts = {
        "eligible": {"units": "listed"},
        "tests": FEW,
        "output": {"maps": False, "figures": [], "office": []},
    } | changes
    for key, values in parts.items():
        settings[key] |= values
    return Study(config=check_config(settings, source="test"), assumptions=found.assumptions)


@pytest.fixture(scope="module")
def report(long: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    return study(folder / "长表.csv", long).run(folder / "out")


def table_of(folder: Path) -> pd.DataFrame:
    return (
        pd.read_excel(folder / "tables.xlsx", sheet_name="指标检验").set_index(["指标", "年份"]).sort_index()
    )


def words(folder: Path) -> str:
    return re.sub(r"<[^>]+>", "", (folder / "index.html").read_text("utf-8")).replace("&#39;", "'")


def test_a_column_of_years_is_found_and_said(tmp_path: Path, long: pd.DataFrame) -> None:
    found = study(tmp_path / "t.csv", long)
    assert (found.config.table.year, found.config.table.wide) == ("年份", False)
    assert found.config.table.columns == ["人均GDP", "增速"]
    assert found.config.table.rank == "排名"
    (said,) = (message for message in found.assumptions if message.id == "study.years.column")
    assert say("zh", said) == "年份在“年份”列：2018、2019、2020、2022 年，共 4 年，每年分别检验"
    assert say("en", said) == (
        "years are in column '年份': 2018, 2019, 2020, 2022, 4 of them, each tested by itself"
    )
    (tmp_path / "study.toml").write_text(found.toml(), "utf-8")
    assert Study.read(tmp_path / "study.toml").config == found.config


def test_years_in_headings_give_the_same_numbers(tmp_path: Path, wide: pd.DataFrame, report: Path) -> None:
    found = study(tmp_path / "宽表.csv", wide)
    assert (found.config.table.year, found.config.table.wide) == (None, True)
    assert found.config.table.columns == ["人均GDP", "增速"]
    assert any("年份写在列名里" in say("zh", message) for message in found.assumptions)
    folder = found.run(tmp_path / "out")
    pd.testing.assert_frame_equal(table_of(folder), table_of(report))
    one, two = (pd.read_parquet(place / "panel.parquet") for place in (folder, report))
    assert len(one) == len(two)
    pd.testing.assert_frame_equal(one.sort_index(), two.sort_index()[one.columns], check_dtype=False)


def test_a_sheet_for_every_year_gives_the_same_numbers(
    tmp_path: Path, long: pd.DataFrame, report: Path
) -> None:
    path = tmp_path / "逐年.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"说明": ["各县统计", "仅供内部使用"]}).to_excel(book, sheet_name="说明", index=False)
        for year, rows in sorted(long.groupby("年份"), reverse=True):
            rows.drop(columns="年份").to_excel(book, sheet_name=f"{year}年", index=False)
    found = Study.read(path)
    assert found.config.table.sheets == [f"{year}年" for year in YEARS]
    assert any("每年一张工作表（“2018年”“2019年”" in say("zh", message) for message in found.assumptions)
    settings = found.config.model_dump()
    settings["eligible"] |= {"units": "listed"}
    settings |= {"tests": FEW, "output": {"maps": False, "figures": [], "office": []}}
    folder = Study(config=check_config(settings, source="test")).run(tmp_path / "out")
    pd.testing.assert_frame_equal(table_of(folder), table_of(report))
    settings["table"]["sheets"] = ["2018年", "说明"]
    with pytest.raises(
        StudyError, match=r"table\.sheets must name two sheets or more, each called by a year"
    ):
        Study(config=check_config(settings, source="test")).run(tmp_path / "out")


def test_sheets_in_different_units_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as book:
        for year, unit in ((2020, "万元"), (2021, "亿元")):
            rows = pd.DataFrame({"县（市）": ["昆山市", "江阴市"], f"GDP（{unit}）": [1.0, 2.0]})
            rows.to_excel(book, sheet_name=str(year), index=False)
    with pytest.raises(StudyError, match=r"different units from sheet to sheet: GDP: 万元, 亿元"):
        study_table(path, sheets=("2020", "2021"))
    assert "study.sheets.no_panel" in {message.id for message in Study.read(path).assumptions}


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("县（市）,GDP\n昆山市,1\n", "utf-8")
    assert study_table(path) is study_table(path)
    path.write_text("县（市）,GDP\n昆山市,12\n", "utf-8")
    assert study_table(path).frame["GDP"].tolist() == [12.0]


def test_every_year_has_its_own_numbers(report: Path, long: pd.DataFrame, units: pd.DataFrame) -> None:
    table = table_of(report)
    assert list(table.index.get_level_values(1).unique()) == list(YEARS)
    layer = boundaries.read_layer("county", tolerance_m=500)
    graph = analysis.neighbors(layer[boundaries.official(layer)])
    for year in YEARS:
        rows = long[long["年份"].eq(year)].set_index("县（市）")
        known = units[units["name"].isin(rows.index)]
        values = rows["人均GDP（万元）"].reindex(known["name"]).set_axis(known.index)
        inside = graph.subgraph(sorted(known.index)).transform("r")
        z = values.reindex(inside.unique_ids) - values.mean()
        by_hand = len(z) / inside.sparse.sum() * float(z @ (inside.sparse @ z)) / float(z @ z)
        assert table.loc[("人均GDP", year), "Moran's I"] == pytest.approx(by_hand, abs=6e-5)
        assert table.loc[("人均GDP", year), "参评单元"] == len(known)
        assert table.loc[("人均GDP", year), "缺数值"] == (1 if year == 2019 else 0)
    assert table.loc[("人均GDP", 2018), "Moran's I"] < 0.2
    assert table.loc[("人均GDP", 2022), "Moran's I"] > 0.8
    assert set(table["置换"]) == set(table["局部置换"]) == {199}


def test_the_corrected_p_is_over_all_columns_and_years(report: Path) -> None:
    table = table_of(report)
    again = analysis.benjamini_hochberg(table["p"])
    assert np.allclose(table["p（FDR）"], again, atol=6e-4)


def test_words_and_charts_of_the_report(report: Path) -> None:
    text, page = words(report), (report / "index.html").read_text("utf-8")
    assert re.search(r"人均GDP：2018、2019、2020、2022 年，Moran's I 由 \S+ 升至 0\.\d+，", text)
    assert "增速：" in text and "没有一个年份与随机分布有显著差别" in text
    assert "各置换 199 次（tests.panel_permutations），双侧 p 最小为 0.010" in text
    assert "共 8 个，作为一族按 Benjamini–Hochberg 校正" in text
    assert "年份之间的变化没有检验" in text
    assert "1 个单元缺一些年份：义乌市（3 年）" in text
    assert page.count('class="lp-chart"') == 4 + 6 + 4  # indicators, ranks, rows left out; what moved in each
    assert "人均GDP：泰尔指数及其分解" in page
    assert "增速：泰尔指数及其分解" not in page  # some growth is negative
    assert "谁升谁降：历年位次" in page
    assert "随机排列的中间 95 %" in page


def test_units_of_every_year_are_compared_where_some_lack_a_year(report: Path) -> None:
    table = table_of(report)
    shared = table["I（各年共有单元）"]
    assert shared.notna().all()
    assert shared["人均GDP", 2019] == pytest.approx(table.loc[("人均GDP", 2019), "Moran's I"], abs=1e-4)
    assert shared["人均GDP", 2022] != pytest.approx(table.loc[("人均GDP", 2022), "Moran's I"], abs=1e-9)


def test_who_joined_and_left_the_first_hundred(report: Path, long: pd.DataFrame) -> None:
    sheet = pd.read_excel(report / "tables.xlsx", sheet_name="进退")
    first, last = (
        set(long.loc[long["年份"].eq(year) & long["排名"].le(100), "县（市）"])
        for year in (YEARS[0], YEARS[-1])
    )
    assert set(sheet.loc[sheet["进退"].eq("新进"), "名称"]) == last - first
    assert set(sheet.loc[sheet["进退"].eq("退出"), "名称"]) == first - last
    assert set(sheet.loc[sheet["进退"].eq("两年都在"), "名称"]) == first & last
    assert f"{len(last - first)} 个新进，{len(first - last)} 个退出" in words(report)


def test_the_files_hold_units_by_year(report: Path, units: pd.DataFrame) -> None:
    held = pd.read_parquet(report / "panel.parquet")
    assert held.index.names == ["adcode", "year"]
    assert len(held) == 4 * len(units) - 1
    for key in ("人均GDP", "人均GDP LISA p_fdr", "人均GDP LISA label", "增速 Gi* z", "rank"):
        assert key in held
    assert held["人均GDP LISA significant"].dtype == bool
    year = held.xs(2022, level="year")
    units_file = pd.read_parquet(report / "layer.parquet")
    local = units_file["人均GDP 2022 LISA p_fdr"].dropna()
    assert np.allclose(year["人均GDP LISA p_fdr"].dropna().reindex(local.index), local)
    assert not any(str(column).startswith("人均GDP 2018") for column in units_file)
    import pyogrio

    table = pyogrio.read_dataframe(report / "layer.gpkg", layer="panel")
    assert len(table) == len(held)
    significant = held["人均GDP LISA significant"].sum()
    assert table["人均GDP LISA"].notna().sum() == significant > 20
    sheets = pd.read_excel(report / "tables.xlsx", sheet_name=None)
    assert sheets["缺年份的单元"]["缺的年份"].astype(str).tolist() == ["2019"]
    assert sheets["各年数据"]["表中参评单元"].tolist() == [len(units), len(units) - 1, len(units), len(units)]
    assert len(sheets["逐年数值"]) == len(held)
    assert len(sheets["匹配"]) == len(units)  # every name once


def test_a_panel_gives_the_same_bytes_again(tmp_path: Path, wide: pd.DataFrame) -> None:
    folder = study(tmp_path / "t.csv", wide.head(150)).run(tmp_path / "out")
    assert verify(folder / "run.json") == []
    assert "panel.parquet" in json.loads((folder / "run.json").read_text("utf-8"))["files"]


@pytest.mark.slow
def test_other_threads_and_hash_seeds_change_no_byte(tmp_path: Path, long: pd.DataFrame) -> None:
    found = study(tmp_path / "t.csv", long, output={"maps": True, "figures": ["svg"], "office": []})
    (tmp_path / "study.toml").write_text(found.toml(), "utf-8")
    for name, threads, seed in (("one", "1", "1"), ("two", "4", "77")):
        environment = os.environ | {"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": seed}
        arguments = ["study", str(tmp_path / "study.toml"), "--out", str(tmp_path / name), "--quiet"]
        subprocess.run([sys.executable, "-m", "geo.cli", *arguments], check=True, env=environment)
    records = [json.loads((tmp_path / name / "run.json").read_text("utf-8")) for name in ("one", "two")]
    assert len(records[0]["files"]) > 8
    assert records[0]["files"] == records[1]["files"]


def test_a_unit_that_stands_twice_in_a_year_is_named(tmp_path: Path, long: pd.DataFrame) -> None:
    twice = pd.concat([long.sort_values("年份"), long[long["县（市）"].eq("慈溪市")].iloc[:1]])
    with pytest.raises(StudyError, match=r"1 units stand twice in one year: 慈溪市 \d{4} \(rows \d+, \d+\)"):
        study(tmp_path / "t.csv", twice).run(tmp_path / "out")


def test_a_cell_that_is_no_year_is_named(tmp_path: Path, long: pd.DataFrame) -> None:
    odd = long.astype({"年份": object})
    odd.iloc[2, 0] = 20199
    with pytest.raises(
        StudyError,
        match=r"column '年份' \(table\.year\): 1 cells are no years from 1980 to 2025: row 4: 20199",
    ):
        study(tmp_path / "t.csv", odd).run(tmp_path / "out")


def test_headings_that_clash_are_named(tmp_path: Path, wide: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match=r"增速_2018.*\(增速 2018\)"):
        study(tmp_path / "t.csv", wide.assign(增速_2018=1.0))
    settings = {"path": str(tmp_path / "w.csv"), "name": "县（市）", "wide": True, "columns": ["GDP", "增速"]}
    wide.to_csv(tmp_path / "w.csv", index=False)
    with pytest.raises(
        StudyError, match=r"no heading names 'GDP' with a year; the headings name 人均GDP \(2018"
    ):
        Study(config=check_config({"table": settings}, source="test")).run(tmp_path / "out")
    for change, said in (
        ({"columns": []}, r"table\.wide needs table\.columns.*the headings name 人均GDP \(2018"),
        ({"columns": ["增速"], "year": "省"}, r"set it or table\.wide, not both"),
    ):
        with pytest.raises(StudyError, match=said):
            Study(config=check_config({"table": settings | change}, source="test")).run(tmp_path / "out")


def test_years_in_different_units_are_refused(tmp_path: Path, wide: pd.DataFrame) -> None:
    mixed = wide.rename(columns={"人均GDP（2018年，万元）": "人均GDP（2018年，元）"})
    with pytest.raises(StudyError, match=r"人均GDP: its years are in different units: 万元, 元"):
        study(tmp_path / "t.csv", mixed).run(tmp_path / "out")


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("GDP2015", ("GDP", 2015)),
        ("GDP_2016", ("GDP", 2016)),
        ("2017年GDP", ("GDP", 2017)),
        ("人均GDP（2018年）", ("人均GDP", 2018)),
        ("２０１９年末总人口", ("总人口", 2019)),
        ("GDP/2020", ("GDP", 2020)),
        ("2021/GDP", ("GDP", 2021)),
        ("2022", ("数值", 2022)),
        ("2015—2020年年均增速", None),
        ("12015户", None),
        ("GDP", None),
        ("1815年", None),
    ],
)
def test_headings(heading: str, meant: tuple[str, int] | None) -> None:
    assert dated(heading) == meant


def test_a_few_years_in_headings_make_no_panel() -> None:
    columns = ["GDP2019", "GDP2020", "面积", "人口", "学校", "医院", "2020年普查人口"]
    found = find_years(pd.DataFrame({"县": ["昆山市"]}), columns, ["县"])
    assert (found.column, found.wide) == (None, {})
    assert "不按面板处理" in say("zh", found.said[0])
    assert find_years(pd.DataFrame({"县": ["昆山市"]}), ["GDP2019", "面积"], ["县"]).said == ()
    assert list(wide_columns(columns)) == ["GDP", "普查人口"]


def test_a_column_of_years_without_a_unit_in_two_of_them_makes_no_panel() -> None:
    once = pd.DataFrame({"县": ["昆山市", "江阴市"], "年份": [1989, 1987]})
    assert "没有单元出现在两个年份里" in say("zh", find_years(once, [], ["县"]).said[0])
    firms = pd.DataFrame({"县": ["昆山市", "昆山市", "江阴市", "昆山市"], "年份": [2019, 2020, 2020, 2020]})
    assert "25% 的行与前面的行同单元同年" in say("zh", find_years(firms, [], ["县"]).said[0])
    one = pd.DataFrame({"县": ["昆山市", "江阴市"], "年份": [2020, 2020]})
    (said,) = find_years(one, [], ["县"]).said
    assert say("zh", said) == "全部数据是 2020 年（“年份”列）"
    assert say("en", said) == "every row is of 2020 (column '年份')"


def test_spans() -> None:
    assert say("en", span([2003, 2004, 2005])) == "2003–2005"
    assert say("zh", span([*range(2001, 2010), 2012])) == "2001—2012 年（缺 2 年）"
    assert say("zh", span([2020])) == "2020 年"


def test_a_year_that_knows_few_units_is_not_tested(units: pd.DataFrame) -> None:
    layer = boundaries.read_layer("county", tolerance_m=500)
    graph = analysis.neighbors(layer[boundaries.official(layer)])
    codes = pd.Index(units.index)
    values = pd.concat({year: units["east"].rename("x").to_frame() for year in (2020, 2021)}, names=["year"])
    values = values.swaplevel().sort_index()
    values.loc[(slice(None), 2020), "x"] = values.loc[(slice(None), 2020), "x"].where(
        np.arange(len(codes)) < 0.5 * len(codes)
    )
    settings = {
        "permutations": 99,
        "local_permutations": 99,
        "panel_permutations": 99,
        "alpha": 0.05,
        "seed": 1,
    }
    found = battery(values, graph, eligible=codes, statistics=("geary", "getis_ord"), **settings)
    assert [(item.year, item.common[1]) for item in found] == [(2021, 0)]
    assert found[0].geary is not None and found[0].geary.C < 0.2
    assert found[0].getis_ord is not None and found[0].local is None


@pytest.mark.slow
def test_twenty_years_and_thirty_indicators(tmp_path: Path) -> None:
    layer = boundaries.read_layer("county", tolerance_m=500)
    every = layer[boundaries.official(layer)]
    random = np.random.default_rng(2)
    names = {"省": every["province"], "地级市": every["prefecture"], "区县": every["name"]}
    parts = [
        pd.DataFrame(names).assign(
            年份=year, **{f"x{k:02d}": random.normal(size=len(every)) for k in range(30)}
        )
        for year in range(2003, 2023)
    ]
    pd.concat(parts).to_parquet(tmp_path / "t.parquet", index=False)
    found = Study.read(tmp_path / "t.parquet")
    assert found.config.table.year == "年份"
    settings = found.config.model_dump() | {"output": {"figures": [], "office": []}}
    settings["tests"] = FEW
    folder = Study(config=check_config(settings, source="test")).run(tmp_path / "out")
    assert len(table_of(folder)) == 600
    assert (folder / "index.html").stat().st_size < 5_000_000
    assert (folder / "index.html").read_text("utf-8").count('class="lp-chart"') == 30
    assert len(pd.read_parquet(folder / "panel.parquet", columns=["x00"])) == 20 * len(every)


def test_sentences_say_no_more_than_was_tested(units: pd.DataFrame) -> None:
    layer = boundaries.read_layer("county", tolerance_m=500)
    graph = analysis.neighbors(layer[boundaries.official(layer)])
    codes = pd.Index(units.index, name="adcode")
    random = np.random.default_rng(8)
    east = (units["east"] - units["east"].mean()).set_axis(codes)
    columns = {
        2020: {"斜坡": east, "噪声": random.normal(size=len(codes)), "半途": random.normal(size=len(codes))},
        2021: {
            "斜坡": east + random.normal(0, 2, len(codes)),
            "噪声": random.normal(size=len(codes)),
            "半途": east,
        },
        2022: {
            "斜坡": east + random.normal(0, 0.5, len(codes)),
            "噪声": random.normal(size=len(codes)),
            "半途": east,
        },
    }
    values = pd.concat(
        {year: pd.DataFrame(table, index=codes) for year, table in columns.items()}, names=["year"]
    )
    settings = {
        "permutations": 99,
        "local_permutations": 99,
        "panel_permutations": 999,
        "alpha": 0.05,
        "seed": 1,
    }
    found = battery(values.swaplevel().sort_index(), graph, eligible=codes, statistics=(), **settings)
    slope, noise, halfway = (say("zh", one) for one in sentences(found, 0.05))
    assert re.fullmatch(
        r"斜坡：2020—2022 年，Moran's I 由 0\.\d{3} 降至 0\.\d{3}（最低 0\.\d{3}（2021 年）），3 个年份都显著"
        r"（p（FDR）≤ 0\.00\d）：相邻单元的数值相近。",
        slope,
    )
    assert "升至" not in noise and "降至" not in noise and "没有一个年份与随机分布有显著差别" in noise
    assert "3 个年份中 2 个显著（p（FDR）≤ 0.05；不显著的是 2020）" in halfway
    english = [say("en", one) for one in sentences(found, 0.05)]
    assert re.search(
        r"fell from 0\.\d{3} to 0\.\d{3} \(lowest 0\.\d{3} in 2021\); significant in each", english[0]
    )
    assert "between" in english[1] and "no year differs clearly" in english[1]


def test_lists_of_several_years_are_compared(tmp_path: Path) -> None:
    frame = indicators.roster("caict-county-2023").frame
    names = frame[["province", "prefecture", "name"]].set_axis(["省", "地级市", "县（市）"], axis=1)
    table = pd.concat([names.iloc[:80].assign(年份=2021), names.iloc[20:100].assign(年份=2022)])
    settings = {"tests": FEW | {"statistics": ["list"]}, "eligible": {"units": "counties"}}
    folder = study(tmp_path / "百强县.csv", table, **settings).run(tmp_path / "out")
    text = words(folder)
    assert "名单的检验只用最后一年（2022 年）" in text
    assert "名单：2021 年 80 个、2022 年 80 个单元，其中 60 个两年都在，20 个新进，20 个退出" in text
    assert "没有作显著性检验" in text
    members = pd.read_parquet(folder / "layer.parquet", columns=["chosen"])["chosen"]
    assert int(members.sum()) == 80


def test_ranks_in_headings_are_ranks(tmp_path: Path, long: pd.DataFrame) -> None:
    keys = ["省", "地级市", "县（市）"]
    ranks = long.pivot_table(index=keys, columns="年份", values="排名")
    ranks.columns = [f"{year}年排名" for year in ranks.columns]
    found = study(tmp_path / "t.csv", ranks.reset_index())
    assert (found.config.table.rank, found.config.table.columns, found.config.table.wide) == (
        "排名",
        [],
        True,
    )
    folder = found.run(tmp_path / "out")
    sheet = pd.read_excel(folder / "tables.xlsx", sheet_name="进退")
    assert {"2018 年名次", "2022 年名次", "上升名次"} <= set(sheet.columns)
