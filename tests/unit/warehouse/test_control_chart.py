"""The control chart against series worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.query.control_chart import Limits, limits, signals

# Mean 10; twelve moving ranges of 2.
PLAIN = [10.0, 12, 10, 8, 10, 12, 10, 8, 10, 12, 10, 8, 10]


def chart(baseline: list[float]) -> Limits:
    found = limits(baseline)
    assert found is not None
    return found


def test_limits_by_hand() -> None:
    found = chart(PLAIN)
    assert found.mean == 10
    assert (found.low, found.high) == pytest.approx((10 - 2.66 * 2, 10 + 2.66 * 2))
    assert (found.near_low, found.near_high) == pytest.approx((10 - 1.773 * 2, 10 + 1.773 * 2), abs=1e-3)
    assert not found.is_trial


def test_a_range_beyond_3_267_times_their_mean_is_left_out_once() -> None:
    """Eleven ranges of 2 and two of 20 have the mean 62/13 = 4.77: 20 > 15.58 is left out, 2 remains."""
    found = chart([10, 12, 10, 12, 10, 12, 32, 12, 10, 12, 10, 12, 10, 12])
    assert found.mean == pytest.approx(176 / 14)
    assert found.high - found.mean == pytest.approx(2.66 * 2)


def test_the_screen_is_not_repeated() -> None:
    """Ranges 1 × 15, 5, 5, 40: mean 65/18 = 3.61, 40 is out; then mean 25/17 = 1.47 and 5 > 4.80, but it stays."""
    series = [10.0]
    for step in [1, -1] * 7 + [1, 5, -5, 40]:
        series.append(series[-1] + step)
    found = chart(series)
    assert found.high - found.mean == pytest.approx(2.66 * 25 / 17)


def test_a_range_at_the_screen_is_kept() -> None:
    """Seven ranges of 1 and one of 5: mean 1.5, screen 4.90, left out. One of 4: mean 1.375, screen 4.49, kept."""
    out, kept = chart([20.0, 21, 20, 21, 20, 21, 20, 21, 16]), chart([20.0, 21, 20, 21, 20, 21, 20, 21, 17])
    assert out.high - out.mean == pytest.approx(2.66 * 1)
    assert kept.high - kept.mean == pytest.approx(2.66 * 11 / 8)


@pytest.mark.parametrize(("mean", "is_drawn"), [(4.9, False), (5.0, True)])
def test_below_five_a_period_nothing_is_drawn(mean: float, is_drawn: bool) -> None:
    assert (limits([mean - 1, mean + 1] * 13) is not None) == is_drawn


@pytest.mark.parametrize(("points", "is_trial"), [(6, True), (12, True), (13, False)])
def test_limits_of_few_points_are_trial_limits(points: int, is_trial: bool) -> None:
    assert chart(([10.0, 12] * 7)[:points]).is_trial == is_trial


def test_no_limits_from_five_points() -> None:
    assert limits([10.0, 12, 10, 12, 10]) is None


# Centre 10, limits 4.68 and 15.32, near limits 6.453 and 13.547.
@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([15, 16], [None, "outside"]),
        ([5, 4], [None, "outside"]),
        ([11, 12, 11, 12, 11, 12, 11], [None] * 6 + ["shift"]),
        ([9, 8, 9, 8, 9, 8, 9], [None] * 6 + ["shift"]),
        ([11, 12, 11, 12, 11, 12, 10, 11], [None] * 8),  # a point on the mean ends the run
        ([7, 8, 9, 10, 11, 12, 13], [None] * 6 + ["trend"]),
        ([13, 12, 11, 10, 9, 8, 7], [None] * 6 + ["trend"]),
        ([7, 8, 9, 10, 10, 11, 12, 13], [None] * 8),  # a step of 0 ends the run
        ([14, 10, 14], [None, None, "near_limit"]),
        ([14, 14], [None, "near_limit"]),
        ([6, 10, 6], [None, None, "near_limit"]),
        ([14, 10, 6], [None] * 3),  # near the two limits, one each
        ([14, 14, 10], [None, "near_limit", None]),  # the last point itself is not near
        ([14, 10, 10, 14], [None] * 4),  # 2 of 4
        ([14, 16], [None, "outside"]),  # outside comes before near
    ],
)
def test_the_four_rules(points: list[float], expected: list[str | None]) -> None:
    assert signals(points, chart(PLAIN)) == expected


@given(st.lists(st.integers(5, 60), min_size=13, max_size=52), st.integers(0, 1000))
def test_limits_move_and_stretch_with_the_series(baseline: list[int], shift: int) -> None:
    """Adding a constant moves the chart; doubling the series doubles its width: no unit is built in."""
    plain = chart([float(b) for b in baseline])
    moved = chart([float(b + shift) for b in baseline])
    doubled = chart([2.0 * b for b in baseline])
    assert moved.high - moved.mean == pytest.approx(plain.high - plain.mean)
    assert doubled.high - doubled.mean == pytest.approx(2 * (plain.high - plain.mean))


@given(st.lists(st.integers(5, 60), min_size=13, max_size=52), st.lists(st.integers(0, 90), max_size=13))
def test_a_rule_looks_back_only(baseline: list[int], points: list[int]) -> None:
    """What was said of a week does not change when later weeks come."""
    found = chart([float(b) for b in baseline])
    whole = signals([float(p) for p in points], found)
    for so_far in range(len(points)):
        assert signals([float(p) for p in points[:so_far]], found) == whole[:so_far]


@pytest.mark.parametrize("mean", [5, 8, 15, 40])
def test_quiet_series_seldom_signal(mean: int) -> None:
    """Poisson weeks around a constant mean, 52 of baseline and 13 judged: a look at a week is wrong in about 1 of 50.

    The four rules on a normal series with known limits signal in 1.1 % of looks (outside .3, near .3, shift and trend
    .5); estimated limits and whole numbers make it somewhat more.
    """
    rng = np.random.default_rng(mean)
    looks = wrong = outside = 0
    while looks < 13 * 800:
        found = limits([float(v) for v in rng.poisson(mean, 52)])
        if found is None:
            continue
        said = signals([float(v) for v in rng.poisson(mean, 13)], found)
        looks += len(said)
        wrong += sum(rule is not None for rule in said)
        outside += sum(rule == "outside" for rule in said)
    assert wrong / looks < 0.04
    assert outside / looks < 0.015
