"""E-test: do two Poisson counts, each over its own length of time, have the same rate?

Statistic |k₁/n₁ − k₂/n₂| / √(k₁/n₁² + k₂/n₂²); p = chance of a statistic at least as large when both have the pooled
rate (k₁ + k₂)/(n₁ + n₂). More powerful than the conditional (binomial) test for small counts.

Source: Krishnamoorthy and Thomson (2004), A more powerful test for comparing two Poisson means, Journal of
Statistical Planning and Inference 119(1).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_TAIL = 9.0  # standard deviations of a count that are looked at on each side


def etest(first: int, second: int, first_time: float = 1.0, second_time: float = 1.0) -> float:
    """Return the two-sided p of equal rates.

    Args:
        first, second: counts ≥ 0.
        first_time, second_time: time (or population) over which they were counted, > 0.
    """
    if first + second == 0:
        return 1.0
    rate = (first + second) / (first_time + second_time)
    one, chance_one = _counts(rate * first_time)
    two, chance_two = _counts(rate * second_time)
    observed = _statistic(np.array([first]), np.array([second]), first_time, second_time)[0]

    def is_reached(place: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the statistic of each first count with the second count at a place is as large as that observed."""
        reached: NDArray[np.bool_] = _statistic(one, two[place], first_time, second_time) >= observed - 1e-12
        return reached

    # With the first count held, the statistic grows on both sides of equal rates: what reaches it are two tails.
    equal = np.searchsorted(two / second_time, one / first_time)
    below = _turn(lambda place: ~is_reached(place), np.zeros_like(equal), equal)
    above = _turn(is_reached, equal, np.full_like(equal, len(two)))
    up_to = np.concatenate([[0.0], np.cumsum(chance_two)])
    return float(min(chance_one @ (up_to[below] + up_to[-1] - up_to[above]), 1.0))


def _turn(
    is_past: Callable[[NDArray[np.int64]], NDArray[np.bool_]], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each row the first place from `low` to `high` that is past a point, `high` where none is, by halving."""
    while np.any(low < high):
        middle = np.where(low < high, (low + high) // 2, 0)
        past = is_past(middle)
        low, high = np.where(past | (low >= high), low, middle + 1), np.where(past & (low < high), middle, high)
    return low


def _counts(mean: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts that can be expected to occur at all, and their Poisson probabilities."""
    # Imported here as in intervals: not every question needs it.
    from scipy.special import gammaln

    reach = _TAIL * (np.sqrt(mean) + 1)
    counts = np.arange(int(max(mean - reach, 0)), int(mean + reach) + 1)
    return counts, np.exp(counts * np.log(mean) - mean - gammaln(counts + 1))


def _statistic(
    first: NDArray[np.int64], second: NDArray[np.int64], first_time: float, second_time: float
) -> NDArray[np.float64]:
    variance = first / first_time**2 + second / second_time**2
    difference = np.abs(first / first_time - second / second_time)
    return np.where(variance > 0, difference / np.sqrt(np.where(variance > 0, variance, 1.0)), 0.0)
