"""Spatial regression (空间回归): least squares, lag, error and Durbin models and their tests, on spreg."""

import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
from scipy import sparse

from analysis._moran import moran
from analysis.design import Design, design
from analysis.driver_sample import DriverSample, driver_sample
from analysis.extras import extra
from analysis.impacts import impacts, spectrum
from analysis.permutation import Floats, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from boundaries.errors import StatisticError, choose
from boundaries.shown import Shown

Model: TypeAlias = Literal["ols", "lag", "error", "durbin", "probit", "poisson"]
Method: TypeAlias = Literal["ml", "gmm"]
MODELS: tuple[str, ...] = get_args(Model)
METHODS: tuple[str, ...] = get_args(Method)
CONSTANT, LAGGED, ERROR = "constant", "rho", "lambda"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Regression(Shown):
    """A regression of a response on factors.

    Attributes
    ----------
    coefficients : DataFrame
        By term (constant; the factors, ``factor=class`` for a class; ``W factor`` in a Durbin model; rho or
        lambda): b, se, statistic (t of least squares, else z), p, vif (NaN beside the factors).
    effects : DataFrame
        Of lag and Durbin models: direct, indirect, total (see `analysis.impacts`); of a probit marginal
        effects as ``direct``; else empty.
    fit : Series
        n, k, r2 (pseudo r2 where it is one), r2_adjusted, log_likelihood, aic, sigma2, dispersion (NaN where
        a model has none).
    diagnostics : DataFrame
        By test: statistic, df, p. Of least squares jarque_bera, breusch_pagan, koenker_bassett, white,
        condition_number (no test), moran_residuals, lm_lag, lm_error, rlm_lag, rlm_error, lm_sarma, lm_wx,
        rlm_wx, lm_durbin, rlm_durbin; of a probit its spatial tests; of a Durbin model common_factor; of a
        GMM lag anselin_kelejian.
    residuals, fitted : Series by adcode
        Of a lag model y - (I - rho W)^-1 X b has no place here: residuals are those of the model.
    residual_moran : float
        Moran's I of the residuals; residual_p its two-sided pseudo p (NaN without a graph). After a fit a
        permutation of residuals is only a guide.
    residual_p : float
    rho : float
        Of a lag or Durbin model, lambda of an error model, else NaN.
    model, method : str
    strata : str
        The name of the strata that have effects of their own; "" for none.
    n_units, draws, seed : int
    missing : Index
    """

    coefficients: pd.DataFrame
    effects: pd.DataFrame
    fit: pd.Series
    diagnostics: pd.DataFrame
    residuals: pd.Series
    fitted: pd.Series
    residual_moran: float
    residual_p: float
    rho: float
    model: str
    method: str
    strata: str
    n_units: int
    draws: int
    seed: int
    missing: pd.Index


def regression(
    response: pd.Series,
    factors: pd.DataFrame,
    graph: Neighbors | None = None,
    *,
    model: Model = "ols",
    method: Method = "ml",
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    draws: int = 999,
    seed: int,
) -> Regression:
    """Regress a variable on factors, with or without what neighbors have.

    Parameters
    ----------
    response : Series by adcode
        Numbers; 0 and 1 (or truth values) for a probit, counts for Poisson.
    factors : DataFrame by adcode
        Numbers, or classes, each of which but the first (in order of their text) is a term.
    graph : Graph, optional
        Neighbors, row-standardized here; lag, error and Durbin models need them.
    model : {"ols", "lag", "error", "durbin", "probit", "poisson"}
    method : {"ml", "gmm"}
        Of lag, error and Durbin models: maximum likelihood, or spatial two-stage least squares and GMM (an
        error model then allows for heteroskedasticity).
    eligible : iterable of adcodes or boolean Series, optional
    strata : Series by adcode, optional
        Provinces: each has an effect of its own, which is not shown.
    draws, seed : int
        For the intervals of effects and the Moran test of residuals.

    Returns
    -------
    Regression

    Raises
    ------
    StatisticError
        See `analysis.driver_sample` and `analysis.design`; units without neighbors in a spatial model; a
        list (0 and 1) as response of anything but a probit; a probit whose response a factor separates;
        spreg missing.

    Notes
    -----
    The p of least squares take units as independent and find too much where response and factor are both
    autocorrelated; those of lag and error models hold where the model does. Rates are in ``docs/drivers.md``.

    References
    ----------
    Anselin, L., Rey, S. (2014). Modern spatial econometrics in practice. LeSage, J., Pace, R. K. (2009).
    Introduction to spatial econometrics.
    """
    choose(model, MODELS, what="model", error=StatisticError)
    choose(method, METHODS, what="method", error=StatisticError)
    draws, seed = check_permutations(draws), check_seed(seed)
    if pd.api.types.is_bool_dtype(response.dtype):
        response = response.astype(np.float64)
    taken = driver_sample(response, factors, graph, eligible=eligible, strata=strata)
    _suits(taken, model)
    columns = design(taken, effects=strata is not None)
    with warnings.catch_warnings(), redirect_stdout(StringIO()):  # spreg prints the name of its classes
        warnings.simplefilter("ignore")  # spreg's own, of islands and divisions that are checked here
        made = _FITS[model](taken, columns, method, draws, seed)
    residuals = pd.Series(made["residuals"], index=taken.response.index, name="residual")
    found_i, found_p = float("nan"), float("nan")
    if taken.rows is not None and len(taken.rows.indices):
        test = moran(residuals, _among(graph, residuals.index), permutations=draws, seed=seed)
        found_i, found_p = test.I, test.p_sim
    return Regression(
        coefficients=made["coefficients"],
        effects=made.get("effects", pd.DataFrame()),
        fit=pd.Series(made["fit"], dtype=np.float64).reindex(FIT),
        diagnostics=pd.DataFrame.from_dict(
            made.get("diagnostics", {}), orient="index", columns=["statistic", "df", "p"], dtype=np.float64
        ).rename_axis("test"),
        residuals=residuals,
        fitted=pd.Series(made["fitted"], index=residuals.index, name="fitted"),
        residual_moran=found_i,
        residual_p=found_p,
        rho=made.get("rho", float("nan")),
        model=model,
        method=method if model in ("lag", "error", "durbin") else "",
        strata=taken.strata.name,
        n_units=taken.n,
        draws=draws,
        seed=seed,
        missing=taken.missing,
    )


FIT = ("n", "k", "r2", "r2_adjusted", "log_likelihood", "aic", "sigma2", "dispersion")


def _suits(taken: DriverSample, model: str) -> None:
    """Refuse a response that is none of the model's kind."""
    y = taken.y
    listed = bool(np.isin(y, (0.0, 1.0)).all())
    if listed and model not in ("probit", "poisson"):
        raise StatisticError("analysis.regression.response-is-a-list", model=model)
    if not listed and model == "probit":
        raise StatisticError("analysis.regression.probit-wants-a-list")
    if model == "poisson" and ((y < 0).any() or (y != np.round(y)).any()):
        raise StatisticError("analysis.regression.poisson-wants-counts")


def _among(graph: Neighbors | None, units: pd.Index) -> Any:
    """The graph among some units."""
    from analysis.set_sample import as_graph

    return as_graph(graph).subgraph(units)


def weights(taken: DriverSample) -> Any:
    """The neighbors as spreg takes them, row-standardized, in the order of the sample."""
    matrix = standardized(taken)
    matrix = sparse.csr_matrix(matrix)
    made = extra("libpysal.weights").WSP(matrix, id_order=list(range(taken.n)))
    return made.to_W(silence_warnings=True)


def standardized(taken: DriverSample) -> sparse.csr_array:
    """Row-standardized weights of a sample, every unit with neighbors."""
    rows = taken.neighbors()
    return rows.matrix(rows.standardized())


def _table(
    columns: Design, b: Floats, se: Floats, p: Floats, names: Sequence[str], keep: Sequence[int]
) -> pd.DataFrame:
    """The coefficients that are shown."""
    where = np.asarray(keep)
    frame = pd.DataFrame(
        {"b": b[where], "se": se[where], "statistic": (b / se)[where], "p": p[where], "vif": np.nan},
        index=pd.Index([names[k] for k in keep], name="term"),
    )
    shown = list(columns.terms[: columns.n_shown])
    frame.loc[shown, "vif"] = columns.vif
    return frame


def _ols(taken: DriverSample, columns: Design, method: str, draws: int, seed: int) -> dict[str, Any]:
    spreg = extra("spreg")
    joined = taken.rows is not None and bool((taken.rows.degree > 0).all())
    spatial: dict[str, Any] = {"w": weights(taken), "spat_diag": True, "moran": True} if joined else {}
    white = columns.matrix.shape[1] <= 20  # its squares and products outgrow the units
    fit = spreg.OLS(taken.y[:, None], columns.matrix, white_test=white, **spatial)
    p = np.array([float(pair[1]) for pair in fit.t_stat])
    tests: dict[str, tuple[float, float, float]] = {
        "jarque_bera": (fit.jarque_bera["jb"], 2, fit.jarque_bera["pvalue"]),
        "breusch_pagan": (fit.breusch_pagan["bp"], fit.breusch_pagan["df"], fit.breusch_pagan["pvalue"]),
        "koenker_bassett": (
            fit.koenker_bassett["kb"], fit.koenker_bassett["df"], fit.koenker_bassett["pvalue"]
        ),
        "condition_number": (float(fit.mulColli), np.nan, np.nan),
    }  # fmt: skip
    if white and isinstance(fit.white, dict):
        tests["white"] = (fit.white["wh"], fit.white["df"], fit.white["pvalue"])
    if joined:
        k = columns.matrix.shape[1]
        tests["moran_residuals"] = (float(fit.moran_res[0]), np.nan, float(fit.moran_res[2]))
        for ours, theirs, df in _LM:
            value = getattr(fit, theirs)
            tests[ours] = (
                float(value[0]),
                k + df if ours.endswith(("wx", "durbin")) else df,
                float(value[1]),
            )
    keep = range(columns.n_shown + 1)
    return {
        "coefficients": _table(
            columns, fit.betas.ravel(), np.asarray(fit.std_err), p, (CONSTANT, *columns.terms), list(keep)
        ),
        "fit": {
            "n": fit.n, "k": fit.k, "r2": fit.r2, "r2_adjusted": fit.ar2, "log_likelihood": fit.logll,
            "aic": fit.aic, "sigma2": fit.sig2,
        },
        "diagnostics": tests,
        "residuals": fit.u.ravel(),
        "fitted": fit.predy.ravel(),
    }  # fmt: skip


_LM = (
    ("lm_lag", "lm_lag", 1), ("lm_error", "lm_error", 1), ("rlm_lag", "rlm_lag", 1),
    ("rlm_error", "rlm_error", 1), ("lm_sarma", "lm_sarma", 2), ("lm_wx", "lm_wx", 0),
    ("rlm_wx", "rlm_wx", 0), ("lm_durbin", "lm_spdurbin", 1), ("rlm_durbin", "rlm_durlag", 1),
)  # fmt: skip
"""Our name, spreg's, and degrees of freedom beside those of the factors."""


def _spatial(
    taken: DriverSample, columns: Design, method: str, draws: int, seed: int, kind: str
) -> dict[str, Any]:
    spreg, w = extra("spreg"), weights(taken)
    y, x, k, shown = taken.y[:, None], columns.matrix, columns.matrix.shape[1], columns.n_shown
    tests: dict[str, tuple[float, float, float]] = {}
    durbin = kind == "durbin"
    if kind == "error":
        ml = method == "ml"
        fit = spreg.ML_Error(y, x, w, method="LU") if ml else spreg.GM_Error_Het(y, x, w)
        rho = float(fit.betas[-1, 0])
    else:
        slx: dict[str, Any] = (
            {"slx_lags": 1, "slx_vars": [place < shown for place in range(k)]} if durbin else {}
        )
        if method == "ml":
            fit = spreg.ML_Lag(y, x, w, method="LU", spat_diag=False, spat_impacts=None, **slx)
        else:
            fit = spreg.GM_Lag(y, x, w=w, spat_diag=True, spat_impacts=None, **slx)
            if getattr(fit, "ak_test", None) is not None:
                tests["anselin_kelejian"] = (float(fit.ak_test[0]), 1, float(fit.ak_test[1]))
        rho = float(fit.betas[-1, 0])
    lags = [f"W {name}" for name in columns.terms[:shown]] if durbin else []
    names = [CONSTANT, *columns.terms, *lags, ERROR if kind == "error" else LAGGED]
    keep = [*range(shown + 1), *range(k + 1, k + 1 + len(lags)), len(names) - 1]
    b = np.asarray(fit.betas, dtype=np.float64).ravel()
    covariance = np.asarray(fit.vm, dtype=np.float64)[: len(b), : len(b)]
    se = np.sqrt(np.diag(covariance))
    if len(se) < len(b):  # the variance of lambda is kept apart
        se = np.asarray(fit.std_err, dtype=np.float64)
    from scipy.stats import norm

    p = 2 * norm.sf(np.abs(b / se))
    made: dict[str, Any] = {
        "coefficients": _table(columns, b, se, p, names, keep),
        "fit": {
            "n": fit.n,
            "k": len(b),
            "r2": float(fit.pr2),
            "log_likelihood": getattr(fit, "logll", np.nan),
            "aic": getattr(fit, "aic", np.nan),
            "sigma2": float(np.ravel(getattr(fit, "sig2", np.nan))[0]),
        },
        "residuals": np.asarray(fit.e_filtered if kind == "error" else fit.u).ravel(),
        "fitted": taken.y - np.asarray(fit.e_filtered if kind == "error" else fit.u).ravel(),
        "rho": rho,
        "diagnostics": tests,
    }
    if kind != "error":
        own = list(range(1, shown + 1))
        lagged = list(range(k + 1, k + 1 + len(lags)))
        order = [*own, *lagged, len(b) - 1]
        made["effects"] = impacts(
            b[own],
            b[lagged] if durbin else None,
            rho,
            covariance[np.ix_(order, order)],
            spectrum(standardized(taken)),
            names=list(columns.terms[:shown]),
            draws=draws,
            seed=seed,
        )
        if durbin:
            made["diagnostics"]["common_factor"] = common_factor(
                b[own], b[lagged], rho, covariance[np.ix_(order, order)]
            )
    return made


def common_factor(own: Floats, lagged: Floats, rho: float, covariance: Floats) -> tuple[float, float, float]:
    """Wald test that a Durbin model is an error model: lagged = -rho own."""
    from scipy.stats import chi2

    k = len(own)
    gap = lagged + rho * own
    jacobian = np.column_stack([rho * np.eye(k), np.eye(k), own])
    wald = float(gap @ np.linalg.solve(jacobian @ covariance @ jacobian.T, gap))
    return wald, float(k), float(chi2.sf(wald, k))


def _probit(taken: DriverSample, columns: Design, method: str, draws: int, seed: int) -> dict[str, Any]:
    joined = taken.rows is not None and bool((taken.rows.degree > 0).all())
    spatial: dict[str, Any] = {"w": weights(taken), "spat_diag": True} if joined else {}
    try:
        fit = extra("spreg").Probit(taken.y[:, None], columns.matrix, **spatial)
        se = np.sqrt(np.diag(fit.vm))
    except np.linalg.LinAlgError:
        raise StatisticError("analysis.regression.separated") from None
    sure = np.minimum(fit.predy.ravel(), 1 - fit.predy.ravel())
    if not np.isfinite(se).all() or float(sure.max()) < 1e-3:
        raise StatisticError("analysis.regression.separated")
    from scipy.stats import norm

    b = fit.betas.ravel()
    slopes, slope_se = np.asarray(fit.slopes).ravel(), np.asarray(fit.slopes_std_err).ravel()
    shown = columns.n_shown
    effects = pd.DataFrame(
        {
            "direct": slopes[:shown],
            "direct_se": slope_se[:shown],
            "direct_p": 2 * norm.sf(np.abs(slopes / slope_se))[:shown],
        },
        index=pd.Index(columns.terms[:shown], name="term"),
    )
    tests = {}
    if joined:
        for ours, theirs in (
            ("pinkse", "Pinkse_error"),
            ("kelejian_prucha", "KP_error"),
            ("pinkse_slade", "PS_error"),
        ):
            value = getattr(fit, theirs)
            tests[ours] = (float(value[0]), 1.0, float(value[1]))
    return {
        "coefficients": _table(
            columns, b, se, 2 * norm.sf(np.abs(b / se)), (CONSTANT, *columns.terms), list(range(shown + 1))
        ),
        "effects": effects,
        "fit": {
            "n": fit.n,
            "k": fit.k,
            "r2": fit.mcfadrho,
            "log_likelihood": fit.logl,
            "aic": 2 * fit.k - 2 * fit.logl,
        },
        "diagnostics": tests,
        "residuals": np.asarray(taken.y - fit.predy.ravel()),
        "fitted": fit.predy.ravel(),
    }


def _poisson(taken: DriverSample, columns: Design, method: str, draws: int, seed: int) -> dict[str, Any]:
    glm, family = extra("spglm.glm"), extra("spglm.family")
    x = np.column_stack([np.ones(taken.n), columns.matrix])
    fit = glm.GLM(taken.y[:, None], x, family=family.Poisson(), constant=False).fit()
    mean = np.asarray(fit.mu).ravel()
    b = np.asarray(fit.params).ravel()
    pearson = (taken.y - mean) / np.sqrt(mean)
    dispersion = float((pearson**2).sum() / (taken.n - x.shape[1]))
    # quasi-Poisson: counts vary more than Poisson lets them
    se = np.sqrt(np.diag(np.linalg.inv((x * mean[:, None]).T @ x)) * max(dispersion, 1.0))
    from scipy.stats import norm

    null = float(_deviance(taken.y, np.full(taken.n, taken.y.mean())))
    return {
        "coefficients": _table(
            columns,
            b,
            se,
            2 * norm.sf(np.abs(b / se)),
            (CONSTANT, *columns.terms),
            list(range(columns.n_shown + 1)),
        ),
        "fit": {
            "n": taken.n, "k": x.shape[1], "r2": 1 - float(_deviance(taken.y, mean)) / null,
            "log_likelihood": float(fit.llf), "aic": 2 * x.shape[1] - 2 * float(fit.llf),
            "dispersion": dispersion,
        },
        "residuals": pearson,
        "fitted": mean,
    }  # fmt: skip


def _deviance(y: Floats, mean: Floats) -> float:
    terms = np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / mean), 0.0) - (y - mean)
    return float(2 * terms.sum())


_FITS: dict[str, Any] = {
    "ols": _ols,
    "lag": partial(_spatial, kind="lag"),
    "error": partial(_spatial, kind="error"),
    "durbin": partial(_spatial, kind="durbin"),
    "probit": _probit,
    "poisson": _poisson,
}
