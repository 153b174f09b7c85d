"""What became of each row of a table, in the reader's words: the match report."""

from typing import TYPE_CHECKING

import pandas as pd

from geo.phrases import Lang, word

if TYPE_CHECKING:
    from boundaries.match import Match

STATUS: dict[str, tuple[str, str]] = {
    "exact": ("名称完全一致", "exact name"),
    "short_form": ("简称", "short form"),
    "renamed": ("旧名或旧建制", "former name"),
    "normalized": ("规整后一致", "normalized"),
    "by_code": ("重名，由区划代码判定", "ambiguous, decided by its code"),
    "coded": ("名称不是中文，由区划代码判定", "not a Chinese name, placed by its code"),
    "corrected": ("人工更正", "corrected by hand"),
    "ambiguous": ("重名，未判定", "ambiguous"),
    "not_found": ("未找到", "not found"),
    "split": ("已拆分或撤销", "split or dissolved"),
    "total": ("合计行", "a row of totals"),
}

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
    "bracket": ("括号", "brackets"),
    "prefixed": ("前缀上级名称", "a parent's name in front"),
    "prefixed_short": ("前缀上级简称", "a parent's short name in front"),
    "short_province_prefecture": ("省市简称", "short names of the parents"),
}

WARNINGS: dict[str, tuple[str, str]] = {
    "extent_changed": ("范围变动", "change of territory"),
    "short_form_same_as_prefecture": ("简称与地级市相同", "a prefecture has the same short form"),
    "name_also_borne_by_a_former_unit": ("曾有别的单元用此名", "another unit once bore the name"),
    "name_of_a_later_date": ("此名后来才有", "a name of a later date"),
    "short_form_of_a_former_name": ("旧名的简称", "short form of a former name"),
    "parent_was_valid_until_later_change": ("所写上级曾管辖该单元", "the parent given once governed it"),
    "parent_only_valid_after_later_change": ("所写上级后来才管辖该单元", "the parent given governs it since"),
}

HEADS: dict[str, tuple[str, str]] = {
    "row": ("行", "Row"),
    "adcode": ("匹配代码", "Matched code"),
    "unit": ("匹配单元", "Matched unit"),
    "status": ("匹配结果", "Match"),
    "reason": ("匹配依据", "Match reason"),
    "candidates": ("候选代码", "Candidates"),
    "suggestion": ("可能是", "Maybe"),
    "warning": ("提示", "Note"),
}


def reason(key: str, lang: Lang) -> str:
    """Why a row was matched or not.

    >>> reason("unknown_name", "en"), reason("normalised:inner_space+footnote", "zh")
    ('no such name', '去掉空格、注记符号')
    >>> reason("short_form+normalised:bracket", "en")
    'short form, without brackets'
    """
    parts = [part.removeprefix("normalised:") for part in key.split("+")]
    words = [word(REASONS, part, lang) for part in parts if part not in NOISE]
    marks = [word(NOISE, part, lang) for part in parts if part in NOISE]
    if lang == "zh":
        return "，".join([*words, *([f"去掉{'、'.join(marks)}"] if marks else [])])
    return ", ".join([*words, *([f"without {', '.join(marks)}"] if marks else [])])


def warning(text: str, lang: Lang) -> str:
    """What could surprise in a right answer.

    >>> warning("extent_changed:2015-12-31; name_of_a_later_date", "en")
    '2015-12-31 change of territory; a name of a later date'
    """
    said = []
    for part in (part for part in text.split("; ") if part):
        key, _, day = part.partition(":")
        said.append(f"{day} {word(WARNINGS, key, lang)}".strip())
    return ("；" if lang == "zh" else "; ").join(said)


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with whole numbers as integers: a rank is 1, not 1.0."""
    whole = [
        c
        for c in frame.columns
        if pd.api.types.is_float_dtype(frame[c]) and bool((frame[c].dropna() % 1 == 0).all())
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def match_report(frame: pd.DataFrame, numbers: pd.Index, match: "Match", lang: Lang) -> pd.DataFrame:
    """Every row of a table with its row number in front and what was found for it behind.

    Parameters
    ----------
    frame : DataFrame
    numbers : Index
        Row numbers in the file.
    match : Match
        Of ``frame``.
    lang : {"zh", "en"}

    Returns
    -------
    DataFrame
    """
    rows = match.frame.reset_index(drop=True)
    found = pd.DataFrame(
        {
            "adcode": rows["adcode"],
            "unit": rows["unit"],
            "status": [word(STATUS, str(key), lang) for key in rows["status"]],
            "reason": [reason(str(key), lang) for key in rows["reason"]],
            "candidates": ["、".join(codes) if len(codes) > 1 else "" for codes in rows["candidates"]],
            "suggestion": rows["suggestion"],
            "warning": [warning(str(text), lang) for text in rows["warning"]],
        }
    ).rename(columns={key: pair[lang == "en"] for key, pair in HEADS.items()})
    first = pd.Series(list(numbers), name=HEADS["row"][lang == "en"])
    return pd.concat([first, _counted(frame.reset_index(drop=True)), found], axis=1)
