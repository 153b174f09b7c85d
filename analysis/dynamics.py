"""Dynamics: how tiers, or states of local autocorrelation, change from one year to the next."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.set_sample import Codes, Floats, Neighbors
from analysis.years import rising
from boundaries.errors import StatisticError, listed
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Transitions(Shown):
    """Changes of state between following years.

    Attributes
    ----------
    counts : DataFrame
        Units that went from the state of the row to the state of the column, over all steps.
    probabilities : DataFrame
        Rows of ``counts`` summed to 1; NaN for a state that no unit ever left from.
    steady : Series
        Long-run share of each state under these probabilities; NaN where it is not unique.
    mobility : float
        Shorrocks' index, (k - trace) / (k - 1): 0 nobody moves, 1 (or more) full mobility; NaN with states
        never left from.
    frame : DataFrame
        One row per unit: first, last (states), moves (steps with a change), up, down (by the order of the
        states), years (steps it was observed in).
    steps : DataFrame
        One row per step (year, next year): n, moved, share_moved, up, down.
    states : tuple of str
        In their order, the lowest first.
    n_units, n_steps : int
        ``missing`` counts steps passed over because one of the two states is missing.
    missing : int
    """

    counts: pd.DataFrame
    probabilities: pd.DataFrame
    steady: pd.Series
    mobility: float
    frame: pd.DataFrame
    steps: pd.DataFrame
    states: tuple[str, ...]
    n_units: int
    n_steps: int
    missing: int


def transitions(panel: pd.DataFrame, *, states: tuple[str, ...] | None = None) -> Transitions:
    """Count moves between states (tiers, HH LH LL HL) along a panel of years.

    Parameters
    ----------
    panel : DataFrame by adcode
        One column per year; labels, missing where not observed. Years that are numbers, dates or texts like
        "2023" are brought in rising order; other columns count as they stand.
    states : tuple of str, optional
        Their order, the lowest first; None means sorted.

    Returns
    -------
    Transitions

    Notes
    -----
    For tests of spatial dependence in these moves (spatial Markov chains) hand the values to
    ``giddy.markov.Spatial_Markov`` (extra ``dynamics``); counts and probabilities here are giddy's
    ``Markov.transitions`` and ``Markov.p``.

    References
    ----------
    Quah (1993), European Economic Review 37, 426-434; Shorrocks (1978), Econometrica 46, 1013-1024.

    Examples
    --------
    >>> panel = pd.DataFrame({2021: ["1", "1", "2"], 2022: ["1", "2", "2"]}, index=["a", "b", "c"])
    >>> result = transitions(panel)
    >>> result.counts.to_numpy().tolist(), result.mobility
    ([[1, 1], [0, 1]], 0.5)
    """
    if not isinstance(panel, pd.DataFrame):
        raise StatisticError("analysis.dynamics.panel-wanted-a-frame-by-adcode", name=type(panel).__name__)
    if panel.shape[1] < 2:
        raise StatisticError("analysis.dynamics.transitions-want-at-least-two-years", value=panel.shape[1])
    if panel.index.has_duplicates:
        raise StatisticError(
            "analysis.dynamics.panel-given-more-than-once",
            value=listed(panel.index[panel.index.duplicated()].unique()),
        )
    table = panel.iloc[:, rising(panel.columns, what="panel")].sort_index()
    text = table.map(lambda x: None if pd.isna(x) else str(x)).astype(object)
    found = sorted({x for x in text.to_numpy().ravel() if isinstance(x, str)})
    order = tuple(found) if states is None else tuple(str(state) for state in states)
    strange = [state for state in found if state not in order]
    if strange or not order:
        raise StatisticError(
            "analysis.dynamics.panel-states-outside", order=listed(order), strange=listed(strange)
        )
    code = np.column_stack([pd.Categorical(text[c], categories=list(order)).codes for c in text.columns])
    before, after = code[:, :-1], code[:, 1:]
    known = (before >= 0) & (after >= 0)
    k = len(order)
    flat = before[known].astype(np.int64) * k + after[known]
    square = np.bincount(flat, minlength=k * k).reshape(k, k)
    names = pd.Index(order, name="state")
    counts = pd.DataFrame(square, index=names, columns=pd.Index(order, name="next"))
    leaving = square.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.where(leaving > 0, square / leaving, np.nan)
    up, down = known & (after > before), known & (after < before)
    seen = code >= 0
    last = code.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    lowest = np.argmax(seen, axis=1)
    unit = np.arange(len(code))
    labels = np.array([*order, None], dtype=object)
    frame = pd.DataFrame(
        {
            "first": labels[code[unit, lowest]],
            "last": labels[code[unit, last]],
            "moves": (up | down).sum(axis=1),
            "up": up.sum(axis=1),
            "down": down.sum(axis=1),
            "years": known.sum(axis=1),
        },
        index=table.index,
    )
    n = known.sum(axis=0)
    moved = (up | down).sum(axis=0)
    steps = pd.DataFrame(
        {
            "n": n,
            "moved": moved,
            "share_moved": np.where(n > 0, moved / np.maximum(n, 1), np.nan),
            "up": up.sum(axis=0),
            "down": down.sum(axis=0),
        },
        index=pd.MultiIndex.from_arrays([table.columns[:-1], table.columns[1:]], names=["year", "next"]),
    )
    return Transitions(
        counts=counts,
        probabilities=pd.DataFrame(chance, index=names, columns=counts.columns),
        steady=pd.Series(long_run(chance), index=names, name="steady"),
        mobility=float((k - np.trace(chance)) / (k - 1)) if k > 1 else float("nan"),
        frame=frame,
        steps=steps,
        states=order,
        n_units=len(table),
        n_steps=int(known.sum()),
        missing=int((~known).sum()),
    )


def long_run(chance: Floats) -> Floats:
    """The one distribution that these probabilities leave as it is, or NaN."""
    k = len(chance)
    if np.isnan(chance).any():
        return np.full(k, np.nan)
    system = np.vstack([chance.T - np.eye(k), np.ones(k)])
    share, _, rank, _ = np.linalg.lstsq(system, np.append(np.zeros(k), 1.0), rcond=None)
    if rank < k:
        return np.full(k, np.nan)
    return np.asarray(np.clip(share, 0.0, 1.0), dtype=np.float64)


def local_states(
    values: pd.DataFrame,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9_999,
    alpha: float = 0.05,
    seed: int,
) -> pd.DataFrame:
    """State of local autocorrelation of every unit in every year, ready for :func:`transitions`.

    Parameters
    ----------
    values : DataFrame by adcode
        One column per year.
    graph, eligible, strata, permutations, alpha, seed
        As for ``local_moran``; each year uses the same seed, so that equal values give equal states.

    Returns
    -------
    DataFrame
        HH, LH, LL, HL where significant (FDR), "--" where not; missing where not tested.
    """
    from analysis._local_moran import local_moran

    if not isinstance(values, pd.DataFrame) or not values.shape[1]:
        raise StatisticError("analysis.dynamics.values-wanted-a-frame-by-adcode")
    states = {}
    for year in values.columns:
        frame = local_moran(
            values[year],
            graph,
            eligible=eligible,
            strata=strata,
            permutations=permutations,
            alpha=alpha,
            seed=seed,
        ).frame
        label = frame["label"].astype(object).where(frame["significant"].astype(bool), "--")
        states[year] = label.where(frame["p_sim"].notna())
    return pd.DataFrame(states).reindex(values.index)
