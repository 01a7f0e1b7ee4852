"""Log-rank test: do two groups of matters recur at the same pace, or is it better than before?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class LogRank:
    """Observed and expected events of the first group, χ² on one degree of freedom and its p-value.

    Both are None where nothing can differ: no event, or never both groups at risk.
    """

    observed: float
    expected: float
    chi_square: float | None
    p_value: float | None


def log_rank(day: npt.ArrayLike, group: npt.ArrayLike, events: npt.ArrayLike, leaving: npt.ArrayLike) -> LogRank:
    """Compare group 0 with group 1 on durations that are grouped by day.

    χ² = (O − E)²/V with E = Σ d n₀/n and V = Σ d (n₀/n)(n₁/n)(n − d)/(n − 1) over event days.

    Args:
        day: whole days ≥ 0; group: 0 or 1; shape (k,).
        events: units with the event on that day; leaving: all units whose duration is that day; shape (k,).

    Source: Mantel 1966; Peto & Peto 1972.
    """
    days, place = np.unique(np.asarray(day, dtype=np.int64), return_inverse=True)
    first = np.asarray(group, dtype=np.int64) == 0
    happened, left = np.asarray(events, dtype=np.float64), np.asarray(leaving, dtype=np.float64)
    size = len(days)
    d = np.bincount(place, happened, size)
    d_first = np.bincount(place[first], happened[first], size)
    n = np.cumsum(np.bincount(place, left, size)[::-1])[::-1]
    n_first = np.cumsum(np.bincount(place[first], left[first], size)[::-1])[::-1]
    share = n_first / np.maximum(n, 1)
    observed, expected = float(d_first.sum()), float((d * share).sum())
    variance = float((d * share * (1 - share) * (n - d) / np.maximum(n - 1, 1)).sum())
    if variance <= 0:
        return LogRank(observed, expected, None, None)
    chi_square = (observed - expected) ** 2 / variance
    return LogRank(observed, expected, chi_square, math.erfc(math.sqrt(chi_square / 2)))
