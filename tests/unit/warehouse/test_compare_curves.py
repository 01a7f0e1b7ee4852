"""Better than before? Two recurrence curves held against each other."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.query.compare import compare_curves
from warehouse.query.logrank import log_rank
from warehouse.query.survival import SurvivalCurve, kaplan_meier

Drawn = tuple[SurvivalCurve, np.ndarray, np.ndarray]


def group(rng: np.random.Generator, size: int, share: float, watched: int = 400) -> Drawn:
    """Matters of which a share comes back within 90 days, some watched for less."""
    happens = np.ceil(rng.exponential(-90 / np.log(1 - share), size)).astype(int)
    until = rng.integers(watched // 4, watched, size)
    day, event = np.minimum(happens, until), happens <= until
    return kaplan_meier(day, event, np.ones(size)), day, event


def test_the_chance_is_that_of_the_log_rank_test_up_to_the_day() -> None:
    rng = np.random.default_rng(3)
    (one, day_1, event_1), (other, day_2, event_2) = group(rng, 150, 0.2), group(rng, 120, 0.35)
    days = np.concatenate([day_1, day_2])
    events = np.where(days <= 90, np.concatenate([event_1, event_2]), False)
    expected = log_rank(np.minimum(days, 91), np.repeat([0, 1], [150, 120]), events, np.ones(270))
    assert compare_curves(one, other, 90).p == pytest.approx(expected.p_value, rel=1e-9)


def test_better_worse_and_within_chance() -> None:
    rng = np.random.default_rng(4)
    low, high, same = (group(rng, 300, share)[0] for share in (0.1, 0.4, 0.4))
    assert compare_curves(low, high, 90).verdict == "down"
    assert compare_curves(high, low, 90).verdict == "up"
    assert compare_curves(high, same, 90).verdict == "within_chance"
    difference = compare_curves(low, high, 90).difference
    assert difference == pytest.approx(-0.3, abs=0.08)


def test_equal_groups_are_called_different_one_time_in_twenty() -> None:
    rng = np.random.default_rng(5)
    called = sum(
        compare_curves(group(rng, 60, 0.25)[0], group(rng, 90, 0.25, 200)[0], 90).verdict != "within_chance"
        for _ in range(400)
    )
    assert 0.02 <= called / 400 <= 0.08


def test_without_a_return_nothing_is_said() -> None:
    none = kaplan_meier([90], [0], [30])
    assert compare_curves(none, none, 90).verdict == "not_judged"
    assert compare_curves(none, kaplan_meier([], [], []), 90).verdict == "not_judged"
