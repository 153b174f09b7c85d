"""Every claim gets a verdict, and hand-checked claims get the right one."""

import csv
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from boundaries.errors import TableError
from boundaries.language import speaking
from boundaries.placenames import PLACES_EN
from geo.audit.claims import Judgement, audit_claims, claims_frame, filter_claims, judge_claims
from geo.audit.claims_export import export_claims
from geo.audit.claims_page import claims_page, claims_table
from geo.audit.comparison import KINDS
from geo.audit.records import WORDS, read_claims
from geo.reporting.page import page_html

NAMED = re.compile(rf"(?<![\u4e00-\u9fff])(?:{'|'.join(map(re.escape, PLACES_EN))})(?![\u4e00-\u9fff])")


def is_anglicized(text: str) -> bool:
    """Whether no province, plate or region in an English text is named in Chinese."""
    return NAMED.search(text) is None


@pytest.fixture(scope="module")
def judged() -> list[Judgement]:
    return judge_claims()


@pytest.fixture(scope="module")
def audit(judged: list[Judgement]) -> pd.DataFrame:
    return claims_frame(judged)


def test_every_claim_has_a_verdict(judged: list[Judgement], audit: pd.DataFrame) -> None:
    assert len(audit) == 620
    assert audit["id"].is_unique
    kinds = pd.Series([found.verdict.kind for found in judged])
    assert set(kinds) == set(KINDS)
    silent = audit[(kinds == "not_computable") & (audit["reason"] == "")]
    assert silent.empty, silent["id"].tolist()
    assert (audit.loc[kinds == "contradicts", "basis"] != "").all()
    assert audit["line"].str.fullmatch(r"\d+").all()


def test_every_claim_reads_in_chinese(judged: list[Judgement]) -> None:
    for claim in (found.claim for found in judged):
        assert claim.words["statistic_zh"]
        assert bool(claim.note) == bool(claim.words.get("note_zh")), claim.id
    page = claims_table(judged, "zh").data("zh").set_index("编号")
    for name in ("统计量", "原文数值", "重算结果", "说明", "依据", "结论"):
        english = page[name].dropna()
        english = english[english.str.contains(r"[A-Za-z]{4,}")]
        assert english.empty, english.to_string()


def test_every_claim_reads_in_english_with_its_places(judged: list[Judgement]) -> None:
    for claim in (found.claim for found in judged):
        for name in WORDS:
            text = claim.said(name, "en")
            assert is_anglicized(text), (claim.id, name)
    page = claims_table(judged, "en").data("en").set_index("Id")
    assert page.loc["A006", "Statistic"] == "Jiangsu counties abolished, end-1999 to end-2002"
    assert page.loc["A013b", "Computed"] == "Hebei、Chongqing"
    for name in ("Computed", "Verdict", "Basis"):
        assert [text for text in page[name].dropna() if not is_anglicized(text)] == [], name


def test_the_page_shows_the_rows_that_refute(judged: list[Judgement]) -> None:
    page = page_html(claims_page(judged, lang="zh", download=""), lang="zh", site="")
    for text in ("【A055】", "推翻它的行：昆山市(1)", "宜昌市(36—)", "锡山市、武进市", "各拥”说明"):
        assert text in page, text


@pytest.mark.parametrize(
    ("claim", "computed", "verdict"),
    [
        ("A050", "68", "agrees"),
        ("A053", "瓦房店市", "agrees"),
        # ranks 14 (浏阳), 8 (长沙县), 9 (神木), 15 (仁怀) are not eastern: 16 of the first twenty are
        ("A055", "16", "contradicts"),
        ("A063", "17", "agrees"),
        ("A102", None, "agrees on variant 长三角城市群[2016规划26市] only"),
        ("A108b", "12", "contradicts"),
        ("A153", "40", "agrees"),
        ("A159", "yes", "agrees"),
        ("A171", None, "agrees"),
        ("A0921", "40", "contradicts"),  # 16 of 40 is 40 %, not above it
        ("B030", "75", "agrees"),
        # +10 +1 +2 by plate, the northeast fell by one at most: at least +12, stated +6
        ("B041", "12", "contradicts"),
        ("B043", "6", "contradicts"),  # 长江中游 cannot hold 8 of the 6 central districts
        ("B062", None, "rounds to"),  # 820余 ... : 6.98 to 7.08, stated 7.1
        ("A026", "37.88", "rounds to"),  # (10.8 + 5.9) / 44.0823
        ("A056", "0", "agrees"),  # -2 +1 +1 +0
        ("A109b", "3", "not computable"),  # the sentence gives no count
        (
            "C097",
            "68",
            "not computable",
        ),  # does not contradict: 351 of 2023 less 283 of 2022: not above the tenth place, 81
        ("C101", "no", "not computable"),
        ("C103", None, "agrees on variant 正文数字 only"),  # 3585 x 50, not the sum of table 11
        ("D002", "5", "agrees"),
        ("P008", "21", "agrees"),  # 11 + 7 + 3
        ("B087", "43.84", "rounds to"),
        ("B088", "19", "contradicts"),
        ("C020", None, "agrees on variant 长三角城市群[2019纲要27市中心区] only"),
        ("C066", "3,600.9", "contradicts"),  # 180046 / 50
        ("C07_little_giants", "7097", "contradicts"),
        ("C089", "30、26、25", "agrees"),
        ("M001", "11", "agrees"),
        ("M007", "5.361", "not computable"),  # 1.6 ** (1/9) - 1, perhaps at other prices
        ("A202", "53.8", "rounds to"),  # 7.6 / 14.126
        ("D003", "34.78", "rounds to"),  # 4.9104 / 14.1175
        ("A180", "yes", "named units are in the list"),
        ("B054", "20", "named units are in the list"),
        ("P001", "387", "not computable"),  # 218 + 169, a sum that is not printed
        ("B069", "26", "another report differs"),
        ("C126", "3", "another report differs"),
        ("A200", None, "tested: contiguity holds, gathering holds"),
        ("A118", None, "not computable"),
    ],
)
def test_hand_checked(audit: pd.DataFrame, claim: str, computed: str | None, verdict: str) -> None:
    row = audit.set_index("id").loc[claim]
    assert row["verdict"] == verdict
    if computed is not None:
        assert row["computed_value"] == computed


def test_the_lost_passage_shows_what_the_tables_give(audit: pd.DataFrame) -> None:
    row = audit.set_index("id").loc["A118"]
    assert "missing" in row["reason"]
    assert "呼包鄂榆城市群[2018规划]: 5" in row["basis"]


ELSEWHERE = {"A062", "B068", "C046"}
"""44-83 bound the forty of the tier; 4 counts the regions named; 16 is claim C027."""


def test_no_number_of_a_sentence_is_passed_over(judged: list[Judgement]) -> None:
    """Where a claim agrees, every number of its quote is one of its line's claims, or the note owns up to it."""
    by_line: dict[tuple[str, str], set[str]] = {}
    for claim in (found.claim for found in judged):
        texts = (claim.stated_value, claim.statistic, json.dumps([claim.expected, claim.arguments]))
        by_line.setdefault((claim.report, claim.line), set()).update(*map(_numbers, texts))
    for found in judged:
        claim = found.claim
        if found.verdict.kind in ("agrees", "rounds", "variant") and claim.id not in ELSEWHERE:
            quote = re.sub(r"50 ?强|百强|图 ?\d+|(19|20)\d\d ?年", "", claim.quote)
            left = _numbers(quote) - by_line[claim.report, claim.line] - _numbers(claim.note)
            assert not left or "is not recomputed" in claim.note, (claim.id, left, claim.quote)


def _numbers(text: str) -> set[str]:
    return {str(float(number)) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def test_two_reports_are_quoted_where_they_differ(judged: list[Judgement]) -> None:
    pairs = {found.claim.id: found.claim for found in judged if found.verdict.kind == "conflict"}
    assert set(pairs) == {"B069", "C126"}
    for claim in pairs.values():
        there = claim.arguments
        (other,) = (c for c in pairs.values() if c is not claim)
        assert (other.report, other.line) == (there["report"], str(there["line"]))
        assert str(there["value"]) in other.quote


def test_a_judgement_without_a_number_leads_to_its_test(judged: list[Judgement]) -> None:
    page = page_html(claims_page(judged, lang="zh", download=""), lang="zh", site="")
    assert '<a href="finding.html#caict-county-2023"><strong>【A200】' in page
    alone = page_html(claims_page(judged, lang="zh", download="", links=False), lang="zh", site="")
    assert "finding.html" not in alone
    assert "经检验，连片成立，成群成立" in alone


def test_no_record_names_its_verdict() -> None:
    for claim in read_claims():
        text = json.dumps([claim.arguments, claim.compare, claim.expected], ensure_ascii=False)
        assert not re.search(r"agrees|contradicts|rounds to", text), claim.id


def _claims_file(tmp_path: Path, **changes: str) -> Path:
    row = {
        "id": "X1",
        "report": "caict-county-2023",
        "line": "1",
        "quote": "q",
        "statistic": "s",
        "stated_value": "68",
        "computation": "count",
        "arguments": '{"list": "caict-county-2023", "plate": "东部"}',
        "compare": "equal",
        "expected": "68",
        "note": "",
    } | changes
    path = tmp_path / "claims.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, row)
        writer.writeheader()
        writer.writerow(row)
    return path


def test_a_claims_file_of_ones_own(tmp_path: Path) -> None:
    audit = audit_claims(_claims_file(tmp_path))
    assert audit[["id", "computed_value", "verdict"]].values.tolist() == [["X1", "68", "agrees"]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"computation": "counts"}, r"row 2 \(X1\): unknown computation 'counts'; valid: .*count"),
        ({"compare": "same"}, r"row 2 \(X1\): unknown comparison 'same'; valid: equal"),
        ({"arguments": '{"list": "top"}'}, r"row 2 \(X1\): unknown list 'top'; valid: caict-county-2023"),
        ({"arguments": "{"}, r"row 2 \(X1\): arguments or expected is not JSON"),
        (
            {
                "computation": "in_region",
                "arguments": '{"list": "caict-county-2023", "region": ["metro", "x"]}',
            },
            r"row 2 \(X1\): unknown region 'x'.*苏锡常都市圈",
        ),
        (
            {"computation": "in_region", "arguments": '{"list": "caict-county-2023", "region": ["x", "y"]}'},
            r"row 2 \(X1\): unknown scheme 'x'; valid: plate",
        ),
        (
            {
                "computation": "percent",
                "arguments": '{"top": ["cuont", {}], "bottom": ["count", {"list": "z"}]}',
            },
            r"unknown computation 'cuont'.*unknown list 'z'",
        ),
        (
            {"computation": "table_sum", "arguments": '{"table": "t", "column": "n"}'},
            r"row 2 \(X1\): unknown table 't'; valid: .*city_t11_region_iva",
        ),
        (
            {
                "computation": "table_sum",
                "arguments": '{"table": "city_t11_region_iva", "column": "n"}',
            },
            r"row 2 \(X1\): unknown column of table city_t11_region_iva 'n'; valid: region",
        ),
        (
            {
                "computation": "table_top",
                "arguments": '{"table": "city_t8_top500", "of": "x", "n": 1}',
            },
            r"unknown list of table city_t8_top500 'x'; valid: top500_manufacturers",
        ),
        (
            {
                "computation": "each",
                "arguments": '{"calls": [["units", {"date": "tomorrow", "kinds": "towns"}]]}',
            },
            r"date 'tomorrow'.*unknown kinds 'towns'; valid: all, counties",
        ),
        (
            {"arguments": '{"list": "caict-county-2023", "province": ["江苏"]}'},
            r"row 2 \(X1\): unknown province '江苏'; valid: .*江苏省",
        ),
        (
            {"arguments": '{"list": "caict-county-2023", "plate": "南部"}'},
            r"row 2 \(X1\): unknown plate '南部'; valid: ",
        ),
        (
            {"computation": "regions", "arguments": '{"scheme": "x"}'},
            r"row 2 \(X1\): unknown scheme 'x'; valid: plate",
        ),
        (
            {
                "computation": "national_share",
                "arguments": '{"part": "1", "total": "x", "year": 2021}',
            },
            r"unknown national total 'x'; valid: gdp",
        ),
    ],
)
def test_a_faulty_record_is_refused_with_its_row(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(TableError, match=message):
        read_claims(_claims_file(tmp_path, **changes))


def test_filters_and_files(judged: list[Judgement], tmp_path: Path) -> None:
    wrong = filter_claims(judged, report="caict-city-2023", only="contradicts")
    assert {found.claim.report for found in wrong} == {"caict-city-2023"}
    assert {found.verdict.kind for found in wrong} == {"contradicts"}
    assert filter_claims(judged, only="not-computable")
    with pytest.raises(TableError, match="valid: caict-county-2023"):
        filter_claims(judged, report="x")
    with pytest.raises(TableError, match="valid: agrees"):
        filter_claims(judged, only="x")
    for suffix in (".xlsx", ".csv", ".html", ".json"):
        path = export_claims(wrong, tmp_path / f"c{suffix}", lang="en")
        first = path.read_bytes()
        assert export_claims(wrong, path, lang="en").read_bytes() == first
    assert pd.read_excel(tmp_path / "c.xlsx", sheet_name="Claims").shape[0] == len(wrong)
    with pytest.raises(TableError, match="kind of file"):
        export_claims(wrong, tmp_path / "c.pdf")


def test_a_faulty_record_is_refused_in_the_language_of_the_run(tmp_path: Path) -> None:
    path = _claims_file(tmp_path, computation="counts", arguments='{"list": "top"}')
    with speaking("zh"), pytest.raises(TableError) as refused:
        read_claims(path)
    with speaking("zh"):
        assert "第 2 行（X1）：没有算法 'counts'；可用：" in str(refused.value)
