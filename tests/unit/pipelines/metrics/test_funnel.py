"""Funnels: false alarms at the nominal rate, small units by exact tails, outliers that do not excuse themselves."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.metrics.funnel import Z_LIMIT, band, proportions, ratios

SURE = np.ones(1)


def one(values: float) -> np.ndarray:
    return np.array([values], dtype=float)


def test_nothing_against_four_expected_is_no_four_sigma_event() -> None:
    """The arcsine says −4.03 of 0 in 100 at 4 %; the exact chance is .0169."""
    found = proportions(one(0), one(100), one(4), SURE)
    assert found.plain[0] == pytest.approx(-2.39, abs=0.02)
    assert ratios(one(0), one(100), one(4), SURE).plain[0] == pytest.approx(-2.36, abs=0.02)


def test_a_perfect_unit_of_22_is_no_outlier() -> None:
    """22 of 22 in time where 94 % are: its failures, 0 against 1.3, say nothing."""
    found = proportions(one(0), one(22), one(22 * 0.06), SURE)
    assert band(float(found.score[0]), more_is_worse=True) == ("as_expected", None)


def test_large_units_use_the_arcsine() -> None:
    found = proportions(one(160), one(1000), one(100), SURE)
    assert found.plain[0] == pytest.approx(2 * np.sqrt(1000) * (np.arcsin(0.4) - np.arcsin(np.sqrt(0.1))))


def test_uncertain_expectation_draws_a_score_in() -> None:
    sure, unsure = (proportions(one(160), one(1000), one(100), one(c)).plain[0] for c in (1.0, 0.25))
    assert unsure == pytest.approx(sure / 2)


@pytest.mark.parametrize("low", [20, 200])
def test_false_alarms_of_equal_units_stay_at_their_level(low: int) -> None:
    """60 equal units, 150 periods: at most .4 % beyond the 99.8 % limit, small units and large."""
    rng = np.random.default_rng(11)
    beyond = 0
    for _ in range(150):
        cases = rng.integers(low, 4 * low, 60).astype(float)
        found = proportions(rng.binomial(cases.astype(int), 0.08).astype(float), cases, 0.08 * cases, np.ones(60))
        beyond += int((np.abs(found.score) > Z_LIMIT).sum())
    assert beyond / 9000 <= 0.004


def test_units_that_differ_anyway_are_not_all_outliers() -> None:
    """Real spread between units: plain limits call a third of them outliers, over-dispersed ones almost none."""
    rng = np.random.default_rng(5)
    cases = np.full(60, 2000.0)
    true = rng.beta(20, 180, 60)
    found = proportions(rng.binomial(2000, true).astype(float), cases, 0.1 * cases, np.ones(60))
    assert (np.abs(found.plain) > Z_LIMIT).mean() > 0.3
    assert (np.abs(found.score) > Z_LIMIT).mean() < 0.05
    assert found.phi is not None and found.phi > 2


def test_one_gross_outlier_among_equals_is_found_all_the_same() -> None:
    rng = np.random.default_rng(2)
    cases = np.full(30, 400.0)
    observed = rng.binomial(400, 0.1, 30).astype(float)
    observed[7] = 110
    found = proportions(observed, cases, 0.1 * cases, np.ones(30))
    assert np.flatnonzero(np.abs(found.score) > Z_LIMIT).tolist() == [7]


def test_fewer_than_five_units_have_plain_limits() -> None:
    found = proportions(np.array([10.0, 30, 50, 70]), np.full(4, 400.0), np.full(4, 40.0), np.ones(4))
    assert found.phi is None
    assert found.tau2 == 0
    assert found.score.tolist() == found.plain.tolist()


@pytest.mark.parametrize(
    ("score", "more_is_worse", "expected"),
    [
        (3.2, True, ("worse", None)),
        (3.2, False, ("better", None)),
        (-3.2, True, ("better", None)),
        (2.5, True, ("as_expected", "worse")),
        (-2.5, True, ("as_expected", "better")),
        (1.9, True, ("as_expected", None)),
        (0.0, True, ("as_expected", None)),
    ],
)
def test_bands(score: float, more_is_worse: bool, expected: tuple[str, str | None]) -> None:
    assert band(score, more_is_worse) == expected


@pytest.mark.parametrize("extreme", [0.0, 5000.0])
def test_extremes_stay_finite(extreme: float) -> None:
    found = proportions(one(extreme), one(5000), one(100), SURE)
    assert np.isfinite(found.score).all()
    assert np.isfinite(ratios(one(extreme), one(5000), one(3), SURE).score).all()
