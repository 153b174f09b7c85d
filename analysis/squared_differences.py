"""Sums of squared differences from the neighbors, under draws: the null of the local Geary.

The prefix sums of `analysis.permutation`, of the values and of their squares.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from analysis.permutation import ROOM, Floats, Ints, in_digits, orderings, stream
from analysis.value_sample import Sample


def difference_tails(taken: Sample, y: Floats, permutations: int, seed: int) -> tuple[Ints, Ints]:
    """Draws in which the sum of (y_i - y_j)^2 over a unit's neighbors is at least, and at most, the observed.

    As y_i stays, the sum of y_j^2 - 2 y_i y_j is compared.

    Values are rounded to 27 bits of their range, whose squares fit an integer; where one value dwarfs the
    rest, to twice as many in two digits, whose products are carried as in long multiplication. Units with
    many neighbors leave fewer bits: a sum of d products of two digits stays below 2**62.
    """
    asked, rows = taken.asked(), taken.rows
    digit = min(27, (59 - int(rows.degree.max()).bit_length()) // 2)
    parts = in_digits(y, (y.min() + y.max()) / 2, digit, rows.ids)
    digit -= len(parts) - 1
    head = np.repeat(np.arange(taken.n), rows.degree)
    observed = np.zeros((2 * len(parts) - 1, taken.n), dtype=np.int64)
    for place, term in enumerate(_products(parts, rows.indices)):
        np.add.at(observed[place], head, term)
    for place, term in enumerate(_crossed(parts, head, [part[rows.indices] for part in parts])):
        np.add.at(observed[place], head, -2 * term)
    greater, less = np.zeros(taken.n, dtype=np.int64), np.zeros(taken.n, dtype=np.int64)
    tested = np.argsort(asked.group, kind="stable")
    tested = tested[asked.group[tested] >= 0]
    lines = int((asked.length + 1).sum())
    block = max(64, min(4096, ROOM // lines))
    for start in range(0, permutations, block):
        stop = min(start + block, permutations)
        plain = np.zeros((len(parts), lines, stop - start), dtype=np.int64)
        square = np.zeros((2 * len(parts) - 1, lines, stop - start), dtype=np.int64)
        deals = []
        for code, (pool, length, first) in enumerate(
            zip(asked.pools, asked.length, asked.first, strict=True)
        ):
            dealt = pool[orderings(len(pool), int(length), stream(seed, code), start, stop)]
            lies = slice(first + 1, first + 1 + length)
            for place, part in enumerate(parts):
                np.cumsum(part[dealt], axis=0, out=plain[place, lies])
            for place, term in enumerate(_products(parts, dealt)):
                np.cumsum(term, axis=0, out=square[place, lies])
            deals.append(dealt)
        group = -1
        for unit in tested:
            if asked.group[unit] != group:  # units that add the same prefix sums stand together
                group, lies = asked.group[unit], asked.parts[unit][asked.parts[unit] > 0]
                sums = [part[lies].sum(axis=0) for part in plain]
                null = [part[lies].sum(axis=0) for part in square]
            below, same = _sign(null, _crossed(parts, unit, sums), observed[:, unit], digit)
            beneath = np.count_nonzero(below)
            greater[unit] += stop - start - beneath
            less[unit] += beneath + np.count_nonzero(same)
        for dealt in deals:  # the draws that hold the unit itself: one place more, and the unit out
            step, draw = np.nonzero(np.arange(len(dealt))[:, None] < asked.within[dealt])
            unit = dealt[step, draw]
            sums = [part[asked.parts[unit], draw[:, None]].sum(axis=1) for part in plain]
            null = [part[asked.parts[unit], draw[:, None]].sum(axis=1) for part in square]
            was = _sign(null, _crossed(parts, unit, sums), observed[:, unit], digit)
            own = asked.own[unit]
            for part, mine, total in zip(plain, parts, sums, strict=True):
                total += part[own + 1, draw] - part[own, draw] - mine[unit]
            for part, term, total in zip(square, _products(parts, unit), null, strict=True):
                total += part[own + 1, draw] - part[own, draw] - term
            now = _sign(null, _crossed(parts, unit, sums), observed[:, unit], digit)
            for count, before, after in (
                (greater, ~was[0], ~now[0]),
                (less, was[0] | was[1], now[0] | now[1]),
            ):
                count += np.bincount(unit, after * 1.0 - before, taken.n).astype(np.int64)
    return greater, less


def _products(parts: tuple[Ints, ...], units: Ints) -> list[Ints]:
    """The squares of the units' values, digit by digit, the lowest first."""
    if len(parts) == 1:
        return [parts[0][units] ** 2]
    low, high = parts[0][units], parts[1][units]
    return [low * low, 2 * low * high, high * high]


def _crossed(parts: tuple[Ints, ...], units: Ints, sums: Sequence[Ints]) -> list[Ints]:
    """The products of the units' values with sums of others, digit by digit."""
    if len(parts) == 1:
        return [parts[0][units] * sums[0]]
    low, high = parts[0][units], parts[1][units]
    return [low * sums[0], low * sums[1] + high * sums[0], high * sums[1]]


def _sign(
    null: Sequence[Ints], crossed: Sequence[Ints], observed: Ints, digit: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether null - 2 crossed is below the observed, and whether it is equal, digits of so many bits."""
    terms = [a - 2 * b for a, b in zip(null, crossed, strict=True)]
    if len(terms) == 1:
        return terms[0] < observed[0], terms[0] == observed[0]
    terms = [term - seen for term, seen in zip(terms, observed, strict=True)]
    left = terms[0]
    rest = np.zeros(left.shape, dtype=bool)
    for higher in terms[1:]:
        rest |= (left & ((1 << digit) - 1)) != 0
        left = higher + (left >> digit)
    return left < 0, (left == 0) & ~rest
