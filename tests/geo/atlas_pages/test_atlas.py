"""The atlas: whole, right, self-contained, and the same bytes each time."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import indicators
from analysis.adjust import benjamini_hochberg
from boundaries.errors import LianpianError, OutputError
from boundaries.placenames import REGIONS_EN
from geo.atlas_pages.atlas import atlas

PAGES = [
    *("index", "finding", "county", "innovation", "district", "city", "park", "delta", "lights", "claims"),
    *("figures-county", "figures-city", "reading"),
]


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / f"{name}.csv", dtype=str, encoding="utf-8-sig")


def test_every_page_map_and_layer_is_there(atlas_folder: Path) -> None:
    assert sorted(path.stem for path in atlas_folder.glob("*.html")) == sorted(PAGES)
    maps = {path.stem for path in (atlas_folder / "maps").glob("*.html")}
    lists = {"county", "innovation", "district", "city", "park"}
    assert maps == lists | {"delta", "lights"} | {f"{name}-what-if" for name in lists}
    counties = gpd.read_file(atlas_folder / "layers.gpkg", layer="county")
    assert int(counties["county_listed"].sum()) == 100
    assert int(counties["district_listed"].sum()) == 100
    assert len(gpd.read_file(atlas_folder / "layers.gpkg", layer="ten_dash_line")) > 0


@pytest.mark.parametrize(
    ("name", "plates"),
    [("county", [68, 21, 10, 1]), ("district", [75, 10, 13, 2]), ("city", [33, 12, 3, 2])],
)
def test_counts_by_plate(atlas_folder: Path, name: str, plates: list[int]) -> None:
    table = read(atlas_folder, f"{name}/plates").set_index("板块")["入选"].astype(int)
    assert [table[plate] for plate in ("东部", "中部", "西部", "东北")] == plates


def test_tiers_variants_and_rows(atlas_folder: Path) -> None:
    members = read(atlas_folder, "county/members")
    assert members["梯队"].value_counts().sort_index().tolist() == [6, 37, 40, 17]
    variants = read(atlas_folder, "county/variants").set_index("口径")["入选"].astype(int)
    assert variants["长三角城市群[2016规划26市]"] == 46
    assert variants["长三角城市群[2019纲要27市中心区]"] == 48
    for roster_id in indicators.rosters():
        roster = indicators.roster(roster_id)
        codes = read(atlas_folder, f"{roster_id.split('-')[1]}/members")["区划代码"]
        assert sorted(codes) == sorted(roster.members)


def test_every_table_is_headed_in_chinese(atlas_folder: Path) -> None:
    files = sorted((atlas_folder / "data").rglob("*.csv"))
    assert len(files) > 60
    heads = {head for file in files for head in pd.read_csv(file, nrows=0).columns}
    plain = {head for head in heads if head.isascii()}
    assert plain <= {"mid-p"}


def test_the_delta_page_names_the_blocks(atlas_folder: Path) -> None:
    counties = read(atlas_folder, "delta/counties")
    together = read(atlas_folder, "delta/together")
    assert counties["单元数"].astype(int).head(2).tolist() == [21, 18]
    assert int(together["单元数"].iloc[0]) == 76
    for name in ("昆山市", "江阴市", "慈溪市", "义乌市", "吴江区", "余杭区"):
        assert name in together["成员"].iloc[0]
    text = (atlas_folder / "delta.html").read_text("utf-8")
    assert "省内置换 p " in text
    assert "21 和 18 个单元" in text


def test_every_p_stands_beside_its_null(atlas_folder: Path) -> None:
    tests = read(atlas_folder, "county/tests")
    assert set(tests["零假设"]) == {"全国置换", "板块内置换", "省内置换", "地市内置换"}
    assert set(tests["参评单元"]) == {"1855"}
    assert set(tests["置换次数"]) == {"999"}
    p, p_fdr = tests["p 值"].astype(float), tests["p（FDR）"].astype(float)
    assert ((p > 0) & (p <= 1)).all()
    assert (p_fdr >= p).all()
    assert (p_fdr == tests.assign(p=p).groupby("零假设")["p"].transform(benjamini_hochberg)).all()
    assert set(tests.loc[tests["期望"].notna(), "统计量"]) == {"相邻入选对数 BB"}
    city = read(atlas_folder, "city/tests")
    assert "地市内置换" not in set(city["零假设"])  # a city has nothing to draw from within itself


def test_regions_under_both_nulls(atlas_folder: Path) -> None:
    clusters = read(atlas_folder, "county/city_clusters").set_index("区域")
    delta, coast = clusters.loc["长江三角洲城市群"], clusters.loc["粤闽浙沿海城市群"]
    assert (
        delta["入选"],
        round(float(delta["期望（全国）"]), 1),
        round(float(delta["期望（省内）"]), 1),
    ) == (
        "46",
        5.0,
        31.6,
    )
    assert (coast["入选"], round(float(coast["期望（省内）"]), 1), round(float(coast["p（省内）"]), 2)) == (
        "10",
        8.4,
        0.28,
    )
    assert (clusters["口径"].notna() & clusters["年份"].notna()).all()
    assert not clusters["口径"].str.contains("鄂湘赣三省全域").any()  # a stand-in is no plan
    text = (atlas_folder / "county.html").read_text("utf-8")
    assert "长江三角洲城市群（2016 年规划）（46 个；全国随机 5.0 个，省内随机 31.6 个）" in text
    assert "全国置换下显著、省内置换下不再显著：" in text
    assert "接边" not in text


def test_one_variant_a_region_is_tested_and_the_same_on_every_page(atlas_folder: Path) -> None:
    variants = read(atlas_folder, "county/variants")
    tested = variants[variants["用途"] == "缺省，参加检验"]
    assert not tested["区域"].duplicated().any()
    clusters = read(atlas_folder, "county/city_clusters").set_index("区域")["口径"]
    own = tested[tested["区域类型"] == "城市群"].set_index("区域")["口径"]
    assert own.equals(clusters.reindex(own.index).rename("口径"))
    stands = {
        name: read(atlas_folder, f"{name}/city_clusters").set_index("区域")["口径"].sort_index()
        for name in ("county", "district", "park", "innovation", "city")
    }
    for name, frame in stands.items():
        assert frame.equals(stands["county"].reindex(frame.index)), name


def test_what_the_belt_hangs_on(atlas_folder: Path) -> None:
    critical = read(atlas_folder, "county/critical")
    over = critical[critical["水界占比（%）"].astype(float) == 100]
    assert over[["单元", "相邻单元", "较大一块", "较小一块"]].to_numpy().tolist() == [
        ["余姚市", "海盐县", "11", "10"]
    ]
    assert float(over["边界（公里）"].iloc[0]) == pytest.approx(12.2, abs=0.1)
    for page in ("county", "finding", "delta"):
        text = (atlas_folder / f"{page}.html").read_text("utf-8")
        assert "靠余姚市—海盐县一段 12 公里的水界相连，不计这段水界则分为 11 和 10 个" in text
        assert "18、11、10" in text
    assert "queen，不计水界" in (atlas_folder / "finding.html").read_text("utf-8")


def test_no_p_is_printed_below_its_draws(atlas_folder: Path) -> None:
    for path in atlas_folder.glob("*.html"):
        text = re.sub(r"<(script|style).*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        floors = re.findall(r"(?:p|p 值) = 0\.0010?[^0-9]", text)
        assert floors == [], path.name  # R = 0 of 999 draws is "at most"


def test_every_table_links_to_how_it_is_read(atlas_folder: Path) -> None:
    for path in atlas_folder.glob("*.html"):
        text = path.read_text("utf-8")
        assert text.count('<a href="reading.html">怎么读</a></p>') + text.count(
            '<a href="reading.html">怎么读</a> · '
        ) == text.count("<table>"), path.name
    text = (atlas_folder / "reading.html").read_text("utf-8")
    for word in ("连接计数", "聚合指数", "mid-p", "期望", "零假设", "FDR", "各省入选数不变"):
        assert word in text
    for author in (
        "Moran",
        "Cliff",
        "Anselin, L. (1995)",
        "Getis",
        "Ord, J. K., Getis",
        "Kulldorff",
        "Benjamini",
        "Li, X.",
    ):
        assert author in text


def test_pages_name_nothing_outside_themselves(atlas_folder: Path) -> None:
    for path in [*atlas_folder.glob("*.html"), *(atlas_folder / "maps").glob("*.html")]:
        text = path.read_text("utf-8")
        assert '<html lang="zh-CN">' in text, path.name
        loaded = re.findall(
            r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?!data:|maps/)([^"']+)""", text
        )
        assert loaded == [], (path.name, loaded)


def test_the_record_tells_what_it_rests_on(atlas_folder: Path) -> None:
    record = json.loads((atlas_folder / "run.json").read_text("utf-8"))
    assert record["program"] == "lianpian"
    assert record["settings"]["permutations"] == 999
    assert record["inputs"]["boundaries"]["date"] == "2023-07-31"
    files = {path.relative_to(atlas_folder).as_posix() for path in atlas_folder.rglob("*") if path.is_file()}
    assert set(record["files"]) == files - {"run.json"}


def test_bad_input(tmp_path: Path) -> None:
    with pytest.raises(LianpianError, match="valid: zh, en"):
        atlas(tmp_path / "a", lang="fr")
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is a file"):
        atlas(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_the_same_bytes_again_and_in_english(atlas_folder: Path, tmp_path: Path) -> None:
    again = atlas(tmp_path / "again", permutations=999)
    first = json.loads((atlas_folder / "run.json").read_text("utf-8"))["files"]
    assert json.loads((again / "run.json").read_text("utf-8"))["files"] == first
    english = atlas(tmp_path / "en", lang="en", permutations=99)
    text = (english / "index.html").read_text("utf-8")
    assert '<html lang="en">' in text
    assert "Do strong counties form belts and groups?" in text
    provinces = {"江苏省", "浙江省", "内蒙古自治区"}
    for page in english.glob("*.html"):
        shown = page.read_text("utf-8")
        cells = {name for name in provinces | set(REGIONS_EN) if f">{name}<" in shown}
        assert cells <= {"厦漳泉都市圈"}, page.name  # the title of a plan
    for sheet in (english / "maps").glob("*.html"):
        drawn = sheet.read_text("utf-8")
        assert [name for name in (*provinces, *REGIONS_EN) if f'"{name}"' in drawn] == [], sheet.name
        assert "无数据" not in drawn
