"""Survival estimates at their edges: nobody, no event, everybody, ties, repeats without end."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.query.survival import event_share, histogram_median, kaplan_meier, mean_cumulative, quantile_day


def test_nobody_has_no_figure() -> None:
    curve = kaplan_meier([], [], [])
    share = event_share(curve, 90)
    assert (share.value, share.low, share.high, share.at_risk, share.events) == (None, None, None, 0, 0)
    assert quantile_day(curve, 0.5).day is None


def test_blank_below_ten_at_risk_and_shown_from_ten() -> None:
    """At risk at W are those observed for W days or longer, not those who entered."""
    nine = kaplan_meier([30, 90], [5, 0], [45, 9])
    ten = kaplan_meier([30, 90], [5, 0], [45, 10])
    assert event_share(nine, 90).value is None
    assert event_share(nine, 90).at_risk == 9
    assert event_share(ten, 90).value == pytest.approx(5 / 55)
    assert event_share(ten, 91).at_risk == 0


def test_no_event_has_the_exact_upper_limit() -> None:
    share = event_share(kaplan_meier([180], [0], [20]), 90)
    assert (share.value, share.low) == (0.0, 0.0)
    assert share.high == pytest.approx(1 - 0.025 ** (1 / 20))


def test_everybody_with_the_event_is_not_certainty() -> None:
    """All of 12 recur on day 7: the share is 1, and its lower limit is that of 12 of 12."""
    curve = kaplan_meier([7], [12], [12])
    assert curve.survival[-1] == 0
    assert curve.low[-1] == 0
    assert curve.high[-1] == pytest.approx(1 - 0.025 ** (1 / 12))
    share = event_share(curve, 7)
    assert share.value == 1.0
    assert share.low == pytest.approx(0.025 ** (1 / 12))


def test_the_band_does_not_close_when_the_last_units_fail_later() -> None:
    curve = kaplan_meier([5, 9], [3, 20], [3, 20])
    assert curve.survival[-1] == 0
    assert curve.high[-1] == curve.high[0] > 0


def test_an_event_on_the_day_of_censoring_comes_first() -> None:
    assert kaplan_meier([10], [1], [4]).survival[0] == pytest.approx(0.75)


def test_without_censoring_it_is_the_plain_share() -> None:
    curve = kaplan_meier([3, 8, 100], [4, 6, 0], [4, 6, 30])
    assert event_share(curve, 7).value == pytest.approx(0.1)
    assert event_share(curve, 8).value == pytest.approx(0.25)
    assert curve.variance[1] == pytest.approx(0.25 * 0.75 / 40)


def test_order_and_repeated_days_do_not_matter() -> None:
    one = kaplan_meier([9, 3, 3], [1, 1, 0], [5, 2, 4])
    other = kaplan_meier([3, 9], [1, 1], [6, 5])
    assert one.day.tolist() == other.day.tolist()
    assert one.survival.tolist() == other.survival.tolist()


@pytest.mark.parametrize(("day", "events", "leaving"), [([-1], [0], [1]), ([3], [2], [1]), ([3], [-1], [1])])
def test_impossible_durations_are_refused(day: list[int], events: list[int], leaving: list[int]) -> None:
    with pytest.raises(ValueError, match=r"duration|events"):
        kaplan_meier(day, events, leaving)


def test_median_and_p90_with_their_band() -> None:
    days = np.arange(1, 101)
    curve = kaplan_meier(days, np.ones(100), np.ones(100))
    median, p90 = quantile_day(curve, 0.5), quantile_day(curve, 0.9)
    assert (median.day, p90.day) == (50, 90)
    assert median.low is not None and median.high is not None
    assert 38 <= median.low < 50 < median.high <= 62


def test_a_median_that_is_not_reached_is_blank() -> None:
    found = quantile_day(kaplan_meier([10, 60], [20, 0], [20, 80]), 0.5)
    assert (found.day, found.high) == (None, None)


def test_median_of_one_day_for_all() -> None:
    assert quantile_day(kaplan_meier([14], [30], [30]), 0.5).day == 14


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30),
    st.integers(0, 45),
)
def test_the_band_holds_the_estimate_and_stays_within_0_and_1(rows: list[tuple[int, int, int]], day: int) -> None:
    curve = kaplan_meier([r[0] for r in rows], [r[1] for r in rows], [r[1] + r[2] for r in rows])
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.all((curve.low <= curve.survival + 1e-12) & (curve.survival <= curve.high + 1e-12))
    assert np.all((curve.low >= 0) & (curve.high <= 1))
    share = event_share(curve, day, min_at_risk=1)
    if share.value is not None and share.low is not None and share.high is not None:
        assert 0 <= share.low <= share.value + 1e-12
        assert share.value <= share.high + 1e-12
        assert share.high <= 1


def test_limits_cover_the_true_share_of_a_small_unit() -> None:
    """40 units, true share .2 by day 90, a third censored on the way: at least 93 % of 2,000 intervals hold it."""
    rng = np.random.default_rng(7)
    rate = -np.log(0.8) / 90
    held = 0
    for _ in range(2000):
        event = np.ceil(rng.exponential(1 / rate, 40)).astype(int)
        until = rng.integers(30, 300, 40)
        day, hit = np.minimum(event, until), event <= until
        share = event_share(kaplan_meier(day, hit, np.ones(40)), 90, min_at_risk=1)
        assert share.low is not None and share.high is not None
        held += share.low <= 0.2 <= share.high
    assert held / 2000 > 0.93


def test_one_matter_with_500_repeats_widens_the_interval() -> None:
    """The plain Poisson error would call 500 repeats of one matter precise; the robust one does not."""
    follow_up = np.full(50, 180)
    one = mean_cumulative(follow_up, np.zeros(500, dtype=int), np.arange(500) % 180 + 1, 180)
    many = mean_cumulative(follow_up, np.arange(500) % 50, np.arange(500) % 180 + 1, 180)
    assert one.value == many.value == pytest.approx(10)
    assert one.low is not None and one.high is not None and many.low is not None and many.high is not None
    assert many.high - many.low < 0.1
    assert one.low < 2 and one.high > 50


def test_mean_cumulative_without_events_and_with_few_units() -> None:
    none = mean_cumulative(np.full(20, 180), [], [], 180)
    assert (none.value, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(3.6889 / 20, abs=1e-4)
    assert mean_cumulative(np.full(9, 180), [0], [5], 180).value is None
    assert mean_cumulative([], [], [], 180).at_risk == 0


def test_mean_cumulative_counts_up_to_its_day_only() -> None:
    found = mean_cumulative(np.full(10, 400), [0, 0, 1], [180, 181, 399], 180)
    assert found.value == pytest.approx(0.1)
    assert found.events == 1


def test_an_event_after_follow_up_is_refused() -> None:
    with pytest.raises(ValueError, match="follow-up"):
        mean_cumulative([10, 20], [0], [11], 20)


@given(st.lists(st.tuples(st.integers(-5, 50), st.integers(0, 4)), max_size=20))
def test_histogram_median_is_the_median_of_the_values(rows: list[tuple[int, int]]) -> None:
    plain = np.repeat([r[0] for r in rows], [r[1] for r in rows]) if rows else np.array([])
    found = histogram_median([r[0] for r in rows], [r[1] for r in rows])
    assert found == (float(np.median(plain)) if len(plain) else None)


def test_a_figure_does_not_load_heavy_libraries() -> None:
    code = "import sys, warehouse.query.survival; print([m for m in ('scipy', 'statsmodels', 'dagster') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
