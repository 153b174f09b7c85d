"""The pages of the audit: the verdicts in numbers, every contradiction with its quote, and all claims."""

import re

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import anglicized
from geo.audit.claims import REPORTS
from geo.audit.comparison import AGREES, CONTRADICTS, NOT_COMPUTABLE, ROUNDS, VARIANT, verdict_kind
from geo.reporting.page import Block, Facts, Page, Points, Section, Table, Text

FILE = "claims.html"
VERDICTS: dict[str, tuple[str, str]] = {
    AGREES: ("一致", "agrees"),
    ROUNDS: ("四舍五入后一致", "rounds to"),
    VARIANT: ("仅在某一口径下一致", "agrees on one variant only"),
    CONTRADICTS: ("矛盾", "contradicts"),
    NOT_COMPUTABLE: ("无法核对", "not computable"),
}
SHORT: dict[str, tuple[str, str]] = {
    "caict-county-2023": ("县域工业报告", "County report"),
    "caict-city-2023": ("城市制造业报告", "City report"),
    "ccid-park-2021": ("百强园区", "Parks"),
    "h3c-dei-2023": ("数字化指数", "Digital index"),
    "miit-2022": ("工信部发布会", "Ministry"),
}
COLUMNS: dict[str, tuple[str, str]] = {
    "id": ("编号", "Id"),
    "report": ("报告", "Report"),
    "line": ("原文行", "Line"),
    "quote": ("原文", "Quote"),
    "statistic": ("统计量", "Statistic"),
    "stated_value": ("原文数值", "Stated"),
    "computed_value": ("重算结果", "Computed"),
    "verdict": ("结论", "Verdict"),
    "reason": ("说明", "Reason"),
    "basis": ("依据", "Basis"),
}


# Words that a basis or a computed value may hold, and how a Chinese page says them.
WORDS_ZH = (
    ("not in the list: ", "不在榜单中："),
    ("in the list: ", "在榜单中："),
    ("; not so: ", "；不符："),
    ("; outside: ", "；在外："),
    ("; missing: ", "；缺："),
    ("missing: ", "缺："),
    ("; differ: ", "；不同："),
    ("; gone: ", "；撤销："),
    ("; new: ", "；新设："),
    ("before: ", "原有："),
    ("printed sum ", "印出合计 "),
    (", table sum ", "，按表合计 "),
    ("printed shares sum to ", "印出的占比合计 "),
    (" columns printed for ", " 列，标签 "),
    (" labels: ", " 个："),
    ("all cells agree", "各格相符"),
    ("share of the column total", "占各区域合计的比重"),
    ("share of own region", "占本区域的比重"),
    (" names; ", " 个名称；"),
    (" cities; ", " 个城市；"),
    (" rows; ", " 行；"),
    (" rows", " 行"),
    ("text cut (a page is missing)", "原文缺页"),
    ("(not stated)", "未给出数字"),
    ("(size not stated)", "未给出数字"),
    ("(no numbers)", "未给出数字"),
    ("(in the cluster paragraph)", "（城市群一段）"),
    ("all listed", "均在榜"),
    ("title says all listed", "表题称均有"),
    ("printed row sum 10", "一行合计 10"),
    ("nearly half", "近一半"),
    ("nearly ", "近 "),
    ("about ", "约 "),
    ("(end-2022)", "（2022 年底）"),
    ("Zhejiang first", "浙江居首"),
    ("first time", "首次"),
    ("contiguous", "连片"),
    ("one belt", "连成一片"),
    ("qualitative", "定性"),
    ("all East", "均为东部"),
    ("mostly", "主要"),
    (">half", "过半"),
    ("of nation", "（占全国）"),
    ("8 of the years in two digits", "8 年两位数"),
    ("others", "其他"),
    (" each", "（各）"),
    (" to ", " 至 "),
    (" of ", " / "),
    ("sum 0", "合计 0"),
    ("+1 (two named)", "+1（点名两个）"),
    ("five cities 3", "五市各 3"),
    ("14 cities", "14 个城市"),
    ("variants that reproduce the report's own counts", "按与报告计数相符的口径"),
)
ALONE_ZH = {
    "yes": "是",
    "no": "否",
    "True": "是",
    "all": "全部",
    "none": "无",
    "4th": "第 4 位",
    "5th": "第 5 位",
    "11th": "第 11 位",
}


def in_words(text: str, lang: Lang) -> str:
    """A stated value, computed value or basis in the reader's words: Chinese ones, or English names of places."""
    if lang == "en":
        return anglicized(text)
    if text in ALONE_ZH:
        return ALONE_ZH[text]
    for english, chinese in sorted(WORDS_ZH, key=lambda pair: -len(pair[0])):
        text = text.replace(english, chinese)
    text = re.sub(r"over\((\d+)\)", r"\1余", text)
    text = re.sub(r",? ?\.\.\. \(([\d,]+) more\)", r"……（另有 \1 个）", text)
    for english in ("yes", "no"):
        text = text.replace(f": {english}", f"：{ALONE_ZH[english]}")
    return text.replace(", ", "、").replace("; ", "；")


def verdict_words(verdict: str, lang: Lang) -> str:
    """A verdict in the reader's language, with its variant."""
    if lang == "en":
        return verdict
    if verdict.startswith(VARIANT):
        name = verdict.removeprefix(VARIANT).removesuffix("only").strip()
        return f"仅在“{name}”口径下一致"
    return VERDICTS[verdict][0]


def summary(audit: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Counts of verdicts by report."""
    kinds = audit["verdict"].map(verdict_kind)
    counts = pd.crosstab(audit["report"], kinds).reindex(columns=list(VERDICTS), fill_value=0)
    counts = counts.reindex(REPORTS).fillna(0).astype(int)
    counts["total"] = counts.sum(axis=1)
    counts.index = pd.Index([SHORT[name][lang == "en"] for name in counts.index])
    heads = {key: words[lang == "en"] for key, words in VERDICTS.items()}
    heads["total"] = "合计" if lang == "zh" else "Total"
    return counts.rename(columns=heads).rename_axis("报告" if lang == "zh" else "Report").reset_index()


def worded(audit: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The audit with headings and verdicts in the reader's language."""
    frame = audit[list(COLUMNS)].copy()
    for name in ("statistic", "reason"):
        frame[name] = [_said(row, name, lang) for _, row in audit.iterrows()]
    for name in ("stated_value", "computed_value", "basis"):
        frame[name] = [in_words(text, lang) for text in frame[name]]
    frame["verdict"] = [verdict_words(verdict, lang) for verdict in frame["verdict"]]
    return frame.rename(columns={key: words[lang == "en"] for key, words in COLUMNS.items()})


def _said(row: "pd.Series", name: str, lang: Lang) -> str:
    """What the audit says in words (``statistic``, ``reason``), in the reader's language."""
    if lang == "en":
        return anglicized(str(row[name]))
    return str(row[f"{name}_zh"] or row[name])


def _refuted(row: "pd.Series", lang: Lang) -> list[Block]:
    """One contradiction: the quote, what was stated and computed, and the rows that refute it."""
    zh = lang == "zh"
    quote = f"【{row['id']}】“{row['quote']}”" if zh else f"[{row['id']}] “{row['quote']}”"
    where = f"（第 {row['line']} 行）" if zh else f" (line {row['line']})"
    statistic = _said(row, "statistic", lang)
    stated, computed, basis = (
        in_words(str(row[name]), lang) for name in ("stated_value", "computed_value", "basis")
    )
    why = row["reason_zh"] if zh else _said(row, "reason", lang)
    computed = computed or ("（空）" if zh else "(empty)")
    points = [
        f"{statistic}：原文 {stated}，重算 {computed}"
        if zh
        else f"{statistic}: stated {stated}, computed {computed}",
        f"推翻它的行：{basis or '—'}" if zh else f"Rows that refute it: {basis or '-'}",
    ]
    if why:
        points.append(f"说明：{why}" if zh else f"Note: {why}")
    return [Text(quote + where), Points(points)]


def _contradictions(wrong: pd.DataFrame, lang: Lang) -> list[Block]:
    """Every contradiction under the name of its report."""
    blocks: list[Block] = []
    for report, rows in wrong.groupby("report", sort=False):
        title = REPORTS[str(report)]
        title = (
            f"{title}（{len(rows)}）" if lang == "zh" else f"{SHORT[str(report)][1]}: {title} ({len(rows)})"
        )
        blocks.append(Section(title, f"contradictions-{report}"))
        for _, row in rows.iterrows():
            blocks += _refuted(row, lang)
    return blocks


def claims_page(audit: pd.DataFrame, *, lang: Lang, download: str) -> Page:
    """The page of the audit; ``download`` is the address of its CSV."""
    zh = lang == "zh"
    kinds = audit["verdict"].map(verdict_kind)
    counts = kinds.value_counts()
    wrong = audit[kinds == CONTRADICTS]
    lost = audit[audit["id"] == "A118"]
    lead = (
        f"五份报告中关于分布的 {len(audit)} 条陈述逐条重算：{counts.get(AGREES, 0)} 条一致，"
        f"{counts.get(ROUNDS, 0)} 条四舍五入后一致，{counts.get(VARIANT, 0)} 条只在某一种口径下一致，"
        f"{counts.get(CONTRADICTS, 0)} 条与报告自己的表格、算术，或官方的区划、规划、全国总数矛盾，{counts.get(NOT_COMPUTABLE, 0)} 条缺少数据、无法核对。"
        if zh
        else f"{len(audit)} statements of the five reports, recomputed one by one: {counts.get(AGREES, 0)} agree, "
        f"{counts.get(ROUNDS, 0)} agree when rounded, {counts.get(VARIANT, 0)} agree on one variant of a region or year only, "
        f"{counts.get(CONTRADICTS, 0)} contradict the report's own tables or arithmetic, or the official divisions, plans and national totals, "
        f"{counts.get(NOT_COMPUTABLE, 0)} cannot be checked for want of data."
    )
    blocks: list[Block] = [
        Text(lead, "lead"),
        Facts([(f"{counts.get(key, 0)}", words[not zh]) for key, words in VERDICTS.items()]),
        Table(summary(audit, lang), "按报告" if zh else "By report"),
        Section("矛盾之处" if zh else "Contradictions", "contradictions"),
        Text(
            "先引原文，再列能推翻它的行。重算只用报告自己的表格、区域规划口径、历年区划、文中印出的数字和国家统计局公报的全国总数；没有为了一致而调整任何口径。"
            if zh
            else "The quote first, then the numbers that refute it, from the report's own tables, the plans of the regions, the divisions of each year, the numbers printed in the text and the national totals of the statistical communiqués. Nothing is tuned to agree.",
            "note",
        ),
        *_contradictions(wrong, lang),
    ]
    if not lost.empty:
        row = lost.iloc[0]
        blocks += [
            Section("原文缺页的一处" if zh else "The lost passage", "lost"),
            Text(
                f"“{row['quote']}”之后原文缺一页，中原城市群和呼包鄂榆城市群的数字因此遗失。“各拥”说明两个城市群数目相同。按表 1 与各口径重算：{in_words(str(row['basis']), lang)}。"
                if zh
                else f"After “{row['quote']}” a page of the source is missing, and with it the number of the Central Plains and the Hohhot-Baotou-Ordos-Yulin cluster (各拥: the same for both). Table 1 gives, by variant: {in_words(str(row['basis']), lang)}."
            ),
        ]
    blocks += [
        Section("只在某一口径下一致" if zh else "Agree on one variant only", "variants"),
        Table(worded(audit[kinds == VARIANT], lang), "口径之别" if zh else "Variants"),
        Section("全部陈述" if zh else "All statements", "all"),
        Table(worded(audit, lang), "逐条结论" if zh else "Every verdict", download=download, open=False),
    ]
    return Page(
        file=FILE,
        title="论断核对：报告说的，表格认吗"
        if zh
        else "Audit of claims: do the tables bear the reports out?",
        short="论断核对" if zh else "Claims",
        blocks=tuple(blocks),
    )
