"""Natural breaks (自然断点): the classes of a number within which it varies least, found exactly.

References
----------
Fisher, W. D. (1958). On grouping for maximum homogeneity. JASA 53(284), 789-798.
Jenks, G. F. (1977). Optimal data classification for choropleth maps.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


def natural_breaks(values: npt.ArrayLike, *, k: int) -> Floats:
    """Find the upper ends of the ``k`` natural classes of some numbers, fewer where distinct ones are fewer.

    Parameters
    ----------
    values : array of float
        Finite, in any order.
    k : int
        At least 1.

    Returns
    -------
    array of float
        Rising; a class holds its upper end.

    Examples
    --------
    >>> natural_breaks([1, 2, 3, 10, 11, 50], k=3)
    array([ 3., 11., 50.])
    """
    distinct, counts = np.unique(np.asarray(values, dtype="float64"), return_counts=True)
    centered = distinct - np.average(distinct, weights=counts)
    scale = np.abs(centered).max() or 1.0
    labels = least_squares_classes(centered / scale, counts, min(k, len(distinct)))
    ends: Floats = distinct[np.append(np.flatnonzero(np.diff(labels)), len(distinct) - 1)]
    return ends


def least_squares_classes(values: Floats, counts: Ints, k: int) -> Ints:
    """The class of each distinct value, from 0, so that the sum of squares within classes is least.

    Because the best left end of a class moves right with its right end, divide and conquer over dynamic
    programming finds the optimum in O(k n log n).

    Parameters
    ----------
    values : array of float
        Distinct and rising, centered on their mean (prefix sums of squares are exact enough only then).
    counts : array of int
        How often each comes.
    k : int
        1 to the number of values.
    """
    n = len(values)
    w = np.concatenate([[0.0], np.cumsum(counts)])
    s = np.concatenate([[0.0], np.cumsum(counts * values)])
    q = np.concatenate([[0.0], np.cumsum(counts * values**2)])
    cost = q[1:] - s[1:] ** 2 / w[1:]  # one interval 0..j
    splits = np.zeros((k, n), dtype=np.intp)
    for level in range(1, k):
        before, cost = cost, np.full(n, np.inf)
        low, high, first, last = (np.array([x], dtype=np.intp) for x in (level, n - 1, level, n - 1))
        while len(low):  # all the middles of one depth at once; what one finds bounds the next depth's
            mid = (low + high) // 2
            many = np.minimum(mid, last) - first + 1
            head = np.cumsum(many) - many
            start = np.arange(many.sum()) + np.repeat(first - head, many)
            stop = np.repeat(mid + 1, many)
            within = q[stop] - q[start] - (s[stop] - s[start]) ** 2 / (w[stop] - w[start])
            total = before[start - 1] + within
            least = np.minimum.reduceat(total, head)
            hit = np.flatnonzero(total == np.repeat(least, many))
            at = start[hit[np.searchsorted(hit, head)]]
            cost[mid], splits[level, mid] = least, at
            low, high, first, last = (
                np.concatenate(pair) for pair in ((low, mid + 1), (mid - 1, high), (first, at), (at, last))
            )
            open_ = low <= high
            low, high, first, last = low[open_], high[open_], first[open_], last[open_]
    labels = np.zeros(n, dtype=np.intp)
    end = n - 1
    for level in range(k - 1, 0, -1):
        begin = int(splits[level, end])
        labels[begin : end + 1] = level
        end = begin - 1
    return labels
