"""What was assumed of a bare table, in sentences, so that a reader can disagree."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from boundaries.placenames import listing, place
from geo.study.table.columns import ASIDE, Repeats

if TYPE_CHECKING:
    from geo.study.table.guess import Guess

KINDS: dict[str, tuple[str, str]] = {
    "counties": (
        "县（市），即市辖区以外的县级单元",
        "counties (county-level units other than urban districts)",
    ),
    "districts": ("市辖区", "urban districts"),
    "all": ("全部县级单元", "all county-level units"),
    "cities": ("地级市", "prefecture-level cities"),
}
PREFECTURES = (
    "全部地级单元（地级市、自治州、地区、盟）",
    "all prefectures (cities, autonomous prefectures, ...)",
)

Sentence = tuple[str, str]


def kind(eligible: str, level: str) -> Sentence:
    """The name of an eligible set."""
    return PREFECTURES if level == "prefecture" and eligible == "all" else KINDS[eligible]


def sentences(
    found: "Guess", aside: Sequence[Sentence], said: Repeats, dated: Sentence
) -> tuple[Sentence, ...]:
    """Every assumption about a table, in Chinese and English."""
    return (
        _names(found),
        (f"区划日期取 {found.as_of}（{dated[0]}）", f"names are as of {found.as_of} ({dated[1]})"),
        _eligible(found),
        (
            f"排名在“{found.rank}”列" if found.rank else "没有排名列",
            f"ranks are in column {found.rank!r}" if found.rank else "there is no column of ranks",
        ),
        *_code(found),
        *_repeats(said),
        *_columns(found.columns, aside),
    )


def _names(found: "Guess") -> Sentence:
    zh = f"单元名称在“{found.name}”列"
    en = f"units are named in column {found.name!r}"
    if found.province:
        zh, en = f"{zh}，省份在“{found.province}”列", f"{en}, provinces in {found.province!r}"
    if found.prefecture:
        zh, en = f"{zh}，地级市在“{found.prefecture}”列", f"{en}, prefectures in {found.prefecture!r}"
    level = ("县级", "county") if found.level == "county" else ("地级", "prefecture")
    return f"{zh}；单元是{level[0]}", f"{en}; they are {level[1]}-level units"


def _eligible(found: "Guess") -> Sentence:
    name = kind(found.eligible, found.level)
    inside = (
        ("含四个直辖市", "the four municipalities included")
        if found.municipalities
        else ("不含四个直辖市", "outside the four municipalities")
    )
    if found.provinces:
        places = found.prefectures or found.provinces
        key = "prefectures" if found.prefectures else "provinces"
        within = ("、".join(places), listing((place(name, "en") for name in places), "en"))
        return (
            f"参评范围取{within[0]}的{name[0]}（表中单元都在其中；若面向更大范围，请改 eligible.{key}）",
            f"eligible: {name[1]} of {within[1]} (every unit of the table is there; if it could hold others, change eligible.{key})",
        )
    return (
        f"参评范围取{name[0]}，{inside[0]}（按表中单元的类型推断）",
        f"eligible: {name[1]}, {inside[1]} (judged by the kinds in the table)",
    )


def _code(found: "Guess") -> list[Sentence]:
    if not found.adcode or found.adcode == found.name:
        return []
    return [
        (
            f"区划代码在“{found.adcode}”列，与名称核对",
            f"codes are in column {found.adcode!r}, checked against the names",
        )
    ]


def _repeats(said: Repeats) -> list[Sentence]:
    if said.category:
        return [
            (
                f"“{said.category}”列区分几份名单或指标，各自成为一列",
                f"column {said.category!r} tells several lists or indicators apart; each becomes a column",
            )
        ]
    if said.count:
        return [
            (
                "同一单元有多行，每行是单元里的一件事物：行数作为一个指标",
                "units stand in several rows, one a thing: their number of rows is an indicator",
            )
        ]
    return []


def _columns(columns: Sequence[str], aside: Sequence[Sentence]) -> list[Sentence]:
    said = [
        (
            f"指标列：{'、'.join(columns)}" if columns else "没有指标列",
            f"indicators: {', '.join(columns)}" if columns else "there is no column of indicators",
        )
    ]
    if aside:
        zh = "、".join(f"{column}（{ASIDE[why][0]}）" for column, why in aside)
        en = ", ".join(f"{column} ({ASIDE[why][1]})" for column, why in aside)
        said.append((f"没有当作指标的数值列：{zh}", f"columns of numbers that are no indicators: {en}"))
    return said
