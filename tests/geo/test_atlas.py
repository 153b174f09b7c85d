"""The atlas: whole, right, self-contained, and the same bytes each time."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import indicators
from boundaries.errors import LianpianError
from boundaries.placenames import REGIONS_EN
from geo.atlas_pages.atlas import atlas
from geo.reporting.output import OutputError

PAGES = [
    *("index", "finding", "county", "innovation", "district", "city", "park", "delta", "lights", "claims"),
    *("figures-county", "figures-city"),
]


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / f"{name}.csv", dtype=str, encoding="utf-8-sig")


def test_every_page_map_and_layer_is_there(atlas_folder: Path) -> None:
    assert sorted(path.stem for path in atlas_folder.glob("*.html")) == sorted(PAGES)
    maps = {path.stem for path in (atlas_folder / "maps").glob("*.html")}
    assert maps == {"county", "innovation", "district", "city", "park", "delta", "lights"}
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
    assert "省内置换 p = " in text
    assert "21 和 18 个单元" in text


def test_every_p_stands_beside_its_null(atlas_folder: Path) -> None:
    tests = read(atlas_folder, "county/tests")
    assert set(tests["零假设"]) == {"全国置换", "板块内置换", "省内置换"}
    assert set(tests["参评单元"]) == {"1855"}
    assert set(tests["置换次数"]) == {"999"}
    p = tests["p 值"].astype(float)
    assert ((p > 0) & (p <= 1)).all()


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
