"""Factors as classes: what a comparison of class means may be asked, and the ways a number can be cut."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.discretize import class_ends, class_of
from analysis.permutation import Floats, Ints
from boundaries.constant import is_constant
from boundaries.errors import StatisticError

FEW = 8
"""A column of numbers with no more distinct values is taken as classes."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Candidate:
    """One way to class a factor.

    Attributes
    ----------
    cut : str
        The scheme; "" for a factor that came in classes.
    k : int
        Classes asked for.
    codes : ndarray of int
        The class of each unit, from 0 without gaps.
    labels : tuple
        The classes in order: (lower, upper) of a number, the values themselves otherwise.
    """

    cut: str
    k: int
    codes: Ints
    labels: tuple[object, ...]


def takes_numbers(column: pd.Series, classes: Collection[str]) -> bool:
    """Whether a factor is a number to be cut, and not classes."""
    if column.name in classes or not pd.api.types.is_numeric_dtype(column.dtype):
        return False
    return not pd.api.types.is_bool_dtype(column.dtype) and column.nunique() > FEW


def candidates(
    column: pd.Series, *, classes: Collection[str], cuts: Sequence[str], ks: Sequence[int]
) -> list[Candidate]:
    """Every way to class a factor without missing values.

    Raises
    ------
    StatisticError
        A factor of one class only, a class of one unit, a number that no scheme can cut into classes of two.
    """
    name = str(column.name)
    if takes_numbers(column, classes):
        values = column.to_numpy(dtype=np.float64)
        if is_constant(values):
            raise StatisticError("analysis.factors.constant", name=name, value=values[0])
        found = list(_cut(values, cuts, ks))
        if not found:
            raise StatisticError("analysis.factors.uncuttable", name=name, ks=list(ks))
        return found
    labels, codes = np.unique(column.astype(str).to_numpy(dtype=str), return_inverse=True)
    if len(labels) < 2:
        raise StatisticError("analysis.factors.constant", name=name, value=str(column.iloc[0]))
    counts = np.bincount(codes)
    if (counts < 2).any():
        alone = [f"{labels[code]} ({column.index[codes == code][0]})" for code in np.flatnonzero(counts < 2)]
        raise StatisticError("analysis.factors.class-of-one", name=name, alone=alone)
    if len(labels) == len(column):
        raise StatisticError("analysis.factors.uncuttable", name=name, ks=list(ks))
    return [Candidate(cut="", k=len(labels), codes=codes.astype(np.int64), labels=tuple(map(str, labels)))]


def _cut(values: Floats, cuts: Sequence[str], ks: Sequence[int]) -> Iterator[Candidate]:
    """The cuts whose every class holds at least two units, each partition once."""
    seen = set()
    for cut in cuts:
        for k in ks:
            ends = class_ends(values, cut=cut, k=k)
            codes = class_of(values, ends)
            key = codes.tobytes()
            if len(ends) < 2 or key in seen or np.bincount(codes).min() < 2:
                continue
            seen.add(key)
            starts = [float(values.min()), *ends[:-1]]
            labels = tuple((float(a), float(b)) for a, b in zip(starts, ends, strict=True))
            yield Candidate(cut=cut, k=k, codes=codes, labels=labels)


def crossed(first: Ints, second: Ints) -> Ints:
    """The classes of two factors together, from 0 without gaps; a class may hold one unit."""
    codes = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)[1]
    return np.asarray(codes, dtype=np.int64).reshape(-1)
