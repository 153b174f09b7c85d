"""Inequality and concentration: how unevenly scores or members are shared out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.set_sample import numbers
from boundaries.constant import is_constant
from boundaries.errors import StatisticError, listed
from boundaries.shown import Shown

Floats = npt.NDArray[np.float64]


def shares_of(values: pd.Series, *, what: str) -> Floats:
    """Finite, non-negative values that are not all zero; NaN is dropped, never counted as zero."""
    every = numbers(values, what=what)
    bad = values.index[np.isinf(every) | (every < 0)]
    if len(bad):
        raise StatisticError("analysis.inequality.values-must-be-finite-and-not", what=what, bad=listed(bad))
    kept: Floats = every[~np.isnan(every)]
    if not len(kept) or kept.sum() <= 0:
        raise StatisticError(
            "analysis.inequality.wanted-at-least-one-value-above", what=what, n_kept=len(kept)
        )
    return kept


def gini(values: pd.Series) -> float:
    """Gini coefficient: 0 when all are equal, (n - 1) / n when one has everything.

    Parameters
    ----------
    values : Series by adcode
        Numbers of 0 or more, at least one above 0; NaN takes no part.

    Returns
    -------
    float
        sum_k (2k - n - 1) x_(k) / (n sum x), x_(k) in rising order.

    Raises
    ------
    StatisticError
        What is no Series of numbers; negative or infinite values; none above 0.

    Examples
    --------
    >>> gini(pd.Series([1.0, 1.0, 1.0, 1.0])), gini(pd.Series([0.0, 0.0, 0.0, 4.0]))
    (0.0, 0.75)
    """
    size = np.sort(shares_of(values, what="gini"))
    n = len(size)
    rank = np.arange(1, n + 1)
    return float(((2 * rank - n - 1) * size).sum() / (n * size.sum()))


def herfindahl(values: pd.Series) -> float:
    """Herfindahl index: sum of squared shares, from 1/n (equal) to 1 (one has everything).

    Parameters
    ----------
    values : Series by adcode
        Numbers of 0 or more, at least one above 0; NaN takes no part.

    Returns
    -------
    float
        sum (x_i / sum x)^2.

    Raises
    ------
    StatisticError
        What is no Series of numbers; negative or infinite values; none above 0.

    Examples
    --------
    >>> herfindahl(pd.Series([1.0, 1.0, 2.0]))
    0.375
    """
    size = shares_of(values, what="herfindahl")
    return float(((size / size.sum()) ** 2).sum())


def cv(values: pd.Series) -> float:
    """Coefficient of variation: standard deviation (of the population, ddof 0) over the mean.

    Parameters
    ----------
    values : Series by adcode
        Numbers of 0 or more, at least one above 0; NaN takes no part.

    Returns
    -------
    float
        From 0 (equal) to sqrt(n - 1) (one has everything).

    Raises
    ------
    StatisticError
        What is no Series of numbers; negative or infinite values; none above 0.

    Examples
    --------
    >>> cv(pd.Series([1.0, 3.0]))
    0.5
    """
    size = shares_of(values, what="cv")
    return float(size.std() / size.mean())


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Theil(Shown):
    """Theil's T and where the inequality lies.

    Attributes
    ----------
    total : float
        T = sum s_i ln(n s_i), s_i the share of unit i; 0 when all are equal, ln n when one has everything.
    frame : DataFrame
        One row per level, index ``level``, from the outermost to "within" (between units of one innermost
        group): component (they sum to ``total``), share (of the total), groups (how many).
    groups : DataFrame
        One row per outermost group: n, value_share, unit_share, within (its own T), contribution (to total,
        its within part).
    levels : tuple of str
    n : int
        Units with a value.
    """

    total: float
    frame: pd.DataFrame
    groups: pd.DataFrame
    levels: tuple[str, ...]
    n: int


def theil(values: pd.Series, levels: pd.DataFrame | None = None) -> Theil:
    """Theil's T, split level by level (板块 → 省 → 市).

    Parameters
    ----------
    values : Series by adcode
        Not negative; NaN takes no part.
    levels : DataFrame by adcode, optional
        One column per level, the outermost first. A label means something only within its outer labels, so
        that two provinces may each have a 市辖区.

    Returns
    -------
    Theil

    References
    ----------
    Theil (1967), Economics and Information Theory; Akita (2003), Annals of Regional Science 37, 55-77 (the
    two-stage nested decomposition).

    Examples
    --------
    >>> scores = pd.Series([1.0, 1.0, 3.0, 3.0], index=list("abcd"))
    >>> result = theil(scores, pd.DataFrame({"plate": list("eeww")}, index=list("abcd")))
    >>> result.frame["share"].tolist()
    [1.0, 0.0]
    """
    shares_of(values, what="theil")
    kept = values.dropna().astype(np.float64).sort_index()
    if kept.index.has_duplicates:
        raise StatisticError(
            "analysis.inequality.theil-given-more-than-once",
            index=listed(kept.index[kept.index.duplicated()]),
        )
    table = pd.DataFrame(index=kept.index) if levels is None else levels.reindex(kept.index)
    lacking = table.index[table.isna().any(axis=1)]
    if len(lacking):
        raise StatisticError(
            "analysis.inequality.theil-units-have-no-place-in",
            n_lacking=len(lacking),
            lacking=listed(lacking),
        )
    share: Floats = (kept / kept.sum()).to_numpy(dtype=np.float64)
    n = len(kept)
    total = t_of(share, np.full(n, 1 / n))
    path = np.zeros(n, dtype=np.int64)
    rows, below = [], 0.0
    first = path
    for place, column in enumerate(table.columns):
        code = pd.factorize(table[column].astype(str), sort=True)[0]
        path = np.unique(path * (code.max() + 1) + code, return_inverse=True)[1]
        first = path if place == 0 else first
        sums: Floats = np.bincount(path, share).astype(np.float64)
        sizes: Floats = np.bincount(path).astype(np.float64)
        between = t_of(sums, sizes / n)
        rows.append({"level": str(column), "component": between - below, "groups": int(path.max()) + 1})
        below = between
    rows.append({"level": "within", "component": total - below, "groups": n})
    frame = pd.DataFrame(rows).set_index("level")
    frame.insert(1, "share", frame["component"] / total if total > 0 else np.nan)
    frame = frame.map(lambda x: 0.0 if isinstance(x, float) and abs(x) < 1e-15 else x)
    value_share, unit_share = np.bincount(first, share), np.bincount(first) / n
    inner = np.array(
        [
            t_of(share[first == k] / value_share[k], np.full((first == k).sum(), 1 / (first == k).sum()))
            if value_share[k] > 0
            else np.nan
            for k in range(len(value_share))
        ]
    )
    names = ["all"] if levels is None or not len(table.columns) else sorted(set(table.iloc[:, 0].astype(str)))
    groups = pd.DataFrame(
        {
            "n": np.bincount(first),
            "value_share": value_share,
            "unit_share": unit_share,
            "within": inner,
            "contribution": value_share * np.nan_to_num(inner),
        },
        index=pd.Index(names, name="group"),
    )
    return Theil(total=total, frame=frame, groups=groups, levels=tuple(str(c) for c in table.columns), n=n)


def t_of(share: Floats, weight: Floats) -> float:
    """Sum of s ln(s / w), 0 ln 0 being 0."""
    live = share > 0
    return float((share[live] * np.log(share[live] / weight[live])).sum())


def location_quotient(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Location quotient by region: its share of the part over its share of the whole.

    Parameters
    ----------
    part, whole : Series by region
        Such as listed counties and all eligible counties: numbers of 0 or more; regions must agree, NaN is
        not allowed.

    Returns
    -------
    Series by region
        In the order of ``part``: (part / sum part) / (whole / sum whole); 1 is an even share, NaN where the
        whole has nothing.

    Raises
    ------
    StatisticError
        Regions that only one side knows or that come twice, missing, negative or infinite values.

    Examples
    --------
    >>> location_quotient(pd.Series({"东": 3, "西": 1}), pd.Series({"西": 8, "东": 8})).to_dict()
    {'东': 1.5, '西': 0.5}
    """
    for name, series in (("part", part), ("whole", whole)):
        numbers(series, what=f"location_quotient: {name}")
        if series.index.has_duplicates:
            raise StatisticError("analysis.inequality.location-quotient-regions-given-more-than", name=name)
    apart = part.index.symmetric_difference(whole.index)
    if len(apart):
        raise StatisticError("analysis.inequality.location-quotient-only-one-side-knows", apart=listed(apart))
    missing = part.index[part.isna() | whole.loc[part.index].isna()]
    if len(missing):
        raise StatisticError(
            "analysis.inequality.location-quotient-missing-values-for", missing=listed(missing)
        )
    shares_of(part, what="location_quotient")
    shares_of(whole, what="location_quotient")
    base = whole.loc[part.index] / whole.sum()
    return ((part / part.sum()) / base.where(base > 0)).rename("location_quotient")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Primacy(Shown):
    """Primacy of the largest city.

    Attributes
    ----------
    first : str
        Index label of the largest.
    two_city, four_city, eleven_city : float
        P1/P2; P1/(P2+P3+P4); 2 P1/(P2+...+P11). NaN with fewer cities.
    share : float
        P1 over all.
    n : int
    """

    first: str
    two_city: float
    four_city: float
    eleven_city: float
    share: float
    n: int


def primacy(values: pd.Series) -> Primacy:
    """How far the largest city leads: two-, four- and eleven-city index (首位度).

    Parameters
    ----------
    values : Series by adcode
        Numbers of 0 or more, at least one above 0; NaN takes no part.

    Raises
    ------
    StatisticError
        What is no Series of numbers; negative or infinite values; none above 0.

    References
    ----------
    Jefferson (1939), The law of the primate city, Geographical Review 29, 226-232.

    Examples
    --------
    >>> result = primacy(pd.Series({"a": 60, "b": 30, "c": 20, "d": 10}))
    >>> result.first, result.two_city, result.four_city, result.eleven_city
    ('a', 2.0, 1.0, nan)
    """
    shares_of(values, what="primacy")
    kept = values.dropna().astype(np.float64)
    ordered = kept.sort_index(key=lambda index: index.astype(str)).sort_values(ascending=False, kind="stable")
    size = ordered.to_numpy()

    def over(last: int, factor: float) -> float:
        below = size[1:last].sum()
        return float(factor * size[0] / below) if len(size) >= last and below > 0 else float("nan")

    return Primacy(
        first=str(ordered.index[0]),
        two_city=over(2, 1.0),
        four_city=over(4, 1.0),
        eleven_city=over(11, 2.0),
        share=float(size[0] / size.sum()),
        n=len(size),
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class RankSize(Shown):
    """The rank-size rule, ln(rank - 1/2) = a - b ln(size).

    Attributes
    ----------
    exponent : float
        b; 1 is Zipf's law, smaller means more unequal sizes.
    se : float
        b sqrt(2 / n), the asymptotic one (the regression's own is far too small).
    intercept, r_squared : float
    n : int
        Sizes above zero.
    frame : DataFrame
        By index of the values, largest first: rank, size, fitted (size on the line).
    """

    exponent: float
    se: float
    intercept: float
    r_squared: float
    n: int
    frame: pd.DataFrame


def rank_size(values: pd.Series) -> RankSize:
    """Fit the rank-size rule (位序—规模) to sizes above zero.

    Parameters
    ----------
    values : Series by adcode
        Numbers of 0 or more; zeros and NaN take no part.

    Raises
    ------
    StatisticError
        What is no Series of numbers; negative or infinite values; fewer than three sizes, or all the same.

    References
    ----------
    Gabaix and Ibragimov (2011), Rank - 1/2, Journal of Business and Economic Statistics 29, 24-39.

    Examples
    --------
    >>> sizes = pd.Series(100 / (np.arange(1, 21) - 0.5))
    >>> round(rank_size(sizes).exponent, 10)
    1.0
    """
    shares_of(values, what="rank_size")
    kept = values[values > 0].astype(np.float64)
    if len(kept) < 3:
        raise StatisticError("analysis.inequality.rank-size-wanted-at-least-three", n_kept=len(kept))
    if is_constant(kept):
        raise StatisticError(
            "analysis.inequality.rank-size-all-sizes-are-nothing", n_kept=len(kept), value=kept.iloc[0]
        )
    kept = kept.sort_index(key=lambda index: index.astype(str)).sort_values(ascending=False, kind="stable")
    rank = np.arange(1, len(kept) + 1)
    x, y = np.log(kept.to_numpy()), np.log(rank - 0.5)
    slope, intercept = np.polyfit(x, y, 1)
    residual = y - (intercept + slope * x)
    frame = pd.DataFrame(
        {"rank": rank, "size": kept, "fitted": np.exp((y - intercept) / slope)}, index=kept.index
    )
    return RankSize(
        exponent=float(-slope),
        se=float(-slope * np.sqrt(2 / len(kept))),
        intercept=float(intercept),
        r_squared=float(1 - (residual**2).sum() / ((y - y.mean()) ** 2).sum()),
        n=len(kept),
        frame=frame,
    )
