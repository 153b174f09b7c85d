"""How much of a variable its classes explain: q of the geographical detector, and its tests."""

from dataclasses import dataclass

import numpy as np

from analysis.permutation import Floats, Ints
from analysis.surrogates import class_sums


def power(values: Floats, codes: Ints) -> Floats:
    """q = 1 - SSW / SST for each column of ``values``; 0 where a column does not vary.

    >>> power(np.array([[1.0], [1.0], [3.0], [5.0]]), np.array([0, 0, 1, 1])).round(4)
    array([0.8182])
    """
    centered = values - values.mean(axis=0)
    total = (centered**2).sum(axis=0)
    between = (class_sums(centered, codes) ** 2 / np.bincount(codes)[:, None]).sum(axis=0)
    found: Floats = np.divide(between, total, out=np.zeros(len(total)), where=total > 0)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainF:
    """The non-central F test of q.

    Attributes
    ----------
    F, noncentrality : float
    p : float
        Of the non-central F that the programs print. It is no pure number: where classes differ in size, a
        constant added to the response changes it.
    p_central : float
        Of the central F of an analysis of variance.
    df1, df2 : int
    """

    F: float
    p: float
    p_central: float
    noncentrality: float
    df1: int
    df2: int


def plain_f(values: Floats, codes: Ints) -> PlainF:
    """Test q as if units were independent, with the programs' own non-centrality.

    F = (N - L) / (L - 1) * q / (1 - q), lambda = (sum mu_h^2 - (sum sqrt(N_h) mu_h)^2 / N) / sigma^2 with
    divisor N (Wang et al. 2016, equation 5; GD, geodetector).
    """
    from scipy.stats import f as fisher
    from scipy.stats import ncf

    n, counts = len(values), np.bincount(codes)
    means = np.bincount(codes, values) / counts
    q = float(power(values[:, None], codes)[0])
    df1, df2 = len(counts) - 1, n - len(counts)
    lam = float((means**2).sum() - (np.sqrt(counts) * means).sum() ** 2 / n) / float(values.var())
    ratio = df2 / df1 * q / (1 - q) if q < 1 else float("inf")
    p = float(ncf.sf(ratio, df1, df2, lam)) if q < 1 else 0.0
    central = float(fisher.sf(ratio, df1, df2))
    return PlainF(F=ratio, p=p, p_central=central, noncentrality=lam, df1=df1, df2=df2)


def interaction_kind(first: float, second: float, both: float) -> str:
    """What two factors do together.

    Returns
    -------
    str
        weaken_nonlinear, weaken_one, enhance_two, independent, enhance_nonlinear.

    Examples
    --------
    >>> interaction_kind(0.2, 0.3, 0.4), interaction_kind(0.2, 0.3, 0.6)
    ('enhance_two', 'enhance_nonlinear')
    """
    low, high, total = min(first, second), max(first, second), first + second
    slack = 1e-10
    if both < low - slack:
        return "weaken_nonlinear"
    if both <= high + slack:
        return "weaken_one"
    if abs(both - total) <= slack:
        return "independent"
    return "enhance_two" if both < total else "enhance_nonlinear"


def welch(sums: Floats, squares: Floats, counts: Floats, a: int, b: int) -> tuple[float, float, float]:
    """Difference of two class means, Welch's t and its two-sided p."""
    from scipy.stats import t as student

    means = sums / counts
    errors = np.maximum(squares - counts * means**2, 0.0) / (counts - 1) / counts
    apart, error = float(means[a] - means[b]), float(errors[a] + errors[b])
    if error == 0:
        return (apart, float(np.copysign(np.inf, apart)), 0.0) if apart else (0.0, 0.0, 1.0)
    df = error**2 / (errors[a] ** 2 / (counts[a] - 1) + errors[b] ** 2 / (counts[b] - 1))
    t = apart / error**0.5
    return apart, float(t), float(2 * student.sf(abs(t), df))


def ecological_f(values: Floats, first: Ints, second: Ints) -> tuple[float, float]:
    """F of the two factors' sums of squares within classes, the larger above, and its upper tail."""
    from scipy.stats import f as fisher

    n = len(values)
    total = float(((values - values.mean()) ** 2).sum())
    within = [total * (1 - float(power(values[:, None], codes)[0])) for codes in (first, second)]
    low, high = min(within), max(within)
    ratio = high / low if low > 0 else float("inf") if high > 0 else 1.0
    return ratio, float(fisher.sf(ratio, n - 1, n - 1))
