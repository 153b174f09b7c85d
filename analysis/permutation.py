"""Permutation: random orderings, and how often a sum over neighbors is as extreme as the one observed.

The engine of every local statistic here whose weights are equal within a row. Conditional permutation
holds unit i fixed and deals the other values to its k neighbors at random. Take a random ordering of *all*
values and let S_k be the sum of its first k. Where i is not among the first k, they are a random ordering
of the others; where it is, the first k+1 without i are. So one table of prefix sums answers every unit::

    null of unit i  =  S_k over all draws, but S_(k+1) - value_i in the draws that hold i among the first k

which is the conditional permutation distribution itself and no approximation. Within strata each stratum
has its own ordering, and a unit on a border adds its strata's prefix sums draw by draw.

Random numbers come from a counter (SplitMix64 of seed, stratum, draw, step), never from a state: draw number
p is the same whatever the block, the thread or the number of draws. Values are summed as integers
(`fixed_point`), so that equal sums are equal and the order of addition changes nothing.

References
----------
Anselin, L. (1995). Local indicators of spatial association. Geographical Analysis 27, 93-115.
North, B. V., Curtis, D., Sham, P. C. (2002). A note on the calculation of empirical P values from Monte
Carlo procedures. American Journal of Human Genetics 71, 439-441: (R+1)/(P+1).
Steele, G. L., Lea, D., Flood, C. H. (2014). Fast splittable pseudorandom number generators. OOPSLA, 453-472.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from pandas import Index

from analysis.engine import call, compiled, share, shares
from boundaries.chance import check_seed as check_seed
from boundaries.constant import merged
from boundaries.errors import StatisticError, choose

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Positions: TypeAlias = npt.NDArray[np.int32]
Keys: TypeAlias = npt.NDArray[np.uint64]
Alternative: TypeAlias = Literal["two-sided", "greater", "less"]

ALTERNATIVES = ("two-sided", "greater", "less")
GOLDEN = 0x9E3779B97F4A7C15
STRATUM = 0xD1342543DE82EF95
STEPS = 1 << 24  # counters kept for the steps of one draw
MASK = (1 << 64) - 1
ROOM = 1 << 21  # numbers held at a time by the prefix sums
LEAST = 1 << 19  # values dealt below which another thread costs more than it gives
SPARSE = 64  # orderings up to this long are made without a table of all units


def check_permutations(permutations: object) -> int:
    """Return ``permutations`` if it is a whole number of at least 1."""
    if (
        isinstance(permutations, bool)
        or not isinstance(permutations, (int, np.integer))
        or not 1 <= int(permutations) < 1 << 39
    ):
        raise StatisticError(
            "analysis.permutation.permutations-wanted-a-whole-number-of", permutations=permutations
        )
    return int(permutations)


def pseudo_p(greater: Ints, less: Ints, permutations: int, alternative: str = "two-sided") -> Floats:
    """Turn counts of draws into p-values: (R + 1) / (P + 1), one rule for every statistic of this package.

    Parameters
    ----------
    greater, less : ndarray of int
        How many draws were at least, and at most, the observed value. A tie counts in both.
    permutations : int
        Number of draws P.
    alternative : {"two-sided", "greater", "less"}
        Two-sided is twice the smaller of the one-sided p, never above 1.

    Returns
    -------
    ndarray of float
        Of the shape of ``greater``, from 1 / (P + 1) to 1.

    Raises
    ------
    StatisticError
        An unknown alternative.

    Examples
    --------
    >>> pseudo_p(np.array([4, 99]), np.array([95, 99]), 99)
    array([0.1, 1. ])
    >>> pseudo_p(np.array([4, 99]), np.array([95, 99]), 99, "greater")
    array([0.05, 1.  ])
    """
    choose(alternative, ALTERNATIVES, what="alternative", error=StatisticError)
    upper = (np.asarray(greater, dtype=np.float64) + 1.0) / (permutations + 1.0)
    lower = (np.asarray(less, dtype=np.float64) + 1.0) / (permutations + 1.0)
    if alternative == "greater":
        return upper
    if alternative == "less":
        return lower
    folded: Floats = np.minimum(1.0, 2.0 * np.minimum(upper, lower))
    return folded


def fixed_point(values: Floats, terms: int, *, bits: int = 62) -> tuple[Ints, float]:
    """Write finite values as integers whose sums of up to ``terms`` stay below 2**bits.

    Decimals of up to nine places are kept exactly (0.1 + 0.2 ties with 0.3), other values to the last bit
    that fits. Returns the integers and how many of them make one.

    Examples
    --------
    >>> fixed_point(np.array([0.1, 0.2, 0.3]), 8)
    (array([1, 2, 3]), 10.0)
    """
    size = float(np.abs(values).max(initial=0.0))
    if not np.isfinite(size):
        raise StatisticError("analysis.permutation.values-not-finite")
    if size == 0.0:
        return np.zeros(len(values), dtype=np.int64), 1.0
    limit = 2.0**bits / max(terms, 1)
    probe = values[:: max(1, len(values) // 64)]
    for places in range(10):
        scale = 10.0**places
        if size * scale >= min(limit, 2.0**53):
            break
        if (np.rint(probe * scale) / scale != probe).any():
            continue
        whole = np.rint(values * scale)
        if (whole / scale == values).all():
            return whole.astype(np.int64), scale
    exponent = int(np.floor(np.log2(limit))) - int(np.frexp(size)[1])
    return np.rint(np.ldexp(values, exponent)).astype(np.int64), float(np.ldexp(1.0, exponent))


def coarse(values: Floats, step: float) -> bool:
    """Whether whole steps of this size are too long to tell the values apart.

    They are where two values that differ by more than rounding become one, or where a step is longer than
    2**-16 of the median distance of the distinct values from their median: one value then dwarfs the rest.

    >>> coarse(np.array([1.0, 2.0, 3.0, 1e12]), 1e12 / 2**27)
    True
    """
    distinct = np.unique(values)
    if len(distinct) > 2 and step > 2.0**-16 * np.median(np.abs(distinct - np.median(distinct))):
        return True
    apart = distinct[np.flatnonzero(np.diff(merged(distinct), prepend=-1))]
    return bool((np.diff(np.rint(apart / step)) == 0).any())


def in_digits(values: Floats, middle: float, bits: int, ids: Index) -> tuple[Ints, ...]:
    """Values less ``middle`` as integers of so many bits, or, where one dwarfs the rest, in two digits.

    Two digits, the lower first, are of ``bits`` - 1 bits each: value = low + high 2**(bits - 1).

    Raises
    ------
    StatisticError
        Where even those do not tell the other values apart, naming the unit of ``ids`` that dwarfs them.
    """

    def kept(whole: Ints, scale: float) -> bool:
        return bool((whole / scale + middle == values).all()) or not coarse(values, 1 / scale)

    whole, scale = fixed_point(values - middle, 1, bits=bits)
    if kept(whole, scale):
        return (whole,)
    whole, scale = fixed_point(values - middle, 1, bits=2 * bits - 2)
    if not kept(whole, scale):
        far = int(np.argmax(np.abs(values - np.median(values))))
        raise StatisticError(
            "analysis.permutation.values-dwarfs-the-others-whose-differences",
            ids=ids[far],
            values=values[far],
        )
    return whole & ((1 << (bits - 1)) - 1), whole >> (bits - 1)


def stream(seed: int, stratum: int = 0) -> int:
    """The key of the random numbers of one stratum: a 64-bit integer made of seed and stratum."""

    def mixed(x: int) -> int:
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        return x ^ (x >> 31)

    return mixed((mixed((seed + GOLDEN) & MASK) + stratum * STRATUM) & MASK)


def _below(key: int, draws: Keys, step: int, limit: int) -> Ints:
    """A random whole number below ``limit`` for each draw, at one step of the ordering."""
    start = (key + (step + 1) * GOLDEN) & MASK
    x = draws * np.uint64((STEPS * GOLDEN) & MASK) + np.uint64(start)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    span = np.uint64(limit)
    low = ((x & np.uint64(0xFFFFFFFF)) * span) >> np.uint64(32)
    return (((x >> np.uint64(32)) * span + low) >> np.uint64(32)).astype(np.int64)


def orderings(n: int, length: int, key: int, start: int, stop: int) -> Positions:
    """The first ``length`` of random orderings of ``n`` units: draws ``start`` to ``stop``.

    A Fisher-Yates shuffle stopped after ``length`` steps. Row t holds the unit at place t of every draw.

    Examples
    --------
    >>> deals = orderings(5, 3, stream(7), 0, 4)
    >>> deals.shape, bool((np.sort(deals, axis=0)[1:] > np.sort(deals, axis=0)[:-1]).all())
    ((3, 4), True)
    """
    if not 0 <= length <= n < 1 << 31 or length >= STEPS:
        raise StatisticError("analysis.permutation.an-ordering-of-units-cannot-have", n=n, length=length)
    dealt = np.empty((length, stop - start), dtype=np.int32)
    if compiled():
        call("deal", n, length, key, start, stop, dealt)
        return dealt
    draws = np.arange(start, stop, dtype=np.uint64)
    if length > SPARSE and n * len(draws) <= ROOM * 8:
        deck = np.repeat(np.arange(n, dtype=np.int32)[:, None], len(draws), axis=1)
        every = np.arange(len(draws))
        for step in range(length):
            place = step + _below(key, draws, step, n - step)
            dealt[step] = deck[place, every]
            deck[place, every] = deck[step]
        return dealt
    places = np.empty((length, len(draws)), dtype=np.int32)
    moved = np.empty((length, len(draws)), dtype=np.int32)
    for step in range(length):
        place = (step + _below(key, draws, step, n - step)).astype(np.int32)
        here = np.full(len(draws), step, dtype=np.int32)
        there = place.copy()
        for before in range(step):
            np.copyto(there, moved[before], where=places[before] == place)
            np.copyto(here, moved[before], where=places[before] == step)
        places[step], moved[step], dealt[step] = place, here, there
    return dealt


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question:
    """Which sums of dealt values a statistic asks for, unit by unit (all arrays in the order of the units).

    Attributes
    ----------
    pools : sequence of ndarray of int
        The units of each stratum, as positions; every unit in exactly one.
    length : ndarray of int
        How many places each stratum's ordering needs.
    first : ndarray of int
        Row of each stratum's first prefix sum (that of no unit, zero) among all prefix sums.
    parts : ndarray of int, one row a unit
        Rows of the prefix sums that are added for the unit, padded with row 0.
    own : ndarray of int
        Row of the prefix sum of the unit's own stratum among its parts.
    within : ndarray of int
        How many neighbors the unit has in its own stratum.
    degree : ndarray of int
        How many neighbors it has.
    group : ndarray of int
        Units with the same parts have the same number, -1 those without neighbors.
    """

    pools: Sequence[Ints]
    length: Ints
    first: Ints
    parts: Ints
    own: Ints
    within: Ints
    degree: Ints
    group: Ints


def question(indptr: Ints, indices: Ints, strata: Ints, n_strata: int) -> Question:
    """Read from a graph (CSR, no self-neighbors) and strata which prefix sums each unit needs."""
    n = len(indptr) - 1
    degree = np.diff(indptr)
    pools = [np.flatnonzero(strata == code) for code in range(n_strata)] if n_strata > 1 else [np.arange(n)]
    if n_strata == 1:
        within = degree
        length = np.array([min(n, int(degree.max(initial=0)) + 1)], dtype=np.int64)
        first = np.zeros(1, dtype=np.int64)
        group = np.where(degree > 0, degree, -1)
        return Question(
            pools=pools,
            length=length,
            first=first,
            parts=degree[:, None].copy(),
            own=degree,
            within=within,
            degree=degree,
            group=group,
        )
    heads = np.repeat(np.arange(n), degree)
    pairs, counts = np.unique(heads * n_strata + strata[indices], return_counts=True)
    unit, stratum = pairs // n_strata, pairs % n_strata
    within = np.zeros(n, dtype=np.int64)
    mine = strata[unit] == stratum
    within[unit[mine]] = counts[mine]
    length = np.ones(n_strata, dtype=np.int64)
    np.maximum.at(length, stratum, counts)
    np.maximum.at(length, strata, within + 1)
    length = np.minimum(length, [len(pool) for pool in pools])
    first = np.concatenate([[0], np.cumsum(length + 1)[:-1]])
    place = np.arange(len(unit)) - np.searchsorted(unit, unit)
    parts = np.zeros((n, int(place.max(initial=0)) + 1), dtype=np.int64)
    parts[unit, place] = first[stratum] + counts
    group = np.unique(parts, axis=0, return_inverse=True)[1].reshape(-1)
    return Question(
        pools=pools,
        length=length,
        first=first,
        parts=parts,
        own=first[strata] + within,
        within=within,
        degree=degree,
        group=np.where(degree > 0, group, -1),
    )


def tail_counts(
    values: Ints, observed: Ints, asked: Question, *, permutations: int, seed: int
) -> tuple[Ints, Ints]:
    """Count for each unit the draws whose neighbor sum is at least, and at most, the observed one.

    Parameters
    ----------
    values : ndarray of int
        The values that are dealt (`fixed_point`).
    observed : ndarray of int
        The observed sum over the neighbors of each unit, of the same integers.
    asked : Question
        Which prefix sums each unit needs.
    permutations, seed : int
        Number of draws, and the seed they come from.

    Returns
    -------
    greater, less : ndarray of int
        Zero for units without neighbors.
    """
    if compiled():
        return _tail_counts_compiled(values, observed, asked, permutations, seed)
    return _tail_counts_numpy(values, observed, asked, permutations, seed)


def _tail_counts_compiled(
    values: Ints, observed: Ints, asked: Question, permutations: int, seed: int
) -> tuple[Ints, Ints]:
    n = len(values)
    if n <= 1 << 14 or len(asked.pools) > 1:
        order = np.lexsort((observed, asked.group))
        ranked = observed[order]
    else:  # groups larger than the draws are not ranked by the engine
        order = np.argsort(asked.group, kind="stable")
        ranked = observed[order]
        edges = np.searchsorted(asked.group[order], np.arange(int(asked.group.max(initial=-1)) + 2))
        for low, high in pairwise(edges):
            if high - low <= 1 << 15:
                rank = np.argsort(ranked[low:high], kind="stable")
                order[low:high] = order[low:high][rank]
                ranked[low:high] = ranked[low:high][rank]
    tested = int(np.searchsorted(asked.group[order], 0))
    order, ranked = order[tested:], np.ascontiguousarray(ranked[tested:])
    greater, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    if not len(order):
        return greater, less
    starts = np.flatnonzero(np.diff(asked.group[order], prepend=-1))
    ready = (
        n,
        len(asked.pools),
        np.concatenate(asked.pools).astype(np.int64),
        np.concatenate([[0], np.cumsum([len(pool) for pool in asked.pools])]).astype(np.int64),
        asked.length.astype(np.int64),
        asked.first.astype(np.int64),
        np.array([stream(seed, code) for code in range(len(asked.pools))], dtype=np.uint64),
        int((asked.length + 1).sum()),
        asked.parts.shape[1],
        np.ascontiguousarray(asked.parts, dtype=np.int32),
        asked.own.astype(np.int32),
        asked.within.astype(np.int32),
        np.ascontiguousarray(values),
        np.ascontiguousarray(observed),
        len(starts),
        np.append(starts, len(order)).astype(np.int64),
        order.astype(np.int32),
        ranked,
    )
    stretches = shares(permutations, least=LEAST // int(asked.length.sum()))
    parts = {stretch: (np.zeros_like(greater), np.zeros_like(less)) for stretch in stretches}
    share(stretches, lambda start, stop: call("tails", *ready, start, stop, *parts[start, stop]))
    for up, down in parts.values():
        greater += up
        less += down
    return greater, less


def _tail_counts_numpy(
    values: Ints, observed: Ints, asked: Question, permutations: int, seed: int
) -> tuple[Ints, Ints]:
    n, rows = len(values), int((asked.length + 1).sum())
    greater, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    order = np.argsort(asked.group, kind="stable")
    order = order[np.searchsorted(asked.group[order], 0) :]
    alike = np.split(order, np.flatnonzero(np.diff(asked.group[order])) + 1) if len(order) else []
    keys = [stream(seed, code) for code in range(len(asked.pools))]
    block = max(64, ROOM // rows)
    for start in range(0, permutations, block):
        stop = min(start + block, permutations)
        size = stop - start
        sums = np.zeros((rows, size), dtype=np.int64)
        deals = []
        for pool, length, first, key in zip(asked.pools, asked.length, asked.first, keys, strict=True):
            dealt = pool[orderings(len(pool), int(length), key, start, stop)]
            np.cumsum(values[dealt], axis=0, out=sums[first + 1 : first + 1 + length])
            deals.append(dealt)
        for units in alike:
            null = np.sort(sums[asked.parts[units[0]]].sum(axis=0))
            greater[units] += size - np.searchsorted(null, observed[units], side="left")
            less[units] += np.searchsorted(null, observed[units], side="right")
        for dealt in deals:
            for step in range(len(dealt)):
                draw = np.flatnonzero(step < asked.within[dealt[step]])
                unit = dealt[step, draw]
                plain = sums[asked.parts[unit], draw[:, None]].sum(axis=1)
                own = asked.own[unit]
                held = plain - sums[own, draw] + sums[own + 1, draw] - values[unit]
                seen = observed[unit]
                greater += np.bincount(
                    unit, weights=(held >= seen) * 1.0 - (plain >= seen), minlength=n
                ).astype(np.int64)
                less += np.bincount(unit, weights=(held <= seen) * 1.0 - (plain <= seen), minlength=n).astype(
                    np.int64
                )
    return greater, less


def choose_p(greater: int, less: int, permutations: int, alternative: str) -> tuple[float, float, float]:
    """p on the side of ``alternative``, then p greater and p less, of one statistic."""
    counts = np.array([greater]), np.array([less])
    asked, upper, lower = (
        float(pseudo_p(*counts, permutations, side)[0]) for side in (alternative, "greater", "less")
    )
    return asked, upper, lower
