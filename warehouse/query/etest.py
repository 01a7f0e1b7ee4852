"""E-test: do two Poisson counts, each over its own length of time, have the same rate?

Statistic |k₁/n₁ − k₂/n₂| / √(k₁/n₁² + k₂/n₂²); p = chance of a statistic at least as large when both have the pooled
rate (k₁ + k₂)/(n₁ + n₂). More powerful than the conditional (binomial) test for small counts.

Source: Krishnamoorthy and Thomson (2004), A more powerful test for comparing two Poisson means, Journal of
Statistical Planning and Inference 119(1).
"""

from __future__ import annotations

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
    observed = _statistic(np.array([[first]]), np.array([[second]]), first_time, second_time)[0, 0]
    reached = _statistic(one[:, None], two[None, :], first_time, second_time) >= observed - 1e-12
    return float(min(chance_one @ reached @ chance_two, 1.0))


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
