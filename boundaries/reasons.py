"""Why a row was matched or not, in words: the reasons of ``Match.frame`` in Chinese and English."""

from typing import Literal

REASONS: dict[str, tuple[str, str]] = {
    "exact": ("名称完全一致", "exact name"),
    "unique_in_province": ("省内唯一", "unique in its province"),
    "directly_administered": ("省直辖", "directly under its province"),
    "municipality": ("直辖市所属", "of a municipality"),
    "parent_was_valid_until_later_change": ("所写上级曾管辖该单元", "the parent given once governed it"),
    "parent_only_valid_after_later_change": ("所写上级后来才管辖该单元", "the parent given governs it since"),
    "short_form": ("简称", "short form"),
    "ethnic_short_form": ("自治县、旗的简称", "short form of an autonomous county or banner"),
    "traditional_to_simplified": ("繁体字", "traditional characters"),
    "renamed": ("后来更名", "renamed since"),
    "merged_into": ("后来并入", "merged since"),
    "became_prefecture_seat_district": ("后来改为市辖区", "became a district since"),
    "whole_city": ("不设区县的地级市，以全市为单元", "a city without counties stands as one unit"),
    "corrected": ("人工更正", "corrected by hand"),
    "by_code": ("重名，由区划代码判定", "ambiguous, decided by its code"),
    "coded": ("名称不是中文，由区划代码判定", "not a Chinese name, placed by its code"),
    "same_name_in_several_places": ("几处同名，需写明上级", "several units bear the name; give the parents"),
    "short_form_collides": (
        "几处简称相同，需写全称",
        "several units have this short form; give the full name",
    ),
    "short_form_is_also_prefecture": (
        "简称与地级市相同，需写全称",
        "the short form is a prefecture's too; give the full name",
    ),
    "former_name_of_several": ("几个单元曾用此名", "a former name of several units"),
    "split": ("已拆分到几个单元", "split into several units"),
    "no_counterpart": (
        "在边界日期已拆分或无从对应",
        "split or without a counterpart on the date of the boundaries",
    ),
    "several_readings": ("可有几种读法", "it can be read in several ways"),
    "several_simplified_readings": ("繁体可对应几个简体", "several simplified readings"),
    "parent_conflict": ("与所写的上级不符", "not in the province or prefecture given"),
    "parent_unknown": ("所写的上级不存在", "the province or prefecture given does not exist"),
    "misspelling": ("疑似错字", "probably misspelled"),
    "suffix_differs_never_official_since_2000": (
        "有此地名，但不是这个建制",
        "a unit of that stem exists, but of another kind",
    ),
    "not_yet_established": ("当时尚未设立", "not yet established on that day"),
    "too_short_to_match": ("名称太短", "the name is too short"),
    "code_in_name_column": ("名称列里是代码", "a code in the column of names"),
    "development_zone": ("开发区，不是行政区", "a development zone, no administrative unit"),
    "prefecture_in_county_column": ("是地级市，不是县级单元", "a prefecture, not a county-level unit"),
    "province_in_county_column": ("是省级单元", "a province"),
    "prefecture_without_counties": ("不设区县的地级市", "a prefecture without counties"),
    "not_in_layer": ("边界数据中没有", "not in the boundary layer"),
    "total": ("合计或平均，不是单元", "totals or means, no unit"),
    "confirmed_no_unit": ("人工确认不是单元", "confirmed by hand to be no unit"),
    "empty": ("没有名称", "no name"),
    "unknown_name": ("没有这个名称", "no such name"),
}

NOISE: dict[str, tuple[str, str]] = {
    "inner_space": ("空格", "spaces"),
    "footnote": ("注记符号", "footnote marks"),
    "full_width": ("全角字符", "full-width characters"),
    "look_alike": ("形近字", "look-alike characters"),
    "bracket": ("括号", "brackets"),
    "prefixed": ("前缀上级名称", "a parent's name in front"),
    "prefixed_short": ("前缀上级简称", "a parent's short name in front"),
    "short_province_prefecture": ("省市简称", "short names of the parents"),
}


def reason_words(key: str, lang: Literal["zh", "en"]) -> str:
    """A reason in words; one of several parts (``short_form+normalised:bracket``) part by part.

    >>> reason_words("misspelling", "zh"), reason_words("short_form+normalised:bracket", "en")
    ('疑似错字', 'short form, without brackets')
    """
    at = int(lang == "en")
    parts = [part.removeprefix("normalised:") for part in key.split("+")]
    words = [REASONS.get(part, (part, part))[at] for part in parts if part not in NOISE]
    marks = [NOISE[part][at] for part in parts if part in NOISE]
    if lang == "zh":
        return "，".join([*words, *([f"去掉{'、'.join(marks)}"] if marks else [])])
    return ", ".join([*words, *([f"without {', '.join(marks)}"] if marks else [])])
