"""Tail areas of local statistics: from draws to p-values, labels and the frame of a result."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.adjust import discovery_rates
from analysis.permutation import Floats, Ints, fixed_point, pseudo_p, tail_counts
from analysis.value_sample import Sample
from analysis.weighted_sums import weighted_tail_counts
from boundaries.errors import StatisticError


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
        raise StatisticError("analysis.tail_areas.alpha-wanted-a-rate-between-and", alpha=alpha)
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
