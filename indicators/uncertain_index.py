"""The uncertain index: a table scored with weights and methods that could have been others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.constant import is_constant
from boundaries.errors import StatisticError, choose, listed
from boundaries.language import Message

Floats = NDArray[np.floating[Any]]

NORMALIZATIONS = ("min_max", "z", "rank", "given")
AGGREGATIONS = ("arithmetic", "geometric", "harmonic")
IMPUTATIONS = ("none", "mean", "median", "available")
BLOCK = 256


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class UncertainIndex:
    """The checked table, the stated weights and one matrix for each combination of choices."""

    values: Floats
    stated: Floats
    judgements: Floats | None
    concentration: float | None
    spread: float
    combinations: list[tuple[Floats, Floats | None]]
    names: list[tuple[str, str, str]]
    skipped: list[tuple[str, str, str]]

    @classmethod
    def build(
        cls,
        frame: pd.DataFrame,
        weights: Mapping[str, float] | pd.Series | None,
        judgements: pd.DataFrame | None,
        directions: Mapping[str, int] | pd.Series | None,
        normalizations: Sequence[str],
        aggregations: Sequence[str],
        imputations: Sequence[str],
        *,
        concentration: float | None,
        spread: float,
    ) -> "UncertainIndex":
        for given, valid, what in (
            (normalizations, NORMALIZATIONS, "normalization"),
            (aggregations, AGGREGATIONS, "aggregation"),
            (imputations, IMPUTATIONS, "imputation"),
        ):
            if isinstance(given, str) or not given:
                raise StatisticError(
                    "indicators.uncertain_index.s-must-be-a-sequence-of",
                    what=what,
                    valid=listed(valid),
                    given=given,
                )
            for one in given:
                choose(one, valid, what=what, error=StatisticError)
        values = _table(frame, allow_missing="none" not in imputations)
        if directions is not None:
            signs = _by_column(directions, frame.columns, "directions")
            if not np.isin(signs, (-1, 1)).all():
                raise StatisticError("indicators.uncertain_index.directions-must-be-or")
            values = values * signs
        if (weights is None) == (judgements is None):
            raise StatisticError("indicators.uncertain_index.give-either-weights-or-judgements-not")
        matrix = None
        if judgements is not None:
            matrix = _judgements(judgements, frame.columns)
            stated = np.exp(np.log(matrix).mean(axis=1))
        else:
            stated = _by_column(weights, frame.columns, "weights")
            if not (np.isfinite(stated) & (stated > 0)).all():
                wrong = frame.columns[~(np.isfinite(stated) & (stated > 0))]
                raise StatisticError(
                    "indicators.uncertain_index.weights-must-be-above-leave-the", wrong=listed(wrong)
                )
        stated = stated / stated.sum()
        if concentration is None and matrix is None:
            concentration = max(16.0 * (len(stated) - 1) - 1, 1.0)
        if concentration is not None and not concentration > 0:
            raise StatisticError(
                "indicators.uncertain_index.concentration-must-be-above-got", concentration=concentration
            )
        combinations, names, skipped = [], [], []
        for name in product(imputations, normalizations, aggregations):
            if name[2] != "arithmetic" and (
                name[1] == "z" or (name[1] == "given" and np.nanmin(values) <= 0)
            ):
                skipped.append(name)
                continue
            combinations.append(_combination(values, *name))
            names.append(name)
        if not combinations:
            raise StatisticError("indicators.uncertain_index.geometric-and-harmonic-means-need-values")
        return cls(
            values=values, stated=stated, judgements=matrix,
            concentration=None if matrix is not None else concentration,
            spread=spread, combinations=combinations, names=names, skipped=skipped,
        )  # fmt: skip

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Weights at random, draws x indicators, rows summing to 1."""
        count = len(self.stated)
        if self.judgements is None:
            assert self.concentration is not None
            gamma = rng.standard_gamma(self.concentration * self.stated, (draws, count))
            return self._shares(np.log(np.maximum(gamma, 1e-300)))
        pairs = count * (count - 1) // 2
        return np.concatenate(
            [
                self._perturb(rng.standard_normal((min(BLOCK, draws - start), pairs)))
                for start in range(0, draws, BLOCK)
            ]
        )

    def from_uniform(self, uniform: Floats) -> Floats:
        """Weights as a function of uniform numbers, for the Sobol design."""
        from scipy.special import gammaincinv, ndtri

        if self.judgements is None:
            assert self.concentration is not None
            return self._shares(
                np.log(np.maximum(gammaincinv(self.concentration * self.stated, uniform), 1e-300))
            )
        return self._perturb(ndtri(uniform))

    @property
    def inputs(self) -> int:
        """How many uniform numbers a set of weights takes."""
        count = len(self.stated)
        return count if self.judgements is None else count * (count - 1) // 2

    def _perturb(self, normal: Floats) -> Floats:
        assert self.judgements is not None
        count = len(self.stated)
        noise = np.zeros((len(normal), count, count))
        one, two = np.triu_indices(count, 1)
        noise[:, one, two] = self.spread * normal
        noise[:, two, one] = -self.spread * normal
        return self._shares((np.log(self.judgements) + noise).mean(axis=2))

    @staticmethod
    def _shares(logs: Floats) -> Floats:
        parts = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))

    def score(self, weights: Floats, combination: int) -> Floats:
        """Minus the score (or something monotone in it), weights x units, float32."""
        matrix, present = self.combinations[combination]
        low = weights.astype(np.float32)
        scores = low @ matrix
        if present is not None:
            scores /= low @ present
        return scores


def _combination(
    values: Floats, imputation: str, normalization: str, aggregation: str
) -> tuple[Floats, Floats | None]:
    """The transposed, negated, transformed matrix, and which cells are there (for "available")."""
    missing = np.isnan(values)
    if imputation in ("mean", "median") and missing.any():
        fill = np.nanmean(values, axis=0) if imputation == "mean" else np.nanmedian(values, axis=0)
        values = np.where(missing, fill, values)
    if normalization == "rank":
        table = pd.DataFrame(values).rank().to_numpy()
        scaled = 1 + 99 * (table - 1) / (np.nanmax(table, axis=0) - 1)
    elif normalization == "given":
        scaled = values
    elif normalization == "z":
        scaled = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0, ddof=1)
    else:
        low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
        scaled = 1 + 99 * (values - low) / (high - low)
    if aggregation == "geometric":
        scaled = np.log(scaled)
    elif aggregation == "harmonic":
        scaled = -1 / scaled
    gone = np.isnan(scaled)
    present = np.ascontiguousarray((~gone).T, dtype=np.float32) if gone.any() else None
    return np.ascontiguousarray(-np.where(gone, 0.0, scaled).T, dtype=np.float32), present


def _table(frame: pd.DataFrame, *, allow_missing: bool) -> Floats:
    breaches = []
    if len(frame) < 2 or not len(frame.columns):
        raise StatisticError(
            "indicators.uncertain_index.ranks-need-two-units-and-an",
            n_frame=len(frame),
            n_columns=len(frame.columns),
        )
    if not frame.index.is_unique:
        twice = list(frame.index[frame.index.duplicated()].unique())
        breaches.append(Message("errors.units-twice", units=twice))
    if not frame.columns.is_unique:
        twice = list(frame.columns[frame.columns.duplicated()])
        breaches.append(Message("indicators.uncertain_index.columns-twice", columns=twice))
    text = [column for column, kind in frame.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    if text:
        breaches.append(Message("indicators.uncertain_index.no-numbers", columns=text))
    if breaches:
        raise StatisticError("indicators.uncertain_index.the-table-cannot-be-scored", breaches=breaches)
    values: Floats = frame.to_numpy(dtype=float, na_value=np.nan)
    for wrong, what in ((np.isinf(values), "infinite"), (np.isnan(values) & (not allow_missing), "missing")):
        if wrong.any():
            rows, columns = np.nonzero(wrong)
            cells = [f"{frame.index[r]} {frame.columns[c]}" for r, c in zip(rows, columns, strict=True)]
            breaches.append(Message(f"indicators.uncertain_index.{what}", count=len(cells), cells=cells))
    held = np.isfinite(values)
    constant = [str(frame.columns[c]) for c in range(values.shape[1]) if is_constant(values[held[:, c], c])]
    if constant:
        breaches.append(Message("indicators.uncertain_index.constant", columns=constant))
    empty = frame.index[~held.any(axis=1)]
    if len(empty):
        breaches.append(Message("indicators.uncertain_index.empty", units=list(empty)))
    if breaches:
        raise StatisticError("indicators.uncertain_index.the-table-cannot-be-scored", breaches=breaches)
    return values


def _by_column(given: Mapping[str, Any] | pd.Series, columns: pd.Index, what: str) -> Floats:
    series = pd.Series(given)
    lacking, extra = columns.difference(series.index), series.index.difference(columns)
    if len(lacking) or len(extra):
        raise StatisticError(
            "indicators.uncertain_index.and-columns-do-not-meet-without",
            what=what,
            lacking=listed(lacking),
            extra=listed(extra),
        )
    return np.asarray(series.loc[columns], dtype=float)


def _judgements(matrix: pd.DataFrame, columns: pd.Index) -> Floats:
    for axis, labels in (("rows", matrix.index), ("columns", matrix.columns)):
        if set(labels) != set(columns) or len(labels) != len(columns):
            raise StatisticError(
                "indicators.uncertain_index.the-of-the-judgements-are-not", axis=axis, columns=listed(columns)
            )
    values: Floats = np.asarray(matrix.loc[columns, columns], dtype=float)
    if not (np.isfinite(values) & (values > 0)).all():
        raise StatisticError("indicators.uncertain_index.judgements-must-be-above")
    rows, others = np.nonzero(np.triu(np.abs(np.log(values * values.T)) > 0.02))
    if len(rows):
        bad = [
            Message(
                "indicators.uncertain_index.judged",
                one=columns[r],
                other=columns[c],
                there=values[r, c],
                back=values[c, r],
            )
            for r, c in zip(rows, others, strict=True)
        ]
        raise StatisticError("indicators.uncertain_index.the-judgements-are-not-reciprocal", bad=bad)
    return values
