"""Expected load and its backtest: calibrated, honest when it is no better, silent where there is too little."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.metrics.screening import BASELINES, Period, backtest, expected_load


def past(seed: int, periods: int, rates: np.ndarray, weeks: int = 2) -> tuple[list[Period], list[np.ndarray]]:
    """Periods of an office with these constant weekly rates, 60 weeks of history before each."""
    rng = np.random.default_rng(seed)
    frozen = [
        Period(rng.poisson(rates, (60, len(rates))), weeks, rng.poisson(weeks * rates).astype(float))
        for _ in range(periods)
    ]
    return frozen, [rng.poisson(weeks * rates) for _ in range(periods)]


def test_the_forecast_keeps_the_level_and_follows_the_shares() -> None:
    rates = np.array([4.0, 2, 1, 0.5, 0.25, 0.25])
    period = past(1, 1, rates, weeks=4)[0][0]
    found = expected_load(period)
    assert found.mean == pytest.approx(4 * rates, rel=0.45)
    recent = period.history[-26:].sum() / 26
    assert found.mean.sum() == pytest.approx(4 * recent, rel=0.05)


def test_one_wild_fortnight_in_a_small_cell_is_shrunken() -> None:
    """A cell with 1 % of all matters has 5 of them in the last weeks: it is raised, but not five-fold."""
    history = np.tile([50.0, 49.0, 1.0], (100, 1)) / 10
    history[-26:, 2] = 0
    history[-3, 2] = 13
    raised = expected_load(Period(history, 26, np.zeros(3))).mean[2]
    assert 2.6 < raised < 13


def test_twice_the_weeks_is_twice_the_load() -> None:
    period = past(2, 1, np.array([3.0, 1.0, 0.2]))[0][0]
    double = Period(period.history, 2 * period.weeks, period.last_year)
    assert expected_load(double).mean == pytest.approx(2 * expected_load(period).mean)


def test_the_forecast_is_calibrated_in_a_quiet_office() -> None:
    """40 periods × 60 cells: the PIT is even, and the log score beats what last year or the recent weeks say."""
    rates = np.random.default_rng(3).gamma(0.6, 0.5, 60)
    frozen, came = past(4, 40, rates)
    found = backtest(frozen, came, k=5)
    assert found is not None
    assert sum(found.pit) == pytest.approx(1)
    assert max(found.pit) < 0.13
    assert min(found.pit) > 0.07
    for method in ("same_period_last_year", "recent_26_weeks"):
        assert (found.gains[method].log_low or -1) > 0  # type: ignore[index]


def test_it_does_not_claim_to_beat_shares_that_are_the_truth() -> None:
    """Constant shares: in 20 offices the forecast is said to beat long_run_share in at most two."""
    rates = np.random.default_rng(3).gamma(0.6, 0.5, 40)
    claims = [backtest(*past(seed, 20, rates), k=3) for seed in range(20)]
    assert sum(bool(found and found.beats_long_run_share) for found in claims) <= 2


def test_it_does_beat_them_when_the_county_has_changed() -> None:
    """Until half a year ago all matters came from the first cells, since then from the last ones."""
    rng = np.random.default_rng(5)
    before, since = np.array([5.0, 4, 3, 0.3, 0.3, 0.3]), np.array([0.3, 0.3, 0.3, 3, 4, 5])
    frozen = [
        Period(np.vstack([rng.poisson(before, (150, 6)), rng.poisson(since, (26, 6))]), 2, rng.poisson(2 * before))
        for _ in range(12)
    ]
    found = backtest(frozen, [rng.poisson(2 * since) for _ in range(12)], k=3)
    assert found is not None
    assert found.beats_long_run_share is True
    assert (found.scores["expected_load"].hit_rate or 0) > 0.8


def test_too_few_past_periods_give_no_verdict() -> None:
    assert backtest([], [], k=3) is None
    found = backtest(*past(6, 4, np.array([1.0, 2, 3])), k=1)
    assert found is not None
    assert found.beats_long_run_share is None
    assert found.gains["long_run_share"].hit_low is None


def test_zeros_and_one_cell_have_an_answer() -> None:
    silent = Period(np.zeros((30, 4)), 2, np.zeros(4))
    assert expected_load(silent).mean.tolist() == [0, 0, 0, 0]
    found = backtest([silent] * 6, [np.zeros(4)] * 6, k=2)
    assert found is not None
    assert found.scores["expected_load"].hit_rate is None
    assert all(np.isfinite(score.log_score) for score in found.scores.values())
    single = backtest(*past(7, 6, np.array([2.0])), k=3)
    assert single is not None
    assert single.scores["expected_load"].hit_rate == 1
    with pytest.raises(ValueError, match="no complete week"):
        expected_load(Period(np.zeros((0, 3)), 2, np.zeros(3)))


def test_the_same_periods_give_the_same_backtest() -> None:
    given = past(8, 9, np.array([3.0, 2, 1, 0.5]))
    assert backtest(*given, k=2) == backtest(*given, k=2)
    found = backtest(*given, k=2)
    assert found is not None
    assert set(found.gains) == set(BASELINES)
