"""The page of a study: what was found, on maps, in tables, how it was done and how to cite it."""

import importlib.metadata
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from geo.atlas_pages.list_page import list_blocks
from geo.language.vocabulary import word
from geo.lists import findings
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text, p_value
from geo.study.report.panel_maps import mapped_note
from geo.study.report.panel_page import panel_blocks, turnover_blocks
from geo.study.report.values_table import extremes_table
from geo.study.statistics import scan as scanned
from geo.study.statistics.indicators import Gathering, summary
from geo.study.table.match_report import STATUS, reason
from geo.study.table.years import span
from maps.cartography.credits import boundary_source

if TYPE_CHECKING:
    from analysis._scan import Scan
    from geo.lists.survey import Survey
    from geo.study.statistics.turnover import Turnover
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake


def match_table(intake: "Intake", lang: Lang) -> pd.DataFrame:
    """How many rows were matched in which way."""
    zh = lang == "zh"
    counts = intake.match.frame["status"].value_counts()
    return pd.DataFrame(
        {
            ("结果" if zh else "Result"): [
                STATUS.get(str(s), (str(s), str(s)))[not zh] for s in counts.index
            ],
            ("行数" if zh else "Rows"): counts.to_numpy(),
        }
    )


def left_out_table(intake: "Intake", lang: Lang) -> pd.DataFrame:
    """The rows that are not on the map, and why."""
    heads = (
        {"row": "行", "name": "名称", "status": "结果", "reason": "原因", "suggestion": "可能是"}
        if lang == "zh"
        else {"row": "Row", "name": "Name", "status": "Result", "reason": "Reason", "suggestion": "Maybe"}
    )
    frame = intake.left_out.assign(
        status=[word(STATUS, str(key), lang) for key in intake.left_out["status"]],
        reason=[reason(str(key), lang) for key in intake.left_out["reason"]],
        suggestion=intake.left_out["suggestion"].fillna("").astype(str),
    )
    if intake.years:  # a name stands in every year
        frame = frame.drop_duplicates(["name", "status", "reason", "suggestion"])
    return frame.rename(columns=heads)


def _sentences(found: list[Gathering], lang: Lang, alpha: float) -> list[str]:
    sentences = []
    for item in found:
        moran = item.moran
        p = p_value(moran.p_sim, draws=moran.permutations)
        sure = moran.p_sim <= 0.05
        local, hot = item.local, item.hotspots
        high = int((local.frame["significant"] & (local.frame["label"] == "HH")).sum()) if local else None
        warm = int((hot.frame["significant"] & (hot.frame["label"] == "hot")).sum()) if hot else None
        if lang == "zh":
            kind = (
                ("相邻单元的数值相近" if moran.expected < moran.I else "相邻单元的数值相反")
                if sure
                else "与随机分布没有显著差别"
            )
            text = (
                f"{item.label}：Moran's I = {moran.I:.3f}（p = {p}，{moran.n_eligible:,} 个单元），{kind}。"
            )
            if high is not None:
                text += f"高高聚集 {high} 个"
            if warm is not None:
                text += f"，热点 {warm} 个" if high is not None else f"热点 {warm} 个"
            if high is not None or warm is not None:
                text += f"（FDR {alpha:.0%}）。"
        else:
            kind = (
                ("neighbors are alike" if moran.expected < moran.I else "neighbors are unlike")
                if sure
                else "no clear difference from a random pattern"
            )
            text = f"{item.label}: Moran's I = {moran.I:.3f} (p = {p}, {moran.n_eligible:,} units): {kind}."
            if high is not None:
                text += f" {high} units are high among high ones"
            if warm is not None:
                text += f"{',' if high is not None else ''} {warm} lie in hotspots"
            if high is not None or warm is not None:
                text += f" (FDR {alpha:.0%})."
        sentences.append(text)
    return sentences


def neighbors_said(config: "Config", lang: Lang) -> str:
    """Who borders whom in a study."""
    near = config.neighbors
    joined = near.isolates == "nearest"
    if lang == "zh":
        isolated = f"接到最近的单元，至多 {near.max_km:g} 公里" if joined else "保持孤立"
        return f"邻接：{near.contiguity}，孤立单元{isolated}。"
    isolated = f"are joined to the nearest within {near.max_km:g} km" if joined else "stay without"
    return f"Neighbors: {near.contiguity}; units without any {isolated}."


def _method(
    config: "Config", intake: "Intake", survey: "Survey | None", tested: bool, lang: Lang
) -> list[str]:
    """How the report was made; of the tests only those that were."""
    zh = lang == "zh"
    tests = config.tests
    facts = intake.layer.attrs
    draws, local = tests.permutations, tests.local_permutations
    chosen = len(intake.members)
    if intake.years:
        draws = local = tests.panel_permutations
    lines = [
        f"参评范围：{intake.eligible_note[0]}。入选单元：{'' if chosen else '无，'}{intake.members_note[0]}{f'（{chosen:,} 个）' if chosen else ''}。"
        if zh
        else f"Eligible: {intake.eligible_note[1]}. Chosen: {'' if chosen else 'none, '}{intake.members_note[1]}{f' ({chosen:,})' if chosen else ''}.",
        neighbors_said(config, lang),
    ]
    if survey is not None:
        nulls = [null.words[lang] for null in survey.nulls]
        held = findings.held(survey, lang)
        lines.append(
            f"名单的检验：置换 {tests.permutations:,} 次；检验表列出的零假设：{'、'.join(nulls)}；文字结论总是对照{held}。"
            if zh
            else f"Tests of the list: {tests.permutations:,} draws; nulls of the tests table: {', '.join(nulls)}; the sentences always weigh the list against sets {held}."
        )
    if tested:
        lines.append(
            f"指标的检验：数值在参评单元间随机置换（局部检验为条件置换），全局 {draws:,} 次、局部 {local:,} 次。"
            if zh
            else f"Tests of indicators: values permuted over the eligible units (conditionally in local tests), {draws:,} draws, {local:,} for local ones."
        )
    if survey is not None or tested:
        sides = [
            *(
                [("名单的检验单侧（更连片）", "tests of the list are one-sided (more contiguous)")]
                if survey
                else []
            ),
            *(
                [
                    (
                        "指标的检验双侧（较小一侧的两倍）",
                        "tests of indicators two-sided (twice the smaller side)",
                    )
                ]
                if tested
                else []
            ),
        ]
        said = ("，" if zh else ", ").join(pair[not zh] for pair in sides)
        lines.append(
            f"p =（R + 1）/（P + 1），{said}；FDR {tests.fdr:.0%}（Benjamini–Hochberg；全局检验在各指标间、局部检验在各单元间校正）；种子 {tests.seed}。"
            if zh
            else f"p = (R + 1) / (P + 1), {said}; FDR {tests.fdr:.0%} (Benjamini-Hochberg, global tests over the indicators, local ones over the units); seed {tests.seed}."
        )
    return [
        *lines,
        f"边界：{boundary_source(facts, lang)}（{facts.get('version', '')}），区划日期 {facts.get('date', '')}；名称日期 {config.table.as_of}。"
        if zh
        else f"Boundaries: {boundary_source(facts, lang)} ({facts.get('version', '')}), divisions of {facts.get('date', '')}; names as of {config.table.as_of}.",
        "局限：结论依赖参评范围、区划年份、邻接定义和零假设；行政单元大小不一（可变面元问题），p 值只针对空间格局。"
        if zh
        else "Limits: the answers depend on the eligible set, the division date, the neighbor definition and the null; units differ in size (modifiable areal units); a p-value is about the pattern only.",
    ]


def _folder(config: "Config", lang: Lang) -> str:
    """What lies beside the page."""
    kinds = "、".join(kind.upper() for kind in config.output.figures)
    if lang == "zh":
        figures = f"figures/（每张地图的 {kinds}）、" if kinds else ""
        return f"同一文件夹里还有：tables.xlsx（匹配结果和各张表）、{figures}layer.gpkg 与 layer.parquet（边界、各单元的数值和检验结果）、run.json（输入、设置与校验值）。"
    figures = f"figures/ (every map as {kinds.replace('、', ', ')}), " if kinds else ""
    return f"Beside this page: tables.xlsx (the matching and every table), {figures}layer.gpkg and layer.parquet (boundaries, values and results by unit), run.json (inputs, settings, hashes)."


def cite(title: str, lang: Lang) -> str:
    """How to cite the report."""
    version = importlib.metadata.version("lianpian")
    if lang == "zh":
        return f"引用：《{title}》，用 lianpian {version} 生成；设置、种子与数据校验值见 run.json。地图公开出版前请依法送审。"
    return (
        f"Cite as: “{title}”, made with lianpian {version}; settings, seed and data hashes are in run.json."
    )


def study_page(
    config: "Config",
    title: str,
    intake: "Intake",
    survey: "Survey | None",
    found: list[Gathering],
    *,
    windows: "Scan | None",
    changed: "Turnover | None" = None,
    assumptions: tuple[tuple[str, str], ...],
    map_html: str,
) -> Page:
    """The page of a study."""
    lang: Lang = config.lang
    zh = lang == "zh"
    rows = len(intake.table)
    lost = len(intake.left_out)
    if not lost:
        lead = f"{rows:,} 行全部上了地图。" if zh else f"All {rows:,} rows are on the map."
    elif zh:
        lead = f"{rows:,} 行中 {rows - lost:,} 行上了地图，{lost:,} 行没有（原因见下）。"
    else:
        lead = f"{rows - lost:,} of {rows:,} rows are on the map; {lost:,} are not (reasons below)."
    blocks: list[Block] = [
        Text(lead, "lead"),
        Facts(
            [
                (f"{rows:,}", "行" if zh else "rows"),
                (f"{rows - len(intake.left_out):,}", "行上图" if zh else "on the map"),
                (f"{len(intake.years)}", span(intake.years, lang))
                if intake.years and not len(intake.members)
                else (f"{len(intake.values.columns)}", "个指标" if zh else "indicators")
                if intake.covers and not len(intake.members)
                else (f"{len(intake.members):,}", "入选单元" if zh else "chosen units"),
                (f"{len(intake.eligible):,}", "参评单元" if zh else "eligible units"),
            ]
        ),
    ]
    if map_html:
        caption = mapped_note(intake, lang) if intake.years and found else ""
        blocks.append(Markup(map_html, caption, wide=True))
    if survey is not None:
        if intake.years:
            last = intake.years[-1]
            blocks.append(
                Text(
                    f"名单的检验只用最后一年（{last} 年）。"
                    if zh
                    else f"The list is that of the last year, {last}."
                )
            )
        blocks += list_blocks(survey, lang, near=neighbors_said(config, lang))
    if windows is not None:
        blocks += [
            Section("扫描：哪里最集中" if zh else "Scan: where they gather most", "scan"),
            Text(scanned.sentence(windows, intake.layer, lang)),
            Table(scanned.windows_table(windows, intake.layer, lang), "扫描窗口" if zh else "Scan windows"),
        ]
    if found and intake.years:
        blocks += panel_blocks(config, intake, found, lang)
    elif found:
        blocks += [
            Section("指标的空间格局" if zh else "How the indicators gather", "indicators"),
            Points(_sentences(found, lang, config.tests.fdr)),
            Table(
                summary(found, lang),
                "检验" if zh else "Tests",
                note=(
                    f"零假设：数值在参评单元间随机置换；参评单元与置换次数见同一行。{neighbors_said(config, lang)}"
                    if zh
                    else "Null: values permuted over the eligible units, whose number stands in the same row with "
                    f"the draws. {neighbors_said(config, lang)}"
                ),
            ),
            Table(
                extremes_table(intake, lang),
                "各指标最高与最低的单元" if zh else "Highest and lowest units of each indicator",
                open=False,
            ),
        ]
    elif intake.covers and intake.years:
        blocks.append(
            Text(
                "没有一个年份有六成以上参评单元的数值，指标没有检验。"
                if zh
                else "No year has a value for 60 % of the eligible units: the indicators are not tested.",
                "note",
            )
        )
    elif config.table.columns:
        blocks.append(
            Text(
                "指标只有名单内的单元才有数值，不足以检验指标本身的空间自相关：在挑选过的名单内检验，测到的是名单而不是指标。"
                if zh
                else "Only listed units have values, too few to test the indicators themselves: inside a chosen list such a test would measure the list.",
                "note",
            )
        )
    if changed is not None:
        blocks += turnover_blocks(changed, lang)
    blocks += [
        Section("名称匹配" if zh else "Matching", "match"),
        Table(match_table(intake, lang), "各行的匹配结果" if zh else "Rows by result"),
    ]
    if len(intake.left_out):
        blocks.append(Table(left_out_table(intake, lang), "没有上图的行" if zh else "Rows left out"))
    blocks.append(Section("方法与局限" if zh else "Method and limits", "method"))
    for heading, pairs in (
        (
            (
                "由表格推断的设置（可在 study.toml 中改）：",
                "Assumed from the table (change it in study.toml):",
            ),
            assumptions,
        ),
        (("读表时注意到：", "Noticed in the table:"), intake.notes),
    ):
        if pairs:
            blocks += [Text(heading[not zh]), Points([pair[not zh] for pair in pairs])]
    blocks += [
        Points(_method(config, intake, survey, bool(found), lang)),
        Text(_folder(config, lang), "note"),
        Text(cite(title, lang), "note"),
    ]
    return Page(file="index.html", title=title, blocks=tuple(blocks))
