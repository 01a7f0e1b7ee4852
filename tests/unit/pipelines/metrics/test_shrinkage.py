"""Shrinkage: equal units come together, units that differ stay apart, nobody is ever certain."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.metrics.shrinkage import beta_binomial, gamma_poisson


def test_a_small_extreme_unit_is_drawn_further_than_a_large_one() -> None:
    observed, expected = np.array([6.0, 600, 300, 310, 290]), np.array([2.0, 200, 300, 300, 300])
    found = gamma_poisson(observed, expected)
    assert 1 < found.mean[0] < 2.5
    assert found.mean[1] == pytest.approx(3, abs=0.05)
    assert found.sd[0] > 5 * found.sd[1]


def test_equal_units_are_drawn_to_each_other_but_stay_uncertain() -> None:
    rng = np.random.default_rng(2)
    cases = np.full(30, 50.0)
    found = beta_binomial(rng.binomial(50, 0.1, 30).astype(float), cases, 0.1 * cases)
    assert np.ptp(found.mean) < 0.5
    assert found.sd.min() > 0.03


def test_units_that_differ_keep_their_rates() -> None:
    cases = np.full(6, 2000.0)
    observed = np.array([100.0, 150, 200, 250, 300, 350])
    found = beta_binomial(observed, cases, np.full(6, 225.0))
    assert found.mean == pytest.approx(observed / 225, rel=0.03)


def test_the_mix_of_cases_is_allowed_for() -> None:
    """Both units do exactly what is expected of them, though one has four times the failures."""
    found = beta_binomial(np.array([40.0, 10]), np.array([100.0, 100]), np.array([40.0, 10]))
    assert found.mean == pytest.approx([1, 1], abs=0.03)


@pytest.mark.parametrize("observed", [[0.0, 0.0, 0.0], [5.0, 0.0, 0.0], [30.0, 30.0, 30.0]])
def test_nothing_and_everything_stay_finite_and_positive(observed: list[float]) -> None:
    cases, expected = np.full(3, 30.0), np.full(3, 0.2)
    for found in (beta_binomial(np.array(observed), cases, expected), gamma_poisson(np.array(observed), expected)):
        assert np.isfinite(found.mean).all()
        assert (found.mean > 0).all()
        assert (found.sd > 0).all()


def test_intervals_of_shrunken_ratios_cover_the_truth() -> None:
    """Units drawn from a gamma spread of 30 %: nine of ten lie within 1.645 standard deviations on the log scale."""
    rng = np.random.default_rng(9)
    held = total = 0
    for _ in range(100):
        expected = rng.uniform(3, 60, 25)
        true = rng.gamma(11, 1 / 11, 25)
        found = gamma_poisson(rng.poisson(true * expected).astype(float), expected)
        error = np.sqrt(np.log1p((found.sd / found.mean) ** 2))
        centre = np.log(found.mean) - error**2 / 2
        held += int((np.abs(np.log(true) - centre) < 1.645 * error).sum())
        total += 25
    assert 0.86 < held / total < 0.94
