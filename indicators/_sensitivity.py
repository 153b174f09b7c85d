"""How sure a rank is: Monte-Carlo over weights, normalization, aggregation and imputation."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.chance import check_seed
from boundaries.errors import StatisticError, choose, listed
from boundaries.shown import Shown
from indicators.sobol import SobolIndices, sobol_indices
from indicators.uncertain_index import BLOCK, Floats, UncertainIndex


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Sensitivity(Shown):
    """Ranks with their uncertainty.

    Attributes
    ----------
    frame : DataFrame
        By unit, in the caller's order: ``rank`` (with the stated weights and the first of each choice; ties
        share the better rank), ``rank_median``, ``rank_mean``, ``rank_low``, ``rank_high`` (the central
        ``level`` of the draws), ``p_top`` (share of draws with rank <= top), ``p_above_next`` (share of
        draws in which the unit outranks the one next below it; NaN for the last).
    pairs : DataFrame
        Pairs that cannot be told apart: ``above``, ``below`` (by stated rank), ``p_above`` < level; among the
        ``pairs_among`` best units by median rank.
    sobol : SobolIndices or None
        What drives the mean absolute rank shift from the stated ranking.
    draws_top : uint8 array
        Membership of the top in each draw, packed: units (in frame order) x ceil(draws / 8) bytes; unpack
        with ``members``.
    settings : dict
        Every setting, the weights' coefficients of variation, and the combinations that were drawn.
    """

    frame: pd.DataFrame
    pairs: pd.DataFrame
    sobol: SobolIndices | None
    draws_top: NDArray[np.uint8]
    settings: dict[str, Any]

    def members(self) -> NDArray[np.bool_]:
        """Unpack ``draws_top``: a boolean array, units in frame order x draws."""
        return np.unpackbits(self.draws_top, axis=1, count=self.settings["draws"]).astype(bool)


def sensitivity(
    frame: pd.DataFrame,
    weights: Mapping[str, float] | pd.Series | None = None,
    *,
    judgements: pd.DataFrame | None = None,
    directions: Mapping[str, int] | pd.Series | None = None,
    draws: int = 10_000,
    concentration: float | None = None,
    spread: float = 0.25,
    top: int = 100,
    level: float = 0.90,
    normalizations: Sequence[str] = ("min_max",),
    aggregations: Sequence[str] = ("arithmetic",),
    imputations: Sequence[str] = ("none",),
    pairs_among: int = 200,
    sobol: int = 0,
    sobol_factors: Literal["sources", "indicators"] = "sources",
    seed: int,
) -> Sensitivity:
    """Say how firm every rank is when weights and methods could have been others.

    Parameters
    ----------
    frame : DataFrame
        Units (unique index, adcode) x indicators, numeric, any units; missing cells only where
        ``imputations``
        say what to do with them.
    weights : mapping or Series
        A weight above 0 for each column; only their proportions count. Leave out when ``judgements`` are
        given.
    judgements : DataFrame, optional
        A reciprocal pairwise matrix (AHP) over the columns, in place of ``weights``.
    directions : mapping or Series, optional
        +1 or -1 for each column; +1 for all where not given.
    draws : int
        Monte-Carlo draws; each draws weights and one of each of the choices below, all with equal chance.
    concentration : float, optional
        Sum of the Dirichlet parameters: a weight w then varies with coefficient of variation
        sqrt((1 - w) / (w (concentration + 1))). None takes 16 (m - 1) - 1, that is 25 % for an average weight
        of m
        indicators.
    spread : float
        Standard deviation of the log of each perturbed judgement (0.25: about a step of Saaty's scale).
    top : int
        The K of "in the top K".
    level : float
        Share of draws inside the rank interval, and the certainty that tells a pair apart.
    normalizations : of "min_max" (to 1-100), "z", "rank" (to 1-100), "given" (the table holds them already)
    aggregations : of "arithmetic", "geometric", "harmonic" (the last two need values above 0: never "z")
    imputations : of "none", "mean", "median", "available" (the weights of the indicators that are there)
    pairs_among : int
        How many of the best units are compared pairwise.
    sobol : int
        Base sample of the Sobol indices, a power of two; 0 leaves them out.
    sobol_factors : {"sources", "indicators"}
        Weights as one factor beside the three choices, or each indicator's weight as a factor of its own.
    seed : int
        Seed of everything drawn.

    Returns
    -------
    Sensitivity

    Raises
    ------
    StatisticError
        Columns and weights that do not meet, text, infinite or missing cells, constant indicators,
        weights not above 0, a matrix that is not reciprocal, unknown methods: all listed.

    Notes
    -----
    Scores are w'T(x) with T the identity, the log or minus the reciprocal: monotone in the arithmetic,
    geometric
    and harmonic mean, so ranks are the same. Products are in float32; scores that agree to 7 digits are ties.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, ch. 7. Saisana M., Saltelli A., Tarantola
    S.
    (2005), J. R. Stat. Soc. A 168: 307-323.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"gdp": [9, 5, 1, 4], "patents": [8, 2, 6, 1]}, index=["a", "b", "c", "d"])
    >>> found = sensitivity(table, {"gdp": 0.5, "patents": 0.5}, top=2, draws=2000, concentration=9, seed=1)
    >>> found.frame[["rank", "rank_low", "rank_high"]].astype(int).to_dict("index")["a"]
    {'rank': 1, 'rank_low': 1, 'rank_high': 1}
    """
    model = UncertainIndex.build(
        frame, weights, judgements, directions, normalizations, aggregations, imputations,
        concentration=concentration, spread=spread,
    )  # fmt: skip
    seed = check_seed(seed)
    units = len(frame)
    if not 1 <= top <= units:
        raise StatisticError("indicators.sensitivity.top-must-lie-between-and-the", units=units, top=top)
    if not 0 < level < 1:
        raise StatisticError("indicators.sensitivity.level-must-lie-between-and-got", level=level)
    if draws < 1:
        raise StatisticError("indicators.sensitivity.draws-must-be-at-least-got", draws=draws)
    rng = np.random.default_rng(seed)
    drawn = model.draw(draws, rng)
    stated = _ranks(model.score(model.stated[None, :], 0))[0]
    by_unit = _drawn_ranks(model, drawn, rng.integers(0, len(model.combinations), draws))
    result = _firmness(by_unit, stated, frame.index, top=top, level=level)
    ranked = np.lexsort((stated, result["rank_median"].to_numpy()))[:pairs_among]
    pairs = _pairs(by_unit, ranked[np.argsort(stated[ranked], kind="stable")], frame.index, level)
    names = list(map(str, frame.columns))
    settings: dict[str, Any] = {
        "draws": draws,
        "units": units,
        "indicators": names,
        "top": top,
        "level": level,
        "weights": dict(zip(names, model.stated.tolist(), strict=True)),
        "weights_cv": dict(zip(names, (drawn.std(0) / drawn.mean(0)).tolist(), strict=True)),
        "weights_from": "given" if judgements is None else "judgements",
        "concentration": model.concentration,
        "spread": None if judgements is None else spread,
        "combinations": [model.names[k] for k in range(len(model.combinations))],
        "skipped": model.skipped,
        "imputed_cells": int(np.isnan(model.values).sum()),
        "pairs_among": len(ranked),
        "sobol_factors": sobol_factors if sobol else None,
        "seed": seed,
    }
    return Sensitivity(
        frame=result,
        pairs=pairs,
        sobol=_sobol(model, frame.columns, stated, sobol, sobol_factors, seed) if sobol else None,
        draws_top=np.packbits(by_unit <= top, axis=1),
        settings=settings,
    )


def _drawn_ranks(model: UncertainIndex, drawn: Floats, which: NDArray[np.integer[Any]]) -> NDArray[Any]:
    """The rank of each unit (rows) in each draw (columns); ``which`` names the methods of a draw."""
    units = len(model.values)
    ranks = np.empty((len(drawn), units), dtype=np.uint16 if units < 65_536 else np.uint32)

    def fill(task: tuple[int, NDArray[np.intp]]) -> None:
        combination, rows = task
        ranks[rows] = _ranks(model.score(drawn[rows], combination))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, _tasks(which)))
    return np.ascontiguousarray(ranks.T)


def _firmness(
    by_unit: NDArray[Any], stated: NDArray[np.uint32], index: pd.Index, *, top: int, level: float
) -> pd.DataFrame:
    """How far the rank of each unit moves over the draws."""
    best = np.argsort(stated, kind="stable")
    above_next = np.full(len(index), np.nan)
    for one, two in pairwise(best):
        above_next[one] = np.mean(by_unit[one] < by_unit[two])
    low, median, high = _spans(by_unit, level)
    return pd.DataFrame(
        {
            "rank": stated.astype(np.int64),
            "rank_median": median,
            "rank_mean": by_unit.mean(axis=1),
            "rank_low": low,
            "rank_high": high,
            "p_top": (by_unit <= top).mean(axis=1),
            "p_above_next": above_next,
        },
        index=index,
    )


def _tasks(which: NDArray[np.integer[Any]]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    for combination in np.unique(which):
        rows = np.flatnonzero(which == combination)
        for start in range(0, len(rows), BLOCK):
            yield int(combination), rows[start : start + BLOCK]


def _ranks(negated: Floats) -> NDArray[np.uint32]:
    """Competition ranks (1 = smallest of the negated scores; ties share the better rank), row by row."""
    order = np.argsort(negated, axis=1)
    inorder = np.take_along_axis(negated, order, axis=1)
    place = np.broadcast_to(np.arange(1, negated.shape[1] + 1, dtype=np.uint32), negated.shape).copy()
    tied = np.zeros(negated.shape, dtype=bool)
    np.equal(inorder[:, 1:], inorder[:, :-1], out=tied[:, 1:])
    if tied.any():
        place[tied] = 0
        np.maximum.accumulate(place, axis=1, out=place)
    ranks = np.empty_like(place)
    np.put_along_axis(ranks, order, place, axis=1)
    return ranks


def _spans(by_unit: NDArray[Any], level: float) -> tuple[Floats, Floats, Floats]:
    """Low, median and high rank of each unit: order statistics, so that each is a rank that occurred."""
    draws = by_unit.shape[1]
    at = [
        int(np.floor((draws - 1) * (1 - level) / 2)),
        (draws - 1) // 2,
        int(np.ceil((draws - 1) * (1 + level) / 2)),
    ]
    found = np.empty((3, len(by_unit)), dtype=np.int64)
    for start in range(0, len(by_unit), BLOCK):
        ordered = np.sort(by_unit[start : start + BLOCK], axis=1, kind="stable")
        found[:, start : start + BLOCK] = ordered[:, at].T
    return found[0], found[1], found[2]


def _pairs(by_unit: NDArray[Any], rows: NDArray[np.intp], index: pd.Index, level: float) -> pd.DataFrame:
    chosen = by_unit[rows]
    above, below, chance = [], [], []
    for k in range(len(rows) - 1):
        wins = np.mean(chosen[k] < chosen[k + 1 :], axis=1)
        near = np.flatnonzero(np.maximum(wins, 1 - wins) < level)
        above += [index[rows[k]]] * len(near)
        below += list(index[rows[k + 1 + near]])
        chance += wins[near].tolist()
    return pd.DataFrame({"above": above, "below": below, "p_above": np.array(chance, dtype=float)})


def _sobol(
    model: UncertainIndex, columns: pd.Index, stated: NDArray[Any], base: int, by: str, seed: int
) -> SobolIndices:
    """Sobol indices of the mean absolute rank shift."""
    choose(by, ("sources", "indicators"), what="sobol_factors", error=StatisticError)
    if by == "indicators" and model.judgements is not None:
        raise StatisticError("indicators.sensitivity.with-judgements-the-weights-are-not")
    kinds = [list(dict.fromkeys(name[k] for name in model.names)) for k in range(3)]
    free = [
        (label, k)
        for k, label in ((1, "normalization"), (2, "aggregation"), (0, "imputation"))
        if len(kinds[k]) > 1
    ]
    if free and len(model.names) != np.prod([len(kind) for kind in kinds]):
        raise StatisticError(
            "indicators.sensitivity.sobol-indices-need-choices-that-combine",
            value=listed(" + ".join(s) for s in model.skipped),
        )
    factors = {"weights": model.inputs} if by == "sources" else {f"weight {c}": 1 for c in columns}
    factors |= {label: 1 for label, _ in free}
    lookup = {name: position for position, name in enumerate(model.names)}

    def shift(uniform: Floats) -> Floats:
        weights = model.from_uniform(uniform[:, : model.inputs])
        picks = [[kinds[k][0]] * len(uniform) for k in range(3)]
        for column, (_, k) in enumerate(free, model.inputs):
            picks[k] = [kinds[k][int(v * len(kinds[k]))] for v in uniform[:, column]]
        which = np.array([lookup[name] for name in zip(*picks, strict=True)])
        result = np.empty(len(uniform))
        for combination, rows in _tasks(which):
            moved = _ranks(model.score(weights[rows], combination)).astype(np.int64) - stated
            result[rows] = np.abs(moved).mean(axis=1)
        return result

    return sobol_indices(shift, factors, base=base, seed=seed)
