"""What became of each row of a table, in the reader's words: the match report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from boundaries._units import DATE
from boundaries.language import Lang
from boundaries.reasons import reason_words
from geo.language.vocabulary import with_unit, word

if TYPE_CHECKING:
    from boundaries._match import Match

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
    "today": (f"{DATE} 代码", f"Code on {DATE}"),
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
    return reason_words(key, lang)


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


def match_report(
    frame: pd.DataFrame,
    numbers: pd.Index,
    match: "Match",
    lang: Lang,
    *,
    today: pd.Series | None = None,
    measures: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Every row of a table with its row number in front and what was found for it behind.

    Parameters
    ----------
    frame : DataFrame
    numbers : Index
        Row numbers in the file.
    match : Match
        Of ``frame``.
    lang : {"zh", "en"}
    today : Series, optional
        Codes on the date of the boundaries by the index of ``frame``; shown where the match is of another date.
    measures : mapping, optional
        The unit of measure of columns of ``frame``, which stands in their headings.

    Returns
    -------
    DataFrame
    """
    rows = match.frame.reset_index(drop=True)
    found = pd.DataFrame(
        {
            "adcode": rows["adcode"],
            **(
                {}
                if today is None or match.as_of == DATE
                else {"today": today.reindex(frame.index).to_numpy()}
            ),
            "unit": rows["unit"],
            "status": [word(STATUS, str(key), lang) for key in rows["status"]],
            "reason": [reason(str(key), lang) for key in rows["reason"]],
            "candidates": ["、".join(codes) if len(codes) > 1 else "" for codes in rows["candidates"]],
            "suggestion": rows["suggestion"],
            "warning": [warning(str(text), lang) for text in rows["warning"]],
        }
    ).rename(columns={key: pair[lang == "en"] for key, pair in HEADS.items()})
    first = pd.Series(list(numbers), name=HEADS["row"][lang == "en"])
    table = _counted(frame.reset_index(drop=True))
    table = table.rename(columns=lambda name: with_unit(str(name), (measures or {}).get(str(name), ""), lang))
    return pd.concat([first, table, found], axis=1)
