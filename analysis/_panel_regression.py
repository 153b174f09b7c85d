"""Panels with fixed effects: lag and error models of several years, on spreg."""

import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Literal

import numpy as np
import pandas as pd

from analysis.extras import extra
from analysis.set_sample import Neighbors, as_graph, outside
from analysis.value_sample import rows_of
from boundaries.errors import StatisticError, choose, listed
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class PanelRegression(Shown):
    """A panel regression with an effect of every unit.

    Attributes
    ----------
    coefficients : DataFrame
        By term (the factors, then rho or lambda): b, se, statistic (z), p.
    log_likelihood, r2 : float
        Of the demeaned model; r2 is a pseudo r2.
    model : str
    n_units, n_years : int
    missing : Index
        Units left out because a year is missing.
    """

    coefficients: pd.DataFrame
    log_likelihood: float
    r2: float
    model: str
    n_units: int
    n_years: int
    missing: pd.Index


def panel_regression(
    panel: pd.DataFrame,
    graph: Neighbors,
    *,
    response: str,
    factors: list[str],
    model: Literal["lag", "error"] = "lag",
) -> PanelRegression:
    """Regress what changes in a unit on what changes in its factors, neighbors beside it.

    Parameters
    ----------
    panel : DataFrame by adcode and year
        Two index levels; units without a value in every year are left out.
    graph : Graph
    response : str
    factors : list of str
    model : {"lag", "error"}

    Returns
    -------
    PanelRegression

    Raises
    ------
    StatisticError
        A frame without years, columns that are not there, units without neighbors, factors that do not
        change.

    References
    ----------
    Elhorst, J. P. (2014). Spatial econometrics: from cross-sectional data to spatial panels, chapter 3.
    """
    choose(model, ("lag", "error"), what="model", error=StatisticError)
    if not isinstance(panel.index, pd.MultiIndex) or panel.index.nlevels != 2 or not panel.index.is_unique:
        raise StatisticError("analysis.panel_regression.wanted-unit-and-year")
    names = [response, *factors]
    lacking = [name for name in names if name not in panel.columns]
    if lacking:
        raise StatisticError("analysis.panel_regression.no-such-column", lacking=lacking)
    wide = {
        name: panel[name].unstack(level=1).sort_index(axis=1)  # noqa: PD010 - each pair comes once
        for name in names
    }
    full = np.logical_and.reduce([table.notna().all(axis=1) for table in wide.values()])
    every = wide[response].index
    units = every[full].sort_values()
    lost = outside(units, rows_of(graph).ids)
    if len(lost):
        raise StatisticError("analysis.drivers.graph-misses", n_lost=len(lost), lost=listed(lost))
    if len(units) < 3 or wide[response].shape[1] < 2:
        raise StatisticError(
            "analysis.panel_regression.too-few", n_units=len(units), n_years=wide[response].shape[1]
        )
    near = as_graph(graph).subgraph(units)
    rows = rows_of(near)
    alone = rows.ids[rows.degree == 0]
    if len(alone):
        raise StatisticError("analysis.drivers.islands", n_alone=len(alone), alone=listed(alone))
    for name in names:
        if float(wide[name].loc[units].std(axis=1).max()) == 0:
            raise StatisticError("analysis.panel_regression.never-changes", name=name)
    from scipy import sparse

    weights = extra("libpysal.weights").WSP(
        sparse.csr_matrix(rows.matrix(rows.standardized())), id_order=list(range(len(units)))
    )
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        spreg, w = extra("spreg"), weights.to_W(silence_warnings=True)
        # spreg reads wide tables: one column a year, the years of one factor beside each other
        y = wide[response].loc[units].to_numpy(dtype=np.float64)
        x = np.column_stack([wide[name].loc[units].to_numpy(dtype=np.float64) for name in factors])
        years = [str(year) for year in wide[response].columns]
        labels = [f"f{place}_{year}" for place in range(len(factors)) for year in range(len(years))]
        kind = spreg.Panel_FE_Lag if model == "lag" else spreg.Panel_FE_Error
        fit = kind(y, x, w, name_y=[f"y_{year}" for year in range(len(years))], name_x=labels)
    b, se = fit.betas.ravel(), np.asarray(fit.std_err).ravel()
    p = [float(pair[1]) for pair in fit.z_stat]
    return PanelRegression(
        coefficients=pd.DataFrame(
            {"b": b, "se": se, "statistic": b / se, "p": p},
            index=pd.Index([*factors, "rho" if model == "lag" else "lambda"], name="term"),
        ),
        log_likelihood=float(fit.logll),
        r2=float(fit.pr2),
        model=model,
        n_units=len(units),
        n_years=len(years),
        missing=every.difference(units),
    )
