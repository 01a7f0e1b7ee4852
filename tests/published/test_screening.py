"""The backtest against RKI data: Salmonella Newport in 16 states, 78 windows of four weeks, 2008 to 2013."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from pipelines.metrics.screening import Backtest, Period, backtest

FIRST, WINDOWS, WEEKS = 212, 78, 4


@pytest.fixture(scope="module")
def counts(published_numbers: Path) -> np.ndarray:
    rows = list(csv.reader((published_numbers / "salm_newport_states_weekly.csv").read_text().splitlines()))[1:]
    return np.array([[float(cell) for cell in row[3:]] for row in rows])


def run(counts: np.ndarray, k: int) -> Backtest:
    """The same season is the published one: the same four weeks ± 2 of the four years before."""
    starts = [FIRST + WEEKS * place for place in range(WINDOWS)]
    periods = [
        Period(
            counts[:start],
            WEEKS,
            sum(counts[start - 52 * year - 2 : start - 52 * year + WEEKS + 2].sum(axis=0) for year in (1, 2, 3, 4)),
        )
        for start in starts
    ]
    found = backtest(periods, [counts[start : start + WEEKS].sum(axis=0) for start in starts], k)
    assert found is not None
    return found


@pytest.mark.parametrize("k", [3, 5])
def test_hit_rate_and_pai_of_the_baselines(published_numbers: Path, counts: np.ndarray, k: int) -> None:
    """Hit rate@3: long-run share .480, same season .442, recent 26 weeks .437."""
    table = (published_numbers / "screening_backtest_salm_newport_summary.csv").read_text().splitlines()
    expected = {row["method"]: row for row in csv.DictReader(table) if int(row["k"]) == k}
    found = run(counts, k)
    assert found.periods == WINDOWS
    for ours, theirs in (
        ("long_run_share", "long_run_share"),
        ("same_period_last_year", "same_window_past4y"),
        ("recent_26_weeks", "recent26w"),
    ):
        score = found.scores[ours]  # type: ignore[index]
        assert score.hit_rate == pytest.approx(float(expected[theirs]["hit_rate"]), rel=1e-12)
        assert score.pai == pytest.approx(float(expected[theirs]["PAI"]), rel=1e-12)


@pytest.mark.parametrize("k", [3, 5])
def test_the_shrunken_forecast_is_the_published_one_and_no_better_than_long_run(
    published_numbers: Path, counts: np.ndarray, k: int
) -> None:
    """Hit rate .477 at 3 and .639 at 5; the interval of its gain over long_run_share holds 0."""
    table = (published_numbers / "screening_backtest_salm_newport_summary.csv").read_text().splitlines()
    published = {int(row["k"]): row for row in csv.DictReader(table) if row["method"] == "EB_rate_ratio"}[k]
    found = run(counts, k)
    gain = found.gains["long_run_share"]
    assert found.scores["expected_load"].hit_rate == pytest.approx(float(published["hit_rate"]), rel=1e-12)
    assert found.scores["expected_load"].pai == pytest.approx(float(published["PAI"]), rel=1e-12)
    assert gain.hit_low is not None and gain.hit_high is not None
    assert gain.hit_low < 0 < gain.hit_high
    assert found.beats_long_run_share is False
