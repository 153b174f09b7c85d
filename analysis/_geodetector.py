"""The geographical detector (地理探测器): how much of a variable the classes of a factor explain."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.adjust import benjamini_hochberg
from analysis.class_power import ecological_f, interaction_kind, plain_f, power, welch
from analysis.discretize import CUTS
from analysis.driver_sample import DriverSample, driver_sample
from analysis.factor_classes import Candidate, candidates, crossed
from analysis.permutation import ROOM, Floats, Ints, check_permutations, check_seed, orderings, stream
from analysis.set_sample import Codes, Neighbors
from analysis.surrogates import class_sums, surrogates
from boundaries.errors import StatisticError, choose
from boundaries.shown import Shown

STRATA, SPATIAL = "strata", "spatial"
"""The two ways of chance: values dealt within strata, and surrogates as autocorrelated as the response."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Geodetector(Shown):
    """What the geographical detector found.

    Attributes
    ----------
    factors : DataFrame
        One row a factor: q (0 to 1); n_classes; cut, k (the scheme and number of classes that gave the
        largest q; "" for a factor that came in classes) and n_searched, how many cuts were tried; F, df1,
        df2, noncentrality and p_F of the plain non-central F test; p_anova of the central one; p_sim, values
        dealt within the strata; p_spatial, surrogates as autocorrelated as the response, NaN without a
        graph; p_fdr, Benjamini-Hochberg of the larger of the two over the factors. Where cuts
        were searched, each draw searches them too.
    searched : DataFrame
        Every cut tried: factor, cut, k, n_classes, q.
    interactions : DataFrame
        One row a pair: first, second, q_first, q_second, q_both, kind (weaken_nonlinear, weaken_one,
        enhance_two, independent, enhance_nonlinear), gain (q_both less the larger of the two) and p_gain,
        how often chance gains as much. A cross of classes gains by its mere number of classes: read p_gain,
        not kind.
    means : DataFrame
        The risk detector: factor, class, lower, upper (of a number, else NaN), label, n, mean.
    contrasts : DataFrame
        Every two classes of a factor: factor, first, second (class numbers), difference of their means, t
        and p_t (Welch), p_sim or p_spatial, two-sided.
    ecological : DataFrame
        Every two factors: first, second, F, p_F, and p_spatial (p_sim) of a difference of q as large,
        two-sided.
    classes : DataFrame
        By adcode: the class of each unit in each factor, from 1.
    rho : float
        Estimated autocorrelation of the response within its strata, which surrogates keep; NaN without a
        graph.
    null : str
        "spatial" or, without a graph, "strata": what p_fdr, p_gain and the contrasts rest on.
    strata : str
    n_strata, n_units, permutations, seed : int
    missing : Index
        Units left out.
    """

    factors: pd.DataFrame
    searched: pd.DataFrame
    interactions: pd.DataFrame
    means: pd.DataFrame
    contrasts: pd.DataFrame
    ecological: pd.DataFrame
    classes: pd.DataFrame
    rho: float
    null: str
    strata: str
    n_strata: int
    n_units: int
    permutations: int
    seed: int
    missing: pd.Index


def geodetector(
    response: pd.Series,
    factors: pd.DataFrame,
    graph: Neighbors | None = None,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    classes: Collection[str] = (),
    cuts: Sequence[str] = CUTS,
    ks: Sequence[int] = (3, 4, 5, 6, 7, 8),
    permutations: int = 999,
    seed: int,
) -> Geodetector:
    """Measure how much of a variable each factor explains, alone and in pairs, and whether chance would.

    Parameters
    ----------
    response : Series by adcode
        Numbers; units that lack it or a factor take no part.
    factors : DataFrame by adcode
        Numbers, which are cut into classes, or classes: text, truth values, numbers of at most eight values.
    graph : Graph, optional
        Neighbors; without them the test that respects autocorrelation cannot be made.
    eligible : iterable of adcodes or boolean Series, optional
    strata : Series by adcode, optional
        Provinces: what every random draw holds fixed.
    classes : collection of str
        Columns of numbers that are classes all the same.
    cuts, ks : sequence
        The schemes (`analysis.discretize.CUTS`) and numbers of classes among which the largest q is looked
        for.
    permutations, seed : int

    Returns
    -------
    Geodetector

    Notes
    -----
    q = 1 - sum_h N_h s_h^2 / (N s^2), the share of the variance that lies between classes. Its usual F test
    takes units as independent: where response and factor are both autocorrelated it finds drivers in noise.
    So does a permutation, within provinces too, as far as likeness to neighbors within provinces remains;
    ``p_spatial`` keeps both the means of the provinces and that likeness (`analysis.surrogates`). Rates are
    in ``docs/drivers.md``.

    References
    ----------
    Wang, J. F. et al. (2010). Geographical detectors-based health risk assessment and its application in the
    neural tube defects study of the Heshun region, China. IJGIS 24, 107-127.
    Wang, J. F., Zhang, T. L., Fu, B. J. (2016). A measure of spatial stratified heterogeneity. Ecological
    Indicators 67, 250-256.
    Song, Y. et al. (2020). An optimal parameters-based geographical detector model. GIScience & Remote
    Sensing 57, 593-610.

    Raises
    ------
    StatisticError
        See `analysis.driver_sample`; constant factors, classes of one unit, numbers that cannot be cut.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=CODES)
    >>> half = pd.DataFrame({"half": ["west", "west", "east", "east"] * 4}, index=CODES)
    >>> round(float(geodetector(west, half, permutations=99, seed=1).factors.loc["half", "q"]), 4)
    0.9
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    for cut in cuts:
        choose(cut, CUTS, what="cuts", error=StatisticError)
    taken = driver_sample(response, factors, graph, eligible=eligible, strata=strata)
    ways = {
        str(name): candidates(taken.factors[name], classes=classes, cuts=cuts, ks=ks)
        for name in taken.factors.columns
    }
    y = taken.y
    searched = pd.DataFrame(
        [
            {"factor": name, "cut": way.cut, "k": way.k, "n_classes": len(way.labels), "q": _q(y, way.codes)}
            for name, each in ways.items()
            for way in each
        ]
    )
    best = {name: max(each, key=lambda way: _q(y, way.codes)) for name, each in ways.items()}
    pairs = list(combinations(best, 2))
    chance = {STRATA: _Chance(best, pairs), **({SPATIAL: _Chance(best, pairs)} if taken.rows else {})}
    rho = float("nan")
    for block in _dealt(taken, permutations, seed):
        chance[STRATA].take(block, ways)
    if taken.rows is not None:
        rows = taken.rows
        made = surrogates(y, _standardized(rows.matrix(rows.weights)), taken.strata.codes)
        rho = made.rho
        for block in made.draws(permutations, seed):
            chance[SPATIAL].take(block, ways)
    null = SPATIAL if SPATIAL in chance else STRATA
    return Geodetector(
        factors=_factors(y, ways, best, chance),
        searched=searched,
        interactions=_interactions(y, best, pairs, chance[null]),
        means=_means(y, best),
        contrasts=_contrasts(y, best, chance[null], null),
        ecological=_ecological(y, best, pairs, chance[null], null),
        classes=pd.DataFrame({name: way.codes + 1 for name, way in best.items()}, index=taken.response.index),
        rho=rho,
        null=null,
        strata=taken.strata.name,
        n_strata=len(taken.strata.labels),
        n_units=taken.n,
        permutations=permutations,
        seed=seed,
        missing=taken.missing,
    )


class _Chance:
    """What draws gave, gathered block by block."""

    def __init__(self, best: dict[str, Candidate], pairs: list[tuple[str, str]]) -> None:
        self.best, self.pairs = best, pairs
        self.largest: dict[str, list[Floats]] = {name: [] for name in best}  # over the cuts searched
        self.q: dict[str, list[Floats]] = {name: [] for name in best}
        self.both: dict[tuple[str, str], list[Floats]] = {pair: [] for pair in pairs}
        self.means: dict[str, list[Floats]] = {name: [] for name in best}

    def take(self, block: Floats, ways: dict[str, list[Candidate]]) -> None:
        """Add a block of draws, one a column."""
        for name, each in ways.items():
            found = {id(way): power(block, way.codes) for way in each}
            self.largest[name].append(np.max(list(found.values()), axis=0))
            way = self.best[name]
            self.q[name].append(found[id(way)])
            self.means[name].append(class_sums(block, way.codes) / np.bincount(way.codes)[:, None])
        for first, second in self.pairs:
            codes = crossed(self.best[first].codes, self.best[second].codes)
            self.both[first, second].append(power(block, codes))

    def p_of(self, drawn: list[Floats], observed: float) -> float:
        """(R + 1) / (P + 1) of draws at least as large."""
        every = np.concatenate(drawn)
        return float((every >= observed - 1e-12).sum() + 1) / (len(every) + 1)

    def p_two(self, drawn: Floats, observed: float) -> float:
        """Twice the smaller tail."""
        slack = 1e-12 * max(1.0, abs(observed))
        more, less = (drawn >= observed - slack).sum() + 1, (drawn <= observed + slack).sum() + 1
        return float(min(1.0, 2 * min(more, less) / (len(drawn) + 1)))


def _q(y: Floats, codes: Ints) -> float:
    return float(power(y[:, None], codes)[0])


def _standardized(matrix: sparse.csr_array) -> sparse.csr_array:
    total = matrix.sum(axis=1)
    return sparse.csr_array(
        sparse.diags_array(np.divide(1.0, total, out=np.zeros(len(total)), where=total > 0)) @ matrix
    )


def _dealt(taken: DriverSample, permutations: int, seed: int) -> Iterator[Floats]:
    """The response dealt within strata, in blocks."""
    y, codes = taken.y, taken.strata.codes
    pools = [np.flatnonzero(codes == code) for code in range(len(taken.strata.labels))]
    block = max(16, ROOM // taken.n)
    for start in range(0, permutations, block):
        stop = min(start + block, permutations)
        order = np.empty((taken.n, stop - start), dtype=np.int64)
        for code, pool in enumerate(pools):
            order[pool] = pool[orderings(len(pool), len(pool), stream(seed, code), start, stop)]
        yield y[order]


def _factors(
    y: Floats,
    ways: dict[str, list[Candidate]],
    best: dict[str, Candidate],
    chance: dict[str, _Chance],
) -> pd.DataFrame:
    rows = {}
    for name, way in best.items():
        q, plain = _q(y, way.codes), plain_f(y, way.codes)
        rows[name] = {
            "q": q,
            "n_classes": len(way.labels),
            "cut": way.cut,
            "k": way.k,
            "n_searched": len(ways[name]),
            "F": plain.F,
            "df1": plain.df1,
            "df2": plain.df2,
            "noncentrality": plain.noncentrality,
            "p_F": plain.p,
            "p_anova": plain.p_central,
            **{
                column: chance[null].p_of(chance[null].largest[name], q) if null in chance else float("nan")
                for column, null in (("p_sim", STRATA), ("p_spatial", SPATIAL))
            },
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("factor")
    strictest = frame[["p_sim", "p_spatial"]].max(axis=1)  # without a graph p_spatial is NaN
    frame["p_fdr"] = benjamini_hochberg(strictest.to_numpy())
    return frame


def _interactions(
    y: Floats, best: dict[str, Candidate], pairs: list[tuple[str, str]], chance: _Chance
) -> pd.DataFrame:
    rows = []
    for first, second in pairs:
        a, b = _q(y, best[first].codes), _q(y, best[second].codes)
        both = _q(y, crossed(best[first].codes, best[second].codes))
        larger = [np.maximum(x, z) for x, z in zip(chance.q[first], chance.q[second], strict=True)]
        gains = [x - z for x, z in zip(chance.both[first, second], larger, strict=True)]
        rows.append(
            {
                "first": first,
                "second": second,
                "q_first": a,
                "q_second": b,
                "q_both": both,
                "kind": interaction_kind(a, b, both),
                "gain": both - max(a, b),
                "p_gain": chance.p_of(gains, both - max(a, b)),
            }
        )
    columns = ["first", "second", "q_first", "q_second", "q_both", "kind", "gain", "p_gain"]
    return pd.DataFrame(rows, columns=columns)


def _means(y: Floats, best: dict[str, Candidate]) -> pd.DataFrame:
    rows = []
    for name, way in best.items():
        counts = np.bincount(way.codes)
        for code, label in enumerate(way.labels):
            lower, upper = label if isinstance(label, tuple) else (np.nan, np.nan)
            rows.append(
                {
                    "factor": name,
                    "class": code + 1,
                    "lower": lower,
                    "upper": upper,
                    "label": "" if isinstance(label, tuple) else label,
                    "n": int(counts[code]),
                    "mean": float(y[way.codes == code].mean()),
                }
            )
    return pd.DataFrame(rows)


def _contrasts(y: Floats, best: dict[str, Candidate], chance: _Chance, null: str) -> pd.DataFrame:
    rows = []
    for name, way in best.items():
        counts = np.bincount(way.codes).astype(np.float64)
        sums, squares = (np.bincount(way.codes, v).astype(np.float64) for v in (y, y**2))
        drawn = np.concatenate(chance.means[name], axis=1)
        for a, b in combinations(range(len(counts)), 2):
            apart, t, p = welch(sums, squares, counts, a, b)
            rows.append(
                {
                    "factor": name,
                    "first": a + 1,
                    "second": b + 1,
                    "difference": apart,
                    "t": t,
                    "p_t": p,
                    _p_name(null): chance.p_two(drawn[a] - drawn[b], apart),
                }
            )
    return pd.DataFrame(rows)


def _ecological(
    y: Floats, best: dict[str, Candidate], pairs: list[tuple[str, str]], chance: _Chance, null: str
) -> pd.DataFrame:
    rows = []
    for first, second in pairs:
        ratio, p = ecological_f(y, best[first].codes, best[second].codes)
        drawn = np.concatenate(chance.q[first]) - np.concatenate(chance.q[second])
        apart = _q(y, best[first].codes) - _q(y, best[second].codes)
        rows.append(
            {
                "first": first,
                "second": second,
                "F": ratio,
                "p_F": p,
                _p_name(null): chance.p_two(drawn, apart),
            }
        )
    return pd.DataFrame(rows, columns=["first", "second", "F", "p_F", _p_name(null)])


def _p_name(null: str) -> str:
    return "p_spatial" if null == SPATIAL else "p_sim"
