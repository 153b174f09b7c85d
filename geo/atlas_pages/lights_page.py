"""The page on night lights: a continuous indicator for every unit, and how it gathers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import listing
from geo.atlas_pages.list_page import headed
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text, p_value

if TYPE_CHECKING:
    from analysis._hotspots import Hotspots
    from analysis._local_moran import LocalMoran
    from analysis._moran import Moran

FILE = "lights.html"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lights:
    """Mean brightness of the shipped night-lights picture by county, and its statistics.

    Attributes
    ----------
    values : Series
        Mean brightness (0-255) by adcode.
    moran : Moran
    local : LocalMoran
    hotspots : Hotspots
    lists : DataFrame
        For each county-level list: title, members, hot (members in a hotspot), expected share of hotspots.
    """

    values: pd.Series
    moran: "Moran"
    local: "LocalMoran"
    hotspots: "Hotspots"
    lists: pd.DataFrame


def _ground(lights: Lights, lang: Lang) -> str:
    """That bare ground is bright in the picture too, with a desert county beside a trading city."""
    desert, city = (float(lights.values.get(code, float("nan"))) for code in ("652824", "330782"))
    if lang == "zh":
        return f"图中沙漠、戈壁等裸地的底色也亮：若羌县（大部为沙漠）均值 {desert:.0f}，义乌市 {city:.0f}。亮不等于富，热点也不等于产业聚集。"
    return f"Bare ground is bright in the picture too: 若羌县, mostly desert, has a mean of {desert:.0f}, 义乌市 one of {city:.0f}. Bright is not rich."


def lights_table(lights: Lights, units: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Every unit with its brightness and Gi*: z, p, and the kind of spot where it is significant."""
    frame = lights.hotspots.frame
    spots = {"hot": ("热点", "hot"), "cold": ("冷点", "cold")}
    names = units[["name", "province", "prefecture"]].reindex(frame.index)
    return names.assign(
        brightness=lights.values.reindex(frame.index),
        gi_z=frame["z"],
        p=frame["p_sim"],
        p_fdr=frame["p_fdr"],
        spot=[
            spots[str(label)][lang == "en"] if sure and label in spots else ""
            for label, sure in zip(frame["label"], frame["significant"], strict=True)
        ],
    ).reset_index()


def lights_page(lights: Lights, units: pd.DataFrame, *, lang: Lang, map_html: str, data: str) -> Page:
    """The page; ``units`` names the counties."""
    zh = lang == "zh"
    frame = lights.hotspots.frame
    hot = frame["label"].eq("hot") & frame["significant"]
    moran = lights.moran
    unlit = listing(units["name"].reindex(lights.values.index[lights.values.isna()]), lang)
    top = lights.values.sort_values(ascending=False, kind="stable").head(20)
    table = pd.DataFrame(
        {
            "name": units["name"].reindex(top.index),
            "province": units["province"].reindex(top.index),
            "prefecture": units["prefecture"].reindex(top.index),
            "brightness": top.round(1),
        }
    ).reset_index(drop=True)
    p = p_value(moran.p_sim, draws=moran.permutations)
    if zh:
        lead = (
            f"夜间灯光亮度的 Moran's I 为 {moran.I:.3f}（p = {p}），{int(hot.sum())} 个县级单元处在 FDR 5% 的热点中。"
            "这是一个不依赖任何榜单的连续指标，用来看榜单上的单元是否落在灯光热点里。"
        )
        notes = [
            "数据是 NASA 夜间灯光的渲染图（8 位、约 9 公里分辨率）：亮度只有高低次序，不是辐射亮度，不能用来推算产值。",
            _ground(lights, lang),
            f"Moran's I 与 Gi*：{len(lights.values):,} 个县级单元，queen 邻接，全局随机置换 {moran.permutations:,} 次，局部条件置换 {lights.hotspots.permutations:,} 次，FDR 用 Benjamini–Hochberg 法。",
            f"图幅之外、没有数值的单元：{unlit or '无'}。",
            "夜间灯光空间上连续、分辨率粗，相邻单元共享像元，自相关有一部分来自数据本身。",
        ]
        sentences = [
            f"{row.title}：{row.members} 个单元中 {row.hot} 个在灯光热点内（{100 * row.hot / row.members:.0f}%），"
            f"其参评单元的这一比例为 {100 * row.base:.0f}%。"
            for row in lights.lists.itertuples()
        ]
    else:
        lead = (
            f"Moran's I of night-light brightness is {moran.I:.3f} (p = {p}); {int(hot.sum())} county-level units lie in "
            "a hotspot at FDR 5%. It is a continuous indicator that depends on no list."
        )
        notes = [
            "The data are a rendered picture of NASA's night lights (8 bit, about 9 km): brightness is ordinal, not radiance, and says nothing of output.",
            _ground(lights, lang),
            f"Moran's I and Gi*: {len(lights.values):,} county-level units, queen neighbors, {moran.permutations:,} permutations, {lights.hotspots.permutations:,} conditional ones for Gi*, FDR after Benjamini and Hochberg.",
            f"Units outside the picture, without a value: {unlit or 'none'}.",
            "Light is continuous in space and the picture coarse: neighbors share cells, so part of the autocorrelation is the data's own.",
        ]
        sentences = [
            f"{row.title}: {row.hot} of {row.members} units lie in a hotspot of light ({100 * row.hot / row.members:.0f}%); "
            f"of its eligible units {100 * row.base:.0f}% do."
            for row in lights.lists.itertuples()
        ]
    body: list[Block] = [
        Text(lead, "lead"),
        Facts(
            [
                (f"{moran.I:.3f}", "Moran's I"),
                (p, "p"),
                (f"{int(hot.sum())}", "热点单元（FDR 5%）" if zh else "units in hotspots (FDR 5%)"),
                (f"{len(lights.values):,}", "县级单元" if zh else "county-level units"),
            ]
        ),
        Markup(map_html, "", wide=True),
        Section("榜单与灯光热点" if zh else "The lists and the hotspots", "lists"),
        Points(sentences),
        Section("最亮的单元" if zh else "The brightest units", "brightest"),
        Table(
            headed(table, lang),
            "亮度均值最高的 20 个单元" if zh else "The 20 brightest units",
            download=f"{data}/lights.csv",
        ),
        Section("方法与局限" if zh else "Method and limits", "method"),
        Points(notes),
    ]
    return Page(
        file=FILE,
        title="夜间灯光：一个连续指标" if zh else "Night lights: a continuous indicator",
        short="夜间灯光" if zh else "Night lights",
        blocks=tuple(body),
    )
