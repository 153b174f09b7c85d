"""Frameworks and scoreboards: the Human Development Index, COINr's example, and what must be refused."""

import dataclasses
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from boundaries.errors import TableError
from indicators._impute import impute
from indicators._score import score
from indicators.framework import Framework, frameworks
from indicators.outliers import treat_outliers

KNOWN = Path(__file__).parents[1] / "known"

TWO = """
id = "two"
title = "两维"
weighting = "given"
[[pillar]]
code = "a"
name = "规模"
weight = 0.6
[[pillar.indicator]]
code = "gdp"
name = "地区生产总值"
unit = "亿元"
direction = 1
weight = 1
[[pillar]]
code = "b"
name = "绿色"
weight = 0.4
[[pillar.indicator]]
code = "energy"
name = "能耗"
direction = -1
weight = 1
"""


def write(tmp_path, text):
    path = tmp_path / "framework.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path):
    return Framework.read(write(tmp_path, TWO))


@pytest.fixture
def table():
    return pd.DataFrame(
        {"gdp": [100.0, 300, 200, 300], "能耗": [5.0, 5, 1, 5]},
        index=["320583", "320281", "350582", "330282"],
    )


def test_human_development_index_of_191_countries():
    data = pd.read_csv(KNOWN / "undp_hdi_2021.csv", comment="#", index_col="iso3", keep_default_na=False)
    board = Framework.read("undp-hdi").score(data.sample(frac=1, random_state=1))
    assert len(data) == 191
    assert board.frame["score"].round(3).loc[data.index].tolist() == data["hdi"].tolist()
    # A geometric mean is additive in logarithms.
    parts = board.contributions.sum(axis=1)
    assert parts.to_numpy() == pytest.approx(np.log(board.frame["score"].loc[parts.index]).to_numpy())
    assert board.contribution_basis == "ln score"


def test_coinr_asem_example(tmp_path):
    def known(name):
        return pd.read_csv(KNOWN / f"coinr_asem_{name}.csv", comment="#")

    tree, answer = known("tree").set_index("iCode"), known("scores").set_index("uCode")
    leaves = tree.index[tree["Level"] == 1]
    raw = known("input").set_index("uCode")[leaves]

    def toml(parent, path):
        text = ""
        for code, row in tree[tree["Parent"] == parent].iterrows():
            kind = "indicator" if row["Level"] == 1 else "pillar"
            text += f'[[{path}{kind}]]\ncode = "{code}"\nname = "{code}"\nweight = {float(row["Weight"] / (tree["Parent"] == parent).sum())!r}\n'
            text += (
                f"direction = {int(row['Direction'])}\n"
                if kind == "indicator"
                else toml(code, f"{path}pillar.")
            )
        return text

    framework = Framework.read(
        write(tmp_path, 'id = "asem"\ntitle = "ASEM"\nweighting = "given"\n' + toml("Index", ""))
    )
    treated = treat_outliers(raw)
    board = framework.score(treated)
    assert len(framework.indicators) == 49 and treated.log["treatment"].isin(["none", "winsorize"]).all()
    assert treated.frame.to_numpy() == pytest.approx(
        known("treated").set_index("uCode")[leaves].to_numpy(), nan_ok=True
    )
    complete = raw.index
    assert len(complete) == 51 and raw.notna().all(axis=None)
    assert board.frame.loc[complete, "score"].to_numpy() == pytest.approx(
        answer.loc[complete, "Index"].to_numpy()
    )
    for code in board.pillars:
        assert 100 * board.pillars.loc[complete, code].to_numpy() == pytest.approx(
            answer.loc[complete, code].to_numpy()
        )


def test_scores_ranks_ties_and_contributions_by_hand(two, table):
    board = two.score(table)
    assert board.frame["rank"].tolist() == [1, 2, 2, 4]
    # gdp: 0, 1, 0.5, 1; energy: 0, 0, 1, 0 -> 0, 60, 30 + 40, 60
    assert board.frame["score"].loc[table.index].tolist() == pytest.approx([0, 60, 70, 60])
    assert board.frame["rank"].loc[table.index].tolist() == [4, 2, 1, 2]
    assert board.frame["tied"].loc[table.index].tolist() == [False, True, False, True]
    assert board.contributions.loc["350582"].to_dict() == pytest.approx({"a": 30, "b": 40})
    assert board.indicator_weights.to_dict() == pytest.approx({"gdp": 0.6, "energy": 0.4})
    assert board.coverage["column"].to_dict() == {"gdp": "gdp", "energy": "能耗"}


def test_change_against_another_year(two, table):
    before = two.score(table)
    before = dataclasses.replace(before, frame=before.frame.drop("350582"))
    now = two.score(table.drop("330282").assign(gdp=[400.0, 300, 200]), previous=before)
    # gdp 1, .5, 0 and energy 0, 0, 1: 60, 30, 40
    assert now.frame.loc["320583", ["previous_rank", "rank_change", "previous_status"]].tolist() == [
        4,
        3,
        "up",
    ]
    assert now.frame.loc["350582", "previous_status"] == "new"
    assert now.frame.loc["320281", ["previous_status", "rank_change"]].tolist() == ["down", -1]


def test_missing_units_stay_unscored_and_are_listed(two, table):
    table.loc["320583", "能耗"] = np.nan
    board = two.score(table)
    assert board.unscored["missing"].to_dict() == {"320583": "energy"}
    assert board.frame.index[-1] == "320583" and pd.isna(board.frame["rank"].iloc[-1])
    filled = impute(table, method="group_mean", groups=pd.Series("江苏", index=table.index))
    full = two.score(filled)
    assert (
        full.unscored.empty
        and str(full.steps[0]) == "imputation group_mean: 1 of 8 cells missing, 1 filled, 0 left"
    )


def test_ranks_ignore_units_and_row_order(two, table):
    one = two.score(table).frame["rank"]
    other = two.score(table.iloc[::-1].assign(gdp=table["gdp"] * 1e4, 能耗=table["能耗"] / 7)).frame["rank"]
    assert other.loc[one.index].tolist() == one.tolist()


@pytest.mark.parametrize("weights", ["equal", "entropy", "critic"])
def test_weights_from_data_and_by_mapping(two, table, weights):
    board = two.score(table, weights=weights)
    assert board.weighting == weights and board.weights.sum() == pytest.approx(
        3
    )  # the root and two pillars of one
    same = two.score(table, weights={**(board.weights * 17).to_dict()})
    assert same.frame["score"].to_dict() == pytest.approx(board.frame["score"].to_dict())


def test_unpublished_weights_are_asked_for():
    city = Framework.read("caict-city")
    data = pd.DataFrame(
        np.random.default_rng(1).uniform(1, 9, (6, 28)), columns=[i.code for i in city.indicators]
    )
    with pytest.raises(TableError, match=r"never published; pass weights= \('equal', 'entropy'"):
        city.score(data)
    assert city.score(data, weights="equal").frame["rank"].notna().all()
    with pytest.raises(TableError, match=r"never published.*names 6 dimensions and no indicator"):
        Framework.read("caict-county").score(data)


def test_faults_of_the_table_come_at_once(two, table):
    with pytest.raises(
        TableError, match=r"units listed twice: 320583; 1 of 2 indicators have no column: energy \(能耗\)"
    ):
        two.score(pd.concat([table, table[:1]])[["gdp"]])
    with pytest.raises(
        TableError, match=r"column gdp holds text in number cells: 320281: 'x'.*; column 能耗 holds text"
    ):
        two.score(table.astype(object).where(table.index.to_series().ne("320281"), "x"))
    with pytest.raises(TableError, match="unknown codes c; no weight for b in the framework"):
        two.score(table, weights={"a": 1, "c": 1})
    with pytest.raises(TableError, match="gdp is 7 in all 4 units"):
        two.score(table.assign(gdp=7))
    with pytest.raises(TableError, match="not in the table: x"):
        two.score(table, columns={"gdp": "x"})
    partial = two.score(table[["gdp"]], partial=True)
    assert partial.weights.to_dict() == {"a": 1, "gdp": 1} and "without 1 of 2 indicators: energy" in map(
        str, partial.steps
    )


def test_every_fault_of_a_framework_file_is_listed(tmp_path):
    text = (
        TWO.replace("weight = 0.4", "weight = 0.3")
        .replace("direction = -1", 'code2 = "x"')
        .replace('code = "energy"', 'code = "gdp"')
    )
    with pytest.raises(TableError) as caught:
        Framework.read(write(tmp_path, text + 'normalization = "minmax"\n'))
    message = str(caught.value)
    for words in (
        "5 faults",
        "sum to 0.9, not 1 (a 0.6, b 0.3)",
        "unknown keys code2",
        "has no direction",
        "code gdp is used twice",
        "unknown normalization",
    ):
        assert words in message
    with pytest.raises(TableError, match="not valid TOML"):
        Framework.read(write(tmp_path, "id = "))
    with pytest.raises(TableError, match="none is shipped by that name: caict-city"):
        Framework.read(tmp_path / "nothing.toml")
    with pytest.raises(TableError, match="no pillar and no indicator"):
        Framework.read(write(tmp_path, 'id = "x"\ntitle = "y"'))


@pytest.mark.parametrize("id", frameworks())
def test_shipped_frameworks(id):
    framework = Framework.read(id)
    assert framework.id == id and framework.source and framework.title_en
    assert framework.table.index.is_unique
    if id != "undp-hdi":
        assert framework.weighting == "unpublished" and framework.not_published
        assert framework.table["weight"].isna().all()


def test_workbook_in_the_lists_layout(two, table, tmp_path):
    names = pd.DataFrame(
        {
            "name": ["昆山市", "江阴市", "晋江市", "=1+1"],
            "prefecture": ["苏州市", "无锡市", "泉州市", "宁波市"],
            "province": ["江苏省", "江苏省", "福建省", "浙江省"],
        },
        index=table.index,
    )
    path = two.score(table, names=names.iloc[::-1]).to_excel(tmp_path / "榜单.xlsx")
    book = openpyxl.load_workbook(path)
    rows = list(book["排名"].iter_rows(values_only=True))
    assert rows[1][:5] == ("排名", "省（区、市）", "地级市", "县（市）", "综合得分")
    assert [r[:4] for r in rows[2:6]] == [
        (1, "福建省", "泉州市", "晋江市★"), (2, "江苏省", "无锡市", "江阴市★"), (2, "浙江省", "宁波市", "=1+1★"), (4, "江苏省", "苏州市", "昆山市"),
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in book["排名"].iter_rows() for cell in row)
    with pytest.raises(TableError, match="needs names"):
        two.score(table).to_excel(tmp_path / "x.xlsx")
    with pytest.raises(TableError, match="is not a folder"):
        two.score(table, names=names).to_excel(tmp_path / "no" / "x.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["framework.toml", "榜单.xlsx"]


def test_score_function_is_the_method(two, table):
    pd.testing.assert_frame_equal(score(two, table).frame, two.score(table).frame)


def test_weights_by_stage_of_development(two, table):
    stages = pd.Series(["成熟", "成熟", "成长", "成长"], index=table.index[[2, 0, 3, 1]])
    stages = stages.iloc[[1, 3, 0, 2]]
    weights = {"成熟": {"a": 0.5, "b": 0.5}, "成长": {"a": 1, "b": 3}, "没有": "equal"}
    board = two.score(table, weights=weights, stages=stages)
    mature, growing = (two.score(table, weights=weights[s]).frame["score"] for s in ("成熟", "成长"))
    answer = {i: float((mature if stages[i] == "成熟" else growing)[i]) for i in table.index}
    assert board.frame["score"].to_dict() == pytest.approx(answer)
    assert board.contributions.sum(axis=1).to_dict() == pytest.approx(answer)
    assert board.weights[("成长", "b")] == 0.75 and str(board.weighting).startswith("by stage: ")
    with pytest.raises(TableError, match="no stage for 320281; no weights for stage 成长; weights= has 成熟"):
        two.score(table, weights={"成熟": "equal"}, stages=stages.drop("320281"))
    with pytest.raises(TableError, match="maps each stage to its weights"):
        two.score(table, weights="equal", stages=stages)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TableError, match=r"undp-hdi: wanted a table \(DataFrame\) by unit, got list"):
        Framework.read("undp-hdi").score([1.0])  # type: ignore[arg-type]
