"""Is it neighbors, or the province? A lag model with and without effects of the strata."""

from dataclasses import dataclass

import pandas as pd

from analysis._regression import regression
from analysis.set_sample import Codes, Neighbors
from boundaries.errors import StatisticError
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class ProvinceEffect(Shown):
    """How much of a lag model is left once each stratum has its own level.

    Attributes
    ----------
    frame : DataFrame
        Rows without, within (effects of the strata): rho, se, p, log_likelihood, aic, k.
    statistic, p : float
        Likelihood-ratio test of the effects, with ``df`` degrees of freedom.
    df : int
    verdict : str
        "neither": no rho without effects; "province": rho is gone within strata (p above 0.05) or less than
        half; "both": rho is less within, by more than one standard error; "neighbors": rho stays.
    strata : str
    n_units : int
    """

    frame: pd.DataFrame
    statistic: float
    df: int
    p: float
    verdict: str
    strata: str
    n_units: int


def province_effect(
    response: pd.Series,
    factors: pd.DataFrame,
    graph: Neighbors,
    *,
    strata: pd.Series,
    eligible: Codes | None = None,
) -> ProvinceEffect:
    """Tell whether what a lag model calls its neighbors is but the level of the province.

    Parameters
    ----------
    response, factors, graph, eligible
        As in `analysis.regression`.
    strata : Series by adcode
        Provinces.

    Returns
    -------
    ProvinceEffect

    Raises
    ------
    StatisticError
        As `analysis.regression`; all units in one stratum.
    """
    from scipy.stats import chi2

    if strata.reindex(response.index).nunique() < 2:
        raise StatisticError("analysis.province_effect.one-stratum", name=str(strata.name))
    fits = {
        key: regression(
            response, factors, graph, model="lag", eligible=eligible, strata=held, draws=1, seed=0
        )
        for key, held in (("without", None), ("within", strata))
    }
    frame = pd.DataFrame.from_dict(
        {
            key: {
                "rho": one.rho,
                "se": one.coefficients.loc["rho", "se"],
                "p": one.coefficients.loc["rho", "p"],
                **{name: one.fit[name] for name in ("log_likelihood", "aic", "k")},
            }
            for key, one in fits.items()
        },
        orient="index",
    )
    without, within = frame.loc["without"], frame.loc["within"]
    ratio = float(2 * (within["log_likelihood"] - without["log_likelihood"]))
    df = int(within["k"] - without["k"])
    if without["p"] > 0.05:
        verdict = "neither"
    elif within["p"] > 0.05 or within["rho"] < without["rho"] / 2:
        verdict = "province"
    else:
        verdict = "both" if without["rho"] - within["rho"] > within["se"] else "neighbors"
    return ProvinceEffect(
        frame=frame,
        statistic=ratio,
        df=df,
        p=float(chi2.sf(ratio, df)),
        verdict=verdict,
        strata=fits["within"].strata,
        n_units=fits["within"].n_units,
    )
