from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import analysis
from analysis.class_power import interaction_kind, plain_f, power
from analysis.discretize import CUTS, class_ends, class_of
from analysis.factor_classes import crossed
from boundaries.errors import StatisticError
from tests.board import CODES, board

KNOWN = Path(__file__).parents[1] / "known"
NAMES = ["type", "region", "level"]


@pytest.fixture(scope="module")
def disease():
    table = pd.read_csv(KNOWN / "geodetector_disease.csv", comment="#")
    return table.set_axis([f"{k:06d}" for k in range(len(table))], axis=0)


@pytest.fixture(scope="module")
def found(disease):
    return analysis.geodetector(disease["incidence"], disease[NAMES], classes=NAMES, permutations=199, seed=1)


@pytest.fixture(scope="module")
def rook():
    return analysis.neighbors(board(), contiguity="rook")


def test_published_q_and_p_to_every_printed_digit(found):
    answers = pd.read_csv(KNOWN / "geodetector_answers.csv", comment="#")
    alone = answers[answers["second"].isna()].set_index("first")
    assert found.factors["q"].round(6).to_dict() == alone["q"].to_dict()
    assert found.factors["p_F"].round(6).to_dict() == alone["p_F"].to_dict()
    pairs = answers[answers["second"].notna()].set_index(["first", "second"])
    seen = found.interactions.set_index(["first", "second"])
    assert seen["q_both"].round(6).to_dict() == pairs["q"].to_dict()
    assert seen["kind"].to_dict() == pairs["kind"].to_dict()


def test_other_detectors_against_scipy(disease, found):
    y = disease["incidence"]
    for row in found.contrasts.itertuples():
        classes = sorted(disease[row.factor].astype(str).unique())
        a, b = (y[disease[row.factor].astype(str) == classes[k - 1]] for k in (row.first, row.second))
        expected = stats.ttest_ind(a, b, equal_var=False)
        assert (row.t, row.p_t) == pytest.approx((expected.statistic, expected.pvalue))
    groups = [y[disease["type"] == k] for k in sorted(disease["type"].unique())]
    anova = stats.f_oneway(*groups)
    assert (found.factors.loc["type", "F"], found.factors.loc["type", "p_anova"]) == pytest.approx(anova)
    # geodetector 0.2.0 prints the two-sided 0.0004 and 0.0026
    p = found.ecological.set_index(["first", "second"])["p_F"]
    assert (2 * p).round(4).iloc[:2].tolist() == [0.0004, 0.0026]


def test_the_noncentral_p_changes_when_a_constant_is_added(disease):
    y = disease["incidence"].to_numpy()
    codes = np.unique(disease["type"], return_inverse=True)[1]
    here, there = plain_f(y, codes), plain_f(y - 5.0, codes)
    assert here.p_central == pytest.approx(there.p_central)
    assert abs(here.p - there.p) > 0.3


def test_permutation_p_is_the_share_of_all_orders(rook):
    # six units with values, every one of the 6! orders: q of two classes of three depends on the set alone
    units = CODES[:3] + CODES[4:7]
    y = pd.Series([5.0, 4.0, 3.5, 3.0, 1.0, 0.0], index=units)
    half = pd.DataFrame({"half": ["a", "a", "a", "b", "b", "b"]}, index=units)
    sets = [
        power(y.to_numpy()[:, None], np.array(codes))[0]
        for codes in product([0, 1], repeat=6)
        if sum(codes) == 3
    ]
    observed = power(y.to_numpy()[:, None], np.array([0, 0, 0, 1, 1, 1]))[0]
    exact = np.mean(np.array(sets) >= observed - 1e-12)
    result = analysis.geodetector(y, half, permutations=19_999, seed=3)
    assert result.factors.loc["half", "p_sim"] == pytest.approx(exact, abs=0.006)


def test_within_strata_nothing_is_left_of_a_factor_that_is_the_strata():
    y = pd.Series(np.arange(16.0) ** 1.3, index=CODES)
    west = pd.Series(["w", "w", "e", "e"] * 4, index=CODES, name="province")
    free = analysis.geodetector(y, west.to_frame("side"), permutations=99, seed=1)
    held = analysis.geodetector(y, west.to_frame("side"), strata=west, permutations=99, seed=1)
    assert held.factors.loc["side", "q"] == free.factors.loc["side", "q"]
    assert held.factors.loc["side", "p_sim"] == 1.0
    assert (held.strata, held.n_strata) == ("province", 2)


def test_shuffled_inputs_give_the_same_answer(rook):
    rng = np.random.default_rng(2)
    y = pd.Series(rng.normal(size=16), index=CODES)
    table = pd.DataFrame({"a": rng.normal(size=16), "b": list("xyxy") * 4}, index=CODES)
    strata = pd.Series(["p", "q"] * 8, index=CODES, name="province")
    settings = {"ks": (2, 3), "permutations": 99, "seed": 5}
    one = analysis.geodetector(y, table, rook, strata=strata, **settings)
    other = analysis.geodetector(
        y.sample(frac=1, random_state=1), table.sample(frac=1, random_state=2), rook,
        strata=strata.sample(frac=1, random_state=3), **settings,
    )  # fmt: skip
    for name in ("factors", "interactions", "means", "contrasts", "ecological", "classes", "searched"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.null == "spatial" and one.rho == other.rho
    assert one.factors.loc["a", "cut"] in CUTS and one.factors.loc["b", "cut"] == ""


def test_search_is_paid_for():
    # 40 units of noise: the best of many cuts looks good to the plain test and not to draws that search too
    rng = np.random.default_rng(11)
    codes = [f"{k:06d}" for k in range(40)]
    plain, paid = [], []
    for seed in range(40):
        y = pd.Series(rng.normal(size=40), index=codes)
        x = pd.DataFrame({"x": rng.normal(size=40)}, index=codes)
        row = analysis.geodetector(y, x, ks=(3, 4, 5), permutations=99, seed=seed).factors.loc["x"]
        plain.append(row["p_anova"] <= 0.05)
        paid.append(row["p_sim"] <= 0.05)
    assert np.mean(plain) >= 0.15
    assert np.mean(paid) < 0.15


def test_missing_values_leave_units_out(rook):
    y = pd.Series(np.arange(16.0), index=CODES)
    table = pd.DataFrame({"b": list("xyxy") * 4}, index=CODES)
    table.loc[CODES[3], "b"] = None
    y[CODES[0]] = np.nan
    result = analysis.geodetector(y, table, rook, permutations=9, seed=1)
    assert (result.n_units, list(result.missing)) == (14, [CODES[0], CODES[3]])


@pytest.mark.parametrize(
    ("column", "slug", "named"),
    [
        (["x"] * 16, "analysis.factors.constant", "b"),
        (["x"] * 15 + ["y"], "analysis.factors.class-of-one", CODES[15]),
        (list(range(16)), "analysis.drivers.factor-is-the-response", "b"),
        ([0.0] * 8 + [float("inf")] * 8, "analysis.drivers.infinite", CODES[8]),
    ],
)
def test_refusals_name_what_and_where(column, slug, named):
    y = pd.Series(np.arange(16.0), index=CODES)
    with pytest.raises(StatisticError, match=named) as refused:
        analysis.geodetector(y, pd.DataFrame({"b": column}, index=CODES), permutations=9, seed=1)
    assert refused.value.id == slug


def test_more_factors_than_units_is_refused():
    y = pd.Series(np.arange(16.0), index=CODES)
    table = pd.DataFrame({f"f{k}": np.arange(16.0) ** k + 0.5 for k in range(20)}, index=CODES)
    with pytest.raises(StatisticError) as refused:
        analysis.geodetector(y, table, permutations=9, seed=1)
    assert refused.value.id == "analysis.drivers.too-few-units"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=40), st.sampled_from(CUTS), st.integers(2, 6))
def test_classes_hold_their_upper_end_and_are_filled(values, cut, k):
    values = np.array(values)
    ends = class_ends(values, cut=cut, k=k)
    codes = class_of(values, ends)
    assert ends[-1] == values.max() and (np.diff(ends) > 0).all() and len(ends) <= k
    assert (np.bincount(codes, minlength=len(ends)) > 0).all()
    assert (values <= ends[codes]).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-100, 100), st.integers(0, 3), st.integers(0, 2)), min_size=4, max_size=30)
)
def test_a_cross_never_explains_less(rows):
    y = np.array([[row[0]] for row in rows])
    a, b = (np.unique([row[k] for row in rows], return_inverse=True)[1] for k in (1, 2))
    alone = [float(power(y, codes)[0]) for codes in (a, b)]
    both = float(power(y, crossed(a, b))[0])
    assert -1e-12 <= max(alone) <= both + 1e-9 <= 1 + 2e-9
    assert interaction_kind(*alone, both) in ("weaken_one", "enhance_two", "independent", "enhance_nonlinear")
