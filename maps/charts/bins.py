"""The bars of a histogram: round edges, and how many values lie between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from maps.charts.data import Floats
from maps.charts.svg import ticks


def bins(values: Floats, *, most: int = 30) -> pd.DataFrame:
    """Count values between round numbers.

    Parameters
    ----------
    values : ndarray of finite numbers
    most : int
        About so many bars at most.

    Returns
    -------
    DataFrame
        low, high (the edges; a value on an edge counts in the bar above it), count.

    Examples
    --------
    >>> bins(np.array([1.0, 1.0, 2.0, 5.0]), most=6)["count"].tolist()
    [2, 1, 0, 0, 1]
    """
    edges = np.array(ticks(float(values.min()), float(values.max()), most=most))
    if edges[-1] <= values.max():  # a value on the last edge has a bar of its own
        edges = np.append(edges, 2 * edges[-1] - edges[-2])
    place = np.searchsorted(edges, values, side="right") - 1
    counts = np.bincount(place, minlength=len(edges) - 1)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})
