"""Spatial Markov chains: whether a unit's moves between tiers depend on the tier of its neighbors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import stats

from analysis.panel import classes_of, read_panel
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Floats, Ints
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class SpatialMarkov(Shown):
    """Moves between quantile classes, by the class of the neighbors.

    Attributes
    ----------
    counts : DataFrame
        Index (lag, state), columns next: moves of units whose neighbors' mean was in class lag.
    probabilities : DataFrame
        Rows of ``counts`` summed to 1; NaN where no unit stood.
    pooled : DataFrame
        Probabilities whatever the neighbors.
    Q, LR : float
        Pearson's and the likelihood-ratio statistic of equal probabilities in all lag classes.
    degrees : int
        Their degrees of freedom.
    p_q, p_lr : float
        By the chi-squared law, which takes all moves as independent: they are not where neighbors move
        together, so read ``p_sim``.
    p_sim : float
        Share of random exchanges of the units' neighborhoods (each unit keeps its path, the lag paths are
        dealt anew) whose Q is as large, the observed one among them.
    frame : DataFrame by adcode
        up, down, stayed (moves of each), lag_first, lag_last (classes of the neighbors, "1" the lowest).
    bounds, lag_bounds : tuple of float
        Upper bounds of the classes, in units of the year's mean.
    k, permutations, seed, n_units, n_moves : int
    missing, isolates : Index
    """

    counts: pd.DataFrame
    probabilities: pd.DataFrame
    pooled: pd.DataFrame
    Q: float
    LR: float
    degrees: int
    p_q: float
    p_lr: float
    p_sim: float
    frame: pd.DataFrame
    bounds: tuple[float, ...]
    lag_bounds: tuple[float, ...]
    k: int
    permutations: int
    seed: int
    n_units: int
    n_moves: int
    missing: pd.Index
    isolates: pd.Index


def spatial_markov(
    values: pd.DataFrame,
    graph: Graph,
    *,
    k: int = 5,
    relative: bool = True,
    permutations: int = 999,
    seed: int,
) -> SpatialMarkov:
    """Ask whether rich neighbors lift a unit: moves between quantiles, by the quantile of its neighbors.

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year; units that lack one take no part.
    graph : Graph
        Row-standardized here; units without neighbors take no part.
    k : int
        Quantile classes of values and of lags, from all years together.
    relative : bool
        Divide by each year's mean first, so that general growth is no move.
    permutations, seed : int

    Returns
    -------
    SpatialMarkov

    Notes
    -----
    Q = sum_l sum_i n_i(l) sum_j (p_ij(l) - p_ij)^2 / p_ij and LR = 2 sum n_ij(l) ln(p_ij(l) / p_ij), l the
    lag classes; degrees of freedom sum_i (a_i - 1)(b_i - 1), a_i the states ever reached from i, b_i the lag
    classes in which i is left. As giddy's ``Spatial_Markov(fixed=True)``.

    References
    ----------
    Rey (2001), Geographical Analysis 33, 195-214; Bickenbach and Bode (2003), International Regional Science
    Review 26, 363-392.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 2.0, 1.0] * 4, index=layer.index)
    >>> panel = pd.DataFrame({2020: west, 2021: west + 1, 2022: west})
    >>> result = spatial_markov(panel, neighbors(layer), k=2, permutations=99, seed=1)
    >>> result.n_moves, result.counts.to_numpy().sum().item()
    (32, 32)
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    panel = read_panel(values, graph)
    size = panel.values
    if relative:
        size = size / size.mean(axis=0)
    assert panel.weights is not None
    lag = np.asarray(panel.weights @ size)
    pool, lag_pool = size.ravel(), lag.ravel()
    state = classes_of(pool, pool, k).reshape(size.shape)
    lag_state = classes_of(lag_pool, lag_pool, k).reshape(size.shape)
    n_states, n_lags = int(state.max()) + 1, int(lag_state.max()) + 1
    counts = _counts(state, lag_state, n_states, n_lags)
    q, lr, degrees = homogeneity(counts)
    rng = np.random.default_rng(seed)
    as_large = sum(
        homogeneity(_counts(state, lag_state[rng.permutation(len(state))], n_states, n_lags))[0] >= q - 1e-9
        for _ in range(permutations)
    )
    labels = [str(i + 1) for i in range(n_states)]
    lags = [str(i + 1) for i in range(n_lags)]
    index = pd.MultiIndex.from_product([lags, labels], names=["lag", "state"])
    columns = pd.Index(labels, name="next")
    flat = counts.reshape(-1, n_states)
    step = np.sign(state[:, 1:] - state[:, :-1])
    frame = pd.DataFrame(
        {
            "up": (step > 0).sum(axis=1),
            "down": (step < 0).sum(axis=1),
            "stayed": (step == 0).sum(axis=1),
            "lag_first": np.array(lags)[lag_state[:, 0]],
            "lag_last": np.array(lags)[lag_state[:, -1]],
        },
        index=panel.ids,
    )
    shares = [
        tuple(np.unique(np.percentile(p, np.linspace(100 / k, 100, k))).tolist()) for p in (pool, lag_pool)
    ]
    return SpatialMarkov(
        counts=pd.DataFrame(flat, index=index, columns=columns),
        probabilities=pd.DataFrame(_rows(flat), index=index, columns=columns),
        pooled=pd.DataFrame(_rows(counts.sum(axis=0)), index=pd.Index(labels, name="state"), columns=columns),
        Q=q,
        LR=lr,
        degrees=degrees,
        p_q=float(stats.chi2.sf(q, degrees)) if degrees else float("nan"),
        p_lr=float(stats.chi2.sf(lr, degrees)) if degrees else float("nan"),
        p_sim=(as_large + 1) / (permutations + 1),
        frame=frame,
        bounds=shares[0],
        lag_bounds=shares[1],
        k=k,
        permutations=permutations,
        seed=seed,
        n_units=len(panel.ids),
        n_moves=int(counts.sum()),
        missing=panel.missing,
        isolates=panel.isolates,
    )


def homogeneity(counts: Ints) -> tuple[float, float, int]:
    """Q, LR and degrees of freedom of equal rows in all layers of ``counts`` (layers x states x next)."""
    whole = _rows(counts.sum(axis=0))
    each = np.nan_to_num(np.stack([_rows(layer) for layer in counts]))
    leaving = counts.sum(axis=2)
    expected = np.where(np.nan_to_num(whole) > 0, whole, 1.0)
    q = float((leaving[:, :, None] * (each - np.nan_to_num(whole)) ** 2 / expected).sum())
    ratio = np.where(counts > 0, each / expected, 1.0)
    lr = 2.0 * float((counts * np.log(ratio)).sum())
    reached = (counts.sum(axis=0) > 0).sum(axis=1)
    layers = (leaving > 0).sum(axis=0)
    return q, lr, int(((reached - 1).clip(0) * (layers - 1).clip(0)).sum())


def _counts(state: Ints, lag: Ints, n_states: int, n_lags: int) -> Ints:
    """Moves by lag class at the start, state, next state."""
    flat = (lag[:, :-1] * n_states + state[:, :-1]) * n_states + state[:, 1:]
    return np.bincount(flat.ravel(), minlength=n_lags * n_states * n_states).reshape(
        n_lags, n_states, n_states
    )


def _rows(counts: Ints) -> Floats:
    leaving = counts.sum(axis=1, keepdims=True)
    return np.where(leaving > 0, counts / np.maximum(leaving, 1), np.nan)
