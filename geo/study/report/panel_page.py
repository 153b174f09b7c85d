"""A panel on the page of a study: how each indicator gathers year by year, in words, charts and a table."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from geo.reporting.page import Block, Markup, Points, Section, Table, Text, p_value
from geo.study.statistics.indicators import Gathering, summary
from geo.study.statistics.turnover import Turnover
from geo.study.table.years import span
from maps import charts

if TYPE_CHECKING:
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake

SMALL = 340.0  # width of a chart that stands among others
NAMED = 8  # units named in a sentence


def by_column(found: list[Gathering]) -> dict[str, list[Gathering]]:
    """The years of each indicator."""
    columns: dict[str, list[Gathering]] = {}
    for item in found:
        columns.setdefault(item.name, []).append(item)
    return columns


def sentences(found: list[Gathering], lang: Lang, alpha: float) -> list[str]:
    """One sentence on each indicator: where Moran's I began and ended, and in which years it is significant."""
    return [_sentence(name, years, lang, alpha) for name, years in by_column(found).items()]


def _sentence(name: str, years: list[Gathering], lang: Lang, alpha: float) -> str:
    zh = lang == "zh"
    first, last = years[0], years[-1]
    sure = [item for item in years if item.p_fdr <= alpha]
    alike = all(item.moran.expected < item.moran.I for item in sure)
    worst = p_value(max(item.p_fdr for item in years))
    if len(years) == 1:
        level = f"{first.moran.I:.3f}"
        told = f"p（FDR）= {p_value(first.p_fdr)}" if zh else f"p (FDR) = {p_value(first.p_fdr)}"
        return (
            f"{name}：只有 {first.year} 年可检验，Moran's I = {level}（{told}）。"
            if zh
            else f"{name}: only {first.year} could be tested, Moran's I = {level} ({told})."
        )
    text = _course(name, years, lang, tested=bool(sure))
    if len(sure) == len(years):
        kind = ("相邻单元的数值相近" if alike else "相邻单元的数值并非随机") if zh else (
            "neighbors are alike" if alike else "neighbors are no random pairs"
        )  # fmt: skip
        text += (
            f"，{len(years)} 个年份都显著（p（FDR）≤ {worst}）：{kind}"
            if zh
            else f"; significant in each of the {len(years)} years (p (FDR) ≤ {worst}): {kind}"
        )
    elif not sure:
        text += (
            f"，没有一个年份与随机分布有显著差别（p（FDR）都大于 {alpha:g}）"
            if zh
            else f"; no year differs clearly from a random pattern (every p (FDR) above {alpha:g})"
        )
    else:
        fewer = min(sure, [item for item in years if item not in sure], key=len)
        which = (
            "、".join(str(item.year) for item in fewer) if zh else ", ".join(str(item.year) for item in fewer)
        )
        if zh:
            word = "显著" if fewer is sure else "不显著"
            text += f"，{len(years)} 个年份中 {len(sure)} 个显著（p（FDR）≤ {alpha:g}；{word}的是 {which}）"
        else:
            word = "these are" if fewer is sure else "not in"
            text += (
                f"; significant (p (FDR) ≤ {alpha:g}) in {len(sure)} of {len(years)} years ({word} {which})"
            )
    return text + _counts(first, last, zh) + ("。" if zh else ".")


STEADY = 0.005  # a change of I smaller than this is no rise and no fall


def _course(name: str, years: list[Gathering], lang: Lang, *, tested: bool) -> str:
    """From which I to which, and how far beyond; where no year is significant only the range."""
    zh = lang == "zh"
    when = span([item.year for item in years if item.year is not None], lang)
    levels = {item.year: round(item.moran.I, 3) for item in years}
    low, high = min(levels, key=levels.__getitem__), max(levels, key=levels.__getitem__)
    first, last = levels[years[0].year], levels[years[-1].year]
    if not tested:
        between = (f"{levels[low]:.3f}", f"{levels[high]:.3f}")
        return (
            f"{name}：{when}，Moran's I 在 {between[0]} 与 {between[1]} 之间"
            if zh
            else f"{name}: {when}, Moran's I between {between[0]} and {between[1]}"
        )
    if first == last:
        text = f"首末都是 {first:.3f}" if zh else f"{first:.3f} both at first and at last"
    elif abs(last - first) < STEADY:
        text = f"首末相近（{first:.3f}、{last:.3f}）" if zh else f"hardly changed ({first:.3f}, {last:.3f})"
    elif zh:
        text = f"由 {first:.3f} {'升' if last > first else '降'}至 {last:.3f}"
    else:
        text = f"{'rose' if last > first else 'fell'} from {first:.3f} to {last:.3f}"
    beyond = []
    if levels[high] > max(first, last):
        beyond.append(
            f"最高 {levels[high]:.3f}（{high} 年）" if zh else f"highest {levels[high]:.3f} in {high}"
        )
    if levels[low] < min(first, last):
        beyond.append(f"最低 {levels[low]:.3f}（{low} 年）" if zh else f"lowest {levels[low]:.3f} in {low}")
    if zh:
        return f"{name}：{when}，Moran's I {text}" + (f"（{'、'.join(beyond)}）" if beyond else "")
    return f"{name}: {when}, Moran's I {text}" + (f" ({', '.join(beyond)})" if beyond else "")


def _counts(first: Gathering, last: Gathering, zh: bool) -> str:
    """High units among high ones in the first year and the last."""
    if first.local is None or last.local is None:
        return ""
    one, two = (
        int((item.local.frame["significant"] & (item.local.frame["label"] == "HH")).sum())
        for item in (first, last)
        if item.local is not None
    )
    if not one and not two:
        return ""
    if one == two:
        return f"；高高聚集首末都是 {one} 个" if zh else f"; {one} units high among high ones, then as many"
    return (
        f"；高高聚集由 {one} 个{'增' if two > one else '减'}至 {two} 个"
        if zh
        else f"; {one} units high among high ones, then {two}"
    )


def notes(config: "Config", taken: "Intake", found: list[Gathering], lang: Lang) -> list[str]:
    """What the reader must know of the tests of a panel: draws, false discoveries, units, what is not tested."""
    zh = lang == "zh"
    draws, alpha = config.tests.panel_permutations, config.tests.fdr
    least = p_value(2 / (draws + 1))
    columns = by_column(found)
    common = max((item.common[1] for item in found), default=0)
    said = [
        f"每个指标的每一年单独检验：参评范围、邻接、零假设（数值在当年有数值的参评单元间随机置换）和种子都相同；全局与局部检验各置换 {draws:,} 次（tests.panel_permutations），双侧 p 最小为 {least}。"
        if zh
        else f"Each year of each indicator is tested by itself, with the same eligible set, neighbors, null (values are dealt at random among the eligible units that have one in that year) and seed; {draws:,} draws for each global and local test (tests.panel_permutations), so that no two-sided p is below {least}.",
        f"多重检验：{len(columns)} 个指标各年的全局检验共 {len(found)} 个，作为一族按 Benjamini–Hochberg 校正，即 p（FDR）；同一指标各年高度相关，校正在正相关下仍然成立。局部检验在每个指标每一年的单元间校正（FDR {alpha:.0%}）。"
        if zh
        else f"Multiple tests: the {len(found)} global tests ({len(columns)} indicators in their years) are one family, corrected after Benjamini-Hochberg: p (FDR). The years of an indicator are closely related; the correction holds under positive dependence. Local tests are corrected over the units of each indicator and year (FDR {alpha:.0%}).",
        "年份之间的变化没有检验：同一单元前后两年的数值高度相关，随机置换检验的是“某一年内与位置无关”，不是“两年的 I 相等”；“升”“降”只描述数字。"
        if zh
        else "Changes between years are not tested: a unit's values in two years are closely related, and dealing values at random tests whether one year has nothing to do with place, not whether two I are equal. “Rose” and “fell” describe the numbers only.",
        _units(taken, found, zh),
    ]
    if common:
        said.append(
            f"各年参加检验的单元不尽相同，I 的变化可能部分来自单元的增减；表中“I（各年共有单元）”只用每年都有数值的单元（至多 {common:,} 个）算出，未另作检验。"
            if zh
            else f"The years differ in their units, which alone can move I; “I (shared units)” in the table takes only units with a value in every year (at most {common:,}) and is not tested by itself."
        )
    lost = _untested(taken, found)
    if lost:
        text = ("、" if zh else ", ").join(lost[:12]) + (" …" if len(lost) > 12 else "")
        said.append(
            f"没有检验的（有数值的参评单元不足六成，或数值都相同）：{text}，共 {len(lost)} 个。"
            if zh
            else f"Not tested (fewer than 60 % of the eligible units have a value, or all values are equal): {text}; {len(lost)} in all."
        )
    return said


def _units(taken: "Intake", found: list[Gathering], zh: bool) -> str:
    """How many units have values, and which lack years."""
    sizes = sorted({item.moran.n_eligible for item in found})
    many = f"{sizes[0]:,}" if len(sizes) == 1 else f"{sizes[0]:,}—{sizes[-1]:,}"
    present = years_of_units(taken)
    partial = present[(present > 0) & (present < len(taken.years))]
    absent = len(taken.eligible) - int((present > 0).sum())
    names = taken.layer["name"].reindex(partial.index[:NAMED])
    if zh:
        text = f"参评单元 {len(taken.eligible):,} 个，各次检验中有数值的 {many} 个"
        text += f"；表中完全没有的 {absent:,} 个" if absent else ""
        who = "、".join(f"{name}（{n} 年）" for name, n in zip(names, partial, strict=False))
        text += (
            f"；{len(partial):,} 个单元缺一些年份：{who}{' 等' if len(partial) > NAMED else ''}"
            if who
            else ""
        )
        return text + "。"
    text = (
        f"{len(taken.eligible):,} units are eligible; {many.replace('—', '–')} of them have a value in a test"
    )
    text += f"; {absent:,} are not in the table" if absent else ""
    who = ", ".join(f"{name} ({n} years)" for name, n in zip(names, partial, strict=False))
    text += (
        f"; {len(partial):,} lack some years: {who}{', ...' if len(partial) > NAMED else ''}" if who else ""
    )
    return text + "."


def years_of_units(taken: "Intake") -> pd.Series:
    """In how many years each eligible unit has a value (or a row, where there are no indicators)."""
    values = taken.values.dropna(how="all") if len(taken.values.columns) else taken.values
    counts = pd.Series(values.index.get_level_values(0)).value_counts()
    return counts.reindex(taken.eligible, fill_value=0).rename("years")


def _untested(taken: "Intake", found: list[Gathering]) -> list[str]:
    done = {(item.name, item.year) for item in found}
    return [
        f"{name} {year}" for name in taken.values.columns for year in taken.years if (name, year) not in done
    ]


def panel_blocks(config: "Config", taken: "Intake", found: list[Gathering], lang: Lang) -> list[Block]:
    """The section on the indicators of a panel."""
    zh = lang == "zh"
    table = summary(found, lang)
    year = "年份" if zh else "Year"
    table[year] = table[year].astype(str)  # a year has no thousands separator
    caption = (
        f"各年的 Moran's I；灰带是随机排列（{config.tests.panel_permutations:,} 次）的中间 95 %，逐年逐点；"
        f"实心点 p（FDR）≤ {config.tests.fdr:g}。点上停留可读数。"
        if zh
        else f"Moran's I by year; grey: the middle 95 % of {config.tests.panel_permutations:,} random maps of that "
        f"year; filled dots: p (FDR) ≤ {config.tests.fdr:g}. Hover over a dot to read it."
    )
    return [
        Section("指标逐年的空间格局" if zh else "How the indicators gather, year by year", "panel"),
        Points(sentences(found, lang, config.tests.fdr)),
        Markup(_charts(found, lang, config.tests.fdr), caption),
        Table(table, "逐年检验" if zh else "Tests by year"),
        Points(notes(config, taken, found, lang)),
    ]


def _charts(found: list[Gathering], lang: Lang, alpha: float) -> str:
    """A chart for each indicator, side by side where there are several."""
    columns = by_column(found)
    drawn = []
    for name, years in columns.items():
        frame = pd.DataFrame(
            {
                "year": [item.year for item in years],
                "I": [item.moran.I for item in years],
                "low": [item.moran.low_sim for item in years],
                "high": [item.moran.high_sim for item in years],
                "sure": [item.p_fdr <= alpha for item in years],
            }
        )
        full = pd.DataFrame({"year": range(int(frame["year"].min()), int(frame["year"].max()) + 1)})
        drawn.append(
            charts.band(
                full.merge(frame, how="left", on="year").fillna({"sure": False})
                if 2 < len(frame) < len(full) and _yearly(frame["year"])
                else frame,
                x="year",
                y="I",
                low="low",
                high="high",
                sure="sure",
                title=f"{name}：Moran's I" if lang == "zh" else f"{name}: Moran's I",
                lang=lang,
                width=560.0 if len(columns) == 1 else SMALL,
                height=220.0 if len(columns) == 1 else 150.0,
            )
        )
    return f'<div class="charts">{"".join(drawn)}</div>'


def _yearly(years: pd.Series) -> bool:
    """Whether most years follow the one before: then a missing year is a gap, not a longer step."""
    return bool((years.diff().dropna() == 1).mean() >= 0.5)


def turnover_blocks(found: Turnover, lang: Lang) -> list[Block]:
    """The section on who joined and who left the first places."""
    zh = lang == "zh"
    status = found.frame["status"].value_counts()
    joined, left, stayed = (int(status.get(key, 0)) for key in ("joined", "left", "stayed"))
    what = (
        (f"前 {found.top} 名" if found.top else "名单")
        if zh
        else (f"The first {found.top}" if found.top else "The list")
    )
    text = (
        f"{what}：{found.first} 年 {stayed + left} 个、{found.last} 年 {stayed + joined} 个单元，其中 {stayed} 个两年都在，"
        f"{joined} 个新进，{left} 个退出。这是两年名次的对照，没有作显著性检验。"
        if zh
        else f"{what}: {stayed + left} units in {found.first}, {stayed + joined} in {found.last}; {stayed} are in "
        f"both, {joined} joined, {left} left. Two years are compared; nothing is tested."
    )
    blocks: list[Block] = [
        Section(
            f"进退：{found.first} 年与 {found.last} 年"
            if zh
            else f"Joined and left: {found.first} and {found.last}",
            "turnover",
        ),
        Text(text),
    ]
    for key, caption in (("joined", "新进" if zh else "Joined"), ("left", "退出" if zh else "Left")):
        rows = turnover_table(found, found.with_status(key), lang)
        if len(rows):
            blocks.append(Table(rows, caption, open=key == "joined"))
    if found.ranked and len(found.movers):
        note = (
            f"{what}两年中任一年的单元，两年都有名次；名次差没有考虑得分的差距。"
            if zh
            else f"{what}, in either year; places say nothing of the distance in score."
        )
        caption = "名次变化最大" if zh else "Rose and fell most"
        blocks.append(Table(turnover_table(found, found.movers, lang), caption, note, open=False))
    provinces = found.provinces.reset_index()
    provinces.columns = pd.Index(
        ["省份", f"{found.first} 年", f"{found.last} 年", "新进", "退出"]
        if zh
        else ["Province", str(found.first), str(found.last), "Joined", "Left"]
    )
    blocks.append(Table(provinces, "按省份" if zh else "By province", open=False))
    return blocks


def turnover_table(found: Turnover, rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Units with their ranks of both years."""
    zh = lang == "zh"
    table = pd.DataFrame(
        {
            ("名称" if zh else "Name"): rows["name"],
            ("省份" if zh else "Province"): rows["province"],
            ("地级市" if zh else "Prefecture"): rows["prefecture"],
        }
    )
    if found.ranked:
        for year, key in ((found.first, "rank_first"), (found.last, "rank_last")):
            table[f"{year} 年名次" if zh else f"Rank in {year}"] = rows[key]
        table["上升名次" if zh else "Places gained"] = rows["rise"]
    return table.reset_index(drop=True)
