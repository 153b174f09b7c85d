"""Join counts: are neighbors of members members too?"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.p_values import table, tails
from analysis.permutation import check_permutations, check_seed, fixed_point
from analysis.set_sample import Codes, Floats, Ints, Membership, Neighbors, membership
from analysis.setting import SetTest
from boundaries.errors import StatisticError, listed

ROUNDING = 1e-13  # a variance below this share of its own terms is none: every arrangement counts the same
KEPT = 2.0**-20  # share of a weight that may be lost when it is written as a whole number


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class JoinCount(SetTest):
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
    null : Message
        The null in one sentence.
    strata : str
        Name of the strata, "" if none.
    n_strata, n_eligible, n_members : int
    n_joins : int
        Unordered pairs of neighboring eligible units; ``mean_neighbors`` and ``isolates`` describe the graph.
    permutations, seed : int
    """

    HEAD: ClassVar[tuple[str, ...]] = ("bb", "expected", "p_sim")

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
    >>> from boundaries import board
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
            "analysis.join_count.join-counts-want-members-and-others",
            n_members=field.n_members,
            n_eligible=field.n_eligible,
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
        permutations=permutations,
        seed=seed,
        setting=field.setting,
    )


def upper_normal(z: float) -> float:
    """Upper tail of the standard normal law; NaN for NaN."""
    from math import erfc, sqrt

    return 0.5 * erfc(z / sqrt(2))


def fixed_weights(field: Membership) -> tuple[Ints, float]:
    """Weights as whole multiples of a unit: exact for binary graphs and short decimals, ties exact for all.

    Raises
    ------
    StatisticError
        A weight beside which others vanish, naming the joins.
    """
    largest = float(field.weights.max())
    if (field.weights == largest).all():
        return np.ones(len(field.weights), dtype=np.int64), largest
    terms = 4 * len(field.weights)  # touches of both ends of every join, in both directions
    whole, scale = fixed_point(field.weights, terms, bits=53)
    lost = np.abs(whole - field.weights * scale) > KEPT * field.weights * scale
    if lost.any():
        most = int(field.weights.argmax())
        dwarf = f"{field.ids[field.heads[most]]}-{field.ids[field.tails[most]]} ({largest:g})"
        pairs = [f"{field.ids[field.heads[k]]}-{field.ids[field.tails[k]]}" for k in np.flatnonzero(lost)]
        raise StatisticError(
            "analysis.join_count.weights-dwarfs-others-which-would-count",
            dwarf=dwarf,
            value=int(lost.sum()),
            pairs=listed(pairs),
        )
    return whole, 1 / scale


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

    BB and WW are quadratic forms in the membership x, and so is BW:
    1/2 sum w_ij (a + b (x_i + x_j) + c x_i x_j).
    """
    forms = {"BB": (0.0, 0.0, 1.0), "BW": (0.0, 1.0, -2.0), "WW": (1.0, -1.0, 1.0)}
    law = PairLaw(field)
    expected, variance = {}, {}
    for name, form in forms.items():
        expected[name], variance[name] = law.quadratic(*form)
    return expected, variance


class PairLaw:
    """Moments of sums over pairs of members drawn without replacement within strata.

    With d_i = x_i - p_i (p the share of members in the stratum of i) strata are independent and every d has
    mean zero, so that only terms whose strata pair up are left: joins within one stratum, and joins between
    two strata taken by blocks. Everything is a sum over joins, whatever the number of strata.
    """

    def __init__(self, field: Membership) -> None:
        from scipy.sparse import coo_array

        n, levels = field.n_eligible, field.n_strata
        self.code = code = field.strata.codes
        size = np.bincount(code, minlength=levels).astype(np.float64)
        taken = np.bincount(code[field.chosen], minlength=levels).astype(np.float64)
        self.size, self.p = size, taken / size
        self.spread = self.p * (1 - self.p)  # E d^2
        tilt = 1 - 2 * self.p
        # as the d of a stratum sum to zero, and d^2 = tilt d + spread
        self.d2 = -self.spread / np.maximum(size - 1, 1)  # E d_i d_j, different units
        self.d21 = tilt * self.d2  # E d_i^2 d_j
        self.d3 = -2 * self.d21 / np.maximum(size - 2, 1)  # E d_i d_j d_k
        self.d22 = tilt**2 * self.d2 + self.spread**2
        self.d211 = tilt * self.d3 + self.spread * self.d2
        self.d4 = -3 * self.d211 / np.maximum(size - 3, 1)
        joins = coo_array((field.weights, (field.heads, field.tails)), shape=(n, n)).tocsr()
        joins = ((joins + joins.T) / 2).tocoo()  # symmetric: s_ij over ordered pairs
        self.i, self.j, self.s = joins.row, joins.col, joins.data
        self.degree = np.bincount(self.i, self.s, n)
        self.toward = np.bincount(self.i, self.s * self.p[code[self.j]], n)
        self.own = code[self.i] == code[self.j]
        within = np.bincount(self.i[self.own], self.s[self.own], n)
        g = code[self.i[self.own]]
        self.within = within
        self.sum1 = np.bincount(g, self.s[self.own], levels)
        self.sum2 = np.bincount(g, self.s[self.own] ** 2, levels)
        self.rows2 = np.bincount(code, within**2, levels)
        self.square, self.square_terms = self._within()
        across, across_terms = self._across()
        self.square_mean = self.sum1 * self.d2
        self.square_variance = float((self.square - self.square_mean**2).sum()) + across
        self.square_terms += float((self.square_mean**2).sum()) + across_terms

    def _within(self) -> tuple[Floats, float]:
        """E Q^2 by stratum, Q = sum s_ij d_i d_j over its joins, and the size of the terms."""
        same = 2 * self.sum2
        sharing = 4 * (self.rows2 - self.sum2)
        apart = self.sum1**2 - same - sharing
        terms = np.array([same * self.d22, sharing * self.d211, apart * self.d4])
        return np.asarray(terms.sum(axis=0), dtype=np.float64), float(np.abs(terms).sum())

    def _across(self) -> tuple[float, float]:
        """The variance of sum s_ij d_i d_j over joins between strata, and the size of its terms."""
        levels = len(self.size)
        i, j, s = self.i[~self.own], self.j[~self.own], self.s[~self.own]
        g, h = self.code[i], self.code[j]
        blocks, block = np.unique(g * levels + h, return_inverse=True)
        from_, to = blocks // levels, blocks % levels
        total, square = np.bincount(block, s, len(blocks)), np.bincount(block, s**2, len(blocks))

        def squared_sums(unit: Ints) -> Floats:
            key, place = np.unique(block * len(self.code) + unit, return_inverse=True)
            sums = np.bincount(place, s, len(key))
            return np.bincount(key // len(self.code), sums**2, len(blocks)).astype(np.float64)

        alone_g, alone_h = self.spread[from_] - self.d2[from_], self.spread[to] - self.d2[to]
        terms = np.array(
            [
                alone_g * alone_h * square,
                alone_g * self.d2[to] * squared_sums(i),
                self.d2[from_] * alone_h * squared_sums(j),
                self.d2[from_] * self.d2[to] * total**2,
            ]
        )
        return 2 * float(terms.sum()), 2 * float(np.abs(terms).sum())  # each block stands in both directions

    def quadratic(self, a: float, b: float, c: float) -> tuple[float, float]:
        """Mean and variance of 1/2 sum w_ij (a + b (x_i + x_j) + c x_i x_j)."""
        code, levels = self.code, len(self.size)
        p = self.p[code]
        mean = a / 2 * self.s.sum() + b * (self.degree * p).sum()
        mean += c / 2 * ((p * self.toward).sum() + self.square_mean.sum())
        linear = b * self.degree + c * self.toward  # of d_i, once p is put for x elsewhere
        one, two = np.bincount(code, linear, levels), np.bincount(code, linear**2, levels)
        touching = 2 * np.bincount(code, linear * self.within, levels)
        terms = np.array(
            [
                two * (self.spread - self.d2),
                one**2 * self.d2,
                c * touching * self.d21,
                c * (one * self.sum1 - touching) * self.d3,
            ]
        )
        variance = float(terms.sum()) + c**2 / 4 * self.square_variance
        size = float(np.abs(terms).sum()) + c**2 / 4 * self.square_terms
        return float(mean), variance if variance > ROUNDING * size else 0.0
