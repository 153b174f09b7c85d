"""p-values: how extreme a statistic is among its draws, by one stated rule for every test that draws.

With R of P draws at least as extreme as the observed value, p = (R + 1) / (P + 1): never 0, never above 1.
`tails` is for one number and its draws, `sum_tails` and `verdicts` for the statistics of single units.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.adjust import discovery_rates
from analysis.permutation import (
    ALTERNATIVES,
    Alternative,
    Floats,
    Ints,
    fixed_point,
    pseudo_p,
    tail_counts,
)
from analysis.value_sample import Sample
from analysis.weighted_sums import weighted_tail_counts
from boundaries.errors import StatisticError, choose

Cells = dict[str, float | str]


def tails(observed: float, draws: npt.ArrayLike, *, alternative: Alternative = "greater") -> Cells:
    """One observed value against its draws.

    Returns
    -------
    dict
        observed; mean_sim, sd_sim of the draws; alternative, the side asked for; p_sim and mid_p on that
        side (mid_p counts ties half: for discrete statistics, whose p_sim is conservative); p_greater,
        p_less; p_two_sided (twice the smaller of the two, at most 1).

    Examples
    --------
    >>> row = tails(3.0, [1, 2, 3, 3, 5])
    >>> row["p_sim"], row["p_less"], round(row["mid_p"], 3)
    (0.6666666666666666, 0.8333333333333334, 0.417)
    """
    choose(alternative, ALTERNATIVES, what="alternative", error=StatisticError)
    simulated = np.asarray(draws, dtype=np.float64)
    count = len(simulated)
    above, tied = int((simulated > observed).sum()), int((simulated == observed).sum())
    greater = (above + tied + 1) / (count + 1)
    less = (count - above + 1) / (count + 1)
    both = min(1.0, 2 * min(greater, less))
    mid_greater = (above + (tied + 1) / 2) / (count + 1)
    mid_less = (count - above - tied + (tied + 1) / 2) / (count + 1)
    mid_both = min(1.0, 2 * min(mid_greater, mid_less))
    return {
        "observed": float(observed),
        "mean_sim": float(simulated.mean()),
        "sd_sim": float(simulated.std()),
        "alternative": alternative,
        "p_sim": {"greater": greater, "less": less}.get(alternative, both),
        "mid_p": {"greater": mid_greater, "less": mid_less}.get(alternative, mid_both),
        "p_greater": greater,
        "p_less": less,
        "p_two_sided": both,
    }


def table(rows: dict[str, Cells]) -> pd.DataFrame:
    """Several statistics, one row each."""
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("statistic")


def sum_tails(taken: Sample, values: Floats, *, permutations: int, seed: int) -> tuple[Ints, Ints]:
    """Draws in which the neighbors' weighted sum of ``values`` is at least, and at most, the observed one.

    Weights equal within each row go through the prefix sums; others are weighed place by place.
    """
    rows = taken.rows
    asked = taken.asked()
    if rows.equal():
        whole, _ = fixed_point(values, int(asked.degree.max()) + 2)
        running = np.concatenate([[0], np.cumsum(whole[rows.indices])])
        observed = running[rows.indptr[1:]] - running[rows.indptr[:-1]]
        return tail_counts(whole, observed, asked, permutations=permutations, seed=seed)
    return weighted_tail_counts(
        values,
        rows.ids,
        rows.indptr,
        rows.indices,
        rows.standardized(),
        taken.strata.codes,
        asked,
        permutations=permutations,
        seed=seed,
    )


def signed(factor: Floats, greater: Ints, less: Ints, permutations: int) -> tuple[Ints, Ints]:
    """Turn the tails of a sum into the tails of its product with a fixed ``factor``."""
    return (
        np.where(factor > 0, greater, np.where(factor < 0, less, permutations)),
        np.where(factor > 0, less, np.where(factor < 0, greater, permutations)),
    )


def verdicts(
    taken: Sample,
    columns: Mapping[str, Floats],
    greater: Ints,
    less: Ints,
    label: npt.NDArray[np.object_],
    *,
    permutations: int,
    alternative: str,
    alpha: float,
) -> pd.DataFrame:
    """The frame of a local statistic: its columns, then p-values, label and verdict, on the caller's index.

    Units that are not tested (no neighbors, no value, not eligible) have NaN, no label and False.
    """
    if not 0 < alpha < 1:
        raise StatisticError("analysis.p_values.alpha-wanted-a-rate-between-and", alpha=alpha)
    tested = taken.rows.degree > 0

    def p(side: str) -> Floats:
        return np.where(tested, pseudo_p(greater, less, permutations, side), np.nan)

    p_sim = p(alternative)
    p_fdr, p_by = discovery_rates(p_sim)
    data: dict[str, object] = {name: taken.laid(column) for name, column in columns.items()}
    data["p_sim"] = taken.laid(p_sim)
    data["p_fdr"] = taken.laid(p_fdr)
    label = label.copy()
    label[~tested] = None
    data["label"] = taken.laid(label, None)
    data["significant"] = taken.laid(p_fdr <= alpha, False)
    data["p_by"] = taken.laid(p_by)
    data["p_greater"] = taken.laid(p("greater"))
    data["p_less"] = taken.laid(p("less"))
    return pd.DataFrame(data, index=taken.index, copy=False)
