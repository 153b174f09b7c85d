"""Weights from people: graded classes (主次分类赋权法) and expert panels (专家调查法, Delphi)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class GradeWeights(Shown):
    """Weights from grades.

    ``weights`` by indicator, summing to 1 within its group (or over all); ``frame`` by indicator: ``grade``,
    ``points``, ``group``, ``weight``; ``points`` as given.
    """

    weights: pd.Series
    frame: pd.DataFrame
    points: Mapping[str, float]


def grade_weights(
    grades: pd.Series, *, points: Mapping[str, float], groups: pd.Series | None = None
) -> GradeWeights:
    """Weights from a classification into primary and secondary indicators (主次分类赋权法).

    Parameters
    ----------
    grades : pandas.Series
        The class of each indicator, by code, e.g. 主要 or 次要; any number of classes.
    points : mapping
        The relative importance of each class. The published rankings give none, so there is no default.
    groups : pandas.Series, optional
        The pillar of each indicator; weights then sum to 1 within each pillar.

    Examples
    --------
    >>> grades = pd.Series({"规上营收": "主要", "利润率": "主要", "劳动生产率": "次要"})
    >>> grade_weights(grades, points={"主要": 2, "次要": 1}).weights.to_dict()
    {'规上营收': 0.4, '利润率': 0.4, '劳动生产率': 0.2}
    """
    unknown = sorted({str(g) for g in grades} - set(points))
    faults = [
        Message("indicators.expert_panel.no-points", grade=grade, given=list(points)) for grade in unknown
    ]
    faults += [
        Message("indicators.expert_panel.not-positive", grade=grade, points=given)
        for grade, given in points.items()
        if not given > 0
    ]
    if grades.index.has_duplicates:
        twice = list(grades.index[grades.index.duplicated()].unique())
        faults.append(Message("indicators.expert_panel.graded-twice", codes=twice))
    if groups is not None and len(lost := grades.index.difference(groups.index)):
        faults.append(Message("indicators.expert_panel.no-group", codes=list(lost)))
    if len(grades) == 0:
        faults.append(Message("indicators.expert_panel.no-indicator"))
    if faults:
        raise StatisticError("errors.faults", faults=faults)
    mark = grades.map(dict(points)).astype("float64")
    group = pd.Series("", index=grades.index) if groups is None else groups.loc[grades.index]
    weights = (mark / mark.groupby(group).transform("sum")).rename("weight")
    frame = pd.DataFrame({"grade": grades, "points": mark, "group": group, "weight": weights})
    return GradeWeights(weights=weights, frame=frame, points=dict(points))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class PanelWeights(Shown):
    """Weights from an expert panel, and how far the experts agreed round by round.

    Attributes
    ----------
    weights : pandas.Series
        By indicator, summing to 1: the means of the last round (each expert's ratings scaled to sum to 1).
    frame : pandas.DataFrame
        By indicator, last round: ``mean``, ``median``, ``q1``, ``q3``, ``cv``, ``weight``.
    rounds : pandas.DataFrame
        By round (from 1): ``experts``, ``kendall_w`` (0 to 1, corrected for ties), ``chi2``, ``df``, ``p``
        (chi-square approximation), ``mean_cv``, ``largest_change`` of a weight since the round before.
    agreed : bool
        Whether the last round meets ``least_w`` and ``most_cv``.
    least_w, most_cv : float
    """

    weights: pd.Series
    frame: pd.DataFrame
    rounds: pd.DataFrame
    agreed: bool
    least_w: float
    most_cv: float


def panel_weights(
    rounds: pd.DataFrame | Sequence[pd.DataFrame], *, least_w: float = 0.5, most_cv: float = 0.25
) -> PanelWeights:
    """Weights from experts' ratings in one or more Delphi rounds (专家调查法).

    Parameters
    ----------
    rounds : DataFrame or sequence of DataFrames
        Each: one row an expert, one column an indicator, importance ratings >= 0 on any scale.
    least_w, most_cv : float
        What counts as agreement: Kendall's W at least, every indicator's coefficient of variation at most.

    References
    ----------
    Kendall, M. G. and Babington Smith, B. (1939). Annals of Mathematical Statistics 10(3), 275-287;
    Siegel, S. and Castellan, N. J. (1988). Nonparametric Statistics, pp. 262-272 (ties).

    Examples
    --------
    >>> ratings = pd.DataFrame([[5, 3, 2], [6, 3, 1]], index=["甲", "乙"], columns=["质效", "创新", "绿色"])
    >>> panel = panel_weights(ratings)
    >>> panel.weights.round(3).to_dict(), float(panel.rounds.loc[1, "kendall_w"])
    ({'质效': 0.55, '创新': 0.3, '绿色': 0.15}, 1.0)
    """
    from scipy.stats import chi2

    tables = [rounds] if isinstance(rounds, pd.DataFrame) else list(rounds)
    _check_rounds(tables)
    rows = []
    before: pd.Series | None = None
    share = tables[0]
    for table in tables:
        share = table.astype("float64").div(table.sum(axis=1), axis=0)[tables[0].columns]
        mean = share.mean()
        w, statistic = kendall_w(table)
        df = table.shape[1] - 1
        rows.append(
            {
                "experts": len(table),
                "kendall_w": w,
                "chi2": statistic,
                "df": df,
                "p": float(chi2.sf(statistic, df)) if np.isfinite(statistic) else np.nan,
                "mean_cv": float((share.std(ddof=1) / mean).mean()) if len(table) > 1 else np.nan,
                "largest_change": np.nan if before is None else float((mean - before).abs().max()),
            }
        )
        before = mean
    frame = pd.DataFrame(
        {
            "mean": share.mean(),
            "median": share.median(),
            "q1": share.quantile(0.25),
            "q3": share.quantile(0.75),
            "cv": share.std(ddof=1) / share.mean(),
        }
    )
    frame["weight"] = frame["mean"] / frame["mean"].sum()
    record = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="round"))
    return PanelWeights(
        weights=frame["weight"],
        frame=frame,
        rounds=record,
        agreed=bool(record["kendall_w"].iloc[-1] >= least_w and (frame["cv"] <= most_cv).all()),
        least_w=least_w,
        most_cv=most_cv,
    )


def kendall_w(ratings: pd.DataFrame) -> tuple[float, float]:
    """Kendall's coefficient of concordance of m raters (rows) over n items (columns), and chi-square.

    The second is m (n - 1) W. NaN where no rater tells any two items apart. A missing rating is refused:
    ranks of fewer items would take W above 1.

    >>> kendall_w(pd.DataFrame([[1, 2, 3], [3, 2, 1]]))
    (0.0, 0.0)
    """
    gaps = ratings.isna()
    if gaps.to_numpy().any():
        rows, columns = np.nonzero(gaps.to_numpy())
        cells = [f"{ratings.index[i]} / {ratings.columns[j]}" for i, j in zip(rows, columns, strict=True)]
        raise StatisticError("indicators.expert_panel.kendall-s-w-wants-every-item", cells=listed(cells))
    m, n = ratings.shape
    ranks = ratings.rank(axis=1, method="average")
    s = float(((ranks.sum() - m * (n + 1) / 2) ** 2).sum())
    ties = 0.0
    for _, row in ratings.iterrows():
        counts = row.value_counts().to_numpy(dtype="float64")
        ties += float((counts**3 - counts).sum())
    below = m**2 * (n**3 - n) - m * ties
    w = 12 * s / below if below > 0 else float("nan")
    return w, m * (n - 1) * w


def _check_rounds(tables: Sequence[pd.DataFrame]) -> None:
    faults = []
    if not tables:
        raise StatisticError("indicators.expert_panel.there-is-no-round-give-at")
    for k, table in enumerate(tables, start=1):
        if table.shape[0] < 1 or table.shape[1] < 2:
            experts, indicators = table.shape
            faults.append(
                Message("indicators.expert_panel.too-small", round=k, experts=experts, indicators=indicators)
            )
            continue
        if set(table.columns) != set(tables[0].columns):
            these, those = list(table.columns), list(tables[0].columns)
            faults.append(
                Message("indicators.expert_panel.other-indicators", round=k, these=these, those=those)
            )
        try:
            x = table.to_numpy(dtype="float64")
        except (TypeError, ValueError) as error:
            faults.append(Message("indicators.expert_panel.no-numbers", round=k, error=str(error)))
            continue
        bad = ~np.isfinite(x) | (x < 0)
        cells = [f"{table.index[i]} / {table.columns[j]}" for i, j in zip(*np.nonzero(bad), strict=True)]
        if cells:
            faults.append(Message("indicators.expert_panel.missing", round=k, cells=cells))
        elif (x.sum(axis=1) == 0).any():
            experts = list(table.index[x.sum(axis=1) == 0])
            faults.append(Message("indicators.expert_panel.all-nothing", round=k, experts=experts))
    if faults:
        raise StatisticError("errors.faults", faults=faults)
