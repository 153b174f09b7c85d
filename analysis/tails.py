"""Tail probabilities of a statistic under its simulated null, by one stated rule.

With R of P draws at least as extreme as the observed value, p = (R + 1) / (P + 1): never 0, never above 1.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Alternative = Literal["greater", "less"]
Cells = dict[str, float | str]


def tails(observed: float, draws: npt.ArrayLike, *, alternative: Alternative = "greater") -> Cells:
    """One observed value against its draws.

    Returns
    -------
    dict
        observed; mean_sim, sd_sim of the draws; alternative, the tail that speaks for gathering; p_sim and
        mid_p in that tail (mid_p counts ties half: for discrete statistics, whose p_sim is conservative);
        p_greater, p_less; p_two_sided (twice the smaller of the two, at most 1).

    Examples
    --------
    >>> row = tails(3.0, [1, 2, 3, 3, 5])
    >>> row["p_sim"], row["p_less"], round(row["mid_p"], 3)
    (0.6666666666666666, 0.8333333333333334, 0.417)
    """
    simulated = np.asarray(draws, dtype=np.float64)
    count = len(simulated)
    above, tied = int((simulated > observed).sum()), int((simulated == observed).sum())
    beyond = above if alternative == "greater" else count - above - tied
    greater = (above + tied + 1) / (count + 1)
    less = (count - above + 1) / (count + 1)
    return {
        "observed": float(observed),
        "mean_sim": float(simulated.mean()),
        "sd_sim": float(simulated.std()),
        "alternative": alternative,
        "p_sim": greater if alternative == "greater" else less,
        "mid_p": (beyond + (tied + 1) / 2) / (count + 1),
        "p_greater": greater,
        "p_less": less,
        "p_two_sided": min(1.0, 2 * min(greater, less)),
    }


def table(rows: dict[str, Cells]) -> pd.DataFrame:
    """Several statistics, one row each."""
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("statistic")
