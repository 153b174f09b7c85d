"""Geographically weighted regression (地理加权回归): coefficients that differ by place, on mgwr."""

import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis.design import design
from analysis.driver_sample import driver_sample
from analysis.extras import extra
from analysis.set_sample import Codes, outside
from boundaries.errors import StatisticError, choose, listed
from boundaries.layer import ALBERS


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gwr:
    """Coefficients of every unit.

    Attributes
    ----------
    frame : DataFrame
        By adcode: response, fitted, residual; of each term ``<term> b``, ``<term> se``, ``<term> t`` and
        ``<term> significant``: |t| beyond the critical value that allows for as many tests as the model
        makes.
    terms : DataFrame
        By term: bandwidth (neighbors or km), b_global of least squares, lowest, median, highest, critical_t,
        n_significant.
    fit : Series
        n, aicc, aicc_global, r2, effective_parameters.
    kernel, bandwidth : str
        "bisquare" or "gaussian"; "adaptive" (neighbors) or "fixed" (km).
    multiscale : bool
    missing : Index
    """

    frame: pd.DataFrame
    terms: pd.DataFrame
    fit: pd.Series
    kernel: str
    bandwidth: str
    multiscale: bool
    missing: pd.Index


def gwr(
    response: pd.Series,
    factors: pd.DataFrame,
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    eligible: Codes | None = None,
    kernel: Literal["bisquare", "gaussian"] = "bisquare",
    bandwidth: Literal["adaptive", "fixed"] = "adaptive",
    multiscale: bool = False,
) -> Gwr:
    """Fit a regression around every unit, of a width that AICc chooses.

    Parameters
    ----------
    response, factors, eligible
        As in `analysis.regression`.
    places : GeoDataFrame or GeoSeries by adcode
        A layer, or points; distances are taken between representative points in an equal-area projection
        where the places have degrees, else in their own units.
    kernel : {"bisquare", "gaussian"}
    bandwidth : {"adaptive", "fixed"}
        A number of neighbors, or a distance.
    multiscale : bool
        A width for each term (MGWR); the response and factors are then standardized, and so are coefficients.

    Returns
    -------
    Gwr

    Notes
    -----
    A thousand local t-tests find patterns in noise. ``significant`` uses da Silva and Fotheringham's level
    alpha / (effective parameters / terms), at alpha 0.05; maps of unadjusted t should not be read. Local
    collinearity can make coefficients mirror each other.

    References
    ----------
    Fotheringham, A. S., Brunsdon, C., Charlton, M. (2002). Geographically weighted regression.
    da Silva, A. R., Fotheringham, A. S. (2016). The multiple testing issue in geographically weighted
    regression. Geographical Analysis 48, 233-247. Oshan, T. M. et al. (2019). mgwr. ISPRS IJGI 8, 269.

    Raises
    ------
    StatisticError
        See `analysis.driver_sample`; units without a place; mgwr missing.
    """
    choose(kernel, ("bisquare", "gaussian"), what="kernel", error=StatisticError)
    choose(bandwidth, ("adaptive", "fixed"), what="bandwidth", error=StatisticError)
    taken = driver_sample(response, factors, None, eligible=eligible)
    columns = design(taken, effects=False)
    units = taken.response.index
    shapes = places.geometry
    lost = outside(units, shapes.index)
    if len(lost):
        raise StatisticError("analysis.gwr.no-place", n_lost=len(lost), lost=listed(lost))
    shapes = shapes.loc[units]
    if shapes.crs is not None and shapes.crs.is_geographic:
        shapes = shapes.to_crs(ALBERS)
    points = shapes.representative_point()
    metric = shapes.crs is not None
    at = np.column_stack([points.x, points.y]) / (1000.0 if metric else 1.0)
    x, y = columns.matrix, taken.y[:, None]
    models, selection = extra("mgwr.gwr"), extra("mgwr.sel_bw")
    fixed = bandwidth == "fixed"
    settings: dict[str, Any] = {"kernel": kernel, "fixed": fixed}
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        if multiscale:
            x, y = (v / v.std(axis=0) for v in (x - x.mean(axis=0), y - y.mean(axis=0)))
            chosen = selection.Sel_BW(at, y, x, multi=True, **settings)
            widths = np.asarray(chosen.search(), dtype=np.float64)
            fit = models.MGWR(at, y, x, chosen, **settings).fit()
            critical = np.asarray(fit.critical_tval(), dtype=np.float64)
        else:
            width = float(selection.Sel_BW(at, y, x, **settings).search())
            fit = models.GWR(at, y, x, width, **settings).fit()
            widths = np.full(x.shape[1] + 1, width)
            critical = np.full(x.shape[1] + 1, float(fit.critical_tval()))
    terms = ["constant", *columns.terms]
    b, se = np.asarray(fit.params), np.asarray(fit.bse)
    t = b / se
    frame = pd.DataFrame({"response": y[:, 0], "fitted": np.ravel(fit.predy)}, index=units)
    frame["residual"] = frame["response"] - frame["fitted"]
    for k, term in enumerate(terms):
        frame[f"{term} b"], frame[f"{term} se"], frame[f"{term} t"] = b[:, k], se[:, k], t[:, k]
        frame[f"{term} significant"] = np.abs(t[:, k]) > critical[k]
    full = np.column_stack([np.ones(len(y)), x])
    plain = np.linalg.lstsq(full, y[:, 0], rcond=None)[0]
    left = y[:, 0] - full @ plain
    n, k = full.shape
    sigma2 = float(left @ left) / n
    aicc = n * np.log(sigma2) + n * np.log(2 * np.pi) + n * (n + k) / (n - 2 - k)
    return Gwr(
        frame=frame,
        terms=pd.DataFrame(
            {
                "bandwidth": widths,
                "b_global": plain,
                "lowest": b.min(axis=0),
                "median": np.median(b, axis=0),
                "highest": b.max(axis=0),
                "critical_t": critical,
                "n_significant": (np.abs(t) > critical).sum(axis=0),
            },
            index=pd.Index(terms, name="term"),
        ),
        fit=pd.Series(
            {
                "n": n,
                "aicc": float(fit.aicc),
                "aicc_global": float(aicc),
                "r2": float(fit.R2),
                "effective_parameters": float(fit.ENP if not multiscale else np.sum(fit.ENP_j)),
            }
        ),
        kernel=kernel,
        bandwidth=bandwidth,
        multiscale=multiscale,
        missing=taken.missing,
    )
