"""The pages of the audit: the verdicts in numbers, every contradiction with its quote, and all claims."""

import pandas as pd

from geo.claims import REPORTS
from geo.comparison import AGREES, CONTRADICTS, NOT_COMPUTABLE, ROUNDS, VARIANT, verdict_kind
from geo.phrases import Lang
from geo.report import Block, Facts, Page, Points, Section, Table, Text

FILE = "claims.html"
VERDICTS: dict[str, tuple[str, str]] = {
    AGREES: ("一致", "agrees"),
    ROUNDS: ("四舍五入后一致", "rounds to"),
    VARIANT: ("仅在某一口径下一致", "agrees on one variant only"),
    CONTRADICTS: ("矛盾", "contradicts"),
    NOT_COMPUTABLE: ("无法核对", "not computable"),
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
    counts.index = pd.Index([REPORTS[name] for name in counts.index])
    heads = {key: words[lang == "en"] for key, words in VERDICTS.items()}
    heads["total"] = "合计" if lang == "zh" else "Total"
    return counts.rename(columns=heads).rename_axis("报告" if lang == "zh" else "Report").reset_index()


def worded(audit: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The audit with headings and verdicts in the reader's language."""
    frame = audit[list(COLUMNS)].copy()
    frame["verdict"] = [verdict_words(verdict, lang) for verdict in frame["verdict"]]
    return frame.rename(columns={key: words[lang == "en"] for key, words in COLUMNS.items()})


def _contradiction(row: "pd.Series", lang: Lang) -> str:
    report = REPORTS[row["report"]]
    where = (
        f"{report}，原文第 {row['line']} 行" if lang == "zh" else f"{report}, line {row['line']} of the text"
    )
    if lang == "zh":
        return (
            f"【{row['id']}】“{row['quote']}”——{row['statistic']}：原文 {row['stated_value']}，"
            f"重算 {row['computed_value'] or '（空）'}。依据：{row['basis'] or '—'}。（{where}）"
        )
    return (
        f"[{row['id']}] “{row['quote']}”: {row['statistic']}: stated {row['stated_value']}, computed "
        f"{row['computed_value'] or '(empty)'}. Basis: {row['basis'] or '-'}. ({where})"
    )


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
        f"{counts.get(CONTRADICTS, 0)} 条与报告自己的表格或算术矛盾，{counts.get(NOT_COMPUTABLE, 0)} 条缺少数据、无法核对。"
        if zh
        else f"{len(audit)} statements of the five reports, recomputed one by one: {counts.get(AGREES, 0)} agree, "
        f"{counts.get(ROUNDS, 0)} agree when rounded, {counts.get(VARIANT, 0)} agree on one variant of a region or year only, "
        f"{counts.get(CONTRADICTS, 0)} contradict the report's own tables or arithmetic, "
        f"{counts.get(NOT_COMPUTABLE, 0)} cannot be checked for want of data."
    )
    blocks: list[Block] = [
        Text(lead, "lead"),
        Facts([(f"{counts.get(key, 0)}", words[not zh]) for key, words in VERDICTS.items()]),
        Table(summary(audit, lang), "按报告" if zh else "By report"),
        Section("矛盾之处" if zh else "Contradictions", "contradictions"),
        Text(
            "先引原文，再列能推翻它的数字。重算只用报告自己的表格、区域规划口径、历年区划和文中印出的数字；没有为了一致而调整任何口径。"
            if zh
            else "The quote first, then the numbers that refute it, from the report's own tables, the plans of the regions, the divisions of each year and the numbers printed in the text. Nothing is tuned to agree.",
            "note",
        ),
        Points([_contradiction(row, lang) for _, row in wrong.iterrows()]),
    ]
    if not lost.empty:
        row = lost.iloc[0]
        blocks += [
            Section("原文缺页的一处" if zh else "The lost passage", "lost"),
            Text(
                f"“{row['quote']}”之后原文缺一页，中原城市群和呼包鄂榆城市群的数字因此遗失。按表 1 与各口径重算：{row['basis']}。"
                if zh
                else f"After “{row['quote']}” a page of the source is missing, and with it the numbers of the 中原 and 呼包鄂榆 clusters. Table 1 gives, by variant: {row['basis']}."
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
