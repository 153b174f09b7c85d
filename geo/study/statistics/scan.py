"""The scan of a study: the windows in which the chosen units gather most, granted each province its number."""

import math
from typing import TYPE_CHECKING

import pandas as pd

import analysis
from boundaries.language import Lang
from boundaries.placenames import listing, place
from geo.lists.nulls import MEANING, REGIONAL, WORDS
from geo.reporting.page import p_value

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._scan import Scan
    from geo.study.table.intake import Intake

ALPHA = 0.05


def scan(taken: "Intake", *, permutations: int, seed: int) -> "Scan":
    """Look for the windows with most chosen units; random sets keep the number of every province."""
    units = taken.layer.loc[taken.eligible]
    return analysis.scan(
        taken.members,
        units,
        eligible=taken.eligible,
        strata=units["province"],
        permutations=permutations,
        seed=seed,
    )


def _held(found: "Scan", lang: Lang) -> tuple[str, str]:
    """What the null is called and says: within provinces, or over the eligible units of the only one."""
    if found.n_strata == 1:
        return REGIONAL[lang], MEANING[lang]["nation"]
    return WORDS[lang]["province"], MEANING[lang]["province"]


def _risk(value: float, lang: Lang) -> str:
    """The relative risk; without a chosen unit outside the window there is none."""
    if math.isinf(value):
        return "窗口之外没有入选单元" if lang == "zh" else "no unit outside it is chosen"
    return f"相对风险 {value:.1f}" if lang == "zh" else f"relative risk {value:.1f}"


def sentence(found: "Scan", layer: "gpd.GeoDataFrame", lang: Lang) -> str:
    """The most likely window in words, with its p-value and null."""
    if not len(found.clusters):
        return (
            "没有一个窗口的入选单元多于其份额。"
            if lang == "zh"
            else "No window holds more than its share of chosen units."
        )
    first = found.clusters.iloc[0]
    center = str(layer.loc[first["center"], "name"])
    province = str(layer.loc[first["center"], "province"])
    p = p_value(float(first["p_sim"]), draws=found.permutations)
    sure = float(first["p_sim"]) <= ALPHA
    if lang == "zh":
        spot = center if center == province else province + center
        return (
            f"入选单元最集中的圆形窗口以{spot}为中心，半径 {first['radius_km']:.0f} 公里："
            f"{first['n_eligible']} 个参评单元中有 {first['count']} 个入选，按参评范围的平均入选率为 {first['expected']:.1f} 个，"
            f"{_risk(float(first['relative_risk']), lang)}（p = {p}，{'显著' if sure else '不显著'}；"
            f"零假设：{_held(found, lang)[1]}；置换 {found.permutations:,} 次；窗口至多含一半参评单元）。"
        )
    return (
        f"The circle in which chosen units gather most is centered on {center}, {place(province, lang)}, radius "
        f"{first['radius_km']:.0f} km: {first['count']} of {first['n_eligible']} eligible units are chosen, "
        f"{first['expected']:.1f} at the rate of all eligible units, {_risk(float(first['relative_risk']), lang)} (p = {p}, "
        f"{'significant' if sure else 'not significant'}; null: {_held(found, lang)[1]}; "
        f"{found.permutations:,} draws; windows of at most half the eligible units)."
    )


def windows_table(found: "Scan", layer: "gpd.GeoDataFrame", lang: Lang) -> pd.DataFrame:
    """One row a window: center, radius, counts, relative risk, p, null and draws."""
    zh = lang == "zh"
    clusters = found.clusters
    return pd.DataFrame(
        {
            ("窗口" if zh else "Window"): clusters.index,
            ("中心" if zh else "Center"): layer["name"].reindex(clusters["center"]).to_numpy(),
            ("半径（公里）" if zh else "Radius (km)"): clusters["radius_km"].round(1).to_numpy(),
            ("入选" if zh else "Chosen"): clusters["count"].to_numpy(),
            ("参评" if zh else "Eligible"): clusters["n_eligible"].to_numpy(),
            ("期望" if zh else "Expected"): clusters["expected"].round(2).to_numpy(),
            ("相对风险" if zh else "Relative risk"): clusters["relative_risk"].round(2).to_numpy(),
            "p": [p_value(float(p), draws=found.permutations) for p in clusters["p_sim"]],
            ("零假设" if zh else "Null"): _held(found, lang)[0],
            ("置换" if zh else "Draws"): found.permutations,
            ("入选单元" if zh else "Chosen units"): [
                listing(layer["name"].reindex(list(codes)), lang) for codes in clusters["members"]
            ],
        }
    )
