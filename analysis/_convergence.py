"""Convergence: whether the poor grow faster (beta) and differences shrink (sigma), neighbors considered."""

import contextlib
import io
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import stats

from analysis.inequality import theil
from analysis.panel import read_panel
from analysis.set_sample import Floats
from boundaries.errors import StatisticError, listed
from boundaries.shown import Shown

MODELS: tuple[str, ...] = ("ols", "lag", "error")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Convergence(Shown):
    """Sigma- and beta-convergence of a panel.

    Attributes
    ----------
    sigma : DataFrame by year
        sd_log (standard deviation of logarithms), cv (of values), n.
    sigma_trend : float
        Slope of sd_log a year; negative where differences shrink.
    beta : float
        Slope of mean yearly growth of the logarithm on the first year's logarithm; negative where the poor
        grow faster. With "lag" it is the slope beside the neighbors' growth, not the whole effect.
    se, z, p : float
        Of beta; z is t with "ols".
    spatial : float
        rho ("lag") or lambda ("error"), NaN with "ols"; spatial_p its p.
    speed : float
        -ln(1 + beta T) / T a year, NaN where 1 + beta T <= 0; half_life = ln 2 / speed years, NaN unless
        speed is positive.
    r2 : float
        Of "ols"; of the spatial models the squared correlation of growth and its prediction.
    frame : DataFrame by adcode
        start (log of the first value), growth (a year), fitted, residual.
    model : "ols", "lag" or "error"
    first, last : years
    n_units : int
    missing, isolates : Index
    """

    sigma: pd.DataFrame
    sigma_trend: float
    beta: float
    se: float
    z: float
    p: float
    spatial: float
    spatial_p: float
    speed: float
    half_life: float
    r2: float
    frame: pd.DataFrame
    model: str
    first: int
    last: int
    n_units: int
    missing: pd.Index
    isolates: pd.Index


def convergence(
    values: pd.DataFrame, graph: Graph | None = None, *, model: Literal["ols", "lag", "error"] = "ols"
) -> Convergence:
    """Ask whether units grow together: do the poor grow faster, do differences shrink?

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year, all positive; units that lack a year take no part.
    graph : Graph
        Neighbors, for the spatial models; row-standardized here.
    model : "ols", "lag" or "error"
        "lag": growth also depends on the neighbors' growth; "error": what is left out does (maximum
        likelihood, spreg's ML_Lag and ML_Error; extra ``dynamics``).

    Returns
    -------
    Convergence

    Raises
    ------
    StatisticError
        Values that are not positive, a graph that is lacking or idle, spreg that is not installed.

    References
    ----------
    Barro and Sala-i-Martin (1992), Journal of Political Economy 100, 223-251; Rey and Montouri (1999),
    Regional Studies 33, 143-156.

    Examples
    --------
    >>> values = pd.DataFrame({2010: [1.0, 2.0, 4.0, 8.0], 2020: [4.0, 5.0, 8.0, 12.0]}, index=list("abcd"))
    >>> result = convergence(values)
    >>> result.beta < 0, result.sigma_trend < 0
    (True, True)
    """
    if model not in MODELS:
        raise StatisticError("analysis.convergence.unknown-model-valid", model=model, MODELS=listed(MODELS))
    if (graph is None) != (model == "ols"):
        raise StatisticError("analysis.convergence.model-a-graph-belongs-to-lag", model=model)
    panel = read_panel(values, graph, units=4)
    below = panel.ids[(panel.values <= 0).any(axis=1)]
    if len(below):
        raise StatisticError(
            "analysis.convergence.values-logarithms-want-positive-values-not", below=listed(below)
        )
    logs = np.log(panel.values)
    span = float(panel.years[-1] - panel.years[0])
    start, growth = logs[:, 0], (logs[:, -1] - logs[:, 0]) / span
    if float(np.ptp(start)) == 0:
        raise StatisticError("analysis.convergence.values-all-units-start-alike-beta")
    if model == "ols":
        fit = stats.linregress(start, growth)
        beta, se = float(fit.slope), float(fit.stderr)
        z, p, spatial, spatial_p = beta / se if se else float("nan"), float(fit.pvalue), np.nan, np.nan
        fitted, r2 = fit.intercept + beta * start, float(fit.rvalue**2)
    else:
        beta, se, z, p, spatial, spatial_p, fitted = _spatial(start, growth, panel.weights, model)
        r2 = float(np.corrcoef(growth, fitted)[0, 1] ** 2)
    inside = 1 + beta * span
    speed = -np.log(inside) / span if inside > 0 else float("nan")
    years = np.array(panel.years, dtype=np.float64)
    sd = logs.std(axis=0)
    return Convergence(
        sigma=pd.DataFrame(
            {
                "sd_log": sd,
                "cv": panel.values.std(axis=0) / panel.values.mean(axis=0),
                "n": len(panel.ids),
            },
            index=pd.Index(panel.years, name="year"),
        ),
        sigma_trend=float(np.polyfit(years - years[0], sd, 1)[0]),
        beta=beta,
        se=se,
        z=z,
        p=p,
        spatial=float(spatial),
        spatial_p=float(spatial_p),
        speed=float(speed),
        half_life=float(np.log(2) / speed) if speed > 0 else float("nan"),
        r2=r2,
        frame=pd.DataFrame(
            {"start": start, "growth": growth, "fitted": fitted, "residual": growth - fitted},
            index=panel.ids,
        ),
        model=model,
        first=panel.years[0],
        last=panel.years[-1],
        n_units=len(panel.ids),
        missing=panel.missing,
        isolates=panel.isolates,
    )


def _spatial(
    start: Floats, growth: Floats, weights: object, model: str
) -> tuple[float, float, float, float, float, float, Floats]:
    """Slope, its error, z and p, rho or lambda and its p, and the prediction, by spreg."""
    try:
        from libpysal.weights import WSP
        from spreg import ML_Error, ML_Lag
    except ImportError as error:
        raise StatisticError(
            "analysis.convergence.model-needs-spreg-pip-install-lianpian", model=model, error=error
        ) from None
    w = WSP(weights.tocsr()).to_W(silence_warnings=True)  # type: ignore[attr-defined]
    w.transform = "r"
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):  # it prints
        # spreg asks scipy's bounded search for a relative tolerance, which that search has not.
        warnings.filterwarnings("ignore", "Method 'bounded' does not support", RuntimeWarning)
        fit = (ML_Lag if model == "lag" else ML_Error)(
            growth[:, None], start[:, None], w=w, method="LU" if len(start) > 500 else "full"
        )
    z, p = (float(value) for value in fit.z_stat[1])
    fitted = np.asarray(fit.predy).ravel()
    beta, se = float(fit.betas[1, 0]), float(fit.std_err[1])
    return beta, se, z, p, float(fit.betas[2, 0]), float(fit.z_stat[2][1]), fitted


def theil_by_year(values: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Split the inequality of every year level by level: between plates, provinces, within.

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year, not negative; a unit without a value takes no part in that year.
    levels : DataFrame by adcode
        As for `analysis.theil`, the outermost first.

    Returns
    -------
    DataFrame by year (ascending): total, n, and for every level and "within" its component and, with the
    ending ``_share``, its share.

    Examples
    --------
    >>> values = pd.DataFrame({2020: [1.0, 1.0, 3.0, 3.0], 2021: [1.0, 3.0, 1.0, 3.0]}, index=list("abcd"))
    >>> table = theil_by_year(values, pd.DataFrame({"plate": list("eeww")}, index=list("abcd")))
    >>> table["within_share"].tolist()
    [0.0, 1.0]
    """
    if not isinstance(values, pd.DataFrame) or not values.shape[1]:
        raise StatisticError("analysis.convergence.values-wanted-a-frame-by-adcode")
    rows = {}
    for year in sorted(values.columns):
        found = theil(values[year], levels)
        parts = found.frame["component"].to_dict()
        shares = {f"{level}_share": share for level, share in found.frame["share"].items()}
        rows[year] = {"total": found.total, "n": found.n, **parts, **shares}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")
