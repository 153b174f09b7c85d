"""The law of a count of members when every stratum keeps its own: a sum of independent hypergeometric counts.

A region, or the neighbors of a unit, hold k_s of the N_s eligible units of stratum s, of which a random list
takes m_s. Within a stratum every set of m_s units is equally likely and strata do not know each other, so the
members held are a sum of independent hypergeometric (N_s, m_s, k_s) counts. Its law is the convolution of
theirs, without draws. Everything added is positive: small p keep their digits.

References
----------
Feller, W. (1968). An Introduction to Probability Theory and Its Applications I, 3rd ed., II.6 and XI.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Part = tuple[int, int, int]

SMALLEST = float(np.finfo(np.float64).tiny)  # a p below the range of floats is still above 0


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """The law of a count from ``lowest`` upward.

    Attributes
    ----------
    lowest : int
        The smallest count that can come about.
    mass : ndarray of float
        Probability of ``lowest``, ``lowest`` + 1, ...
    greater, less : ndarray of float
        Probability of that count or more, and of that count or fewer; above 0, at most 1.
    mid : ndarray of float
        Probability of more, and half that of just as many.
    """

    lowest: int
    mass: Floats
    greater: Floats
    less: Floats
    mid: Floats

    @property
    def smallest(self) -> float:
        """The smallest p (``greater``) that any count could have: 1 where chance has no say."""
        return float(self.greater[-1])


def law(parts: Iterable[Part]) -> Law:
    """The law of the sum of independent hypergeometric counts.

    Parameters
    ----------
    parts : iterable of (int, int, int)
        Of each stratum: its units, the members among them, and how many of its units are looked at. Strata of
        which none is looked at may be left out.

    Returns
    -------
    Law

    Examples
    --------
    Three of four units in one stratum, one of two in the other, one unit of each looked at:

    >>> law([(4, 3, 1), (2, 1, 1)]).mass
    array([0.125, 0.5  , 0.375])
    >>> law([(4, 3, 1), (2, 1, 1)]).greater
    array([1.   , 0.875, 0.375])
    """
    lowest, mass = 0, np.ones(1)
    for units, members, looked_at in parts:
        start, own = hypergeometric(units, members, looked_at)
        lowest += start
        mass = np.convolve(mass, own)
    greater = np.maximum(np.minimum(np.cumsum(mass[::-1])[::-1], 1.0), SMALLEST)
    less = np.maximum(np.minimum(np.cumsum(mass), 1.0), SMALLEST)
    greater[0] = less[-1] = 1.0
    mid = np.maximum(np.append(greater[1:], 0.0) + mass / 2, SMALLEST)
    return Law(lowest=lowest, mass=mass, greater=greater, less=less, mid=np.minimum(mid, 1.0))


@lru_cache(maxsize=4096)
def hypergeometric(units: int, members: int, looked_at: int) -> tuple[int, Floats]:
    """The smallest count of members among the units looked at, and the probability of it and of each above.

    Neighboring probabilities have a simple ratio; from the mode, where they are largest, each is the last one
    times it, so every one is right to some 1e-14 of itself, however small.

    >>> hypergeometric(5, 2, 4)
    (1, array([0.4, 0.6]))
    """
    lowest, highest = max(0, looked_at + members - units), min(looked_at, members)
    mode = (looked_at + 1) * (members + 1) // (units + 2)
    mode = min(max(mode, lowest), highest)
    up = np.arange(mode, highest, dtype=np.float64)
    down = np.arange(mode, lowest, -1, dtype=np.float64)
    rest = units - members - looked_at
    rising = (members - up) * (looked_at - up) / ((up + 1) * (rest + up + 1))
    falling = down * (rest + down) / ((members - down + 1) * (looked_at - down + 1))
    mass = np.concatenate([np.cumprod(falling)[::-1], [1.0], np.cumprod(rising)])
    mass /= mass.sum()
    mass.flags.writeable = False
    return lowest, mass


def around_units(
    head: Ints, stratum: Ints, own: Ints, member: npt.NDArray[np.bool_], units: Ints, members: Ints
) -> tuple[list[Law], Ints, Floats]:
    """The laws of the members around units, each once, and which law is whose.

    Parameters
    ----------
    head, stratum : ndarray of int
        For each directed join, the position of the unit it starts from and the stratum of the neighbor.
    own, member : ndarray
        Of each unit its stratum, and whether it is a member: it stays what it is and is taken out of its own
        stratum.
    units, members : ndarray of int
        Of each stratum.

    Returns
    -------
    list of Law, ndarray of int (which of them is a unit's), ndarray of float (expected members around it)

    Notes
    -----
    Units with as many neighbors of the same strata, in the same state if their own stratum is among these,
    share their law: there are few, whatever the number of units.
    """
    n, n_strata = len(own), len(units)
    keys, looked_at = np.unique(head * n_strata + stratum, return_counts=True)
    unit, code = keys // n_strata, keys % n_strata
    at_home = code == own[unit]
    left = units[code] - at_home
    chosen = members[code] - (at_home & member[unit])
    share = chosen / np.maximum(left, 1)
    expected = np.bincount(unit, weights=looked_at * share, minlength=n).astype(np.float64)
    parts, part = np.unique(np.column_stack([left, chosen, looked_at]), axis=0, return_inverse=True)
    part = part.reshape(-1)
    first = np.searchsorted(unit, np.arange(n))
    place = np.arange(len(unit)) - first[unit]
    which = np.zeros(n, dtype=np.int64)
    made: list[tuple[int, ...]] = [()]
    for turn in range(int(place.max(initial=-1)) + 1):  # the strata around each unit, one after the other
        here = place == turn
        pairs, following = np.unique(
            np.column_stack([which[unit[here]], part[here]]), axis=0, return_inverse=True
        )
        which[unit[here]] = len(made) + following.reshape(-1)
        made += [(*made[before], added) for before, added in pairs.tolist()]
    used, which = np.unique(which, return_inverse=True)
    triples = [tuple(row) for row in parts.tolist()]
    laws = [law(triples[k] for k in made[composition]) for composition in used]
    return laws, which.reshape(-1), expected
