"""EARS C2: is a week beyond what the seven weeks before it, two weeks back, make likely?

limit = mean + z(1 − α) · deviation of the baseline, α = .001. For offices with less than a year of weeks; a
hint only, because seven weeks know neither the season nor the clustering of an office.

Source: Hutwagner et al. (2003), The bioterrorism preparedness and response Early Aberration Reporting System,
Journal of Urban Health 80(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BASELINE = 7
GAP = 2
Z = 3.090232306167813  # standard normal quantile of 1 − .001


@dataclass(frozen=True)
class Limit:
    """Mean and limit of a window, each (series,), and whether all weeks of the baseline were known."""

    expected: Floats
    limit: Floats
    evaluated: Bools


def c2(counts: Ints, known: Bools, t: int, window: int = 1, *, floor: bool = True) -> Limit:
    """Return mean and limit of the window of `window` weeks that ends with week t.

    Args:
        counts: (series, weeks).
        known: (series, weeks) which of them were exported.
        t: position of the window's last week.
        window: weeks in the window: the mean grows with it, the deviation with its root.
        floor: take at least the deviation of a Poisson count with this mean (with mean 1 where it is less), so
            that a baseline of equal weeks does not make one more case an alarm. Off: the method as published.
    """
    end = t - window + 1 - GAP
    if end < BASELINE:
        none = np.zeros(len(counts))
        return Limit(none, none, np.zeros(len(counts), dtype=np.bool_))
    baseline = counts[:, end - BASELINE : end].astype(np.float64)
    mean = baseline.mean(axis=1)
    deviation = baseline.std(axis=1, ddof=1)
    if floor:
        deviation = np.maximum(deviation, np.sqrt(np.maximum(mean, 1.0)))
    evaluated = known[:, end - BASELINE : end].sum(axis=1) == BASELINE
    return Limit(window * mean, window * mean + Z * np.sqrt(window) * deviation, evaluated)
