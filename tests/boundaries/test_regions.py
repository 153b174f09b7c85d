"""Every scheme and variant; the variants that give the reports' own counts."""

from importlib.resources import files

import pandas as pd
import pytest
import shapely

import boundaries
from boundaries._units import every_unit
from boundaries.errors import LianpianError, LianpianWarning
from boundaries.regions import SCHEMES, STATUSES, default_variants

YANGTZE = "长江三角洲城市群"


def listed_rows() -> pd.DataFrame:
    with (files("boundaries") / "data" / "regions.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False, comment="#")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_variant_has_the_counties_of_every_member(scheme: str) -> None:
    rows = listed_rows()
    rows = rows[rows["scheme"] == scheme]
    members = boundaries.region_members(scheme, variant="all").groupby("variant")["adcode"].agg(set)
    assert set(members.index) == set(rows["region"])
    units = every_unit()
    prefix = {"prefecture": 4, "municipality": 2, "sar": 2}
    for row in rows.itertuples():
        inside = members[row.region]
        if row.level in prefix:
            below = units.index[units.index.str.startswith(row.adcode[: prefix[row.level]])]
            assert len(below) and set(below) <= inside, row
        else:
            assert row.adcode in inside, row
    # and nobody else: each county is under some listed code, or a managed area of a whole province
    for variant, codes in members.items():
        own = rows[rows["region"] == variant]
        heads = tuple(row.adcode[: prefix.get(row.level, 6)] for row in own.itertuples())
        strange = {code for code in codes if not code.startswith(heads)}
        assert strange <= {"629700", "629800", "629900"}, variant


def test_variants_in_all() -> None:
    assert sum(len(boundaries.region_variants(scheme)) for scheme in SCHEMES) == 102


@pytest.mark.parametrize(
    ("variant", "count"), [(None, 46), ("t1", 46), ("2019纲要27市中心区", 48), ("c50", 48)]
)
def test_the_delta_in_the_county_list(variant: str | None, count: int) -> None:
    from indicators import roster

    members = boundaries.region_members("city_cluster", variant=variant)
    inside = members.loc[members["region"] == YANGTZE, "adcode"]
    assert roster("caict-county-2023").members.isin(inside).sum() == count


def test_plates_of_two_lists() -> None:
    from indicators import roster

    plate = boundaries.region_members("plate").set_index("adcode")["region"]
    wanted = {
        "caict-county-2023": [68, 21, 10, 1],
        "caict-district-2023": [75, 10, 13, 2],
    }
    for name, counts in wanted.items():
        found = plate[roster(name).members].value_counts()
        assert found.reindex(["东部", "中部", "西部", "东北"], fill_value=0).tolist() == counts


def test_plates_part_the_mainland() -> None:
    members = boundaries.region_members("plate")
    assert members["adcode"].is_unique
    mainland = every_unit().index[~every_unit().index.str[:2].isin(["71", "81", "82"])]
    assert set(members["adcode"]) == set(mainland)


def test_the_newest_approved_plan_of_its_own_stands_for_a_region() -> None:
    for scheme in SCHEMES:
        table = boundaries.region_variants(scheme)
        assert table.groupby("region")["default"].sum().eq(1).all()
        assert set(table["status"]) <= set(STATUSES)
        for _, group in table.groupby("region"):
            chosen = group[group["default"]].iloc[0]
            plans = group[group["status"] == "plan"]
            if len(plans):
                assert chosen["status"] == "plan" and chosen["year"] == plans["year"].max()
            elif len(group) > 1:
                assert chosen["status"] == "customary"


def test_no_stand_in_of_whole_provinces_is_taken_for_a_plan() -> None:
    every = pd.concat([boundaries.region_variants(scheme).assign(scheme=scheme) for scheme in SCHEMES])
    default = every[every["default"]]
    # the Yellow River basin alone has no other list of members than its nine provinces
    assert default.loc[default["status"] == "stand_in", "region"].tolist() == ["黄河流域"]
    assert (every.loc[every["plan"].str.contains("非规划范围"), "status"] == "stand_in").all()
    low = default[default["confidence"] == "low"]
    assert set(low["region"]) & {"长江中游城市群", "武汉都市圈", "山东半岛城市群"} == set()


def test_the_reports_own_counts_are_variants_of_their_own() -> None:
    for scheme in SCHEMES:
        table = boundaries.region_variants(scheme).set_index("variant")
        for report in ("t1", "c50"):
            chosen = default_variants(scheme, report=report)
            members = boundaries.region_members(scheme, variant=report)
            assert set(members["variant"]) == set(chosen)
            for region, variant in chosen.items():
                if table.loc[table["region"] == region, "reproduces"].str.contains(f"{report}:yes").any():
                    assert f"{report}:yes" in table.loc[variant, "reproduces"]


def test_members_say_which_plan_they_come_from() -> None:
    for scheme in SCHEMES:
        members = boundaries.region_members(scheme, variant="all")
        facts = boundaries.region_variants(scheme).set_index("variant")
        for column in ("plan", "year", "status", "confidence", "default"):
            assert (members[column] == members["variant"].map(facts[column])).all()
        assert members["plan"].ne("").all()


def test_strategies_are_named_for_what_they_hold() -> None:
    members = boundaries.region_members("national_strategy")
    nine = members[members["region"] == "珠三角九市"]
    assert {code[:4] for code in nine["adcode"]} == {
        "4401", "4403", "4404", "4406", "4407", "4412", "4413", "4419", "4420"
    }  # fmt: skip
    assert not members["region"].str.contains("_").any()


def test_geometry_is_the_union_of_the_members() -> None:
    layer = boundaries.read_layer("county")
    frame = boundaries.read_regions("metro")
    area = boundaries.area_km2(layer)
    for region in ("苏锡常都市圈", "成都都市圈"):
        codes = list(frame.loc[region, "members"])
        assert boundaries.area_km2(frame)[region] == pytest.approx(area[codes].sum(), rel=1e-9)
    assert frame.loc["成都都市圈", "holes"] == 1 and 0 < frame.loc["成都都市圈", "holes_km2"] < 1
    assert frame.crs.to_epsg() == 4326 and shapely.is_valid(frame.geometry.array).all()
    assert frame["year"].between(1990, 2025).all() and frame["plan"].ne("").all()


def test_overlapping_variants_stand_side_by_side() -> None:
    names = ["长三角城市群[2016规划26市]", "2019纲要27市中心区"]
    frame = boundaries.read_regions("city_cluster", variant=names)
    assert list(frame.index) == ["长三角城市群[2016规划26市]", "长三角城市群[2019纲要27市中心区]"]
    small, large = (set(codes) for codes in frame["members"])
    assert small < large
    assert {code[:4] for code in large - small} == {"3303"}  # 温州 joined in 2019


def test_partial_members_are_noted() -> None:
    frame = boundaries.read_regions("city_cluster")
    assert "whole county used" in frame.loc["成渝城市群", "note"]
    assert frame.loc["成渝城市群", "confidence"] == "high"


def test_members_are_those_of_one_day() -> None:
    with (
        pytest.warns(LianpianWarning, match="exchanged land"),
        pytest.raises(LianpianError, match="as of 2023-04-02 there are no 540481, 540581"),
    ):
        boundaries.read_regions("plate", as_of="2023-04-02", tolerance_m=1000)


def test_bad_questions_name_the_valid_answers() -> None:
    with pytest.raises(
        LianpianError, match="valid: plate, city_cluster, metro, national_strategy, subregion"
    ):
        boundaries.read_regions("cities")
    with pytest.raises(LianpianError, match=r"unknown variant '27' .*长三角城市群\[2016规划26市\]"):
        boundaries.region_members("city_cluster", variant="27")


def test_a_scheme_goes_by_its_chinese_name_too() -> None:
    for chinese, scheme in (("城市群", "city_cluster"), ("都市圈", "metro"), ("板块", "plate")):
        assert boundaries.region_members(chinese).equals(boundaries.region_members(scheme))
    assert set(boundaries.read_regions("板块", tolerance_m=1000)["scheme"]) == {"plate"}
    with pytest.raises(LianpianError, match="unknown scheme '圈'; valid: plate"):
        boundaries.region_variants("圈")


def test_plans_are_named_in_chinese() -> None:
    plans = listed_rows()["source_plan"].unique()
    assert [plan for plan in plans if any("a" <= letter.lower() <= "z" for letter in plan)] == []


def test_a_variant_is_a_name_or_names() -> None:
    with pytest.raises(LianpianError, match="variant: wanted a name or names, got int"):
        boundaries.region_members("metro", variant=5)  # type: ignore[arg-type]
