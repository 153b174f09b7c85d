"""Emerging hot spots: Gi* of every year, its trend, and what the two together are called."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import stats

from analysis._hotspots import hotspots
from analysis.adjust import benjamini_hochberg
from analysis.set_sample import Codes, Floats
from boundaries.errors import StatisticError
from boundaries.shown import Shown

PATTERNS: tuple[str, ...] = (
    *(
        "new",
        "consecutive",
        "intensifying",
        "persistent",
        "diminishing",
        "sporadic",
        "oscillating",
        "historical",
    ),
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Emerging(Shown):
    """Patterns of hotspots through the years.

    Attributes
    ----------
    frame : DataFrame by adcode
        pattern ("new_hot", "persistent_cold", ..., "none"; missing where no year was tested), hot, cold
        (years), years (tested), tau, trend_z, trend_p, trend_p_fdr (Mann-Kendall of Gi*), last (label of the
        last year, where significant).
    z, labels : DataFrames by adcode, a column a year
        Gi* and "hot", "cold" where significant, "--" where not, missing where not tested.
    counts : Series by pattern
    alpha : float
    permutations, seed : int
    """

    frame: pd.DataFrame
    z: pd.DataFrame
    labels: pd.DataFrame
    counts: "pd.Series[int]"
    alpha: float
    permutations: int
    seed: int


def emerging_hotspots(
    values: pd.DataFrame,
    graph: Graph,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9_999,
    alpha: float = 0.05,
    seed: int,
) -> Emerging:
    """Say of every unit whether it is a new, lasting, growing or former hotspot (or coldspot).

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year, three or more.
    graph, eligible, strata, permutations, alpha, seed
        As for `analysis.hotspots`, year by year, each with the same seed.

    Returns
    -------
    Emerging

    Notes
    -----
    A year counts as hot where Gi* > 0 is significant (FDR). Of T tested years, with H hot ones: "new" only
    the last is hot; "consecutive" an unbroken run up to the last, never hot before, H < 0.9 T;
    "intensifying", "persistent", "diminishing" the last is hot, H >= 0.9 T, and the trend of Gi* is
    significantly up, none, or down; "historical" the last is not hot, H >= 0.9 T; "oscillating" the last is
    hot and some year was cold; "sporadic" any other that was hot. So for cold with signs turned; a unit that
    was both and is neither now goes by the later. The names are those of ArcGIS's Emerging Hot Spot Analysis;
    there the neighborhood also reaches back in time, here each year stands by itself.

    References
    ----------
    Mann (1945), Econometrica 13, 245-259; Kendall (1975), Rank Correlation Methods.
    """
    if not isinstance(values, pd.DataFrame) or values.shape[1] < 3:
        raise StatisticError("analysis.emerging.values-wanted-a-frame-by-adcode")
    z, labels = {}, {}
    for year in sorted(values.columns):
        found = hotspots(
            values[year],
            graph,
            eligible=eligible,
            strata=strata,
            permutations=permutations,
            alpha=alpha,
            seed=seed,
        ).frame
        tested = found["p_sim"].notna()
        z[year] = found["z"].where(tested)
        label = found["label"].astype(object).where(found["significant"].astype(bool), "--")
        labels[year] = label.where(tested)
    scores = pd.DataFrame(z).sort_index()
    said = pd.DataFrame(labels).sort_index()
    rows = []
    for line, words in zip(scores.to_numpy(), said.to_numpy(), strict=True):
        known = ~np.isnan(line)
        tau, trend, p = mann_kendall(line[known])
        path = [str(word) for word, here in zip(words, known, strict=True) if here]
        rows.append((path.count("hot"), path.count("cold"), len(path), tau, trend, p))
    frame = pd.DataFrame(
        rows, columns=["hot", "cold", "years", "tau", "trend_z", "trend_p"], index=scores.index
    )
    frame["trend_p_fdr"] = benjamini_hochberg(frame["trend_p"])
    paths = [[str(w) for w in words if not pd.isna(w)] for words in said.to_numpy()]
    significant = frame["trend_p_fdr"].le(alpha)
    frame.insert(
        0,
        "pattern",
        [
            pattern(path, float(trend) if sure else 0.0) if path else None
            for path, trend, sure in zip(paths, frame["trend_z"], significant, strict=True)
        ],
    )
    frame["last"] = [path[-1] if path and path[-1] != "--" else "" for path in paths]
    return Emerging(
        frame=frame,
        z=scores,
        labels=said,
        counts=frame["pattern"].value_counts().sort_index(),
        alpha=alpha,
        permutations=permutations,
        seed=seed,
    )


def pattern(path: list[str], trend: float) -> str:
    """The name of a unit's years ("hot", "cold", "--", the latest last), its trend 0 where not significant.

    >>> pattern(["--", "--", "hot"], 0.0), pattern(["hot"] * 5, 2.5), pattern(["cold", "--", "--"], 0.0)
    ('new_hot', 'intensifying_hot', 'sporadic_cold')
    """
    sides = [side for side in ("hot", "cold") if side in path]
    if not sides:
        return "none"
    side = path[-1] if path[-1] in sides else max(sides, key=lambda s: len(path) - path[::-1].index(s))
    other = "cold" if side == "hot" else "hot"
    count, years, toward = path.count(side), len(path), trend if side == "hot" else -trend
    now = path[-1] == side
    run = next((i for i, word in enumerate(path[::-1]) if word != side), years)
    mostly = count >= 0.9 * years
    if now and count == 1:
        name = "new"
    elif now and mostly:
        name = "intensifying" if toward > 0 else "diminishing" if toward < 0 else "persistent"
    elif now and other in path:
        name = "oscillating"
    elif now and run == count:
        name = "consecutive"
    elif not now and mostly:
        name = "historical"
    else:
        name = "sporadic"
    return f"{name}_{side}"


def mann_kendall(series: Floats) -> tuple[float, float, float]:
    """Kendall's tau of a series with time, its z (corrected for ties and continuity) and two-sided p.

    Parameters
    ----------
    series : array of float, in order of time, none missing

    Returns
    -------
    tau, z, p : NaN for fewer than three values.

    Notes
    -----
    S = sum_{i<j} sign(x_j - x_i); var S = (n(n-1)(2n+5) - sum_t t(t-1)(2t+5)) / 18 over groups of t ties.

    Examples
    --------
    >>> tau, z, p = mann_kendall(np.array([1.0, 2.0, 3.0, 4.0]))
    >>> tau, round(z, 3)
    (1.0, 1.698)
    """
    n = len(series)
    if n < 3:
        return float("nan"), float("nan"), float("nan")
    s = float(np.sign(series[None, :] - series[:, None])[np.triu_indices(n, 1)].sum())
    ties = np.unique(series, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    z = (s - np.sign(s)) / variance**0.5 if variance > 0 else 0.0
    return 2 * s / (n * (n - 1)), float(z), float(2 * stats.norm.sf(abs(z)))
