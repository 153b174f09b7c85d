"""Sobol indices against models whose indices are known in closed form."""

import numpy as np
import pytest

from boundaries.errors import StatisticError
from indicators.sobol import sobol_indices


def ishigami(u):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami():
    # Ishigami & Homma (1990), a = 7, b = 0.1. Closed form: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8,
    # V13 = b^2 pi^8 (1/18 - 1/50), V = V1 + V2 + V13.
    v1, v2, v13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    found = sobol_indices(ishigami, {"x1": 1, "x2": 1, "x3": 1}, base=8192, seed=4)
    assert found.variance == pytest.approx(v, rel=0.01)
    assert found.frame["first"].to_list() == pytest.approx([v1 / v, v2 / v, 0], abs=0.01)
    assert found.frame["total"].to_list() == pytest.approx([(v1 + v13) / v, v2 / v, v13 / v], abs=0.01)
    assert (found.frame["first_low"] <= found.frame["first"]).all()
    assert (found.frame["total_high"] >= found.frame["total"]).all()
    assert found.evaluations == 8192 * 5


def test_a_group_of_inputs_is_one_factor():
    # f = x1 + 2 x2 + x1 x2 centred: grouped, the pair explains all that x3 does not.
    model = lambda u: (u[:, 0] - 0.5) * (u[:, 1] - 0.5) * 12 + (u[:, 2] - 0.5)  # noqa: E731
    found = sobol_indices(model, {"pair": 2, "alone": 1}, base=4096, seed=4).frame
    # Var of the product term is 144 / 144 = 1, of the last 1/12; the terms do not interact.
    assert found["first"].to_list() == pytest.approx([12 / 13, 1 / 13], abs=0.02)
    assert found["total"].to_list() == pytest.approx([12 / 13, 1 / 13], abs=0.02)


def test_a_constant_result_has_no_indices():
    found = sobol_indices(lambda u: np.full(len(u), 3.0), {"x": 1}, base=64, seed=0)
    assert found.frame.isna().all(axis=None) and found.variance == 0 and found.mean == 3


def test_seeded():
    one, two = (sobol_indices(ishigami, {"x1": 1, "x2": 1, "x3": 1}, base=64, seed=9).frame for _ in range(2))
    assert one.equals(two)


def test_bad_base():
    with pytest.raises(StatisticError, match="power of two"):
        sobol_indices(ishigami, {"x": 3}, base=1000, seed=1)
