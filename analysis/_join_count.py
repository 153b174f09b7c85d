"""Join counts: are neighbors of members members too?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, Floats, Ints, Membership, Neighbors, membership
from analysis.tails import table, tails
from boundaries.errors import StatisticError

ROUNDING = 1e-13  # a variance below this share of its own terms is none: every arrangement counts the same
FIXED = 2.0**30  # weights are summed as whole multiples of (largest weight / FIXED), so that ties are exact


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class JoinCount:
    """Join counts of a set of members among eligible units.

    Attributes
    ----------
    bb, bw, ww : float
        Joins member-member, member-other, other-other (weight, each unordered pair once in a binary graph).
    expected, variance, z : float
        Of BB. ``expected`` is exact under the null stated in ``null`` (strata or not); ``variance`` is exact
        as well (non-free sampling; within strata too); ``z`` is (bb - expected) / sqrt(variance).
    p_normal : float
        One-sided (greater) normal approximation for BB from ``z``.
    p_sim, p_two_sided, mid_p : float
        Permutation p of BB: greater, two-sided, and greater with ties counted half.
    frame : DataFrame
        One row each for BB, BW, WW: observed, expected, variance, z, mean_sim, sd_sim, alternative ("less"
        for BW, "greater" for the others), p_sim and mid_p in that direction, p_greater, p_less, p_two_sided.
    null : str
        The null in one sentence.
    strata : str
        Name of the strata, "" if none.
    n_strata, n_eligible, n_members : int
    n_joins : int
        Unordered pairs of neighboring eligible units; ``mean_neighbors`` and ``isolates`` describe the graph.
    permutations, seed : int
    """

    bb: float
    bw: float
    ww: float
    expected: float
    variance: float
    z: float
    p_normal: float
    p_sim: float
    p_two_sided: float
    mid_p: float
    frame: pd.DataFrame
    null: str
    strata: str
    n_strata: int
    n_eligible: int
    n_members: int
    n_joins: int
    mean_neighbors: float
    isolates: pd.Index
    permutations: int
    seed: int


def join_count(
    members: Codes,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9_999,
    seed: int,
) -> JoinCount:
    """Count joins between members and others, and compare with members drawn at random.

    Units outside ``eligible`` are removed from the graph before anything is counted.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
        The chosen units.
    graph : Graph
        Neighbors; usually binary contiguity. Weights must not be negative.
    eligible : iterable of adcodes or boolean Series, optional
        Units that could have been chosen; None means every unit of the graph.
    strata : Series by adcode, optional
        Random sets keep the number of members of each stratum (a province, a region).
    permutations : int
        Random sets.
    seed : int
        The same seed gives the same bits.

    Returns
    -------
    JoinCount

    Raises
    ------
    StatisticError
        Members outside the eligible set or given twice; a graph that misses eligible units, has negative
        weights or no join between eligible units; no members; nobody but members.

    Notes
    -----
    BB = 1/2 sum w_ij x_i x_j, BW = 1/2 sum w_ij (x_i - x_j)^2, WW = 1/2 sum w_ij (1 - x_i)(1 - x_j). Isolates
    count among the n units (spdep: ``adjust.n=FALSE``), for they could be drawn.

    References
    ----------
    Cliff and Ord (1981), Spatial Processes, ch. 1-2 (moments under non-free sampling).

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from tests.board import board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> result = join_count(["320101", "320102", "320105", "320106"], rook, seed=1)
    >>> result.bb, result.bw, result.ww
    (4.0, 4.0, 16.0)
    >>> round(result.expected, 6), result.p_sim < 0.02
    (1.2, True)
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    field = membership(members, graph, eligible=eligible, strata=strata)
    field.joined()
    if not 0 < field.n_members < field.n_eligible:
        raise StatisticError(
            f"join counts want members and others; came {field.n_members:,} members of "
            f"{field.n_eligible:,} eligible units"
        )
    scaled, unit = fixed_weights(field)
    total = int(scaled.sum())
    out_and_in = np.bincount(field.heads, scaled, field.n_eligible) + np.bincount(
        field.tails, scaled, field.n_eligible
    )
    touching = np.rint(out_and_in).astype(np.int64)
    twice_bb = counted(field, scaled, field.members[None, :])
    drawn_bb, drawn_touch = [], []
    for block in field.draws(permutations, seed):
        drawn_bb.append(counted(field, scaled, block))
        drawn_touch.append(touching[block].sum(axis=1))

    def doubled(bb: Ints, touch: Ints) -> dict[str, Ints]:
        # in doubled fixed-point units: touch = 2 (2 BB + BW) / 2
        return {"BB": bb, "BW": touch - 2 * bb, "WW": total - touch + bb}

    seen = doubled(twice_bb, touching[field.members].sum(keepdims=True))
    drawn = doubled(np.concatenate(drawn_bb), np.concatenate(drawn_touch))
    rows = {}
    for name in ("BB", "BW", "WW"):
        row = tails(float(seen[name][0]), drawn[name], alternative="less" if name == "BW" else "greater")
        for key in ("observed", "mean_sim", "sd_sim"):
            row[key] = float(row[key]) * unit / 2
        rows[name] = row
    frame = table(rows)
    expected, variance = moments(field)
    frame.insert(1, "expected", pd.Series(expected))
    frame.insert(2, "variance", pd.Series(variance))
    spread = np.sqrt(frame["variance"].where(frame["variance"] > 0))
    frame.insert(3, "z", (frame["observed"] - frame["expected"]) / spread)
    bb = frame.loc["BB"]
    return JoinCount(
        bb=float(bb["observed"]),
        bw=float(frame.loc["BW", "observed"]),
        ww=float(frame.loc["WW", "observed"]),
        expected=float(bb["expected"]),
        variance=float(bb["variance"]),
        z=float(bb["z"]),
        p_normal=upper_normal(float(bb["z"])),
        p_sim=float(bb["p_sim"]),
        p_two_sided=float(bb["p_two_sided"]),
        mid_p=float(bb["mid_p"]),
        frame=frame,
        null=field.null,
        strata=field.strata.name,
        n_strata=len(field.strata.labels),
        n_eligible=field.n_eligible,
        n_members=field.n_members,
        n_joins=field.n_joins,
        mean_neighbors=field.mean_neighbors,
        isolates=field.isolates,
        permutations=permutations,
        seed=seed,
    )


def upper_normal(z: float) -> float:
    """Upper tail of the standard normal law; NaN for NaN."""
    from math import erfc, sqrt

    return 0.5 * erfc(z / sqrt(2))


def fixed_weights(field: Membership) -> tuple[Ints, float]:
    """Weights as whole multiples of a unit: exact for binary graphs, ties exact for all."""
    largest = float(field.weights.max())
    if (field.weights == largest).all():
        return np.ones(len(field.weights), dtype=np.int64), largest
    return np.rint(field.weights / largest * FIXED).astype(np.int64), largest / FIXED


def counted(field: Membership, scaled: Ints, drawn: npt.NDArray[np.integer]) -> Ints:
    """Sum of w_ij x_i x_j (twice BB) of each drawn set (row of positions)."""
    neighbors, weight, _ = padded(field, scaled)
    draws, size = drawn.shape
    inside = np.zeros((draws, field.n_eligible + 1), dtype=bool)
    inside[np.arange(draws)[:, None], drawn] = True
    totals = np.zeros(draws, dtype=np.int64)
    chunk = max(1, 4_000_000 // max(1, size * neighbors.shape[1]))
    for start in range(0, draws, chunk):
        rows = drawn[start : start + chunk]
        offset = (np.arange(start, start + len(rows)) * inside.shape[1])[:, None, None]
        hit = inside.ravel()[neighbors[rows] + offset]
        if weight is None:
            totals[start : start + chunk] = hit.sum(axis=(1, 2))
        else:
            totals[start : start + chunk] = (hit * weight[rows]).sum(axis=(1, 2))
    return totals


def padded(field: Membership, scaled: Ints) -> tuple[Ints, Ints | None, Ints]:
    """Neighbors of each unit as one row, filled with a unit that is never a member; weights; counts."""
    n = field.n_eligible
    count = np.bincount(field.heads, minlength=n)
    width = int(count.max(initial=0))
    slot = np.arange(len(field.heads)) - np.repeat(np.cumsum(count) - count, count)
    neighbors = np.full((n, width), n, dtype=np.int64)
    neighbors[field.heads, slot] = field.tails
    if (scaled == 1).all():
        return neighbors, None, count
    weight = np.zeros((n, width), dtype=np.int64)
    weight[field.heads, slot] = scaled
    return neighbors, weight, count


def moments(field: Membership) -> tuple[dict[str, float], dict[str, float]]:
    """Exact mean and variance of BB, BW and WW when each stratum keeps its number of members.

    BB and WW are quadratic forms in the membership x, and so is BW; all three share one computation on
    w_ij (a + b (x_i + x_j) + c x_i x_j).
    """
    weight = field.weights
    forms = {"BB": (0.0, 0.0, 1.0), "BW": (0.0, 1.0, -2.0), "WW": (1.0, -1.0, 1.0)}
    expected, variance = {}, {}
    law = PairLaw(field)
    for name, (a, b, c) in forms.items():
        expected[name], variance[name] = law.quadratic(weight, a, b, c)
    return expected, variance


class PairLaw:
    """Joint laws of one to four memberships drawn without replacement within strata."""

    def __init__(self, field: Membership) -> None:
        self.field = field
        self.code = field.strata.codes
        levels = len(field.strata.labels)
        self.size = np.bincount(self.code, minlength=levels).astype(np.float64)
        self.taken = np.bincount(self.code[field.chosen], minlength=levels).astype(np.float64)

    def falling(self, k: int) -> Floats:
        """P(k given units of one stratum are all members), by stratum."""
        value = np.ones(len(self.size))
        for step in range(k):
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = (self.taken - step) / (self.size - step)
            value = value * np.where(self.size - step > 0, np.maximum(ratio, 0.0), 0.0)
        return value

    def quadratic(self, weight: Floats, a: float, b: float, c: float) -> tuple[float, float]:
        """Mean and variance of 1/2 sum w_ij (a + b (x_i + x_j) + c x_i x_j)."""
        n, levels = self.field.n_eligible, len(self.size)
        head, tail, code = self.field.heads, self.field.tails, self.code
        p1, p2, p3, p4 = (self.falling(k) for k in (1, 2, 3, 4))
        # symmetric weights: s_ij = (w_ij + w_ji) / 2 over ordered pairs
        from scipy.sparse import coo_array

        matrix = coo_array((weight, (head, tail)), shape=(n, n)).tocsr()
        matrix = ((matrix + matrix.T) / 2).tocoo()
        i, j, s = matrix.row, matrix.col, matrix.data
        degree = np.bincount(i, s, n)
        constant = a / 2 * s.sum()
        # T = constant + b * sum_i degree_i x_i + c/2 * sum_ij s_ij x_i x_j
        linear = b * degree
        g, h = code[i], code[j]
        both = np.where(g == h, p2[g], p1[g] * p1[h])
        mean_linear = float((linear * p1[code]).sum())
        mean_square = float(c / 2 * (s * both).sum())
        mean = constant + mean_linear + mean_square
        # E[L^2]
        ell = np.bincount(code, linear, levels)
        ell2 = np.bincount(code, linear**2, levels)
        joint = np.outer(p1, p1)
        joint[np.diag_indices(levels)] = p2
        second_linear = float((ell2 * p1).sum() + ell @ joint @ ell - (ell2 * p2).sum())
        # toward[i, k]: weight from unit i into stratum k
        toward = np.zeros((n, levels))
        np.add.at(toward, (i, h), s)
        # E[L Q], Q = sum_ij s_ij x_i x_j: the linear unit is i, j or neither
        same = float((s * (linear[i] + linear[j]) * both).sum())
        blocks = np.zeros((levels, levels))
        np.add.at(blocks, (g, h), s)
        touched = np.zeros((levels, levels, 2))  # linear weight of the ends, by (stratum i, stratum j, end)
        np.add.at(touched[:, :, 0], (g, h), s * linear[i])
        np.add.at(touched[:, :, 1], (g, h), s * linear[j])
        rows, cols = np.nonzero(blocks)
        mixed = same
        pairs: list[tuple[int, int]] = list(zip(rows.tolist(), cols.tolist(), strict=True))
        for u, v in pairs:
            for k in range(levels):
                left = blocks[u, v] * ell[k]
                if k == u:
                    left -= touched[u, v, 0]
                if k == v:
                    left -= touched[u, v, 1]
                mixed += left * self.together((u, v, k), (p1, p2, p3, p4))
        # E[Q^2] = 2 sum s^2 x_i x_j + 4 sum over shared end + disjoint pairs
        square = float(2 * (s**2 * both).sum())
        own2 = np.zeros((n, levels))
        np.add.at(own2, (i, h), s**2)
        shared = np.zeros((levels, levels, levels))  # center stratum, two leaf strata (ordered)
        for k in range(levels):
            inside = code == k
            part = toward[inside]
            shared[k] = part.T @ part
            shared[k][np.diag_indices(levels)] -= own2[inside].sum(axis=0)
        for k, u, v in np.argwhere(shared).tolist():
            square += 4 * shared[k, u, v] * self.together((k, u, v), (p1, p2, p3, p4))
        pair2 = np.zeros((levels, levels))
        np.add.at(pair2, (g, h), s**2)
        for u, v in pairs:
            for x, y in pairs:
                apart = blocks[u, v] * blocks[x, y]
                if (u, v) == (x, y):
                    apart -= pair2[u, v]
                if (u, v) == (y, x):
                    apart -= pair2[u, v]
                apart -= shared[u, v, y] if u == x else 0.0
                apart -= shared[u, v, x] if u == y else 0.0
                apart -= shared[v, u, y] if v == x else 0.0
                apart -= shared[v, u, x] if v == y else 0.0
                if apart:
                    square += apart * self.together((u, v, x, y), (p1, p2, p3, p4))
        second = second_linear + c * mixed + c**2 / 4 * square
        center = mean_linear + mean_square
        variance = second - center**2
        return mean, variance if variance > ROUNDING * (second_linear + square) else 0.0

    @staticmethod
    def together(strata: tuple[int, ...], laws: tuple[Floats, ...]) -> float:
        """P(distinct units of these strata are all members)."""
        value = 1.0
        for stratum in set(strata):
            value *= float(laws[strata.count(stratum) - 1][stratum])
        return value
