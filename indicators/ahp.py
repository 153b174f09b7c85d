"""Analytic hierarchy process (层次分析法): weights from judgements by pairs, and their consistency."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.errors import LianpianWarning, StatisticError, choose, listed
from boundaries.language import Message
from boundaries.shown import Shown

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random reciprocal matrices of order 1 to 15 (Saaty 1980, p. 21)."""

TOLERABLE = 0.10
"""Saaty's limit of the consistency ratio."""

PRINTED = 0.005 + 1e-9
"""How far a printed judgement is from the one that was meant: tables print 1/6 as 0.17."""

AhpMethod = Literal["eigenvector", "geometric_mean"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class AhpWeights(Shown):
    """Weights from one matrix of judgements.

    Attributes
    ----------
    weights : pandas.Series
        By criterion, summing to 1.
    lambda_max : float
        Principal eigenvalue; for ``geometric_mean`` the mean of (A w) / w.
    consistency_index, random_index, consistency_ratio : float
        (lambda_max - n) / (n - 1), Saaty's mean index for random matrices, and their ratio (0 for n <= 2).
    consistent : bool
        Whether the ratio is at most 0.10.
    judgements : pandas.DataFrame
        One row a pair, most inconsistent first: ``row``, ``column``, ``judgement``, ``implied`` (ratio of the
        weights), ``error`` (judgement / implied, or its inverse where smaller than 1).
    method : str
    """

    weights: pd.Series
    lambda_max: float
    consistency_index: float
    random_index: float
    consistency_ratio: float
    consistent: bool
    judgements: pd.DataFrame
    method: str

    @property
    def most_inconsistent(self) -> Message:
        """The judgement to reconsider first."""
        worst = _worst(self.judgements, 1)
        return worst[0] if worst else Message("indicators.ahp.none")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class AhpGroup(Shown):
    """Weights from several experts: the combined ``weights``, and each expert's :class:`AhpWeights`.

    ``combined`` is the result of the combined matrix under ``combine="judgements"``, else None.
    ``expert_weights`` (summing to 1) is the say of each expert; ``spread`` by criterion: the experts'
    ``min``, ``max`` and ``sd``.
    """

    weights: pd.Series
    combined: AhpWeights | None
    experts: Mapping[str, AhpWeights]
    expert_weights: pd.Series
    spread: pd.DataFrame
    combine: str
    method: str


def ahp_weights(
    matrix: pd.DataFrame | npt.ArrayLike | Mapping[tuple[str, str], float],
    *,
    method: AhpMethod = "eigenvector",
) -> AhpWeights:
    """Weights of criteria from how much more important each is than each other.

    Parameters
    ----------
    matrix : DataFrame, square array, or mapping
        Entry (i, j) says how many times i is as important as j (1/9 to 9). A mapping gives each pair once,
        ``{("创新", "绿色"): 3, ...}``.
    method : {"eigenvector", "geometric_mean"}
        The principal eigenvector (Saaty), or the geometric mean of each row (Crawford and Williams).

    Raises
    ------
    StatisticError
        The matrix is not square, labelled the same on both sides, positive and reciprocal; every breach is
        named.

    Warns
    -----
    LianpianWarning
        The consistency ratio exceeds 0.10; the three worst judgements are named.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process, pp. 17-25, 49-64.
    Crawford, G. and Williams, C. (1985). Journal of Mathematical Psychology 29(4), 387-405.

    Examples
    --------
    >>> result = ahp_weights({("质效", "创新"): 1, ("质效", "绿色"): 2, ("创新", "绿色"): 2})
    >>> result.weights.round(3).to_dict()
    {'质效': 0.4, '创新': 0.4, '绿色': 0.2}
    >>> round(abs(result.consistency_ratio), 6)
    0.0
    """
    choose(method, ("eigenvector", "geometric_mean"), what="method", error=StatisticError)
    table = _judgements(matrix)
    a = table.to_numpy(dtype="float64")
    n = len(a)
    if method == "eigenvector":
        values, vectors = np.linalg.eig(a)
        first = int(np.argmax(values.real))
        w = np.abs(vectors[:, first].real)
        w = w / w.sum()
        lambda_max = float(values[first].real)
    else:
        w = np.exp(np.log(a).mean(axis=1))
        w = w / w.sum()
        lambda_max = float(((a @ w) / w).mean())
    index = 0.0 if n <= 2 else max((lambda_max - n) / (n - 1), 0.0)
    random_index = RANDOM_INDEX[n - 1]
    ratio = index / random_index if n > 2 else 0.0
    result = AhpWeights(
        weights=pd.Series(w, index=table.index, name="weight"),
        lambda_max=lambda_max,
        consistency_index=index,
        random_index=random_index,
        consistency_ratio=ratio,
        consistent=ratio <= TOLERABLE,
        judgements=_errors(table, w),
        method=method,
    )
    if not result.consistent:
        worst = _worst(result.judgements, 3)
        told = LianpianWarning("indicators.ahp.contradict", ratio=ratio, most=TOLERABLE, worst=worst)
        warnings.warn(told, stacklevel=2)
    return result


def _worst(judgements: pd.DataFrame, most: int) -> list[Message]:
    """The judgements farthest from what the weights imply."""
    return [
        Message("indicators.ahp.judged", row=r.row, column=r.column, judgement=r.judgement, implied=r.implied)
        for r in judgements.head(most).itertuples()
    ]


def ahp_group(
    matrices: Mapping[str, pd.DataFrame | npt.ArrayLike | Mapping[tuple[str, str], float]],
    *,
    combine: Literal["judgements", "priorities"] = "judgements",
    expert_weights: pd.Series | None = None,
    method: AhpMethod = "eigenvector",
) -> AhpGroup:
    """Weights from several experts' judgements.

    Parameters
    ----------
    matrices : mapping of expert to matrix
    combine : {"judgements", "priorities"}
        Geometric mean of the experts' judgements, then weights; or weights of each, then their geometric
        mean.
    expert_weights : pandas.Series, optional
        The say of each expert, by name; None: equal.

    References
    ----------
    Forman, E. and Peniwati, K. (1998). European Journal of Operational Research 108(1), 165-169.

    Examples
    --------
    >>> one, two = {("质效", "创新"): 4}, {("质效", "创新"): 1}
    >>> ahp_group({"甲": one, "乙": two}).weights.round(3).to_dict()
    {'质效': 0.667, '创新': 0.333}
    """
    from indicators._aggregate import proportions

    choose(combine, ("judgements", "priorities"), what="combine", error=StatisticError)
    if not isinstance(matrices, Mapping):
        raise StatisticError(
            "indicators.ahp.matrices-wanted-a-mapping-of-expert", name=type(matrices).__name__
        )
    names = pd.Index([str(name) for name in matrices])
    if len(names) == 0:
        raise StatisticError("indicators.ahp.there-is-no-expert-give-at")
    tables = [_judgements(matrix) for matrix in matrices.values()]
    labels = tables[0].index
    for name, table in zip(names, tables, strict=True):
        if set(table.index) != set(labels):
            raise StatisticError(
                "indicators.ahp.expert-judges-the-first-judges",
                name=name,
                index=listed(table.index),
                labels=listed(labels),
            )
    tables = [table.loc[labels, labels] for table in tables]
    share = proportions(expert_weights, names)
    experts = {name: ahp_weights(table, method=method) for name, table in zip(names, tables, strict=True)}
    each = pd.DataFrame({name: result.weights for name, result in experts.items()})
    if combine == "judgements":
        logs = sum(s * np.log(t.to_numpy(dtype="float64")) for s, t in zip(share, tables, strict=True))
        combined = ahp_weights(pd.DataFrame(np.exp(logs), index=labels, columns=labels), method=method)
        weights = combined.weights
    else:
        combined = None
        raw = np.exp(np.log(each) @ share)
        weights = (raw / raw.sum()).rename("weight")
    spread = pd.DataFrame({"min": each.min(axis=1), "max": each.max(axis=1), "sd": each.std(axis=1, ddof=0)})
    return AhpGroup(
        weights=weights,
        combined=combined,
        experts=experts,
        expert_weights=share,
        spread=spread,
        combine=combine,
        method=method,
    )


def _judgements(matrix: pd.DataFrame | npt.ArrayLike | Mapping[tuple[str, str], float]) -> pd.DataFrame:
    if isinstance(matrix, Mapping):
        return _reciprocal(_from_pairs(matrix))
    if isinstance(matrix, pd.DataFrame):
        if set(matrix.index) != set(matrix.columns) or matrix.index.has_duplicates:
            raise StatisticError(
                "indicators.ahp.the-matrix-s-rows-and-columns",
                index=listed(matrix.index),
                columns=listed(matrix.columns),
            )
        return _reciprocal(matrix.loc[:, matrix.index])
    try:
        a = np.asarray(matrix)
    except ValueError:
        raise StatisticError("indicators.ahp.a-matrix-of-judgements-is-square-2") from None
    if a.ndim != 2 or a.shape[0] != a.shape[1] or a.shape[0] == 0:
        raise StatisticError("indicators.ahp.a-matrix-of-judgements-is-square", shape=a.shape)
    labels = pd.Index([str(k + 1) for k in range(len(a))])
    return _reciprocal(pd.DataFrame(a, index=labels, columns=labels))


def _from_pairs(pairs: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    labels = pd.Index(list(dict.fromkeys(name for pair in pairs for name in pair)))
    table = pd.DataFrame(np.nan, index=labels, columns=labels)
    for name in labels:
        table.loc[name, name] = 1.0
    wrong = [
        f"{pair}: {value!r}"
        for pair, value in pairs.items()
        if isinstance(value, bool) or not isinstance(value, Real)
    ]
    if wrong:
        raise StatisticError("indicators.ahp.judgements-must-be-numbers-write-as", error=listed(wrong))
    for (i, j), value in pairs.items():
        table.loc[i, j] = value
        if (j, i) not in pairs and value:
            table.loc[j, i] = 1 / value
    return table


def _reciprocal(table: pd.DataFrame) -> pd.DataFrame:
    try:
        a = table.to_numpy(dtype="float64")
    except (TypeError, ValueError) as error:
        raise StatisticError("indicators.ahp.judgements-must-be-numbers-write-as", error=error) from None
    n = len(a)
    if n == 0:
        raise StatisticError("indicators.ahp.there-is-no-judgement-give-at")
    if n > len(RANDOM_INDEX):
        raise StatisticError("indicators.ahp.criteria-nobody-judges-that-many-by", n=n)
    names = table.index
    faults = []
    for i in range(n):
        if abs(a[i, i] - 1) > 1e-9:
            faults.append(Message("indicators.ahp.not-one", one=names[i], value=a[i, i]))
        for j in range(i + 1, n):
            pair, back = a[i, j], a[j, i]
            seen = {"one": names[i], "other": names[j], "pair": pair, "back": back}
            if not (np.isfinite(pair) and np.isfinite(back) and pair > 0 and back > 0):
                faults.append(Message("indicators.ahp.not-positive", **seen))
            elif min(abs(pair * back - 1) / 4, abs(back - 1 / pair), abs(pair - 1 / back)) > PRINTED:
                faults.append(Message("indicators.ahp.not-reciprocal", **seen, wanted=1 / pair))
    if faults:
        raise StatisticError("indicators.ahp.the-matrix-is-not-reciprocal", faults=faults)
    upper = np.sqrt(a / a.T)
    return pd.DataFrame(upper, index=names, columns=names)


def _errors(table: pd.DataFrame, w: npt.NDArray[np.float64]) -> pd.DataFrame:
    i, j = np.triu_indices(len(table), 1)
    given, implied = table.to_numpy()[i, j], w[i] / w[j]
    ratio = given / implied
    columns = {"row": table.index[i], "column": table.index[j], "judgement": given, "implied": implied}
    out = pd.DataFrame({**columns, "error": np.maximum(ratio, 1 / ratio)})
    return out.sort_values("error", ascending=False, kind="stable", ignore_index=True)
