"""Lists in: the published tables read back as strangers, and every fault named by row."""

import pandas as pd
import pytest

from boundaries.errors import TableError
from indicators._agreement import agreement, rank_biased_overlap
from indicators._roster import roster
from indicators.listing import read_roster, roster_from_table

ABOUT = {"id": "mine", "title": "我的榜单", "publisher": "我", "year": 2023, "eligible": "counties"}


def test_the_published_list_comes_back_from_a_sheet_of_names(tmp_path):
    known = roster("caict-county-2023")
    sheet = known.frame[["rank", "province", "prefecture", "name"]].sample(frac=1, random_state=2)
    sheet["name"] = sheet["name"] + [
        "★" if star else "" for star in known.frame["first_in_province_star"].loc[sheet.index]
    ]
    sheet.columns = ["排名", "省（区、市）", "地级市", "县（市）"]
    path = tmp_path / "榜单.csv"
    sheet.to_csv(path, index=False, encoding="gb18030")
    mine = read_roster(
        path, **ABOUT, rank="排名", name="县（市）", prefecture="地级市", province="省（区、市）"
    )
    assert mine.members.tolist() == known.members.tolist()
    assert mine.frame["name"].tolist() == known.frame["name"].tolist()
    assert mine.eligible.equals(known.eligible)
    same = agreement(mine, known)
    assert (same.overlap, same.kendall_tau, same.rank_biased_overlap) == (100, 1, 1)


def test_codes_and_tiers(tmp_path):
    table = pd.DataFrame({"rank": [2, 1], "code": [320281, 320583], "gdp": [4754, 5007]})
    mine = roster_from_table(table, **ABOUT, rank="rank", adcode="code", tiers=((1, 1), (2, 2)))
    assert mine.frame.to_dict("index")["320583"] == {
        "rank": 1, "name": "昆山市", "province": "江苏省", "prefecture": "苏州市", "tier": 1, "gdp": 5007,
    }  # fmt: skip
    assert mine.members.tolist() == ["320583", "320281"]


def test_a_list_of_cities():
    table = pd.DataFrame({"rank": [1, 2], "city": ["苏州", "东莞市"]})
    mine = roster_from_table(
        table, **{**ABOUT, "eligible": "cities"}, rank="rank", name="city", level="prefecture"
    )
    assert mine.members.tolist() == ["320500", "441900"]


def test_every_fault_is_named_by_row():
    table = pd.DataFrame(
        {"rank": ["1", "x", "3", "4", "5"], "name": ["昆山市", "昆山", "玄武区", "无此县", "和平区"]},
        index=range(3, 8),
    )
    with pytest.raises(TableError) as caught:
        roster_from_table(table, **ABOUT, rank="rank", name="name")
    for words in (
        "row 4: rank 'x' is no whole number", "320583 stands in rows 3, 4", "row 5: 320102 is outside the eligible set",
        "row 6: 无此县 is not found", "row 7: 和平区 is ambiguous",
    ):  # fmt: skip
        assert words in str(caught.value)
    with pytest.raises(TableError, match="no column 县; the table has rank, name"):
        roster_from_table(table, **ABOUT, name="县")
    with pytest.raises(TableError, match=r"name= or adcode= is needed"):
        roster_from_table(table, **ABOUT, rank="rank")
    with pytest.raises(TableError, match=r"name= or adcode= is needed"):
        roster_from_table(table.set_axis(["甲", "乙"], axis=1), **ABOUT)
    with pytest.raises(TableError, match="unknown eligible set 'x'; valid: counties"):
        roster_from_table(table, **{**ABOUT, "eligible": "x"}, name="name")
    with pytest.raises(TableError, match="row 3: 999999 is no county adcode"):
        roster_from_table(table.assign(code="999999")[:1], **ABOUT, adcode="code")


def small(ranks, id="one"):
    names = {"a": "320583", "b": "320281", "c": "350582", "d": "330282", "e": "320582"}
    table = pd.DataFrame({"rank": range(1, len(ranks) + 1), "code": [names[r] for r in ranks]})
    return roster_from_table(
        table, **{**ABOUT, "id": id, "eligible": names.values()}, rank="rank", adcode="code"
    )


def test_agreement_by_hand():
    result = agreement(small("abcd"), small("bade"))
    assert (result.overlap, result.n_eligible) == (3, 5)
    assert result.overlap_expected == pytest.approx(3.2) and result.overlap_p == pytest.approx(1)
    assert result.jaccard == pytest.approx(3 / 5)
    # shared a, b, d: ranks 1 2 4 and 2 1 3: one discordant pair of three
    assert result.kendall_tau == pytest.approx(1 / 3)
    assert result.frame.loc["320582", "rank_two"] == 4 and pd.isna(result.frame.loc["320582", "rank_one"])


def test_rank_biased_overlap_by_hand():
    # depths 1 and 2 share 0 and 2: (1 - p)/p (0 p + 1 p^2) + 1 p^2 with p = 0.5
    assert rank_biased_overlap(["a", "b"], ["b", "a"], persistence=0.5) == pytest.approx(0.5 * 0.5 + 0.25)
    # s = 1, l = 2: X(1) = 1, X(2) = 1; (1-p)/p (p + p^2 / 2 + p^2 * 1 * 1/(1*2)) + (0/2 + 1) p^2
    assert rank_biased_overlap(["a"], ["a", "b"], persistence=0.5) == pytest.approx(
        1 * (0.5 + 0.125 + 0.125) + 0.25
    )
    one, two = list("abcdefgh"), list("badcfehg")
    assert rank_biased_overlap(one, two) == rank_biased_overlap(two, one)
    assert rank_biased_overlap(one, two, persistence=0.9) > rank_biased_overlap(
        one, one[::-1], persistence=0.9
    )


def test_lists_of_other_levels_or_sets_do_not_compare():
    with pytest.raises(ValueError, match="county level, caict-city-2023 at prefecture level"):
        agreement(roster("caict-county-2023"), roster("caict-city-2023"))
    with pytest.raises(ValueError, match="100 of 100 members could not be on the other list"):
        agreement(roster("caict-county-2023"), roster("caict-district-2023"))


def test_columns_are_those_that_the_headings_name():
    table = pd.DataFrame(
        {"GDP": [1.0, 2.0], "省份": ["江苏", "江苏"], "县（市）": ["江阴市", "昆山市"], "排名": [2, 1]}
    )
    said = roster_from_table(table, **ABOUT, name="县（市）", province="省份", rank="排名")
    found = roster_from_table(table, **ABOUT)
    pd.testing.assert_frame_equal(found.frame, said.frame)
    assert list(found.frame.columns) == ["rank", "name", "province", "prefecture", "GDP"]
    coded = roster_from_table(table.assign(行政区划代码=["320281", "320583"]), **ABOUT)
    assert coded.frame.index.tolist() == ["320583", "320281"]
