"""Tiers (梯队): where a ranking breaks into groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.constant import merged
from boundaries.errors import StatisticError, choose, listed
from boundaries.natural_breaks import least_squares_classes
from boundaries.shown import Shown
from indicators.number import as_numbers

TierMethod = Literal["fisher_jenks", "kmeans", "ward", "gaussian_mixture"]
TIER_METHODS = ("fisher_jenks", "kmeans", "ward", "gaussian_mixture")
CRITERIA = ("silhouette", "calinski_harabasz", "bic")

BINS = 1 << 14
"""Distinct values that a Gaussian mixture is fitted to at most."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Tiers(Shown):
    """A ranking cut into tiers.

    Attributes
    ----------
    frame : pandas.DataFrame
        On the scores' index: ``score``, ``rank`` (1 is the highest score; ties share the smaller), ``tier``
        (1 is the best). Units without a score have NA.
    intervals : pandas.DataFrame
        By tier: ``first_rank``, ``last_rank``, ``count``, ``low``, ``high``, ``mean``, ``gap`` (from this
        tier's lowest score to the next tier's highest; NaN for the last).
    fit : float
        Goodness of variance fit: the share of the scores' variance that lies between tiers.
    k : int
    method : str
    chosen_by : str
        "given", or the criterion that chose k.
    criteria : pandas.DataFrame
        By number of tiers tried: ``fit``, ``silhouette``, ``calinski_harabasz``, ``bic``.
    """

    frame: pd.DataFrame
    intervals: pd.DataFrame
    fit: float
    k: int
    method: str
    chosen_by: str
    criteria: pd.DataFrame


def tiers(
    scores: pd.Series,
    *,
    k: int | Literal["silhouette", "calinski_harabasz", "bic"],
    method: TierMethod = "fisher_jenks",
    candidates: Iterable[int] = range(2, 9),
) -> Tiers:
    """Cut scores into tiers; equal scores share a tier, and tiers are intervals of the score.

    Parameters
    ----------
    scores : pandas.Series
        By adcode, more is better; missing scores get no tier.
    k : int or {"silhouette", "calinski_harabasz", "bic"}
        How many tiers, or the criterion that chooses among ``candidates``: the largest mean silhouette
        width, the largest Calinski-Harabasz ratio, or the smallest BIC of a Gaussian mixture with these
        tiers as components (common variance).
    method : {"fisher_jenks", "kmeans", "ward", "gaussian_mixture"}
        ``fisher_jenks``: least sum of squares within tiers, exactly. ``kmeans``: Lloyd's algorithm from
        quantiles. ``ward``: hierarchical, least growth of the sum of squares. ``gaussian_mixture``:
        likeliest component, common variance (so that tiers are intervals), started from the Fisher-Jenks
        tiers. None of them draws at random. All but ``ward`` (n log n with a large constant) take seconds
        for a million scores; of more than 16,384 distinct scores the mixture and the BIC see bins of equal
        width, each at its mean.

    References
    ----------
    Fisher, W. D. (1958). On grouping for maximum homogeneity. JASA 53(284), 789-798.
    Jenks, G. F. (1977). Optimal data classification for choropleth maps.

    Examples
    --------
    >>> scores = pd.Series([9.0, 8.9, 5.0, 4.8, 4.9], index=list("abcde"))
    >>> tiers(scores, k=2).frame["tier"].tolist()
    [1, 1, 2, 2, 2]
    """
    choose(method, TIER_METHODS, what="method", error=StatisticError)
    present = _checked(scores)
    distinct, times = np.unique(present.to_numpy(dtype="float64"), return_counts=True)
    number = merged(distinct)  # scores that differ by rounding alone are one score
    first = np.flatnonzero(np.diff(number, prepend=-1))
    values, counts = distinct[first], np.add.reduceat(times, first)
    if isinstance(k, str):
        choose(k, CRITERIA, what="k", error=StatisticError)
        given = list(candidates)
        strange = [c for c in given if isinstance(c, bool) or not isinstance(c, Integral)]
        if strange:
            raise StatisticError(
                "indicators.tier.candidates-wanted-whole-numbers-came", value=listed(map(repr, strange))
            )
        tried = sorted({int(c) for c in given if 2 <= c < len(values)})
        if not tried:
            raise StatisticError("indicators.tier.different-scores-too-few-to-choose", n_values=len(values))
    elif isinstance(k, bool) or not isinstance(k, Real) or k != k // 1 or not 1 <= k <= len(values):
        raise StatisticError("indicators.tier.k-is-with-different-scores-it", k=k, n_values=len(values))
    else:
        tried = [int(k)]
    span = float(values[-1] - values[0]) or 1.0
    even = np.round((values - values[0]) / span, 12)  # so that the unit of the scores cannot break a tie
    cuts = {c: _cut(even, counts, c, method) for c in tried}
    criteria = pd.DataFrame(
        {c: _criteria(values, counts, labels) for c, labels in cuts.items()}
    ).T.rename_axis("k")
    best = tried[0]
    if isinstance(k, str):
        best = int(criteria[k].idxmin() if k == "bic" else criteria[k].idxmax())
    labels = cuts[best]
    n = int(labels.max()) + 1
    place = number[np.searchsorted(distinct, present.to_numpy(dtype="float64"))]
    tier = pd.Series(n - labels[place], index=present.index)
    frame = pd.DataFrame({"score": as_numbers(scores)})
    frame["rank"] = frame["score"].rank(method="min", ascending=False).astype("Int64")
    frame["tier"] = tier.reindex(scores.index).astype("Int64")
    return Tiers(
        frame=frame,
        intervals=_intervals(frame),
        fit=float(criteria.loc[best, "fit"]),
        k=n,
        method=method,
        chosen_by=k if isinstance(k, str) else "given",
        criteria=criteria,
    )


def _checked(scores: pd.Series) -> pd.Series:
    x = as_numbers(scores, what="scores")
    if x.index.has_duplicates:
        raise StatisticError(
            "indicators.tier.listed-twice", value=listed(x.index[x.index.duplicated()].unique())
        )
    infinite = np.isinf(x)
    if infinite.any():
        raise StatisticError("indicators.tier.infinite-scores", index=listed(x.index[infinite]))
    present = x.dropna()
    if present.empty:
        raise StatisticError("indicators.tier.no-unit-has-a-score")
    return present


def _cut(values: Floats, counts: Ints, k: int, method: str) -> Ints:
    """Label of each distinct value, 0 for the lowest interval."""
    if k == 1:
        return np.zeros(len(values), dtype=np.intp)
    if method == "ward":
        return _ward(values, counts, k)
    if method == "kmeans":
        return _kmeans(values, counts, k)
    exact = least_squares_classes(values - np.average(values, weights=counts), counts, k)
    return exact if method == "fisher_jenks" else _mixture(values, counts, exact)


def _kmeans(values: Floats, counts: Ints, k: int) -> Ints:
    n = len(values)
    centres = values[np.unique(((np.arange(k) + 0.5) / k * n).astype(int))]
    labels = np.zeros(n, dtype=np.intp)
    for step in range(1000):
        now = np.searchsorted((centres[1:] + centres[:-1]) / 2, values, side="right").astype(np.intp)
        if step and np.array_equal(now, labels):
            break
        labels = now
        weight = np.bincount(labels, weights=counts, minlength=len(centres))
        total = np.bincount(labels, weights=counts * values, minlength=len(centres))
        centres = np.sort((total / np.where(weight > 0, weight, 1))[weight > 0])
    return _consecutive(labels)


def _ward(values: Floats, counts: Ints, k: int) -> Ints:
    """Ward's method; on a line the cheapest merger is always of neighbours, so only those are tried."""
    import heapq

    n = len(values)
    size, mean = counts.astype("float64"), values.copy()
    left, right = np.arange(n) - 1, np.arange(n) + 1
    version, alive = np.zeros(n, dtype=np.intp), np.ones(n, dtype=bool)

    def growth(i: int, j: int) -> float:
        return float(size[i] * size[j] / (size[i] + size[j]) * (mean[i] - mean[j]) ** 2)

    heap = [(growth(i, i + 1), i, i + 1, 0, 0) for i in range(n - 1)]
    heapq.heapify(heap)
    remaining = n
    while remaining > k:
        _, i, j, vi, vj = heapq.heappop(heap)
        if not (alive[i] and alive[j] and version[i] == vi and version[j] == vj):
            continue
        mean[i] = (size[i] * mean[i] + size[j] * mean[j]) / (size[i] + size[j])
        size[i] += size[j]
        alive[j] = False
        right[i] = right[j]
        version[i] += 1
        remaining -= 1
        if right[i] < n:
            left[right[i]] = i
            heapq.heappush(
                heap, (growth(i, right[i]), i, int(right[i]), int(version[i]), int(version[right[i]]))
            )
        if left[i] >= 0:
            heapq.heappush(
                heap, (growth(left[i], i), int(left[i]), i, int(version[left[i]]), int(version[i]))
            )
    return np.cumsum(alive) - 1


def _mixture(values: Floats, counts: Ints, start: Ints) -> Ints:
    share, mean, variance, _ = _likeliest(values, counts, start)
    density = np.log(share) - (values[:, None] - mean) ** 2 / (2 * variance)
    return _consecutive(np.argmax(density, axis=1))


def _likeliest(values: Floats, counts: Ints, start: Ints) -> tuple[Floats, Floats, float, float]:
    """EM for a Gaussian mixture with common variance: shares, means, variance, log-likelihood.

    More than `BINS` distinct values are first gathered in `BINS` bins of equal width, each at its mean.
    """
    if len(values) > BINS:
        place = np.floor((values - values[0]) / (values[-1] - values[0]) * (BINS - 1)).astype(np.intp)
        head = np.flatnonzero(np.diff(place, prepend=-1))
        held = np.add.reduceat(counts, head)
        return _likeliest(np.add.reduceat(counts * values, head) / held, held, start[head])
    n = counts.sum()
    member = np.eye(int(start.max()) + 1)[start]
    floor = max(float(np.ptp(values)) ** 2 * 1e-12, 1e-300)
    before = -np.inf
    share = mean = np.empty(0)
    variance = floor
    for _ in range(500):
        weight = counts @ member
        share, mean = weight / n, (counts * values) @ member / weight
        spread = (counts[:, None] * member * (values[:, None] - mean) ** 2).sum() / n
        variance = max(float(spread), floor)
        log = (
            np.log(share)
            - (values[:, None] - mean) ** 2 / (2 * variance)
            - 0.5 * np.log(2 * np.pi * variance)
        )
        peak = log.max(axis=1)
        total = peak + np.log(np.exp(log - peak[:, None]).sum(axis=1))
        likelihood = float(counts @ total)
        member = np.exp(log - total[:, None])
        if likelihood - before < 1e-8 * abs(likelihood):
            break
        before = likelihood
    return share, mean, variance, likelihood


def _consecutive(labels: Ints) -> Ints:
    """Labels 0, 1, ... in the order of the values, empty tiers left out."""
    return np.cumsum(np.concatenate([[0], np.diff(labels) != 0])).astype(np.intp)


def _criteria(values: Floats, counts: Ints, labels: Ints) -> dict[str, float]:
    k, n = int(labels.max()) + 1, int(counts.sum())
    weight = np.bincount(labels, weights=counts)
    mean = np.bincount(labels, weights=counts * values) / weight
    grand = np.average(values, weights=counts)
    total = float(counts @ (values - grand) ** 2)
    within = float(counts @ (values - mean[labels]) ** 2)
    between = total - within
    ratio = float("nan")
    if 1 < k < n:
        ratio = float("inf") if within <= 0 else (between / (k - 1)) / (within / (n - k))
    likelihood = _likeliest(values, counts, labels)[3]
    return {
        "fit": 1 - within / total if total > 0 else 1.0,
        "silhouette": _silhouette(values, counts, labels) if 1 < k < n else float("nan"),
        "calinski_harabasz": ratio,
        "bic": 2 * k * float(np.log(n)) - 2 * likelihood,  # k means, k - 1 shares, one variance
    }


def _silhouette(values: Floats, counts: Ints, labels: Ints) -> float:
    """Mean silhouette width, from sums of distances to each tier (neighbouring tiers are the nearest)."""
    k = int(labels.max()) + 1
    distance = np.empty((len(values), k))
    weight = np.bincount(labels, weights=counts)
    for tier in range(k):
        x, c = values[labels == tier], counts[labels == tier]
        w, s = np.concatenate([[0.0], np.cumsum(c)]), np.concatenate([[0.0], np.cumsum(c * x)])
        at = np.searchsorted(x, values)
        below, above = values * w[at] - s[at], (s[-1] - s[at]) - values * (w[-1] - w[at])
        distance[:, tier] = below + above
    rows = np.arange(len(values))
    own = distance[rows, labels] / np.maximum(weight[labels] - 1, 1)
    mean = distance / weight
    mean[rows, labels] = np.inf
    other = mean.min(axis=1)
    width = np.where(weight[labels] > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-300), 0.0)
    return float(np.average(width, weights=counts))


def _intervals(frame: pd.DataFrame) -> pd.DataFrame:
    by = frame.dropna(subset=["tier"]).groupby("tier")
    out = by.agg(
        first_rank=("rank", "min"),
        count=("score", "size"),
        low=("score", "min"),
        high=("score", "max"),
        mean=("score", "mean"),
    )
    out.insert(1, "last_rank", out["count"].cumsum())
    out["gap"] = out["low"] - out["high"].shift(-1)
    return out
